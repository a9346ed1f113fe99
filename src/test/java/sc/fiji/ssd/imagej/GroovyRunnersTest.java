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
import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.data.SampleDataset;

/** Runs the scripts of {@code macros} as headless Fiji runs them. */
class GroovyRunnersTest {

	private static final Path SCRIPTS = Path.of("macros");

	@TempDir
	private Path folder;

	private record Run(int exit, JsonObject summary, String output) {}

	private Run run(final String script, final String keys) throws IOException, InterruptedException {
		final MacroJvm.Ended ended = MacroJvm.start(folder, HeadlessSciJava.class, List.of("--headless", "--run", SCRIPTS
			.resolve(script + ".groovy").toString(), keys.replace("HERE", folder.toString().replace('\\', '/')))).waitFor();
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
	void trainEvaluateDetectAndMerge() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "nucleus", "ring", "rod");
		SampleDataset.write(folder.resolve("data"), 8, 3);
		final Run trained = run("Train", "dataset=\"HERE/data\",model=\"HERE/t.ssd\",width=\"0.01\",iterations=2," +
			"batch_size=\"1\",augmentation=\"none\",warmup=\"0\",validation=\"\",engine=\"fake\",threads=1");
		assertEnded(0, "done", trained);
		assertEquals(2, trained.summary.get("iterations").getAsInt());
		final Run scored = run("Evaluate", "dataset=\"HERE/data\",model=\"HERE/t.ssd\",engine=\"fake\",metric=\"voc2007\"");
		assertEnded(0, "done", scored);
		assertEquals("SSD Evaluate...", scored.summary.get("command").getAsString());
		assertTrue(scored.summary.get("map").getAsDouble() >= 0);
		Files.writeString(folder.resolve("data/JPEGImages/broken.png"), "no image");
		int images = 0, failures = 0;
		for (int k = 1; k <= 2; k++) {
			final Run run = run("DetectFolder", ("input=\"HERE/data/JPEGImages\",output=\"HERE/out\",model=\"HERE/m.ssd\"," +
				"engine=\"fake\",overlays=\"false\",shard=\"%d/2\"").formatted(k));
			final boolean failed = run.summary.get("failures").getAsInt() > 0;
			assertEnded(failed ? 3 : 0, failed ? "some_images_failed" : "done", run);
			images += run.summary.get("images").getAsInt();
			failures += run.summary.get("failures").getAsInt();
		}
		assertEquals(1, failures);
		assertEquals(8, images);
		final Run merged = run("MergeResults", "input=\"HERE/out\"");
		assertEnded(3, "some_images_failed", merged);
		assertEquals(8, merged.summary.get("images").getAsInt());
		assertTrue(Files.readString(folder.resolve("out/failures.csv")).contains("broken.png,"));
	}

	@Test
	void whatCannotBeDone() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "spot");
		Files.createDirectories(folder.resolve("in"));
		final Run unknown = run("DetectFolder", "inptu=\"HERE/in\"");
		assertEnded(2, "bad_arguments", unknown);
		assertTrue(unknown.summary.get("message").getAsString().startsWith("inptu: SSD Detect Folder... has no such key; " +
			"did you mean input"), unknown.output);
		final Run switched = run("DetectFolder", "input=\"HERE/in\",overlays=\"maybe\"");
		assertEnded(2, "bad_arguments", switched);
		final Run missing = run("MergeResults", "output=\"HERE/out\"");
		assertEnded(2, "bad_arguments", missing);
		assertTrue(missing.summary.get("message").getAsString().startsWith("input: is missing"), missing.output);
		Files.writeString(folder.resolve("in/a.png"), "no image");
		Files.writeString(folder.resolve("in/m.ssd"), "damaged");
		final Run failed = run("DetectFolder", "input=\"HERE/in\",output=\"HERE/out\",model=\"HERE/in/m.ssd\",engine=\"fake\"");
		assertEnded(1, "failed", failed);
		assertTrue(failed.summary.get("message").getAsString().contains("m.ssd"), failed.output);
	}

	/** What a script does not declare, Fiji's dialog and completion do not know. */
	@ParameterizedTest
	@ValueSource(strings = { "Train", "Evaluate", "DetectFolder", "MergeResults" })
	void aScriptDeclaresTheKeysOfItsCommand(final String script) throws IOException {
		final Set<String> declared = Files.readAllLines(SCRIPTS.resolve(script + ".groovy")).stream().filter(line -> line
			.startsWith("#@ String (required=false, persist=false) ")).map(line -> line.substring(line.lastIndexOf(' ') + 1))
			.collect(Collectors.toCollection(TreeSet::new));
		final Map<String, Set<String>> keys = CommandKeys.byClass();
		assertEquals(new TreeSet<>(keys.get(script)), declared);
	}
}
