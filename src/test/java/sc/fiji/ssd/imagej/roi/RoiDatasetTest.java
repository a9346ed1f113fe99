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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.OvalRoi;
import ij.gui.Overlay;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.RoiEncoder;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

/** Images with ROIs saved in them are a dataset as they stand. */
class RoiDatasetTest {

	@TempDir
	private Path folder;

	@BeforeAll
	static void hideDisplay() {
		System.setProperty("java.awt.headless", "true");
	}

	private static Roi roi(final String name, final double x, final double y, final double w, final double h) {
		final Roi roi = new Roi(x, y, w, h);
		roi.setName(name);
		return roi;
	}

	private void tiff(final String name, final String type, final int slices, final Roi... rois) throws IOException {
		final ImagePlus image = IJ.createImage(name, type, 200, 100, slices);
		if (rois.length > 0) {
			final Overlay overlay = new Overlay();
			Arrays.asList(rois).forEach(overlay::add);
			image.setOverlay(overlay);
		}
		write(name, new FileSaver(image).serialize());
	}

	private void png(final String name) throws IOException {
		Files.createDirectories(folder.resolve(name).getParent());
		assertTrue(
			new FileSaver(IJ.createImage(name, "8-bit", 200, 100, 1)).saveAsPng(folder.resolve(name).toString()));
	}

	private Path write(final String name, final byte[] content) throws IOException {
		Files.createDirectories(folder.resolve(name).getParent());
		return Files.write(folder.resolve(name), content);
	}

