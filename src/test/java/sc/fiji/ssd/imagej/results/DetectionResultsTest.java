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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.Measurements;
import ij.measure.ResultsTable;
import ij.plugin.Duplicator;
import ij.plugin.filter.Analyzer;
import ij.process.ImageProcessor;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;

/** Tests {@link DetectionResults}, {@link DetectionTable} and {@link BoxMeasurements}. */
class DetectionResultsTest {

	private static final ResultViews REPLACE = new ResultViews(false, true, false, false, false,
		ResultViews.Legend.OFF, false);
	private static final ResultViews KEEP = new ResultViews(true, true, false, false, false, ResultViews.Legend.OFF,
		false);

	@BeforeEach
	void emptyTable() {
		ResultsTable.getResultsTable().reset();
	}

	private static Detection found(final double x, final int classIndex, final double score) {
		return new Detection(new Box(x, 4.25, x + 20.5, 30.75), classIndex, classIndex == 1 ? "rod" : "ring", score);
	}

	private static PlaneDetections plane(final int slice, final Detection... found) {
		return new PlaneDetections(slice, 200, 100, List.of(found));
	}

	private static ImagePlus image(final int slices) {
		return IJ.createImage("x.tif", "8-bit ramp", 200, 100, slices);
	}

	private static Set<String> inOverlay(final ImagePlus image) {
		final Set<String> names = new TreeSet<>();
		for (final Roi roi : DetectionResults.shown(image))
			names.add(roi.getProperty("run") + "/" + roi.getProperty("object") + " " + roi.getName());
		return names;
	}

	private static Set<String> inTable(final String label) {
		final ResultsTable table = ResultsTable.getResultsTable();
		final Set<String> names = new TreeSet<>();
		for (int row = 0; row < table.size(); row++)
			if (label.equals(table.getLabel(row)))
				names.add((int) table.getValue("run", row) + "/" + (int) table.getValue("object", row) + " " +
					table.getStringValue("class", row) + String.format(" %.2f", table.getValue("score", row)));
		return names;
	}

	private static void assertAgree(final int detections, final ImagePlus image) {
		assertEquals(detections, inOverlay(image).size());
		assertEquals(inOverlay(image), inTable(image.getTitle()));
	}

	@Test
	void tableAndOverlayAgreeAfterEveryStep() {
		final ImagePlus image = image(3);
		final DetectionResults results = DetectionResults.of(image);
		results.add(List.of(plane(1, found(5, 1, 0.9), found(50, 2, 0.6)), plane(3, found(7, 2, 0.95))), 0, REPLACE);
		assertAgree(3, image);
		final Set<String> first = inOverlay(image);
		results.add(List.of(plane(1, found(6, 1, 0.7))), 0, REPLACE);
		assertAgree(2, image);
		results.add(List.of(plane(1, found(90, 2, 0.5), found(6, 1, 0.8))), 0, KEEP);
		assertAgree(4, image);
		filter(image, 0.75);
		assertAgree(2, image);
		filter(image, 0.99);
		assertAgree(0, image);
		filter(image, 0);
		assertAgree(4, image);
		filter(image, 0.75);
		assertTrue(results.undo());
		assertAgree(2, image);
		assertTrue(results.undo());
		assertAgree(3, image);
		assertEquals(first, inOverlay(image));
		assertTrue(results.undo());
		assertAgree(0, image);
		assertFalse(results.undo());
		assertNull(image.getOverlay());
	}

	private static void filter(final ImagePlus image, final double score) {
		final DetectionFilter filter = new DetectionFilter(image);
		filter.apply(score, Set.of());
		filter.keep();
	}

	@Test
	void undoBringsBackWhatWasFilteredOut() {
		final ImagePlus image = image(1);
		DetectionResults.of(image).add(List.of(plane(1, found(5, 1, 0.9), found(50, 2, 0.6))), 0, REPLACE);
		filter(image, 0.8);
		DetectionResults.of(image).add(List.of(plane(1)), 0, REPLACE);
		assertAgree(0, image);
		assertEquals(List.of(), HiddenDetections.of(image));
		DetectionResults.of(image).undo();
		assertAgree(1, image);
		filter(image, 0);
		assertAgree(2, image);
	}

