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

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import sc.fiji.ssd.evaluate.MetricSet;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.analysis.HoiemErrors;
import sc.fiji.ssd.evaluate.analysis.ScoreCurve;
import sc.fiji.ssd.evaluate.analysis.ShapeSensitivity;
import sc.fiji.ssd.evaluate.analysis.TideErrors;
import sc.fiji.ssd.evaluate.match.CocoTable;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FormulaGuard;
import sc.fiji.ssd.io.JsonFiles;
import sc.fiji.ssd.io.JsonValues;

/** The numbers of a report as {@code analysis.json} and as tables in CSV. */
final class AnalysisTables {

	private final Analysis analysis;
	private final EvaluationTable table;

	AnalysisTables(final Analysis analysis) {
		this.analysis = analysis;
		table = analysis.metrics().table();
	}

	void write(final ReportFiles files) throws IOException {
		JsonFiles.write(files.file("analysis.json"), json(), true);
		writeClasses(files);
		writeConfusion(files);
		SuspiciousTable.write(files, table, analysis.suspicious());
	}

	private void writeClasses(final ReportFiles files) throws IOException {
		final List<String> header = new ArrayList<>(List.of("class", "objects", "detections", "ap_voc2007", "ap_voc2012",
			"ap_coco", "ap50_coco", "ap75_coco"));
		final CocoTable coco = analysis.metrics().cocoTable();
		for (int a = 1; a < coco.ranges().count(); a++)
			header.add("ap" + coco.ranges().suffix(a) + "_coco");
		header.addAll(List.of("ar_coco", "threshold_f1", "f1", "precision", "recall", "threshold_count"));
		CsvFile.write(files.file("classes.csv"), header, printer -> {
			for (int c = 0; c < table.classes().size(); c++) {
				final List<Object> row = new ArrayList<>();
				final String name = table.classes().get(c);
				final MetricSet m = analysis.metrics();
				row.addAll(List.of(FormulaGuard.write(name), m.voc2012().perClass().get(name).positives(),
					m.voc2012().perClass().get(name).detections(), number(m.voc2007().perClass().get(name).ap()),
					number(m.voc2012().perClass().get(name).ap()), number(coco.meanPrecision(c, 0)),
					number(coco.precision(c, 0, 0)), number(coco.precision(c, 0, 5))));
				for (int a = 1; a < coco.ranges().count(); a++)
					row.add(number(coco.meanPrecision(c, a)));
				row.add(number(coco.meanRecall(c, 0, coco.mostDetections().length - 1)));
				final ScoreCurve curve = analysis.curves().get(c);
				final ScoreCurve.Point best = curve.bestF1(), count = curve.forCount(curve.positives());
				row.addAll(best == null
					? List.of("", "", "", "", "")
					: List.of(number(best.threshold()), number(best.f1()),
						number(best.hits() / (double) best.detections()),
						number(best.hits() / (double) curve.positives()), number(count.threshold())));
				printer.printRecord(row);
			}
		});
	}

	private void writeConfusion(final ReportFiles files) throws IOException {
		final List<String> header = new ArrayList<>(List.of("object"));
		table.classes().forEach(name -> header.add(FormulaGuard.write(name)));
		header.add("(missed)");
		CsvFile.write(files.file("confusion.csv"), header, printer -> {
			final int[][] counts = analysis.confusion().counts();
			for (int c = 0; c < counts.length; c++) {
				final List<Object> row = new ArrayList<>();
				row.add(c < table.classes().size() ? FormulaGuard.write(table.classes().get(c)) : "(background)");
				for (final int count : counts[c])
					row.add(count);
				printer.printRecord(row);
			}
		});
	}

	private static String number(final double value) {
		return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.6f", value);
	}

