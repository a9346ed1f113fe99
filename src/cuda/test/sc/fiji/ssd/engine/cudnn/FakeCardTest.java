/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.engine.cudnn;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Runs the tests of the engine {@code cudnn} in a JVM that sees the imitated GPU, and reports each of them. */
class FakeCardTest {

	private static final int MINUTES = 20;

	@TestFactory
	Stream<DynamicTest> onTheMakeBelieveCard() throws IOException, InterruptedException {
		assumeTrue(FakeCard.refusal().isEmpty(), FakeCard::refusal);
		final Path folder = FakeCard.build();
		final Path results = folder.resolve("results.txt"), output = folder.resolve("output.txt");
		Files.deleteIfExists(results);
		final List<String> command = new ArrayList<>(
			List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-Xmx2g",
				"-Djava.awt.headless=true", "-Dorg.bytedeco.javacpp.logger=slf4j",
				"-Dssd.cudnn.kernels=" + folder.resolve("kernels.json"),
				"-Dssd.fakecard.all=" + Boolean.getBoolean("ssd.fakecard.all"), "--add-opens=java.base/java.lang=ALL-UNNAMED",
				"-classpath", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				FakeCardRun.class.getName(), results.toString(), System.getProperty("ssd.fakecard.moods", ".*")));
		final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(output.toFile());
		final String path = System.getenv("LD_LIBRARY_PATH");
		builder.environment().put("LD_LIBRARY_PATH", path == null ? folder.toString() : folder + ":" + path);
		builder.environment().put("FAKE_CARD", "cards=3");
		final Process process = builder.start();
		final boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
		if (!ended) process.destroyForcibly();
		final List<FakeCardRun.Result> all = Files.exists(results) ? FakeCardRun.read(results) : List.of();
		final String state = ended ? "ended with " + process.exitValue() : "did not end in " + MINUTES + " minutes";
		return Stream.concat(all.stream().map(FakeCardTest::report), Stream.of(DynamicTest.dynamicTest(
			"the JVM ends well",
			() -> assertTrue(ended && process.exitValue() == 0 && !all.isEmpty(), "it " + state + "; see " + output))));
	}

	private static DynamicTest report(final FakeCardRun.Result result) {
		return DynamicTest.dynamicTest(result.name(), () -> {
			if (result.status() == FakeCardRun.Status.SKIPPED) Assumptions.abort(result.message());
			if (result.status() == FakeCardRun.Status.FAILED) Assertions.fail(result.message());
		});
	}
}