	@Test
	void otherRowsStay() {
		final ResultsTable table = ResultsTable.getResultsTable();
		table.addRow();
		table.addLabel("measured by hand");
		table.addValue("Mean", 3);
		final ImagePlus a = image(1), b = image(1);
		b.setTitle("b.tif");
		DetectionResults.of(a).add(List.of(plane(1, found(5, 1, 0.9))), 0, REPLACE);
		DetectionResults.of(b).add(List.of(plane(1, found(5, 1, 0.8), found(60, 2, 0.7))), 0, REPLACE);
		DetectionResults.of(a).add(List.of(plane(1, found(9, 1, 0.6))), 0, REPLACE);
		assertAgree(1, a);
		assertAgree(2, b);
		assertEquals(4, table.size());
		assertEquals("measured by hand", table.getLabel(0));
		DetectionResults.of(b).undo();
		assertAgree(1, a);
		assertEquals(2, table.size());
	}

	/** A copy of an image has ROIs of the same runs; its detections must not take the original's rows away. */
	@Test
	void aCopyDoesNotTouchTheOriginal() {
		final ImagePlus image = image(1);
		DetectionResults.of(image).add(List.of(plane(1, found(5, 1, 0.9))), 0, REPLACE);
		final ImagePlus copy = new Duplicator().run(image);
		copy.setTitle("copy.tif");
		assertEquals(1, DetectionResults.shown(copy).size());
		DetectionResults.of(copy).add(List.of(plane(1, found(15, 1, 0.8))), 0, REPLACE);
		assertAgree(1, image);
		assertAgree(1, copy);
		filter(copy, 0.85);
		assertAgree(1, image);
		assertAgree(0, copy);
	}

	@Test
	void rowsThatAUserDeletedStayDeleted() {
		final ImagePlus image = image(1);
		DetectionResults.of(image).add(List.of(plane(1, found(5, 1, 0.9), found(50, 2, 0.6), found(90, 1, 0.8))), 0,
			REPLACE);
		ResultsTable.getResultsTable().deleteRow(0);
		filter(image, 0.7);
		assertEquals(1, inTable("x.tif").size());
		filter(image, 0);
		assertEquals(2, inTable("x.tif").size());
	}

	@ParameterizedTest
	@ValueSource(strings = { "8-bit", "16-bit", "32-bit", "RGB" })
	void intensitiesAreThoseOfImageJsMeasure(final String type) {
		final ImagePlus image = IJ.createImage("x.tif", type + " black", 200, 100, 3);
		noise(image);
		image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = 0.25;
		image.getCalibration().setUnit("µm");
		DetectionResults.of(image).add(boxes(1, 3), 0, REPLACE);
		compareWithMeasure(image, 1, "");
	}

	@Test
	void everyChannelIsMeasured() {
		final ImagePlus image = IJ.createHyperStack("x.tif", 200, 100, 3, 2, 2, 16);
		noise(image);
		DetectionResults.of(image).add(boxes(1, 7), 0, REPLACE);
		for (int c = 1; c <= 3; c++)
			compareWithMeasure(image, c, "_c" + c);
	}

	@Test
	void theColorsOfRgbAreMeasured() {
		final ImagePlus image = IJ.createImage("x.tif", "RGB black", 200, 100, 1);
		noise(image);
		DetectionResults.of(image).add(boxes(1), 0, REPLACE);
		final ImagePlus[] split = ij.plugin.ChannelSplitter.split(image);
		for (int c = 0; c < 3; c++)
			compare(split[c], DetectionResults.shown(image), List.of("_red", "_green", "_blue").get(c));
	}

