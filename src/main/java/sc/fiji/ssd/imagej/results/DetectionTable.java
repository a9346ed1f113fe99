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

import java.awt.GraphicsEnvironment;
import java.awt.geom.Rectangle2D;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import sc.fiji.ssd.imagej.roi.RoiClass;

/**
 * The rows of an image's detections in ImageJ's Results table. Rows of other images, and rows that other commands wrote,
 * stay as they are. A row is known by its columns {@code run} and {@code object}.
 */
final class DetectionTable {

	private static final int DECIMALS = 3;
	private static final List<String> WHOLE = List.of("slice", "z", "frame", DetectionId.RUN, DetectionId.OBJECT);

	private DetectionTable() {}

	/**
	 * Appends a row for each detection, with what ImageJ measures in its box.
	 *
	 * @param image with the detections
	 * @param detections ROIs of its overlay that have a {@link DetectionId}
	 */
	static void add(final ImagePlus image, final Collection<Roi> detections) {
		final ResultsTable table = ResultsTable.getResultsTable();
		fill(table, image, detections);
		show(table);
	}

	/** @return its own table with the same columns, which is not shown; see {@link #add} */
	static ResultsTable of(final ImagePlus image, final Collection<Roi> detections) {
		final ResultsTable table = new ResultsTable();
		fill(table, image, detections);
		return table;
	}

	private static void fill(final ResultsTable table, final ImagePlus image, final Collection<Roi> detections) {
		table.setPrecision(DECIMALS);
		final BoxMeasurements measurements = new BoxMeasurements(image);
		for (final Roi roi : detections)
			addRow(table, image, roi, measurements);
		for (final String whole : WHOLE)
			if (table.columnExists(whole)) table.setDecimalPlaces(table.getColumnIndex(whole), 0);
	}

	private static void addRow(final ResultsTable table, final ImagePlus image, final Roi roi,
		final BoxMeasurements measurements)
	{
		final Calibration calibration = image.getCalibration();
		final Rectangle2D.Double box = roi.getFloatBounds();
		final int slice = DetectionOverlay.slice(image, roi);
		final int[] position = image.convertIndexToPosition(slice);
		final String name = RoiClass.of(roi);
		table.addRow();
		table.addLabel(image.getTitle());
		table.addValue("slice", slice);
		table.addValue("class", name == null ? "" : name);
		table.addValue("score", DetectionFilter.score(roi));
		table.addValue("x_min", box.x);
		table.addValue("y_min", box.y);
		table.addValue("x_max", box.x + box.width);
		table.addValue("y_max", box.y + box.height);
		table.addValue("z", position[1]);
		table.addValue("frame", position[2]);
		table.addValue("center_x", calibration.getX(box.x + box.width / 2));
		table.addValue("center_y", calibration.getY(box.y + box.height / 2, image.getHeight()));
		table.addValue("width", box.width * calibration.pixelWidth);
		table.addValue("height", box.height * calibration.pixelHeight);
		table.addValue("area", box.width * box.height * calibration.pixelWidth * calibration.pixelHeight);
		table.addValue("unit", calibration.getUnits());
		final DetectionId id = DetectionId.of(roi);
		table.addValue(DetectionId.RUN, id.run());
		table.addValue(DetectionId.OBJECT, id.object());
		measurements.addTo(table, slice, roi);
	}

	/** @param gone whether the row of a detection is to be removed */
	static void remove(final Predicate<DetectionId> gone) {
		final ResultsTable table = ResultsTable.getResultsTable();
		boolean changed = false;
		for (int last = table.size() - 1; last >= 0; last--) {
			if (!isGone(table, last, gone)) continue;
			int first = last;
			while (first > 0 && isGone(table, first - 1, gone))
				first--;
			table.deleteRows(first, last);
			last = first;
			changed = true;
		}
		if (changed) show(table);
	}

	private static boolean isGone(final ResultsTable table, final int row, final Predicate<DetectionId> gone) {
		final DetectionId id = id(table, row);
		return id != null && gone.test(id);
	}

	/** @return the detections that have a row */
	static Set<DetectionId> ids() {
		final ResultsTable table = ResultsTable.getResultsTable();
		final Set<DetectionId> ids = new HashSet<>();
		for (int row = 0; row < table.size(); row++) {
			final DetectionId id = id(table, row);
			if (id != null) ids.add(id);
		}
		return ids;
	}

	/** @return the detection of a row; null if another command wrote it */
	static DetectionId id(final ResultsTable table, final int row) {
		if (!table.columnExists(DetectionId.RUN) || !table.columnExists(DetectionId.OBJECT)) return null;
		final double run = table.getValue(DetectionId.RUN, row), object = table.getValue(DetectionId.OBJECT, row);
		return run >= 1 && object >= 1 ? new DetectionId((int) run, (int) object) : null;
	}

	private static void show(final ResultsTable table) {
		if (GraphicsEnvironment.isHeadless()) return;
		// ImageJ leaves the old rows in the window when none is left
		if (table.size() == 0) {
			if (ResultsTable.getResultsWindow() != null) IJ.getTextPanel().clear();
			return;
		}
		table.show("Results");
	}
}
