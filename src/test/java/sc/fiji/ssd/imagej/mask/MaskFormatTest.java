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
package sc.fiji.ssd.imagej.mask;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

/** Masks give exactly the boxes of their objects. */
class MaskFormatTest {

	@TempDir
	Path folder;

	private void save(final String name, final ImageProcessor... planes) throws IOException {
		final Path file = folder.resolve(name);
		Files.createDirectories(file.getParent());
		final ImageStack stack = new ImageStack(planes[0].getWidth(), planes[0].getHeight());
		for (final ImageProcessor plane : planes)
			stack.addSlice(plane);
		final FileSaver saver = new FileSaver(new ImagePlus("x", stack));
		final String path = file.toString();
		assertTrue(name.endsWith(".png")
			? saver.saveAsPng(path)
			: planes.length > 1 ? saver.saveAsTiffStack(path) : saver.saveAsTiff(path));
	}

	private void image(final String name) throws IOException {
		save(name, new ByteProcessor(100, 80));
	}

	private static ByteProcessor drawn(final int[]... rectangles) {
		final ByteProcessor mask = new ByteProcessor(100, 80);
		for (final int[] r : rectangles) {
			mask.setValue(r[4]);
			mask.setRoi(r[0], r[1], r[2] - r[0], r[3] - r[1]);
			mask.fill();
		}
		mask.resetRoi();
		return mask;
	}

	private Dataset open() {
		return Datasets.open(folder.toString(), "all", List.of());
	}

	private List<Box> boxes() {
		return open().images().get(0).objects().stream().map(GroundTruth::box).toList();
	}

	@Test
	void labelImagesGiveTheExactBoxesOfTheirObjects() throws IOException {
		final Random random = new Random(3);
		final List<Box> expected = new ArrayList<>();
		final ShortProcessor labels = new ShortProcessor(1000, 800);
		for (int i = 0; i < 400; i++) { // a cell of 50 x 40 pixels each, an ellipse of random size in it
			final int left = i % 20 * 50, top = i / 20 * 40, a = 3 + random.nextInt(20), b = 3 + random.nextInt(15);
			int x0 = 9999, y0 = 9999, x1 = -1, y1 = -1;
			for (int y = 0; y < 40; y++)
				for (int x = 0; x < 50; x++) {
					final double u = (x - 24.5) / a, v = (y - 19.5) / b;
					if (u * u + v * v > 1) continue;
					labels.set(left + x, top + y, 300 + i);
					x0 = Math.min(x0, left + x);
					x1 = Math.max(x1, left + x);
					y0 = Math.min(y0, top + y);
					y1 = Math.max(y1, top + y);
				}
			expected.add(new Box(x0, y0, x1 + 1, y1 + 1));
		}
		save("images/n.tif", new ByteProcessor(1000, 800));
		save("masks/n.tif", labels);
		final List<Box> found = boxes();
		assertEquals(400, found.size());
		assertTrue(found.containsAll(expected));
		save("masks/n.tif", labels.convertToFloat());
		assertTrue(boxes().containsAll(expected));
	}

