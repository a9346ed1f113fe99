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
package sc.fiji.ssd.evaluate.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.analysis.SuspiciousLabels;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FormulaGuard;
import sc.fiji.ssd.io.UserException;

/** Columns and names of the table of suspicious labels. */
public final class SuspiciousTable {

	/** Columns of {@code suspicious.csv}. */
	public static final List<String> HEADER = List.of("suspicion", "kind", "image", "class", "x_min", "y_min", "x_max",
		"y_max", "detected_class", "score", "detected_x_min", "detected_y_min", "detected_x_max", "detected_y_max");

	private SuspiciousTable() {}

	/**
	 * Writes {@code suspicious.csv}.
	 *
	 * @param files where it goes
	 * @param table in which the places were found
	 * @param places a row each
	 * @throws UserException if it cannot be written
	 */
	public static void write(final ReportFiles files, final EvaluationTable table,
		final List<SuspiciousLabels.Place> places)
	{
		files.write(() -> {
			CsvFile.write(files.file("suspicious.csv"), HEADER, printer -> {
				for (final SuspiciousLabels.Place place : places)
					printer.printRecord(row(table, place));
			});
		});
	}

	private static List<String> row(final EvaluationTable table, final SuspiciousLabels.Place place) {
		final List<String> row = new ArrayList<>();
		row.add(number(place.suspicion()));
		row.add(place.kind().label());
		row.add(FormulaGuard.write(table.images().get(place.image()).name()));
		row.add(place.truth() < 0 ? "" : FormulaGuard.write(truthClass(table, place)));
		row.addAll(box(place.truthBox(table)));
		row.add(place.detection() < 0 ? "" : FormulaGuard.write(detectionClass(table, place)));
		row.add(place.detection() < 0 ? "" : number(table.found().scores()[place.detection()]));
		row.addAll(box(place.detectionBox(table)));
		return row;
	}

	private static List<String> box(final Box box) {
		if (box == null) return List.of("", "", "", "");
		return Arrays.stream(new double[] { box.xMin(), box.yMin(), box.xMax(), box.yMax() })
			.mapToObj(v -> String.format(Locale.ROOT, "%.3f", v)).toList();
	}

	private static String number(final double value) {
		return String.format(Locale.ROOT, "%.6f", value);
	}

	/**
	 * @param table in which the place was found
	 * @param place with an object
	 * @return the class of the object
	 */
	public static String truthClass(final EvaluationTable table, final SuspiciousLabels.Place place) {
		return table.classes().get(table.truths().classOf()[place.truth()]);
	}

	/**
	 * @param table in which the place was found
	 * @param place with a detection
	 * @return the class of the detection
	 */
	public static String detectionClass(final EvaluationTable table, final SuspiciousLabels.Place place) {
		return table.classes().get(table.found().classOf()[place.detection()]);
	}
}
