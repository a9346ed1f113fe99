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

import java.io.File;
import java.io.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.scijava.Context;
import org.scijava.script.ScriptService;

import ij.IJ;
import ij.ImagePlus;
import sc.fiji.ssd.model.ModelFile;

/** The templates of the Script Editor's menu {@code Templates > SSD}, run one after another, as a user would. */
final class TemplateRuns {

	static final Path TEMPLATES = Path.of("src/main/resources/script_templates/SSD");
	static final List<String> TASKS = List.of("Make_a_Sample_Dataset", "Train_a_Detector",
		"Detect_in_the_Active_Image", "Filter_Detections", "Save_Annotations", "Detect_in_a_Folder",
		"Evaluate_a_Model");
	private static final Pattern PARAMETER = Pattern.compile("#@ (\\w+) (?:\\(.*\\) )?(\\w+)");
	private static final String IMAGE = "sample-images/JPEGImages/field_0002.jpg";

	private final Path folder;

	/** @param folder for what the templates make */
	TemplateRuns(final Path folder) {
		this.folder = folder;
	}

	/** What the user fills in. @param task whose template it is */
	private Map<String, String> values(final String task) {
		final boolean demo = List.of("Detect_in_the_Active_Image", "Detect_in_a_Folder", "Evaluate_a_Model")
			.contains(task);
		final Map<String, String> values = new LinkedHashMap<>();
		values.put("dataset", folder.resolve(task.startsWith("Save") ? "saved" : "data").toString());
		values.put("model",
			demo
				? Path.of("sample-images/demo-model.ssd").toAbsolutePath().toString()
				: folder.resolve("trained.ssd").toString());
		values.put("images", "8");
		values.put("iterations", "2");
		values.put("width", "0.125");
		values.put("score", task.startsWith("Filter") ? "0.9" : "0.5");
		values.put("classes", task.startsWith("Filter") ? "nucleus,rod" : "");
		values.put("part", "train");
		values.put("input", folder.resolve("data/JPEGImages").toString());
		values.put("output", folder.resolve(task).toString());
		return values;
	}

	/** @return all macros in one, with the values filled in */
	String macro() throws IOException {
		final StringBuilder macro = new StringBuilder(
			"open(\"" + Path.of(IMAGE).toAbsolutePath().toString().replace('\\', '/') + "\");\nid = getImageID();\n");
		for (final String task : TASKS) {
			final Map<String, String> values = values(task);
			macro.append("selectImage(id);\n"); // not the plot of the training
			for (final String line : Files.readAllLines(TEMPLATES.resolve(task + ".ijm"))) {
				final Matcher parameter = PARAMETER.matcher(line);
				if (!parameter.matches()) macro.append(line).append('\n');
				else
					if (!parameter.group(1).equals("ImagePlus"))
						macro.append(
							parameter.group(2) + " = \"" + values.get(parameter.group(2)).replace('\\', '/') + "\";\n");
			}
		}
		return macro.toString();
	}

	/** Runs all scripts. */
	void groovy(final Context context) throws Exception {
		final ScriptService scripts = context.service(ScriptService.class);
		scripts.addAlias(ImagePlus.class); // as imagej-legacy does
		final ImagePlus image = IJ.openImage(IMAGE);
		for (final String task : TASKS) {
			final Path file = TEMPLATES.resolve(task + ".groovy");
			final Map<String, Object> inputs = new LinkedHashMap<>();
			for (final String line : Files.readAllLines(file)) {
				final Matcher parameter = PARAMETER.matcher(line);
				if (!parameter.matches()) continue;
				final String value = values(task).get(parameter.group(2));
				switch (parameter.group(1)) {
					case "ImagePlus" -> inputs.put(parameter.group(2), image);
					case "File" -> inputs.put(parameter.group(2), new File(value));
					case "String" -> inputs.put(parameter.group(2), value);
					default -> assertEquals("CommandService", parameter.group(1));
				}
			}
			try (FileReader reader = new FileReader(file.toFile())) {
				scripts.run(task + ".groovy", reader, true, inputs).get();
			}
		}
		image.getOverlay().forEach(roi -> {
			if (roi.getProperty("score") == null) return;
			assertTrue(Double.parseDouble(roi.getProperty("score")) >= 0.9, roi.getName());
			assertTrue(!roi.getName().startsWith("ring"), roi.getName());
		});
	}

	/** What the templates have left. */
	void check() throws IOException {
		assertEquals(List.of("nucleus", "ring", "rod"), ModelFile.read(folder.resolve("trained.ssd")).classNames());
		assertTrue(Files.isRegularFile(folder.resolve("saved/JPEGImages/field_0002.png")));
		assertTrue(
			Files.readString(folder.resolve("saved/Annotations/field_0002.xml")).contains("<name>nucleus</name>"));
		assertTrue(Files.readAllLines(folder.resolve("Detect_in_a_Folder/detections.csv")).size() > 8);
		assertTrue(Files.readString(folder.resolve("Evaluate_a_Model/evaluation.json")).contains("\"map\""));
	}
}