	@Test
	void touchingObjectsHolesPiecesAndBordersAreObjectsByTheirValue() throws IOException {
		image("a.tif");
		save("a_cp_masks.tif", drawn(new int[] { 10, 10, 20, 20, 1 }, new int[] { 20, 10, 30, 20, 2 }, // touching
			new int[] { 40, 40, 60, 60, 3 }, new int[] { 45, 45, 55, 55, 0 }, // a hole
			new int[] { 0, 70, 5, 80, 4 }, new int[] { 95, 0, 100, 6, 4 }, // in pieces, at the border
			new int[] { 47, 47, 50, 50, 5 })); // in the hole
		assertEquals(List.of(new Box(0, 0, 100, 80), new Box(10, 10, 20, 20), new Box(20, 10, 30, 20), new Box(40, 40, 60, 60),
			new Box(47, 47, 50, 50)), boxes());
		assertEquals(300, open().images().get(0).objects().get(3).area());
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 255 })
	void binaryMasksAreTakenApart(final int value) throws IOException {
		image("images/a.png");
		save("masks/a.png", drawn(new int[] { 10, 10, 20, 20, value }, new int[] { 20, 20, 30, 30, value }, new int[] { 50, 50, 60, 60, value }));
		assertEquals(List.of(new Box(10, 10, 30, 30), new Box(50, 50, 60, 60)), boxes()); // touching by a corner
		assertTrue(open().warnings().stream().anyMatch(line -> line.contains("connected pixels")));
		Files.writeString(folder.resolve("masks.yaml"), "objects: labels\nclass: nucleus\n");
		assertEquals(List.of(new Box(10, 10, 60, 60)), boxes());
		assertEquals(List.of("nucleus"), open().classNames());
	}

	@Test
	void aFileForEachObject() throws IOException {
		for (final String id : List.of("0a", "0b")) {
			image(id + "/images/" + id + ".png");
			save(id + "/masks/1.png", drawn(new int[] { 10, 10, 20, 20, 255 }, new int[] { 30, 10, 40, 20, 255 }));
			save(id + "/masks/2.png", drawn(new int[] { 15, 15, 25, 25, 255 }));
		}
		assertEquals(2, open().images().size());
		assertEquals(List.of(new Box(10, 10, 40, 20), new Box(15, 15, 25, 25)), boxes());
		assertEquals("0a/0a.png", open().images().get(0).name());
	}

	@Test
	void aStackHasAnObjectInEachPlaneOrAMaskForEach() throws IOException {
		image("a.tif");
		save("a_masks.tif", drawn(new int[] { 10, 10, 20, 20, 255 }), drawn(new int[] { 15, 15, 25, 25, 255 }));
		assertEquals(List.of(new Box(10, 10, 20, 20), new Box(15, 15, 25, 25)), boxes());
		save("a.tif", new ByteProcessor(100, 80), new ByteProcessor(100, 80));
		assertEquals(List.of("a.tif", "a.tif#2"), open().images().stream().map(image -> image.name()).toList());
		assertEquals(List.of(new Box(10, 10, 20, 20)), boxes());
	}

	@Test
	void classesByFolderAndByValue() throws IOException {
		image("images/a.png");
		save("masks/rod/a.png", drawn(new int[] { 10, 10, 20, 20, 1 }, new int[] { 30, 10, 40, 20, 2 }));
		save("masks/ring/a.png", drawn(new int[] { 50, 50, 60, 60, 1 }));
		assertEquals(List.of("ring", "rod"), open().classNames());
		assertEquals(3, boxes().size());
		Files.delete(folder.resolve("masks/rod/a.png"));
		Files.delete(folder.resolve("masks/ring/a.png"));
		save("masks/a.png", drawn(new int[] { 10, 10, 20, 20, 7 }, new int[] { 30, 10, 40, 20, 7 }, new int[] { 60, 10, 70, 20, 9 },
			new int[] { 80, 10, 82, 11, 7 }));
		Files.writeString(folder.resolve("masks.yaml"), "classes:\n  7: rod\nsmallest: 5\n");
		assertEquals(List.of(new Box(10, 10, 20, 20), new Box(30, 10, 40, 20)), boxes());
		assertEquals(List.of("rod"), open().classNames());
		assertTrue(open().warnings().stream().anyMatch(line -> line.contains("fewer than 5 pixels")));
	}

	/** 300 random boxes whose values are classes with all kinds of names. */
	@Test
	void boxesHaveTheNamesOfTheSettings() throws IOException {
		final List<String> names = List.of("white cell", "Äpfel & Ümläute", "a/b\\c", "x, y; z", "it's", "0.97");
		final StringBuilder yaml = new StringBuilder("objects: connected\nclasses:\n");
		for (int i = 0; i < names.size(); i++)
			yaml.append("  ").append(i + 1).append(": '").append(names.get(i).replace("'", "''")).append("'\n");
		Files.writeString(folder.resolve("masks.yaml"), yaml);
		final Random random = new Random(6);
		final List<GroundTruth> expected = new ArrayList<>();
		final ByteProcessor mask = new ByteProcessor(1000, 600);
		for (int i = 0; i < 300; i++) { // in a cell of 50 x 40 pixels each
			final int x = i % 20 * 50 + random.nextInt(20), y = i / 20 * 40 + random.nextInt(20);
			final int w = 1 + random.nextInt(29), h = 1 + random.nextInt(19), value = 1 + random.nextInt(names.size());
			mask.setValue(value);
			mask.setRoi(x, y, w, h);
			mask.fill();
			expected.add(new GroundTruth(new Box(x, y, x + w, y + h), names.get(value - 1)));
		}
		mask.resetRoi();
		save("images/a.png", new ByteProcessor(1000, 600));
		save("masks/a.png", mask);
		final Set<String> found = new HashSet<>();
		open().images().get(0).objects().forEach(object -> found.add(object.className() + " " + object.box()));
		assertEquals(300, found.size());
		expected.forEach(object -> assertTrue(found.contains(object.className() + " " + object.box()), object.toString()));
	}

	@Test
	void coloursAreObjects() throws IOException {
		image("images/a.png");
		final ColorProcessor mask = new ColorProcessor(100, 80);
		mask.setColor(0xff0000);
		mask.fillRect(10, 10, 10, 10);
		mask.setColor(0x00ff00);
		mask.fillRect(20, 10, 10, 10);
		save("masks/a.png", mask);
		assertEquals(List.of(new Box(10, 10, 20, 20), new Box(20, 10, 30, 20)), boxes());
	}

	@Test
	void emptyMasksAreImagesWithoutObjectsAndImagesWithoutMasksAreNot() throws IOException {
		image("images/a.png");
		image("images/b.png");
		image("images/c.png");
		save("masks/a.png", drawn(new int[] { 10, 10, 20, 20, 1 }));
		save("masks/b.png", new ByteProcessor(100, 80));
		assertEquals(List.of(1, 0), open().images().stream().map(image -> image.objects().size()).toList());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "background: x | background is 'x'", "objects: all | objects is 'all'", "color: 1 | color is not a key",
		"- 1 | has no keys", "a: [ | not valid YAML", "classes: 3 | classes is '3'" })
	void mistakesInTheSettingsAreNamed(final String yaml, final String words) throws IOException {
		image("images/a.png");
		save("masks/a.png", drawn(new int[] { 10, 10, 20, 20, 1 }));
		Files.writeString(folder.resolve("masks.yaml"), yaml);
		assertTrue(assertThrows(UserException.class, this::open).getMessage().contains(words));
	}

	@Test
	void masksThatCannotBeMeantAreNamed() throws IOException {
		image("images/a.tif");
		save("masks/a.tif", new ByteProcessor(90, 80));
		assertTrue(assertThrows(UserException.class, this::open).getMessage().contains("90 x 80"));
		final FloatProcessor floats = new FloatProcessor(100, 80);
		floats.setf(3, 3, 0.5f);
		save("masks/a.tif", floats);
		assertTrue(assertThrows(UserException.class, this::open).getMessage().contains("save whole numbers"));
		Files.write(folder.resolve("masks/a.tif"), new byte[50]);
		assertTrue(assertThrows(UserException.class, this::open).getMessage().contains("a.tif"));
	}
}
