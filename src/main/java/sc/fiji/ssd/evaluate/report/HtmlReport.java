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
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.analysis.ScoreCurve;
import sc.fiji.ssd.evaluate.analysis.SuspiciousLabels;
import sc.fiji.ssd.evaluate.analysis.TideErrors;
import sc.fiji.ssd.evaluate.match.CocoTable;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.JsonValues;
import sc.fiji.ssd.io.UserException;

/**
 * Writes the report of an evaluation: one HTML file that needs no other file, the
 * same numbers as {@code analysis.json}, {@code classes.csv}, {@code confusion.csv}
 * and {@code suspicious.csv}, and the plots as PNG in the folder {@code plots}.
 */
public final class HtmlReport {

	private static final String TEMPLATE = "report.ftlh";

	private static final int MOST_SUSPICIOUS = 24;
	private static final int MOST_ERRORS = 12;

	/** A larger matrix is only in the CSV file. */
	private static final int MOST_CONFUSED = 25;

	private final Analysis analysis;
	private final EvaluationTable table;
	private final Crops crops;

	private HtmlReport(final Analysis analysis, final ImageReader reader) {
		this.analysis = analysis;
		table = analysis.metrics().table();
		crops = new Crops(reader);
	}

	/**
	 * @param files where they go
	 * @param title what was evaluated, on which data
	 * @param analysis the numbers
	 * @param warnings one line each
	 * @param reader of the images, for crops; null for a report without them
	 * @throws UserException if a file cannot be written
	 */
	public static void write(final ReportFiles files, final String title, final Analysis analysis,
		final List<String> warnings, final ImageReader reader)
	{
		files.write(() -> {
			new AnalysisTables(analysis).write(files);
			new HtmlReport(analysis, reader).write(files, title, warnings);
		});
	}

	private void write(final ReportFiles files, final String title, final List<String> warnings) throws IOException {
		final int objects = IntStream.of(table.truths().positives(table.classes().size())).sum();
		final Map<String, Object> model = JsonValues.object("title", title, "warnings", warnings, //
			"images", table.images().size(), "objects", objects, "detections", table.found().size(), //
			"summary", summary(), "areas", areas(), "classes", classes(), "classNames", table.classes(), //
			"figures", figures(files), "tide", tide(), //
			"confusion", table.classes().size() <= MOST_CONFUSED ? confusion() : List.of(), //
			"suspicious", suspicious(), "missed", missed(), "falsePositives", falsePositives());
		AtomicFiles.writeString(files.html(), Template.process(TEMPLATE, model));
	}

	private static String number(final double value) {
		return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
	}

	private List<Object> summary() {
		final List<Object> rows = new ArrayList<>();
		final Map<String, Double> values = analysis.metrics().cocoResult().summary();
		add(rows, "mAP, VOC 2007", "IoU 0.5, 11 points", analysis.metrics().voc2007().map(), "voc2007");
		add(rows, "mAP, VOC 2012", "IoU 0.5, area below the curve", analysis.metrics().voc2012().map(), "voc2012");
		add(rows, "AP, COCO", "mean over IoU 0.5 to 0.95", values.get("AP"), "coco");
		add(rows, "AP50, COCO", "IoU 0.5", values.get("AP50"), null);
		add(rows, "AP75, COCO", "IoU 0.75", values.get("AP75"), null);
		add(rows, "AR, COCO", "recall, mean over IoU 0.5 to 0.95", values.get("AR" + analysis.metrics().cocoTable()
			.mostDetections()[analysis.metrics().cocoTable().mostDetections().length - 1]), null);
		return rows;
	}

	private void add(final List<Object> rows, final String name, final String meaning, final double value,
		final String interval)
	{
		final String range = interval == null
			? ""
			: number(analysis.intervals().get(interval).low()) + " to " + number(analysis.intervals().get(interval).high());
		rows.add(JsonValues.object("name", name, "meaning", meaning, "value", number(value), "interval", range));
	}

	private List<Object> areas() {
		final CocoTable coco = analysis.metrics().cocoTable();
		final Map<String, Double> values = analysis.metrics().cocoResult().summary();
		final List<Object> rows = new ArrayList<>();
		for (int a = 1; a < coco.ranges().count(); a++) {
			final int range = a;
			rows.add(JsonValues.object("label", coco.ranges().label(a), "objects",
				IntStream.range(0, table.classes().size()).map(c -> coco.positives(c, range)).sum(), "ap",
				number(values.get("AP" + coco.ranges().suffix(a))), "ar",
				number(values.get("AR" + coco.ranges().suffix(a)))));
		}
		return rows;
	}

