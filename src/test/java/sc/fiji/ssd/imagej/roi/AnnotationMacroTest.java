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
package sc.fiji.ssd.imagej.roi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.imagej.HeadlessImageJ;
import sc.fiji.ssd.imagej.ManyMacros;
import sc.fiji.ssd.imagej.host.MacroJvm;

/** Draws, saves, trains, detects, corrects and retrains by macro, in its own JVM. */
class AnnotationMacroTest {

	private static final String BOX = """
										function box(x, y, name) {
											makeRectangle(x, y, 30, 30);
											Roi.setName(name);
											Overlay.addSelection;
											run("Select None");
										}
										function spots(title) {
											newImage(title, "8-bit black", 300, 300, 1);
											setColor(255);
											fillRect(69, 69, 30, 30);
											fillRect(197, 149, 30, 30);
										}
										""";

	@TempDir
	private Path folder;

	private String text(final String macro) {
		return (BOX + macro).replace("HERE/", folder.toString().replace('\\', '/') + "/");
	}

	private Path macro(final String name, final String macro) throws IOException {
		return Files.writeString(folder.resolve(name + ".ijm"), text(macro));
	}

	@Test
	void drawSaveTrainDetectCorrectRetrain() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "spot");
		final Path macro = macro("loop",
			"""
			for (i = 1; i <= 3; i++) {
				spots("field " + i);
				setPixel(0, 0, i);
				box(69, 69, "bright spot");
				box(197, 149, "spot/ü");
				part = "train";
				if (i == 3) part = "val";
				run("SSD Save Annotations...", "dataset=[HERE/my data] split=" + part);
				close();
			}
			newImage("stack", "16-bit black", 300, 300, 3);
			makeRectangle(10.25, 20.5, 30.125, 40);
			Roi.setName("bright spot");
			Roi.setPosition(2);
			run("Add Selection...");
			run("Select None");
			run("SSD Save Annotations...", "dataset=[HERE/my data]");
			close();
			train = " width=0.01 iterations=2 batch_size=2 augmentation=none initial_weights=[HERE/m.ssd] engine=fake threads=1";
			run("SSD Train...", "dataset=[HERE/my data] model=[HERE/1.ssd]" + train);
			spots("field 4");
			run("SSD Detect...", "model=[HERE/m.ssd] engine=fake");
			if (Overlay.size != 2) exit("detections: " + Overlay.size);
			Overlay.removeSelection(1);
			box(120, 120, "missed");
			run("SSD Save Annotations...", "dataset=[HERE/my data]");
			run("SSD Train...", "dataset=[HERE/my data] model=[HERE/2.ssd]" + train);
			Overlay.setPosition(0);
			File.makeDirectory("HERE/rois");
			saveAs("Tiff", "HERE/rois/one.tif");
			saveAs("Tiff", "HERE/rois/two.tif");
			run("SSD Train...", "dataset=[HERE/rois] model=[HERE/3.ssd]" + train);
			run("SSD Evaluate...", "dataset=[HERE/rois] model=[HERE/m.ssd] engine=fake output=[HERE/scores]");
			""");
		final MacroJvm.Ended run = MacroJvm.start(folder, HeadlessImageJ.class, List.of(macro.toString())).waitFor();
		assertEquals(0, run.exit(), run.output());
		final Dataset dataset = Datasets.open(folder.resolve("my data").toString(), "train", List.of());
		assertEquals(List.of("field_1.png", "field_2.png", "stack-z002.tif", "field_4.png"),
			dataset.images().stream().map(AnnotatedImage::name).toList());
		assertEquals(List.of("bright spot", "missed", "spot", "spot/ü"), dataset.classNames());
		assertEquals(List.of("spot", "missed"),
			dataset.images().get(3).objects().stream().map(GroundTruth::className).toList());
		assertEquals(10.25, dataset.images().get(2).objects().get(0).box().xMin(), 1e-3);
		assertEquals(40.375, dataset.images().get(2).objects().get(0).box().xMax(), 1e-3);
		for (final String file : List.of("1.ssd", "2.ssd", "3.ssd", "scores/evaluation.json"))
			assertTrue(Files.isRegularFile(folder.resolve(file)), file + " is missing:\n" + run.output());
		assertTrue(run.output().contains("field 4: 2 objects in 1 image saved to "), run.output());
	}

	@Test
	void mistakesAreOneLineAndEndTheMacro() throws Exception {
		Files.writeString(folder.resolve("file"), "");
		final Map<String, String[]> macros = new LinkedHashMap<>(); // by name: the macro, and what its line must contain
		final String save = "run(\"SSD Save Annotations...\", \"dataset=[HERE/data]\");";
		macros.put("no image", new String[] { save, "image: no image is open; open the image" });
		macros.put("no ROI", new String[] { "spots('a');" + save, "image: a has no ROIs; draw rectangles" });
		macros.put("no name",
			new String[] { "spots('a'); box(1, 1, '');" + save, "image: a has 1 ROI, but it is not" });
		macros.put("no dataset",
			new String[] { "spots('a'); run(\"SSD Save Annotations...\", \"split=train\");", "dataset: is missing" });
		macros.put("a file", new String[] { "spots('a'); box(1, 1, 'x');" + save.replace("data]", "file]"),
			"is a file; give the folder" });
		macros.put("split", new String[] { "spots('a'); box(1, 1, 'x');" + save.replace("data]", "data] split=../x"),
			"is not a valid name for a list" });
		macros.put("key", new String[] { "spots('a'); box(1, 1, 'x');" + save.replace("data]", "data] splitt=x"),
			"splitt: SSD Save Annotations... has no such key; did you mean split?" });
		final List<String> files = new ArrayList<>();
		for (final Map.Entry<String, String[]> macro : macros.entrySet())
			files.add(macro(macro.getKey(), macro.getValue()[0] + "\nprint(\"REACHED\");").toString());
		final MacroJvm.Ended run = MacroJvm.start(folder, ManyMacros.class, files).waitFor();
		assertEquals(0, run.exit(), run.output());
		final Map<String, String> outputs = new LinkedHashMap<>();
		Arrays.stream(run.output().split(ManyMacros.BEGIN)).skip(1)
			.forEach(part -> outputs.put(part.substring(0, part.indexOf(".ijm")), part));
		macros.forEach((name, macro) -> {
			final String output = outputs.get(name);
			assertTrue(output.contains(ManyMacros.END + false), output);
			assertTrue(output.lines().anyMatch(line -> line.contains(macro[1])), macro[1] + " is not in\n" + output);
			assertFalse(output.contains("REACHED"), output);
			assertFalse(output.contains("\tat "), "a stack trace:\n" + output);
		});
		assertFalse(Files.exists(folder.resolve("data")));
	}
}
