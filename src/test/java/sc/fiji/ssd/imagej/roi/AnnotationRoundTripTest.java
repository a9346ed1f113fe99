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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileSaver;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.DetectionProgress;

/** 300 random boxes of each kind of image, saved and read back. */
class AnnotationRoundTripTest {

	private static final int BOXES = 300, WIDTH = 640, HEIGHT = 480;
	private static final List<String> CLASSES = List.of("cell", "Zellkern groß", "CD4+/CD8-", "Äpfel & \"Birnen\" <x>",
		"細胞", "a/b\\c; d");
	private static final double EXACT = 1e-3;

	private static final DetectionProgress SILENT = new DetectionProgress() {

		@Override
		public void progress(final int done, final int total, final String message) {}

		@Override
		public boolean canceled() {
			return false;
		}
	};

	@TempDir
	private Path folder;

	private final Random random = new Random(11);

	private double at(final double from, final double to) {
		return from + random.nextDouble() * (to - from);
	}

	private Roi roi() {
		final double width = at(4, 120), height = at(4, 120);
		final Roi roi = new Roi(at(0, WIDTH - width), at(0, HEIGHT - height), width, height);
		roi.setName(CLASSES.get(random.nextInt(CLASSES.size())));
		return roi;
	}

	private static GroundTruth truth(final Roi roi) {
		final var r = roi.getFloatBounds();
		return new GroundTruth(new Box(r.x, r.y, r.x + r.width, r.y + r.height), roi.getName());
	}

	/** @param expected by slice of the stack @param name makes the dataset's name of a slice */
	private static void assertSame(final Map<Integer, List<GroundTruth>> expected, final Dataset dataset,
		final Map<Integer, String> names)
	{
		final Comparator<GroundTruth> order = Comparator.comparingDouble((GroundTruth t) -> t.box().xMin());
		assertEquals(expected.size(), dataset.images().size());
		expected.forEach((slice, truths) -> {
			final AnnotatedImage image = dataset.images().stream().filter(i -> i.name().equals(names.get(slice)))
				.findFirst().orElseThrow(() -> new AssertionError(names.get(slice) + " is missing"));
			assertEquals(truths.size(), image.objects().size(), image.name());
			final List<GroundTruth> a = new ArrayList<>(truths), b = new ArrayList<>(image.objects());
			a.sort(order);
			b.sort(order);
			for (int i = 0; i < a.size(); i++) {
				assertEquals(a.get(i).className(), b.get(i).className());
				assertEquals(a.get(i).box().xMin(), b.get(i).box().xMin(), EXACT);
				assertEquals(a.get(i).box().yMin(), b.get(i).box().yMin(), EXACT);
				assertEquals(a.get(i).box().xMax(), b.get(i).box().xMax(), EXACT);
				assertEquals(a.get(i).box().yMax(), b.get(i).box().yMax(), EXACT);
			}
		});
	}

	private Dataset save(final ImagePlus image, final List<Roi> rois) {
		final List<String> warnings = new ArrayList<>();
		final AnnotationSaver.Saved saved = new AnnotationSaver(folder, "train", warnings::add).save(image, rois,
			SILENT);
		warnings.removeIf(line -> line.contains("covers nearly the same")); // as random boxes may
		assertEquals(List.of(), warnings);
		assertEquals(BOXES, saved.objects());
		final Dataset dataset = Datasets.open(folder.toString(), "train", List.of());
		assertEquals(List.of(), dataset.warnings());
		assertEquals(CLASSES.stream().sorted().toList(), dataset.classNames().stream().sorted().toList());
		return dataset;
	}

	@Test
	void rgb() {
		final List<Roi> rois = new ArrayList<>();
		for (int i = 0; i < BOXES; i++)
			rois.add(roi());
		assertSame(Map.of(1, rois.stream().map(AnnotationRoundTripTest::truth).toList()),
			save(IJ.createImage("field 1", "RGB ramp", WIDTH, HEIGHT, 1), rois), Map.of(1, "field_1.png"));
	}

	@Test
	void stackOf16Bit() {
		final List<Roi> rois = new ArrayList<>();
		final Map<Integer, List<GroundTruth>> expected = new HashMap<>();
		final Map<Integer, String> names = new HashMap<>();
		for (int i = 0; i < BOXES; i++) {
			final Roi roi = roi();
			roi.setPosition(1 + random.nextInt(7));
			rois.add(roi);
			expected.computeIfAbsent(roi.getPosition(), s -> new ArrayList<>()).add(truth(roi));
			names.put(roi.getPosition(), "stack-z00" + roi.getPosition() + ".tif");
		}
		assertSame(expected, save(IJ.createImage("stack", "16-bit ramp", WIDTH, HEIGHT, 7), rois), names);
	}

	private ImagePlus hyperstack(final List<Roi> rois, final Map<Integer, List<GroundTruth>> expected,
		final Map<Integer, String> saved, final Map<Integer, String> asItStands)
	{
		final ImagePlus image = IJ.createHyperStack("time", WIDTH, HEIGHT, 2, 3, 4, 16);
		for (int i = 0; i < BOXES; i++) {
			final Roi roi = roi();
			final int z = 1 + random.nextInt(3), t = 1 + random.nextInt(4);
			roi.setPosition(random.nextInt(3), z, t);
			rois.add(roi);
			final int slice = image.getStackIndex(1, z, t);
			expected.computeIfAbsent(slice, s -> new ArrayList<>()).add(truth(roi));
			saved.put(slice, "time-z00" + z + "-t00" + t + ".tif");
			asItStands.put(slice, slice == 1 ? "time.tif" : "time.tif#" + slice);
		}
		return image;
	}

	@Test
	void hyperstack() {
		final List<Roi> rois = new ArrayList<>();
		final Map<Integer, List<GroundTruth>> expected = new HashMap<>();
		final Map<Integer, String> names = new HashMap<>();
		final ImagePlus image = hyperstack(rois, expected, names, new HashMap<>());
		assertSame(expected, save(image, rois), names);
	}

	/** The same image as a TIFF with its overlay, which is a dataset as it stands. */
	@Test
	void hyperstackAsItStands() throws Exception {
		final List<Roi> rois = new ArrayList<>();
		final Map<Integer, List<GroundTruth>> expected = new HashMap<>();
		final Map<Integer, String> names = new HashMap<>();
		final ImagePlus image = hyperstack(rois, expected, new HashMap<>(), names);
		final Overlay overlay = new Overlay();
		rois.forEach(overlay::add);
		image.setOverlay(overlay);
		Files.write(folder.resolve("time.tif"), new FileSaver(image).serialize());
		Files.writeString(folder.resolve("train.txt"), "time.tif\n");
		final Dataset dataset = Datasets.open(folder.toString(), "train", List.of());
		assertEquals(List.of(), dataset.warnings());
		assertSame(expected, dataset, names);
	}
}
