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
package sc.fiji.ssd.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.EventQueue;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandService;
import org.scijava.module.MethodCallException;
import org.scijava.module.Module;
import org.scijava.module.ModuleService;

/** What the dialog of {@code SSD Train...} fills in once a dataset is chosen. */
class TrainDialogTest {

	@BeforeAll
	static void hideDisplay() {
		System.setProperty("java.awt.headless", "true");
	}

	private static Module asked(final Map<String, Object> typed) throws MethodCallException {
		try (Context context = new Context()) {
			final Module module = context.service(ModuleService.class)
				.createModule(context.service(CommandService.class).getCommand(Train.class));
			typed.forEach(module::setInput);
			module.setInput("dataset", typed.getOrDefault("dataset", "sample-images"));
			module.getInfo().getInput("dataset", String.class).callback(module);
			return module;
		}
	}

	@Test
	void aFirstModelOnAProcessorNeedsNothingTyped() throws MethodCallException {
		final Module module = asked(Map.of());
		assertEquals("nucleus,ring,rod", module.getInput("classes"));
		assertEquals("0.25", module.getInput("width"));
		assertEquals("500", module.getInput("iterations"));
		assertEquals("auto", module.getInput("preset"));
		assertEquals("auto", module.getInput("learning_rate"));
		assertEquals("percentile", module.getInput("intensity_range"), "the fields are grey");
		final String found = String.valueOf(module.getInput("found"));
		assertTrue(found.contains("96 images") && found.contains("proposed values for a first model"), found);
	}

	/** What the command refuses together, the dialog does not propose together. */
	@Test
	void aGoalInMinutesTakesThePlaceOfIterations() throws MethodCallException {
		final Module module = asked(Map.of());
		module.setInput("minutes", "10");
		module.getInfo().getInput("minutes", String.class).callback(module);
		assertEquals("", module.getInput("iterations"));
		assertEquals("1.0", module.getInput("width"), "which leaves the width to the goal");
		module.setInput("minutes", "");
		module.getInfo().getInput("minutes", String.class).callback(module);
		assertEquals("500", module.getInput("iterations"));
		assertEquals("0.25", module.getInput("width"));
	}

	@Test
	void aDatasetWithoutValidationIsTrainedWithout(@TempDir final Path folder) throws Exception {
		copyOneField(folder);
		final Module module = asked(Map.of());
		assertEquals("val", module.getInput("validation"));
		assertEquals("sample-images", String.valueOf(module.getInput("model")), "the name of the folder");
		module.setInput("dataset", folder.toString());
		module.getInfo().getInput("dataset", String.class).callback(module);
		assertEquals("", module.getInput("validation"), String.valueOf(module.getInput("found")));
		assertTrue(String.valueOf(module.getInput("found")).contains("no validation"));
		assertEquals(folder.getFileName().toString(), String.valueOf(module.getInput("model")));
		module.setInput("model", new File("mine"));
		module.setInput("dataset", "sample-images");
		module.getInfo().getInput("dataset", String.class).callback(module);
		assertEquals("val", module.getInput("validation"));
		assertEquals("mine", String.valueOf(module.getInput("model")));
	}

	/** They are those of the earlier training, not of the next one. */
	@Test
	void theValuesOfAResumedTrainingAreNotOfferedAgain() throws MethodCallException {
		final Train train = (Train) asked(Map.of("resume", true)).getDelegateObject();
		assertFalse(train.isRemembered());
		assertTrue(((Train) asked(Map.of()).getDelegateObject()).isRemembered());
	}

	@Test
	void whatIsTypedStays() throws MethodCallException {
		final Module module = asked(
			Map.of("width", "0.5", "iterations", "70", "learning_rate", "0.002", "classes", "rod"));
		assertEquals("rod", module.getInput("classes"));
		assertEquals("0.5", module.getInput("width"));
		assertEquals("70", module.getInput("iterations"));
		assertEquals("0.002", module.getInput("learning_rate"));
	}

	@Test
	void furtherTrainingTakesTheNetworkOfItsInitialWeights() throws MethodCallException {
		final Map<String, Object> typed = new HashMap<>();
		typed.put("initial_weights", new File("sample-images/demo-model.ssd"));
		final Module module = asked(typed);
		assertEquals("ssd300-voc", module.getInput("preset"));
		assertEquals("0.125", module.getInput("width"));
		assertEquals("300", module.getInput("iterations"));
		assertEquals("auto", module.getInput("intensity_range"), "that of the demo model");
		assertEquals("auto", module.getInput("learning_rate"));
		// chosen after the dataset, and taken back
		module.setInput("initial_weights", null);
		module.getInfo().getInput("initial_weights", String.class).callback(module);
		assertEquals("0.25", module.getInput("width"));
		assertEquals("500", module.getInput("iterations"));
		module.setInput("initial_weights", "/absent/m.ssd");
		module.getInfo().getInput("initial_weights", String.class).callback(module);
		assertTrue(String.valueOf(module.getInput("found")).contains(">initial_weights: "));
	}

	@Test
	void theStarterModelBringsItsNetwork() throws MethodCallException {
		final Module module = asked(Map.of("initial_weights", "auto"));
		assertEquals("auto", module.getInput("preset"));
		assertEquals("0.25", module.getInput("width"));
		assertEquals("percentile", module.getInput("intensity_range"));
		assertEquals("500", module.getInput("iterations"));
		final String found = String.valueOf(module.getInput("found"));
		assertTrue(found.contains("initial_weights=auto: starts from the model nuclei-blood-cells"), found);
		module.setInput("width", "0.5");
		module.getInfo().getInput("initial_weights", String.class).callback(module);
		final String other = String.valueOf(module.getInput("found"));
		assertTrue(other.contains("from scratch, because the starter model has width 0.25, not 0.5"), other);
	}