	private Map<String, Object> json() {
		final Map<String, Object> summary = new LinkedHashMap<>(), intervals = new LinkedHashMap<>();
		analysis.metrics().evaluation("all").summary().forEach((name, value) -> summary.put(name, JsonValues.orNull(value)));
		analysis.intervals().forEach((name, interval) -> intervals.put(name, interval.values()));
		final List<Object> bins = new ArrayList<>();
		analysis.calibration().bins().forEach(b -> bins.add(JsonValues.object("from", b.from(), "detections",
			b.detections(), "score", JsonValues.orNull(b.score()), "right", JsonValues.orNull(b.right()))));
		return JsonValues.object("summary", summary, "intervals_95", intervals, "per_class", classes(), "tide", tide(),
			"hoiem", hoiem(), "size", parts(analysis.sizes()), "shape", parts(analysis.shapes()), "calibration",
			JsonValues.object("expected_error", JsonValues.orNull(analysis.calibration().error()), "brier",
				JsonValues.orNull(analysis.calibration().brier()), "bins", bins),
			"confusion", JsonValues.object("classes", table.classes(), "counts", analysis.confusion().counts()));
	}

	private Map<String, Object> classes() {
		final Map<String, Object> classes = new LinkedHashMap<>();
		final CocoTable coco = analysis.metrics().cocoTable();
		for (int c = 0; c < table.classes().size(); c++) {
			final List<Object> byIou = new ArrayList<>(), byArea = new ArrayList<>();
			for (int t = 0; t < 10; t++)
				byIou.add(JsonValues.orNull(coco.precision(c, 0, t)));
			for (int a = 1; a < coco.ranges().count(); a++)
				byArea.add(JsonValues.object("range", coco.ranges().label(a), "objects", coco.positives(c, a), "ap",
					JsonValues.orNull(coco.meanPrecision(c, a)), "ar", JsonValues.orNull(coco.meanRecall(c, a, coco.mostDetections().length - 1))));
			final ScoreCurve curve = analysis.curves().get(c);
			final ScoreCurve.Point best = curve.bestF1(), count = curve.forCount(curve.positives());
			classes.put(table.classes().get(c),
				JsonValues.object("objects", curve.positives(), "ap_coco", JsonValues.orNull(coco.meanPrecision(c, 0)), "ap_by_iou", byIou,
					"by_area", byArea, "threshold_f1", best == null ? null : best.threshold(), "f1",
					best == null ? null : best.f1(), "threshold_count", count == null ? null : count.threshold()));
		}
		return classes;
	}

	private Map<String, Object> tide() {
		final Map<String, Object> tide = JsonValues.object("ap50", JsonValues.orNull(analysis.tide().ap()));
		for (final TideErrors.Kind kind : TideErrors.Kind.values())
			tide.put(kind.name().toLowerCase(Locale.ROOT),
				JsonValues.object("gain", JsonValues.orNull(analysis.tide().gain().get(kind)), "count", analysis.tide().count().get(kind)));
		tide.put("false_positive_gain", JsonValues.orNull(analysis.tide().falsePositiveGain()));
		tide.put("false_negative_gain", JsonValues.orNull(analysis.tide().falseNegativeGain()));
		return tide;
	}

	private List<Object> hoiem() {
		final List<Object> steps = new ArrayList<>();
		for (final HoiemErrors.Step step : analysis.hoiem().steps(-1)) {
			final Map<String, Object> one = JsonValues.object("detections_per_object", step.multiple(), "detections", step.detections());
			for (final HoiemErrors.Kind kind : HoiemErrors.Kind.values())
				one.put(kind.name().toLowerCase(Locale.ROOT), JsonValues.orNull(step.shares()[kind.ordinal()]));
			one.put("recall_50", JsonValues.orNull(step.strongRecall()));
			one.put("recall_10", JsonValues.orNull(step.weakRecall()));
			steps.add(one);
		}
		return steps;
	}

	private static List<Object> parts(final List<ShapeSensitivity.Part> parts) {
		final List<Object> list = new ArrayList<>();
		parts.forEach(p -> list.add(JsonValues.object("part", p.name(), "objects", p.objects(), "normalized_ap", JsonValues.orNull(p.precision()),
			"recall", JsonValues.orNull(p.recall()))));
		return list;
	}
}
