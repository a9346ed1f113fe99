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
package sc.fiji.ssd.imagej.results;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.io.Opener;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.imagej.roi.AnnotationSaver;
import sc.fiji.ssd.imagej.roi.RoiClass;

/** Tests {@link DetectionFilter}, {@link HiddenDetections} and {@link Legend}. */
class DetectionFilterTest {

	private ImagePlus image;

	private static Detection found(final int x, final int classIndex, final String name, final double score) {
		return new Detection(new Box(x, 4.25, x + 20.5, 30.75), classIndex, name, score);
	}

	private static PlaneDetections plane(final int slice, final Detection... found) {
		return new PlaneDetections(slice, 200, 100, List.of(found));
	}

	@BeforeEach
	void detect() {
		image = IJ.createImage("x", "8-bit black", 200, 100, 3);
		final Roi mine = new Roi(1, 2, 3, 4);
		mine.setName("mine");
		image.setOverlay(new Overlay(mine));
		DetectionOverlay.draw(image,
			List.of(plane(1, found(5, 1, "rod", 0.9), found(50, 2, "ring", 0.6), found(90, 1, "rod", 0.31)),
				plane(3, found(7, 2, "ring", 0.95), found(60, 1, "rod", 0.8))));
	}

	private static List<String> names(final ImagePlus image) {
		final List<String> names = new ArrayList<>();
		if (image.getOverlay() != null) image.getOverlay().forEach(roi -> names.add(roi.getName()));
		return names;
	}

	private static final List<String> ALL = List.of("mine", "rod 0.90", "ring 0.60", "rod 0.31", "ring 0.95",
		"rod 0.80");

	@Test
	void thereAndBack() {
		final DetectionFilter filter = new DetectionFilter(image);
		assertEquals(List.of("ring", "rod"), filter.classNames());
		assertEquals(0.31, filter.lowestScore(), 1e-6);
		filter.apply(0.7, Set.of());
		assertEquals(List.of("mine", "rod 0.90", "ring 0.95", "rod 0.80"), names(image));
		assertEquals(0.8, filter.lowestShownScore(), 1e-6);
		filter.apply(0.5, Set.of("ring"));
		assertEquals(List.of("mine", "ring 0.60", "ring 0.95"), names(image));
		assertEquals(new DetectionFilter.Count(2, 2), filter.counts().get("ring"));
		assertEquals(new DetectionFilter.Count(0, 3), filter.counts().get("rod"));
		assertEquals("2 of 5 detections: ring 2, rod 0", filter.summary());
		filter.apply(1, Set.of());
		assertEquals(List.of("mine"), names(image));
		filter.apply(0, Set.of());
		assertEquals(ALL, names(image));
	}

	/** What another look at the image, or at its TIFF, finds. */
	@Test
	void whatIsFilteredOutIsKept(@TempDir final Path folder) throws Exception {
		filter(0.85);
		filter(0.5);
		assertEquals(List.of("mine", "rod 0.90", "ring 0.60", "ring 0.95", "rod 0.80"), names(image));
		filter(0.85);
		assertTrue(new FileSaver(image).saveAsTiffStack(folder.resolve("x.tif").toString()));
		final ImagePlus back = new Opener().openImage(folder.resolve("x.tif").toString());
		assertEquals(List.of("mine", "rod 0.90", "ring 0.95"), names(back));
		final DetectionFilter again = new DetectionFilter(back);
		again.apply(0, Set.of());
		assertEquals(ALL, names(back));
		final Roi rod = back.getOverlay().get(5);
		assertEquals(3, rod.getPosition());
		assertEquals(60, rod.getFloatBounds().x, 1e-3);
		assertEquals(20.5, rod.getFloatBounds().width, 1e-3);
		assertEquals(ClassColors.of(1), rod.getStrokeColor());
		assertEquals("0.800000", rod.getProperty("score"));
		again.keep();
		assertArrayEquals(new Object[0], HiddenDetections.of(back).toArray());
	}

	private void filter(final double score) {
		final DetectionFilter filter = new DetectionFilter(image);
		filter.apply(score, Set.of());
		filter.keep();
	}

	/** A detection that the user deletes while others are filtered out stays deleted. */
	@Test
	void deletedOnesDoNotComeBack() {
		final DetectionFilter filter = new DetectionFilter(image);
		filter.apply(0.7, Set.of());
		image.getOverlay().remove(1);
		filter.apply(0, Set.of());
		assertEquals(List.of("mine", "ring 0.60", "rod 0.31", "ring 0.95", "rod 0.80"), names(image));
	}

	@Test
	void aNewDetectionForgetsTheOld() {
		final DetectionFilter filter = new DetectionFilter(image);
		filter.apply(1, Set.of());
		filter.keep();
		DetectionResults.of(image).add(List.of(plane(1, found(5, 1, "rod", 0.4))), 0,
			new ResultViews(false, false, false, false, false, ResultViews.Legend.OFF, false));
		new DetectionFilter(image).apply(0, Set.of());
		assertEquals(List.of("mine", "rod 0.40", "ring 0.95", "rod 0.80"), names(image));
	}

	@Test
	void withoutDetections() {
		final ImagePlus empty = IJ.createImage("e", "8-bit black", 20, 10, 1);
		final DetectionFilter filter = new DetectionFilter(empty);
		assertTrue(filter.isEmpty());
		filter.apply(0.5, Set.of("rod"));
		filter.legend(true);
		filter.keep();
		assertEquals("0 of 0 detections", filter.summary());
		assertEquals(List.of(), names(empty));
	}

	@Test
	void theLegendIsDrawnAndIsNoAnnotation(@TempDir final Path folder) throws Exception {
		final DetectionFilter filter = new DetectionFilter(image);
		filter.apply(0.5, Set.of());
		filter.legend(true);
		filter.legend(true);
		assertEquals(6, image.getOverlay().size());
		final Roi legend = image.getOverlay().get(5);
		assertTrue(RoiClass.isLegend(legend));
		final ImagePlus flat = image.flatten();
		final Rectangle at = legend.getBounds();
		final int swatch = flat.getProcessor().getPixel(at.x + 5 + 5, at.y + 5 + 6) & 0xffffff;
		assertEquals(ClassColors.of(2).getRGB() & 0xffffff, swatch, "the first line is that of ring");
		final List<String> warnings = new ArrayList<>();
		final DetectionProgress silent = new DetectionProgress() {

			@Override
			public void progress(final int done, final int total, final String message) {}

			@Override
			public boolean canceled() {
				return false;
			}
		};
		new AnnotationSaver(folder, "train", warnings::add).save(image, List.of(image.getOverlay().toArray()), silent);
		assertTrue(warnings.stream().noneMatch(line -> line.contains("legend")), warnings.toString());
		assertTrue(at.x > 110, "the detections are on the left, also the hidden one");
		filter.legend(false);
		assertFalse(names(image).contains("legend"));
	}
}