	/** The user closes the image while its table is filled, or just before. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 3 })
	void aClosedImageHasNoTrace(final int slices) {
		final ImagePlus image = IJ.createImage("x.tif", "8-bit black", 200, 100, slices);
		noise(image);
		final BoxMeasurements measurements = new BoxMeasurements(image);
		final ResultsTable table = new ResultsTable();
		table.addRow();
		measurements.addTo(table, slices, new Roi(0, 0, 10, 10));
		image.flush();
		table.addRow();
		measurements.addTo(table, 1, new Roi(0, 0, 10, 10));
		if (slices == 1) assertEquals(table.getValue("mean", 0), table.getValue("mean", 1));
		table.addRow();
		new BoxMeasurements(image).addTo(table, 1, new Roi(0, 0, 10, 10));
		assertEquals(0, table.getValue("roi_area", 2));
	}

	private static List<PlaneDetections> boxes(final int... slices) {
		final Random random = new Random(5);
		final List<PlaneDetections> planes = new ArrayList<>();
		for (final int slice : slices) {
			final List<Detection> boxes = new ArrayList<>();
			for (int i = 0; i < 12; i++) {
				final double x = random.nextDouble() * 150, y = random.nextDouble() * 60;
				boxes.add(new Detection(
					new Box(x, y, x + 0.5 + random.nextDouble() * 49, y + 0.5 + random.nextDouble() * 39), 1, "rod", 0.5));
			}
			planes.add(new PlaneDetections(slice, 200, 100, boxes));
		}
		return planes;
	}

	private static void noise(final ImagePlus image) {
		final Random random = new Random(7);
		for (int s = 1; s <= image.getStackSize(); s++) {
			final ImageProcessor pixels = image.getStack().getProcessor(s);
			for (int i = 0; i < pixels.getPixelCount(); i++)
				if (image.getBitDepth() == 32) pixels.setf(i, random.nextFloat() * 1000 - 200);
				else pixels.set(i, random.nextInt(1 << Math.min(24, image.getBitDepth())));
		}
	}

	/** What Analyze > Measure writes for the same ROIs. */
	private static void compareWithMeasure(final ImagePlus image, final int channel, final String suffix) {
		final List<Roi> rois = DetectionResults.shown(image);
		final ResultsTable mine = ResultsTable.getResultsTable();
		for (int i = 0; i < rois.size(); i++) {
			final int slice = DetectionOverlay.slice(image, rois.get(i)) + channel - 1;
			image.setSlice(slice);
			compareRow(image, rois.get(i), mine, i, suffix);
		}
	}

	private static void compare(final ImagePlus image, final List<Roi> rois, final String suffix) {
		for (int i = 0; i < rois.size(); i++)
			compareRow(image, rois.get(i), ResultsTable.getResultsTable(), i, suffix);
	}

	private static void compareRow(final ImagePlus image, final Roi roi, final ResultsTable mine, final int row,
		final String suffix)
	{
		image.setRoi((Roi) roi.clone());
		final ResultsTable theirs = new ResultsTable();
		new Analyzer(image, Measurements.AREA | Measurements.MEAN | Measurements.MIN_MAX |
			Measurements.INTEGRATED_DENSITY, theirs).measure();
		final String[][] columns = { { "Area", "roi_area" }, { "Mean", "mean" + suffix }, { "Min", "min" + suffix },
			{ "Max", "max" + suffix }, { "IntDen", "int_den" + suffix }, { "RawIntDen", "raw_int_den" + suffix } };
		for (final String[] column : columns)
			assertEquals(theirs.getValue(column[0], theirs.size() - 1), mine.getValue(column[1], row), 0,
				column[1] + " of row " + row);
	}

	@Test
	void namesAndLegend() {
		final ImagePlus image = image(1);
		final List<PlaneDetections> two = List.of(plane(1, found(5, 1, 0.9), found(50, 2, 0.6)));
		DetectionResults.of(image).add(two, 0,
			new ResultViews(false, false, false, false, true, ResultViews.Legend.AUTO, true));
		assertTrue(image.getOverlay().getDrawNames());
		assertTrue(Legend.isShown(image));
		DetectionResults.of(image).add(two, 0,
			new ResultViews(false, false, false, false, false, ResultViews.Legend.AUTO, false));
		assertFalse(image.getOverlay().getDrawNames());
		assertFalse(Legend.isShown(image), "a macro counts the overlay's elements");
		DetectionResults.of(image).add(List.of(plane(1, found(5, 1, 0.9))), 0,
			new ResultViews(false, false, false, false, false, ResultViews.Legend.AUTO, true));
		assertFalse(Legend.isShown(image), "a single class needs no legend");
		DetectionResults.of(image).undo();
		DetectionResults.of(image).undo();
		assertTrue(image.getOverlay().getDrawNames());
		assertTrue(Legend.isShown(image));
	}
}
