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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.imagej.host.EscapedMacro;
import sc.fiji.ssd.imagej.host.MacroJvm;

/** Runs macros in their own JVM, as users do. */
class HeadlessImageJTest {

	private static final String SPOTS = """
										newImage("spots", "8-bit black", 300, 300, 1);
										setColor(255);
										fillRect(69, 69, 30, 30);
										fillRect(197, 149, 30, 30);
										""";

	@TempDir
	private Path folder;

	/** Ends in a separator, {@code /} everywhere. */
	private String here;

	@BeforeEach
	void writeModel() {
		here = folder.toString().replace('\\', '/') + "/";
		TestModels.write(folder.resolve("m.ssd"), "spot", "other");
	}

	private Path macro(final String name, final String text) throws IOException {
		return Files.writeString(folder.resolve(name + ".ijm"), text.replace("HERE/", here));
	}

	private MacroJvm.Ended java(final Class<?> main, final List<String> arguments) throws Exception {
		return MacroJvm.start(folder, main, arguments).waitFor();
	}

	@Test
	void macrosUseTheCommands() throws Exception {
		final Path macro = macro("all", SPOTS +
			"""
			if (getArgument() != "two words") exit("argument: " + getArgument());
			if (!endsWith(getInfo("macro.filepath"), "all.ijm")) exit("path: " + getInfo("macro.filepath"));
			makeRectangle(5, 5, 20, 20);
			run("Add Selection...");
			run("Select None");
			run("SSD Detect...", "model=[HERE/m.ssd] engine=fake");
			run("SSD Detect...", "model=[HERE/m.ssd] engine=fake score=0.9 show_table=false");
			if (nResults != 2) exit("rows: " + nResults);
			if (getResultString("class", 0) != "spot" || abs(getResult("x_min", 1) - 197) > 0.001) exit("table");
			if (Overlay.size != 3) exit("overlay: " + Overlay.size);
			File.makeDirectory("HERE/in");
			saveAs("PNG", "HERE/in/b.png");
			saveAs("Tiff", "HERE/overlay.tif");
			run("Flatten");
			saveAs("PNG", "HERE/overlay.png");
			run("Close All");
			newImage("stack", "16-bit black", 300, 300, 3);
			setSlice(2);
			setColor(60000);
			fillRect(69, 69, 30, 30);
			saveAs("Tiff", "HERE/in/a.tif");
			run("SSD Make Sample Dataset...", "dataset=[HERE/data] images=8 seed=3");
			run("SSD Train...", "dataset=[HERE/data] model=[HERE/trained.ssd] width=0.01 iterations=2 batch_size=2 "
				+ "augmentation=none initial_weights=[HERE/m.ssd] engine=fake threads=1");
			run("SSD Evaluate...", "dataset=[HERE/data] model=[HERE/trained.ssd] engine=fake output=[HERE/scores]");
			run("SSD Detect Folder...", "input=[HERE/in] output=[HERE/out] model=[HERE/m.ssd] engine=fake");
			run("SSD Engines", "output=[HERE/engines.json]");
			print("reached the end");
			exit();
			""");
		final MacroJvm.Ended run = java(HeadlessImageJ.class, List.of(macro.toString(), "two words"));
		assertEquals(0, run.exit(), run.output());
		assertTrue(run.output().contains("reached the end"), run.output());
		for (final String file : List.of("overlay.tif", "trained.ssd", "training.csv", "scores/evaluation.json",
			"scores/pr.csv", "scores/pr.png", "out/run.json", "out/overlays/a.tif.tif", "engines.json"))
			assertTrue(Files.isRegularFile(folder.resolve(file)), file + " is missing:\n" + run.output());
		final List<String> rows = Files.readAllLines(folder.resolve("out/detections.csv"));
		assertEquals(
			List.of("image,slice,class,score,x_min,y_min,x_max,y_max",
				"a.tif,2,spot,0.997388,69.000,69.000,99.000,99.000"),
			rows.subList(0, 2).stream().map(row -> row.replaceAll("0\\.9\\d{5}", "0.997388")).toList());
		assertEquals(4, rows.size(), rows.toString());

		final BufferedImage drawn = ImageIO.read(folder.resolve("overlay.png").toFile());
		int onEdges = 0, elsewhere = 0;
		for (int y = 0; y < 300; y++)
			for (int x = 0; x < 300; x++) {
				final boolean edge = onEdge(x, y, 69, 69) || onEdge(x, y, 197, 149);
				final int rgb = drawn.getRGB(x, y);
				final boolean coloured = (rgb >> 16 & 255) - (rgb & 255) > 60;
				if (coloured && edge) onEdges++;
				if (coloured && !edge && !onEdge(x, y, 5, 5) && x > 30) elsewhere++;
			}
		assertEquals(0, elsewhere, "pixels are coloured away from the boxes");
		assertTrue(onEdges > 200, "only " + onEdges + " pixels of the boxes are drawn");
	}

