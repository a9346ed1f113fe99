package sc.fiji.ssd.imagej;

import java.util.List;

import ij.ImagePlus;
import ij.measure.ResultsTable;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;

/**
 * Detections as rows of ImageJ's Results table, where macros find them with
 * {@code nResults} and {@code getResult("score", row)}, headless too. The columns
 * are called as in {@code detections.csv}, the image is the row's label. Rows are
 * added to those that are there.
 */
public final class DetectionTable {

	private static final int DECIMALS = 3;

	private DetectionTable() {}

	/**
	 * @param image that was looked at
	 * @param planes what was found in it
	 */
	public static void add(final ImagePlus image, final List<PlaneDetections> planes) {
		final ResultsTable table = ResultsTable.getResultsTable();
		table.setPrecision(DECIMALS);
		for (final PlaneDetections plane : planes)
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
			}
		if (table.columnExists("slice")) table.setDecimalPlaces(table.getColumnIndex("slice"), 0);
		table.show("Results");
	}
}