	private List<Object> classes() {
		final List<Object> rows = new ArrayList<>();
		final CocoTable coco = analysis.metrics().cocoTable();
		for (final int c : analysis.byObjects()) {
			final String name = table.classes().get(c);
			final ScoreCurve curve = analysis.curves().get(c);
			final ScoreCurve.Point best = curve.bestF1(), count = curve.forCount(curve.positives());
			rows.add(JsonValues.object("name", name, "objects", curve.positives(), "voc",
				number(analysis.metrics().voc2012().perClass().get(name).ap()), "coco", number(coco.meanPrecision(c, 0)),
				"ap75", number(coco.precision(c, 0, 5)), "recall",
				number(best == null ? Double.NaN : best.hits() / (double) curve.positives()), "precision",
				number(best == null ? Double.NaN : best.hits() / (double) best.detections()), "f1",
				number(best == null ? Double.NaN : best.f1()), "threshold",
				number(best == null ? Double.NaN : best.threshold()), "count",
				number(count == null ? Double.NaN : count.threshold())));
		}
		return rows;
	}

	private List<Object> tide() {
		final List<Object> rows = new ArrayList<>();
		for (final TideErrors.Kind kind : TideErrors.Kind.values())
			rows.add(JsonValues.object("name", kind.label(), "count", analysis.tide().count().get(kind), "gain",
				number(analysis.tide().gain().get(kind))));
		return rows;
	}

	/** Rows of cells with a count and the fraction of the row. */
	private List<Object> confusion() {
		final List<Object> rows = new ArrayList<>();
		final int[][] counts = analysis.confusion().counts();
		for (int c = 0; c < counts.length; c++) {
			final int sum = Math.max(1, IntStream.of(counts[c]).sum());
			final List<Object> cells = new ArrayList<>();
			for (int d = 0; d < counts[c].length; d++)
				cells.add(JsonValues.object("count", c == d && c == table.classes().size() ? "" : Integer.toString(counts[c][d]), "share", String.format(Locale.ROOT, "%.2f", counts[c][d] / (double) sum),
					"dark", counts[c][d] > 0.55 * sum, "right", c == d && c < table.classes().size()));
			rows.add(JsonValues.object("name", c < table.classes().size() ? table.classes().get(c) : "background", "cells", cells));
		}
		return rows;
	}

	private List<Object> figures(final ReportFiles files) throws IOException {
		final List<Object> rows = new ArrayList<>();
		for (final Figures.Figure figure : new Figures(analysis).all()) {
			final byte[] png = figure.png();
			Figures.write(files, figure, png);
			rows.add(JsonValues.object("id", figure.id(), "title", figure.title(), "meaning", figure.meaning(), "image",
				"data:image/png;base64," + Base64.getEncoder().encodeToString(png)));
		}
		return rows;
	}

	private List<Object> suspicious() {
		return places(analysis.suspicious().stream().limit(MOST_SUSPICIOUS).toList());
	}

	/** Objects that were missed, the largest first: small ones are hard for reasons that are known. */
	private List<Object> missed() {
		final boolean[] missed = analysis.tide().missed();
		return places(IntStream.range(0, missed.length).filter(t -> missed[t]).boxed()
			.sorted((a, b) -> Double.compare(table.truths().areas()[b], table.truths().areas()[a])).limit(MOST_ERRORS)
			.map(t -> new SuspiciousLabels.Place(Double.NaN, SuspiciousLabels.Kind.UNCONFIRMED,
				table.truths().imageOf()[t], t, -1))
			.toList());
	}

	/** False detections of the highest scores. */
	private List<Object> falsePositives() {
		final TideErrors.Kind[] kinds = analysis.tide().kinds();
		return places(IntStream.range(0, kinds.length).filter(row -> kinds[row] != null).boxed()
			.sorted((a, b) -> Double.compare(table.found().scores()[b], table.found().scores()[a])).limit(MOST_ERRORS)
			.map(row -> new SuspiciousLabels.Place(Double.NaN, SuspiciousLabels.Kind.MISSING,
				table.found().imageOf()[row], -1, row))
			.toList());
	}

	private List<Object> places(final List<SuspiciousLabels.Place> places) {
		final List<String> images = crops.of(places.stream().map(p -> new Crops.Place(table.images().get(p.image()),
			p.truthBox(table), p.detectionBox(table))).toList());
		final List<Object> rows = new ArrayList<>();
		for (int i = 0; i < images.size(); i++) {
			final SuspiciousLabels.Place place = places.get(i);
			final String truth = place.truth() < 0 ? "" : SuspiciousTable.truthClass(table, place), detection = place
				.detection() < 0
					? ""
					: String.format(Locale.ROOT, "%s %.2f", SuspiciousTable.detectionClass(table, place),
						table.found().scores()[place.detection()]);
			final String error = place.detection() >= 0 && analysis.tide().kinds()[place.detection()] != null
				? analysis.tide().kinds()[place.detection()].label()
				: "";
			rows.add(JsonValues.object("image", images.get(i) == null ? "" : images.get(i), "name",
				table.images().get(place.image()).name(), "truth", truth, "detection", detection, "kind",
				place.kind().label(), "error", error, "suspicion", number(place.suspicion())));
		}
		return rows;
	}
}
