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

import java.util.List;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;

/**
 * Detections as rows of ImageJ's Results table, where macros find them with
 * {@code nResults} and {@code getResult("score", row)}, headless too. The columns
 * are called as in {@code detections.csv}, the image is the row's label; {@code z} and
 * {@code frame} are the place of the slice in a hyperstack. Centre, width, height and
 * area are in the image's {@code unit} (pixels where it has none). Rows are added to those
 * that are there.
 */
public final class DetectionTable {

	private static final int DECIMALS = 3;
	private static final List<String> WHOLE = List.of("slice", "z", "frame");

	private DetectionTable() {}

	/**
	 * @param image that was looked at
	 * @param planes what was found in it
	 */
	public static void add(final ImagePlus image, final List<PlaneDetections> planes) {
		final ResultsTable table = ResultsTable.getResultsTable();
		table.setPrecision(DECIMALS);
		final Calibration calibration = image.getCalibration();
		for (final PlaneDetections plane : planes) {
			final int[] position = image.convertIndexToPosition(plane.slice());
			for (final Detection d : plane.detections()) {
				table.addRow();
				table.addLabel(image.getTitle());
				table.addValue("slice", plane.slice());
				table.addValue("class", d.className());
				table.addValue("score", d.score());
				table.addValue("x_min", d.box().xMin());
				table.addValue("y_min", d.box().yMin());
				table.addValue("x_max", d.box().xMax());
				table.addValue("y_max", d.box().yMax());
				table.addValue("z", position[1]);
				table.addValue("frame", position[2]);
				table.addValue("center_x", calibration.getX((d.box().xMin() + d.box().xMax()) / 2));
				table.addValue("center_y", calibration.getY((d.box().yMin() + d.box().yMax()) / 2, image.getHeight()));
				table.addValue("width", d.box().width() * calibration.pixelWidth);
				table.addValue("height", d.box().height() * calibration.pixelHeight);
				table.addValue("area", d.box().area() * calibration.pixelWidth * calibration.pixelHeight);
				table.addValue("unit", calibration.getUnits());
			}
		}
		for (final String whole : WHOLE)
			if (table.columnExists(whole)) table.setDecimalPlaces(table.getColumnIndex(whole), 0);
		table.show("Results");
	}
}
