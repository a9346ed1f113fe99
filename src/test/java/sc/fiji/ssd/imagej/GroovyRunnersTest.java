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
package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.commands.CommandKeys;
import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.imagej.host.MacroJvm;

/**
 * Runs the scripts of {@code macros} as headless Fiji runs them; those for
 * folders by {@link ClusterScriptsTest}.
 */
class GroovyRunnersTest {

	private static final Path SCRIPTS = Path.of("macros");

	@TempDir
	private Path folder;

	private record Run(int exit, JsonObject summary, String output) {}

	private Run run(final String script, final String keys) throws IOException, InterruptedException {
		final MacroJvm.Ended ended = MacroJvm.start(folder, HeadlessSciJava.class, List.of("--headless", "--run",
			SCRIPTS.resolve(script + ".groovy").toString(), keys.replace("HERE", folder.toString().replace('\\', '/'))))
			.waitFor();
		final String last = ended.output().lines().filter(line -> line.startsWith("{")).reduce("{}", (a, b) -> b);
		return new Run(ended.exit(), JsonParser.parseString(last).getAsJsonObject(), ended.output());
	}

	private static void assertEnded(final int exit, final String status, final Run run) {
		assertEquals(exit, run.exit, run.output);
		assertEquals(exit, run.summary.get("exit_code").getAsInt(), run.output);
		assertEquals(status, run.summary.get("status").getAsString(), run.output);
		assertTrue(run.output.stripTrailing().endsWith("}"), "more follows the summary:\n" + run.output);
	}

	@Test
	void trainAndEvaluate() throws Exception {
		SampleDataset.write(folder.resolve("data"), 8, 3);
		final Run trained = run("Train", "dataset=\"HERE/data\",model=\"HERE/t.ssd\",width=\"0.01\",iterations=2," +
			"batch_size=\"1\",augmentation=\"none\",warmup=\"0\",validation=\"\",engine=\"fake\",threads=1");
		assertEnded(0, "done", trained);
		assertEquals(2, trained.summary.get("iterations").getAsInt());
		final Run scored = run("Evaluate",
			"dataset=\"HERE/data\",model=\"HERE/t.ssd\",engine=\"fake\",metric=\"voc2007\"");
		assertEnded(0, "done", scored);
		assertEquals("SSD Evaluate...", scored.summary.get("command").getAsString());
		assertTrue(scored.summary.get("map").getAsDouble() >= 0);
	}

	@Test
	void whatCannotBeDone() throws Exception {
		Files.createDirectories(folder.resolve("in"));
		final Run unknown = run("DetectFolder", "inptu=\"HERE/in\"");
		assertEnded(2, "bad_arguments", unknown);
		assertTrue(unknown.summary.get("message").getAsString()
			.startsWith("inptu: SSD Detect Folder... has no such key; " + "did you mean input"), unknown.output);
		Files.writeString(folder.resolve("in/a.png"), "no image");
		Files.writeString(folder.resolve("in/m.ssd"), "damaged");
		final Run failed = run("DetectFolder",
			"input=\"HERE/in\",output=\"HERE/out\",model=\"HERE/in/m.ssd\",engine=\"fake\"");
		assertEnded(1, "failed", failed);
		assertTrue(failed.summary.get("message").getAsString().contains("m.ssd"), failed.output);
	}

	/** What a script does not declare, Fiji's dialog and completion do not know. */
	@ParameterizedTest
	@ValueSource(strings = { "Train", "Evaluate", "DetectFolder", "MergeResults" })
	void aScriptDeclaresTheKeysOfItsCommand(final String script) throws IOException {
		final Set<String> declared = Files.readAllLines(SCRIPTS.resolve(script + ".groovy")).stream()
			.filter(line -> line.startsWith("#@ String (required=false, persist=false) "))
			.map(line -> line.substring(line.lastIndexOf(' ') + 1)).collect(Collectors.toCollection(TreeSet::new));
		final Map<String, Set<String>> keys = CommandKeys.byClass();
		assertEquals(new TreeSet<>(keys.get(script)), declared);
	}
}