	/** Whether a pixel touches the outline of a box of 30 pixels; a line of 1.5 reaches into both neighbours. */
	private static boolean onEdge(final int x, final int y, final int left, final int top) {
		final boolean inside = x >= left - 2 && x <= left + 31 && y >= top - 2 && y <= top + 31;
		return inside && (Math.abs(x - left) <= 2 || Math.abs(x - left - 30) <= 2 || Math.abs(y - top) <= 2 ||
			Math.abs(y - top - 30) <= 2);
	}

	/** The shipped macro, with a training too short to learn anything. */
	@Test
	void theQuickstartRuns() throws Exception {
		Files.createDirectories(folder.resolve("macros"));
		final String[][] shorter = { { "iterations", "2" }, { "width", "0.01" }, { "batchSize", "1" },
			{ "warmup", "0" }, { "augmentation", "\"none\"" }, { "checkpointEvery", "2" } };
		String text = Files.readString(Path.of("macros/Quickstart.ijm"));
		for (final String[] change : shorter) {
			final String changed = text.replaceFirst("(?m)^" + change[0] + " = [^;]*;",
				change[0] + " = " + change[1] + ";");
			assertNotEquals(text, changed, change[0] + " is not set in the macro");
			text = changed;
		}
		final Path macro = Files.writeString(folder.resolve("macros/Quickstart.ijm"), text);
		SampleDataset.write(folder.resolve("sample-images"), 8, 3);
		TestModels.write(folder.resolve("sample-images/demo-model.ssd"), "nucleus", "ring", "rod");
		final MacroJvm.Ended run = java(HeadlessImageJ.class, List.of(macro.toString(), "engine=fake threads=1"));
		assertEquals(0, run.exit(), run.output());
		assertTrue(run.output().contains("mAP (voc2012) of the new model:   0."), run.output());
		for (final String file : List.of("model.ssd", "training.csv", "model.loss.png", "detections.csv",
			"evaluation.json", "pr.csv", "pr.png", "demo-evaluation.json", "overlay.tif", "overlay.png",
			"demo-overlay.png"))
			assertTrue(Files.isRegularFile(folder.resolve("target/quickstart").resolve(file)), file + " is missing");
	}

	@Test
	void aFailedCommandEndsTheMacro() throws Exception {
		final Path macro = macro("wrong",
			SPOTS + "run(\"SSD Detect...\", \"model=[HERE/m.ssd] score=abc\");\nprint(\"REACHED\");");
		final MacroJvm.Ended run = java(HeadlessImageJ.class, List.of(macro.toString()));
		assertEquals(1, run.exit(), run.output());
		assertTrue(run.output().contains("[ERROR] score: 'abc' is not a number from 0 to 1."), run.output());
		assertFalse(run.output().contains("REACHED"), run.output());
		assertFalse(run.output().contains("\tat "), "a stack trace:\n" + run.output());
	}

	@Test
	void aMissingMacroIsAnError() throws Exception {
		final MacroJvm.Ended run = java(HeadlessImageJ.class, List.of(here + "absent.ijm"));
		assertEquals(2, run.exit(), run.output());
		assertTrue(run.output().contains("absent.ijm"), run.output());
	}

