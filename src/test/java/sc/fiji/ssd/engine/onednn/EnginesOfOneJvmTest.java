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
package sc.fiji.ssd.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads natives in separate JVMs: both engines in either order, and class paths that lack something. */
class EnginesOfOneJvmTest {

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "onednn,dl4j", "dl4j,onednn" })
	void bothRunInEitherOrder(final String order) throws Exception {
		final String out = run(jar -> true, order.split(","));
		assertTrue(out.contains("2 agree"), out);
	}

	@Test
	void saysInOneLineWhatIsMissing() throws Exception {
		assertUnusable(run(jar -> !jar.matches("dnnl-.*-(linux|windows|macosx)-.*"), "onednn"));
		assertUnusable(run(jar -> !jar.startsWith("dnnl-"), "onednn"));
		assertUnusable(run(jar -> !jar.startsWith("jna-"), "onednn"));
	}

	private static void assertUnusable(final String out) {
		final List<String> lines = out.lines().filter(l -> l.startsWith("onednn: ")).toList();
		assertEquals(1, lines.size(), out);
		assertTrue(lines.get(0).startsWith("onednn: false, oneDNN cannot be loaded ("), out);
		assertTrue(lines.get(0).contains("install"), out);
		assertFalse(out.contains("Exception in thread"), out);
		assertTrue(out.contains("0 agree"), out);
	}

	private String run(final Predicate<String> keep, final String... engines) throws Exception {
		final String path = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(p -> keep.test(Path.of(p).getFileName().toString()))
			.collect(Collectors.joining(File.pathSeparator));
		final List<String> command = new ArrayList<>(
			List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", path, "-Xmx512m",
				"-Djava.awt.headless=true", EnginesOfOneJvm.class.getName()));
		command.addAll(List.of(engines));
		final Path out = folder.resolve("out.txt");
		final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile())
			.start();
		try {
			assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the JVM does not end");
			return Files.readString(out, StandardCharsets.UTF_8);
		}
		finally {
			process.destroyForcibly();
		}
	}
}