	@Test
	void fewImagesStartFromTheStarterModel(@TempDir final Path folder) throws Exception {
		copyOneField(folder);
		final Module module = asked(Map.of("dataset", folder.toString()));
		assertEquals("auto", module.getInput("initial_weights"));
		final String found = String.valueOf(module.getInput("found"));
		assertTrue(found.contains("initial_weights=auto: starts from the model nuclei-blood-cells"), found);
		assertEquals("0.25", module.getInput("width"));
		// many images, then few again: the field is still the dialog's
		for (final String next : List.of("sample-images", folder.toString())) {
			module.setInput("dataset", next);
			module.getInfo().getInput("dataset", String.class).callback(module);
			assertEquals(next.equals("sample-images") ? "" : "auto", module.getInput("initial_weights"));
		}
		// a width that it does not fit
		for (final String next : List.of("0.125", "0.25")) {
			module.setInput("width", next);
			module.getInfo().getInput("width", String.class).callback(module);
			assertEquals(next.equals("0.125") ? "" : "auto", module.getInput("initial_weights"));
		}
		// stained tissue looks like a photograph
		final File field = folder.resolve("JPEGImages/field_0002.jpg").toFile();
		final BufferedImage grey = ImageIO.read(field);
		final BufferedImage stained = new BufferedImage(grey.getWidth(), grey.getHeight(), BufferedImage.TYPE_INT_RGB);
		stained.createGraphics().drawImage(grey, 0, 0, Color.PINK, null);
		for (int x = 0; x < 300; x++)
			for (int y = 0; y < 300; y++)
				stained.setRGB(x, y, stained.getRGB(x, y) ^ 0x3f0000);
		assertTrue(ImageIO.write(stained, "jpg", field));
		module.getInfo().getInput("dataset", String.class).callback(module);
		assertEquals("auto", module.getInput("initial_weights"));
		// taken back by the user
		module.setInput("initial_weights", "");
		module.getInfo().getInput("initial_weights", String.class).callback(module);
		assertEquals("", module.getInput("initial_weights"));
		assertFalse(String.valueOf(module.getInput("found")).contains("initial_weights"));
		// a network that the starter model does not fit
		final Module paper = asked(Map.of("dataset", folder.toString(), "preset", "ssd512-voc", "width", "0.5"));
		assertEquals("", paper.getInput("initial_weights"));
	}

	private static void copyOneField(final Path folder) throws IOException {
		for (final String part : List.of("JPEGImages", "Annotations", "ImageSets/Main"))
			Files.createDirectories(folder.resolve(part));
		for (final String name : List.of("JPEGImages/field_0002.jpg", "Annotations/field_0002.xml"))
			Files.copy(Path.of("sample-images", name), folder.resolve(name));
		Files.writeString(folder.resolve("ImageSets/Main/train.txt"), "field_0002\n");
	}

	/** In Fiji the event thread calls. */
	@Test
	void aLargeDatasetDoesNotStopTheDialog(@TempDir final Path folder) throws Exception {
		writeCoco(folder, 1000, 100_000);
		final AtomicInteger answered = new AtomicInteger();
		final int[] before = { -1 };
		try (Context context = new Context()) {
			final Module module = context.service(ModuleService.class)
				.createModule(context.service(CommandService.class).getCommand(Train.class));
			module.setInput("dataset", folder.toString());
			EventQueue.invokeLater(() -> {
				try {
					module.getInfo().getInput("dataset", String.class).callback(module);
					before[0] = answered.get();
				}
				catch (final MethodCallException e) {
					throw new IllegalStateException(e);
				}
			});
			EventQueue.invokeLater(answered::incrementAndGet);
			for (int i = 0; before[0] < 0 && i < 6000; i++) {
				EventQueue.invokeAndWait(answered::incrementAndGet);
				Thread.sleep(5);
			}
			assertTrue(before[0] > 0, "no event was handled while the dataset was looked into");
			final String found = String.valueOf(module.getInput("found"));
			assertTrue(found.contains("1000 images of 400 x 300 pixels, 100000 objects: cell 50000, rod 50000"), found);
			assertEquals("5000", module.getInput("iterations"));
			assertEquals("percentile", module.getInput("intensity_range"), "the images are grey");
		}
	}

	private static void writeCoco(final Path folder, final int images, final int objects) throws IOException {
		Files.createDirectories(folder.resolve("train"));
		Files.createDirectories(folder.resolve("annotations"));
		final StringBuilder json = new StringBuilder(
			"{\"categories\":[{\"id\":1,\"name\":\"cell\"},{\"id\":2,\"name\":\"rod\"}],\"images\":[");
		final String[] header = { "P5", "400 300", "255", "" };
		for (int i = 0; i < images; i++) {
			// five of them are looked at
			Files.writeString(folder.resolve("train/" + i + ".pgm"),
				String.join("\n", header) + (i % (images / 5) == 0 ? "x".repeat(400 * 300) : ""));
			json.append(i == 0 ? "" : ",")
				.append("{\"id\":" + i + ",\"file_name\":\"" + i + ".pgm\",\"width\":400,\"height\":300}");
		}
		json.append("],\"annotations\":[");
		for (int i = 0; i < objects; i++)
			json.append(i == 0 ? "" : ",").append("{\"id\":" + i + ",\"image_id\":" + i % images + ",\"category_id\":" +
				(1 + i % 2) + ",\"bbox\":[" + i % 360 + "," + i % 260 + ",30,31]}");
		Files.writeString(folder.resolve("annotations/instances_train.json"), json.append("]}"));
	}
}