	/** As the ROI Manager writes it. */
	private static byte[] zip(final Roi... rois) throws IOException {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			for (int i = 0; i < rois.length; i++) {
				zip.putNextEntry(new ZipEntry(rois[i].getName() + "-" + i + ".roi"));
				zip.write(RoiEncoder.saveAsByteArray(rois[i]));
			}
		}
		return out.toByteArray();
	}

	private Dataset open(final String split) {
		return Datasets.open(folder.toString(), split, List.of());
	}

	private String refusal(final String split) {
		final String line = assertThrows(UserException.class, () -> open(split)).getMessage();
		assertEquals(1, line.lines().count(), line);
		return line;
	}

	private static List<String> names(final Dataset dataset) {
		return dataset.images().stream().map(AnnotatedImage::name).toList();
	}

	private static List<String> classes(final AnnotatedImage image) {
		return image.objects().stream().map(GroundTruth::className).toList();
	}

	@Test
	void overlaysRoisAndZipsAreRead() throws IOException {
		Files.writeString(folder.resolve("train.txt"), "d\nb.png\na.tif\n\nc\n");
		tiff("a.tif", "16-bit", 1, roi("Zelle/grün", 10.123, 20.456, 30.5, 40.25), roi("b c", 100, 20, 30, 40));
		png("b.png");
		write("b.zip", zip(roi("CD4+/CD8-", 1.5, 2.5, 30, 40), roi("x", 50, 50, 20, 20), roi("x", 80, 50, 20, 20)));
		png("c.png");
		write("c.roi", RoiEncoder.saveAsByteArray(roi("one", 5, 5, 10, 10)));
		tiff("d.tif", "RGB", 1, roi("old", 10, 20, 30, 40));
		write("d.zip", zip(roi("corrected", 10, 20, 30, 40)));
		tiff("e.tif", "8-bit", 1, roi("not listed", 10, 20, 30, 40));
		final Dataset dataset = open("train");
		assertEquals(List.of("d.tif", "b.png", "a.tif", "c.png"), names(dataset));
		assertEquals(List.of("corrected"), classes(dataset.images().get(0)));
		assertEquals(List.of("CD4+/CD8-", "x", "x"), classes(dataset.images().get(1)));
		assertEquals(List.of("Zelle/grün", "b c"), classes(dataset.images().get(2)));
		assertEquals(List.of("one"), classes(dataset.images().get(3)));
		final AnnotatedImage a = dataset.images().get(2);
		assertEquals(200, a.width());
		assertEquals(100, a.height());
		assertEquals(10.123, a.objects().get(0).box().xMin(), 1e-3);
		assertEquals(60.706, a.objects().get(0).box().yMax(), 1e-3);
		assertEquals(1, dataset.warnings().size(), dataset.warnings().toString());
		assertTrue(dataset.warnings().get(0).contains("has 1 ROIs in its overlay, but those of d.zip are used"));
	}

	/** 300 random boxes in zips and overlays, with all kinds of class names; the ROI format stores floats. */
	@Test
	void boxesAndNamesComeBack() throws IOException {
		final List<String> names = List.of("white cell", "Äpfel & Ümläute", "a/b\\c", "x, y; z", "'quoted' \"name\"", "0.97");
		final Random random = new Random(4);
		final Map<String, List<GroundTruth>> written = new TreeMap<>();
		for (int i = 0; i < 15; i++) {
			final Roi[] rois = new Roi[20];
			final List<GroundTruth> objects = new ArrayList<>();
			for (int k = 0; k < rois.length; k++) {
				final double x = random.nextDouble() * 150, y = random.nextDouble() * 60;
				final double w = 1 + random.nextDouble() * 49, h = 1 + random.nextDouble() * 39;
				rois[k] = roi(names.get(random.nextInt(names.size())), x, y, w, h);
				objects.add(new GroundTruth(new Box(x, y, x + w, y + h), rois[k].getName()));
			}
			final String name = String.format("image %02d", i);
			if (i % 3 == 0) tiff(name + ".tif", "8-bit", 1, rois);
			else png(name + ".png");
			if (i % 3 > 0) write(name + ".zip", zip(rois));
			written.put(name + (i % 3 == 0 ? ".tif" : ".png"), objects);
		}
		final Dataset dataset = open("all");
		assertEquals(List.copyOf(written.keySet()), names(dataset));
		for (final AnnotatedImage image : dataset.images()) {
			final List<GroundTruth> expected = written.get(image.name());
			assertEquals(expected.stream().map(GroundTruth::className).toList(), classes(image));
			for (int k = 0; k < expected.size(); k++) {
				final Box box = image.objects().get(k).box(), wanted = expected.get(k).box();
				assertEquals(wanted.xMin(), box.xMin(), 1e-4);
				assertEquals(wanted.yMin(), box.yMin(), 1e-4);
				assertEquals(wanted.xMax(), box.xMax(), 1e-4);
				assertEquals(wanted.yMax(), box.yMax(), 1e-4);
			}
		}
	}

	@Test
	void whatIsWrongWithARoiIsALine() throws IOException {
		Files.createDirectories(folder.resolve("val"));
		tiff("val/a.tif", "8-bit", 1, roi("cell", 10, 20, 30, 40), roi(null, 10, 20, 30, 40), new OvalRoi(1, 1, 9, 9),
			roi("cell", 190, 20, 30, 40));
		tiff("val/b.tif", "8-bit", 1);
		final Dataset dataset = open("val");
		assertEquals(List.of("val/a.tif"), names(dataset));
		assertEquals(2, dataset.images().get(0).objects().size());
		assertEquals(4, dataset.warnings().size(), dataset.warnings().toString());
		assertTrue(dataset.warnings().get(3).contains("1 image of split val has no ROIs"),
			dataset.warnings().toString());
		assertTrue(refusal("train").contains("has neither a folder train nor a list train.txt"));
	}

	@Test
	void everyPlaneOfAStackWithRoisIsAnImage() throws IOException {
		Files.writeString(folder.resolve("train.txt"), "s");
		final Roi first = roi("first", 10, 20, 30, 40), second = roi("second", 10, 20, 30, 40);
		first.setPosition(1);
		second.setPosition(2);
		tiff("s.tif", "8-bit", 3, first, second, roi("all", 60, 20, 30, 40));
		final Dataset dataset = open("train");
		assertEquals(List.of("s.tif", "s.tif#2", "s.tif#3"), names(dataset));
		assertEquals(List.of(0, 1, 2), dataset.images().stream().map(AnnotatedImage::plane).toList());
		assertEquals(List.of("first", "all"), classes(dataset.images().get(0)));
		assertEquals(List.of("second", "all"), classes(dataset.images().get(1)));
		assertEquals(List.of("all"), classes(dataset.images().get(2)));
		assertEquals(
			List.of(folder.resolve("s.tif") + ": 1 ROI has no position in the stack; used for each of its 3 planes"),
			dataset.warnings());
	}

	@Test
	void aStackWithoutRoisOnItsFirstPlane() throws IOException {
		Files.writeString(folder.resolve("train.txt"), "s");
		final Roi second = roi("second", 10, 20, 30, 40);
		second.setPosition(2);
		tiff("s.tif", "8-bit", 3, second);
		final Dataset dataset = open("train");
		assertEquals(List.of("s.tif#2"), names(dataset));
		assertEquals(List.of("second"), classes(dataset.images().get(0)));
	}

	@Test
	void channelsArePartOfThePlane() throws IOException {
		Files.writeString(folder.resolve("train.txt"), "s");
		final ImagePlus image = IJ.createImage("s", "16-bit composite-mode", 200, 100, 2, 1, 1);
		final Roi roi = roi("red", 10, 20, 30, 40);
		roi.setPosition(2, 1, 1);
		image.setOverlay(new Overlay(roi));
		write("s.tif", new FileSaver(image).serialize());
		final Dataset dataset = open("train");
		assertEquals(List.of("red"), dataset.classNames());
		assertEquals(List.of(), dataset.warnings());
	}

	@Test
	void theDivisionIsStableAndWhole() throws IOException {
		final Random random = new Random(5);
		Set<String> before = Set.of();
		for (int n = 1; n <= 60; n++) {
			final String name = Long.toHexString(random.nextLong());
			png(name + ".png");
			write(name + ".zip", zip(roi("cell", 10, 20, 30, 40)));
			if (n == 1) {
				assertEquals(1, open("train").images().size());
				assertTrue(refusal("val").contains("has 1 annotated image, too few"));
			}
			if (n != 2 && n != 30 && n != 60) continue;
			final Set<String> train = new HashSet<>(names(open("train"))), val = new HashSet<>(names(open("val")));
			assertEquals(n, train.size() + val.size());
			assertFalse(val.isEmpty() || train.isEmpty());
			if (n == 60) {
				assertTrue(val.containsAll(before), "an image has changed sides");
				assertTrue(val.size() >= 5 && val.size() <= 20, val.size() + " of 60");
			}
			before = val;
		}
		png("unannotated.png");
		assertEquals(60, open("train").images().size() + open("val").images().size());
		assertTrue(refusal("test").contains("neither a folder test nor a list test.txt"));
		assertTrue(refusal("../x").contains("not a valid name of a folder"));
	}

	@Test
	void anEmptyZipIsAnEmptyImage() throws IOException {
		Files.writeString(folder.resolve("train.txt"), "a\nb");
		png("a.png");
		png("b.png");
		write("a.zip", zip());
		write("b.zip", zip(roi("cell", 10, 20, 30, 40)));
		assertEquals(List.of(), open("train").images().get(0).objects());
	}

	@Test
	@Timeout(60)
	void damagedFilesAreOneLine() throws IOException {
		Files.writeString(folder.resolve("train.txt"), "a");
		png("a.png");
		final byte[] roi = RoiEncoder.saveAsByteArray(roi("cell", 10.5, 20, 30, 40));
		final byte[] polygon = RoiEncoder
			.saveAsByteArray(new PolygonRoi(new int[] { 1, 9, 9 }, new int[] { 1, 1, 9 }, 3, Roi.POLYGON));
		final byte[] endless = polygon.clone();
		endless[16] = endless[17] = 0;
		endless[18] = 0x10;
		final byte[] other = zip(roi("cell", 10, 20, 30, 40));
		final List<byte[]> damaged = new ArrayList<>(
			List.of(new byte[0], Arrays.copyOf(roi, 50), "no ROI at all".repeat(20).getBytes(), endless));
		for (final byte[] content : damaged) {
			write("a.roi", content);
			final String line = refusal("train");
			assertTrue(line.startsWith(folder.resolve("a.roi") + ": cannot be read as ROIs ("), line);
		}
		Files.delete(folder.resolve("a.roi"));
		for (final byte[] content : List.of(new byte[0], Arrays.copyOf(other, other.length / 2), "text".getBytes(),
			bomb(), zipped("readme.txt", new byte[9]), zipped("a.roi", Arrays.copyOf(roi, 100))))
		{
			write("a.zip", content);
			final String line = refusal("train");
			assertTrue(line.startsWith(folder.resolve("a.zip") + ": cannot be read as ROIs ("), line);
		}
		Files.delete(folder.resolve("a.zip"));
		// whatever is changed in a ROI: it is read or it is a line
		final Random random = new Random(1);
		for (int i = 0; i < 500; i++) {
			final byte[] changed = (i % 2 == 0 ? roi : polygon).clone();
			for (int k = 0; k < 3; k++)
				changed[random.nextInt(changed.length)] = (byte) random.nextInt();
			try {
				RoiFile.read(write("b.roi", changed));
			}
			catch (final UserException e) {
				assertEquals(1, e.getMessage().lines().count());
			}
		}
		tiff("a.tif", "8-bit", 1, roi("cell", 10, 20, 30, 40));
		Files.delete(folder.resolve("a.png"));
		final byte[] tiff = Files.readAllBytes(folder.resolve("a.tif"));
		write("a.tif", Arrays.copyOf(tiff, 60));
		assertTrue(refusal("train").startsWith(folder.resolve("a.tif") + ": "));
	}

	private static byte[] bomb() throws IOException {
		return zipped("a.roi", new byte[17 << 20]);
	}

	private static byte[] zipped(final String name, final byte[] content) throws IOException {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			zip.putNextEntry(new ZipEntry(name));
			zip.write(content);
		}
		return out.toByteArray();
	}

	@Test
	void outlinesOfOtherToolsBecomeBoxes() throws IOException {
		png("a.png");
		final ij.gui.PolygonRoi outline = new ij.gui.PolygonRoi(new float[] { 10, 30, 20 }, new float[] { 10, 20, 30 }, Roi.POLYGON);
		for (final String name : new String[] { "a_rois.zip", "a_RoiSet.zip", "RoiSet_a.zip", "RoiSet.zip" }) {
			Files.write(folder.resolve(name), zipped("0001.roi", ij.io.RoiEncoder.saveAsByteArray(outline)));
			final Dataset dataset = open("train");
			assertEquals(List.of("object"), dataset.classNames(), name);
			assertEquals(new sc.fiji.ssd.box.Box(10, 10, 30, 30), dataset.images().get(0).objects().get(0).box());
			assertEquals(2, dataset.warnings().size(), dataset.warnings().toString());
			Files.delete(folder.resolve(name));
		}
	}

	@Test
	void mistakesAreOneLine() throws IOException {
		assertTrue(refusal("train").contains("is not a dataset in a known format"), "an empty folder");
		png("a.png");
		assertTrue(refusal("train").contains("images with ROIs"));
		tiff("b.tif", "8-bit", 1);
		assertTrue(refusal("train").contains("no image of split train has ROIs saved with it"));
		Files.writeString(folder.resolve("train.txt"), "a\nabsent\n");
		assertTrue(refusal("train").contains("train.txt, line 2 is absent, but no such image"));
		Files.write(folder.resolve("train.txt"), new byte[] { (byte) 0xe4, 10 });
		assertTrue(refusal("train").contains("is not text in UTF-8"));
		Files.delete(folder.resolve("train.txt"));
		tiff("a.tif", "8-bit", 1);
		write("a.zip", zip(roi("cell", 10, 20, 30, 40)));
		Files.writeString(folder.resolve("train.txt"), "a.tif\na.png\n");
		assertTrue(refusal("train").contains("could belong to a.tif or to a.png"));
	}
}