	@Test
	void everyMistakeIsOneLineAndEndsTheMacro() throws Exception {
		Files.createDirectories(folder.resolve("none"));
		Files.createDirectories(folder.resolve("broken"));
		Files.writeString(folder.resolve("broken/a.png"), "no image");
		final String detect = SPOTS + "run(\"SSD Detect...\", \"engine=fake model=[HERE/m.ssd] OPTIONS\");";
		final Map<String, String[]> macros = new LinkedHashMap<>(); // by name: the macro, and what its line must contain
		final String[][] options = { { "scor=0.5", "scor: SSD Detect... has no such key; did you mean score?" },
			{ "Score=0.5", "Score: " }, { "image=spots", "image: " }, { "score=", "score: " },
			{ "score=0.1 score=0.2", "score: is given twice" }, { "show_table=maybe", "show_table: " },
			{ "add_to_manager", "'add_to_manager'" }, { "tiling=300,200", "tiling: " }, { "channels=2", "channels: " },
			{ "intensity_range=9,3", "intensity_range: " }, { "overlap=[0.4", "overlap: " } };
		for (final String[] option : options)
			macros.put("option " + option[0].replace('/', ' '),
				new String[] { detect.replace("OPTIONS", option[0]), option[1] });
		macros.put("image",
			new String[] { "run(\"SSD Detect...\", \"model=[HERE/m.ssd] engine=fake\");", "image: no image is open" });
		macros.put("no options", new String[] { SPOTS + "run(\"SSD Detect...\");", "model: is missing" });
		macros.put("no model",
			new String[] { SPOTS + "run(\"SSD Detect...\", \"model=HERE/absent.ssd\");", "absent.ssd" });
		macros.put("bad model",
			new String[] { SPOTS + "run(\"SSD Detect...\", \"model=[HERE/broken/a.png]\");", "a.png" });
		macros.put("no data",
			new String[] { "run(\"SSD Train...\", \"dataset=[HERE/none] model=[HERE/new.ssd]\");", "dataset: " });
		macros.put("no images", new String[] {
			"run(\"SSD Detect Folder...\", \"input=[HERE/none] output=[HERE/out] model=[HERE/m.ssd] engine=fake\");",
			"input: " });
		macros.put("unreadable image", new String[] {
			"run(\"SSD Detect Folder...\", \"input=[HERE/broken] output=[HERE/out2] model=[HERE/m.ssd] engine=fake\");",
			"1 of 1 images failed" });
		macros.put("syntax", new String[] { "print(\"x\"; ", "')' expected" });
		macros.put("unknown command", new String[] { "run(\"SSD Dettect...\");", "Unrecognized command" });
		macros.put("exit with message", new String[] { "exit(\"something is wrong\");", "something is wrong" });
		macros.put("missing image", new String[] { "open(\"HERE/absent.tif\");", "absent.tif" });
		macros.put("exception in ImageJ",
			new String[] {
				SPOTS + "makeRectangle(5, 5, 9, 9); run(\"Add Selection...\"); run(\"Labels...\", \"font=10 show\");",
				"Exception" });
		final List<String> files = new ArrayList<>();
		for (final Map.Entry<String, String[]> macro : macros.entrySet())
			files.add(macro(macro.getKey(), macro.getValue()[0] + "\nprint(\"REACHED\");").toString());
		// what goes through after all that shows that no mistake is left over
		final List<String> good = List.of(
			macro("exit", "for (i = 0; i < 3; i++)\n  if (i == 1)\n    exit();").toString(),
			macro("in function", "function f() { exit; }\nf();\nexit(\"not reached\");").toString(),
			macro("good", detect.replace("OPTIONS", "")).toString());
		files.addAll(good);
		final MacroJvm.Ended run = java(ManyMacros.class, files);
		assertEquals(0, run.exit(), run.output());
		final Map<String, String> outputs = new LinkedHashMap<>();
		Arrays.stream(run.output().split(ManyMacros.BEGIN)).skip(1)
			.forEach(part -> outputs.put(part.substring(0, part.indexOf(".ijm")), part));
		macros.forEach((name, macro) -> {
			final String output = outputs.get(name);
			assertTrue(output.contains(ManyMacros.END + false), output);
			assertTrue(output.lines().anyMatch(line -> line.contains(macro[1])), macro[1] + " is not in\n" + output);
			if (!name.equals("exception in ImageJ")) {
				assertFalse(output.contains("REACHED"), output);
				assertFalse(output.contains("\tat "), "a stack trace:\n" + output);
			}
		});
		for (final String name : List.of("exit", "in function", "good"))
			assertTrue(outputs.get(name).contains(ManyMacros.END + true), outputs.get(name));
		assertFalse(Files.exists(folder.resolve("new.ssd")));
		assertFalse(Files.exists(folder.resolve("out")));
		assertTrue(Files.readString(folder.resolve("out2/failures.csv")).contains("a.png,"));
	}

	/** What follows in the macro would take a half-trained model for the whole one. */
	@Test
	void theEscapeKeyEndsTheMacroToo() throws Exception {
		final Path macro = macro("escaped",
			"""
			run("SSD Make Sample Dataset...", "dataset=[HERE/data] images=4");
			run("SSD Train...", "dataset=[HERE/data] model=[HERE/escaped.ssd] width=0.01 iterations=1000000 batch_size=1 "
				+ "validation=[] augmentation=none engine=fake threads=1");
			print("went on");
			""");
		final MacroJvm.Ended run = java(EscapedMacro.class, List.of(macro.toString()));
		assertEquals(1, run.exit(), run.output());
		assertTrue(Files.isRegularFile(folder.resolve("escaped.ssd")), run.output());
		assertFalse(run.output().contains("went on"), run.output());
	}
}
