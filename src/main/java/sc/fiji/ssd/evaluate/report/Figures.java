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

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;

import sc.fiji.ssd.evaluate.Charts;
import sc.fiji.ssd.evaluate.ClassResult;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.analysis.Calibration;
import sc.fiji.ssd.evaluate.analysis.HoiemErrors;
import sc.fiji.ssd.evaluate.analysis.ScoreCurve;
import sc.fiji.ssd.evaluate.analysis.ShapeSensitivity;
import sc.fiji.ssd.evaluate.analysis.TideErrors;
import sc.fiji.ssd.evaluate.match.CocoMatching;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.UserException;

/** The figures of a report, each with a sentence on what it means. */
public final class Figures {

	/** More lines cannot be told apart. */
	private static final int MOST_CLASSES = 6;

	private static final int THRESHOLDS = 100;

	/**
	 * A figure.
	 *
	 * @param id short name, for files
	 * @param title above it
	 * @param meaning what it shows and how to read it
	 * @param chart the plot
	 */
	public record Figure(String id, String title, String meaning, JFreeChart chart) {

		/** @return the plot as a PNG of twice the size at which the report shows it, for screens of high resolution */
		byte[] png() throws IOException {
			final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			ChartUtils.writeScaledChartAsPNG(bytes, chart, WIDTH, HEIGHT, 2, 2);
			return bytes.toByteArray();
		}

		/** @return the plot as pixels, of the size of {@link #png()} */
		public BufferedImage image() {
			return chart.createBufferedImage(2 * WIDTH, 2 * HEIGHT, WIDTH, HEIGHT, null);
		}
	}

	private static final int WIDTH = 460;
	private static final int HEIGHT = 340;

	private final Analysis analysis;
	private final EvaluationTable table;

	/** @param analysis what is shown */
	public Figures(final Analysis analysis) {
		this.analysis = analysis;
		table = analysis.metrics().table();
	}

	/** @return all figures in the report's order */
	public List<Figure> all() {
		return List.of(precisionRecall(), precisionByIou(), f1(), reliability(), scores(), tide(), detections(),
			falseDetections(), parts("size", "Sensitivity to size", analysis.sizes(),
				"The objects of each class sorted by area, from the smallest tenth (XS) to the largest tenth (XL); in brackets their number. "),
			parts("shape", "Sensitivity to shape", analysis.shapes(),
				"The objects of each class sorted by width divided by height, from the tallest tenth (XT) to the widest tenth (XW); in brackets their number. "),
			objectSizes());
	}

	/**
	 * Writes the plots as PNG into the folder {@code plots}.
	 *
	 * @param files where it is
	 * @throws UserException if they cannot be written
	 */
	public void write(final ReportFiles files) {
		files.write(() -> {
			for (final Figure figure : all())
				write(files, figure, figure.png());
		});
	}

	static void write(final ReportFiles files, final Figure figure, final byte[] png) throws IOException {
		AtomicFiles.write(files.folder().resolve("plots").resolve(files.prefix() + figure.id() + ".png"),
			out -> out.write(png));
	}

	/** The classes with the most objects. */
	private int[] shown() {
		return Arrays.stream(analysis.byObjects()).limit(MOST_CLASSES).toArray();
	}

	private String limited() {
		return table.classes().size() > MOST_CLASSES
			? " The figure shows the " + MOST_CLASSES + " classes with the most objects."
			: "";
	}

	private Figure precisionRecall() {
		final Map<String, double[][]> series = new LinkedHashMap<>();
		for (final int c : shown()) {
			final String name = table.classes().get(c);
			final ClassResult result = analysis.metrics().voc2012().perClass().get(name);
			if (result.positives() > 0) series.put(String.format(Locale.ROOT, "%s %.3f", name, result.ap()),
				new double[][] { result.recall(), result.precision() });
		}
		return new Figure("precision-recall", "Precision and recall",
			"Recall is the fraction of the objects that are found. Precision is the fraction of the detections that are correct. From left to right, more and more detections of lower scores are counted. The number after a class is its AP (VOC 2012, IoU 0.5): the area below its curve, 1 at best." +
				limited(),
			Charts.lines(null, "Recall", "Precision", 1.005, 1.02, series));
	}

	private Figure precisionByIou() {
		final double[] ious = CocoMatching.ious();
		final Map<String, double[][]> series = new LinkedHashMap<>();
		for (final int c : shown())
			if (analysis.metrics().cocoTable().positives(c, 0) > 0) series.put(table.classes().get(c),
				new double[][] { ious, IntStream.range(0, ious.length)
					.mapToDouble(t -> analysis.metrics().cocoTable().precision(c, 0, t)).toArray() });
		return new Figure("ap-by-iou", "AP by IoU",
			"AP if a detection only counts when its box overlaps the object by at least this IoU. A class whose curve falls early is found, but its boxes are placed loosely." +
				limited(),
			Charts.lines(null, "IoU that counts as found", "AP (COCO)", 1, 1.02, series));
	}

	private Figure f1() {
		final Map<String, double[][]> series = new LinkedHashMap<>();
		for (final int c : shown()) {
			final ScoreCurve curve = analysis.curves().get(c);
			if (curve.positives() == 0 || curve.bestF1() == null) continue;
			final double[] x = IntStream.range(0, THRESHOLDS).mapToDouble(i -> i / (double) THRESHOLDS).toArray();
			series.put(String.format(Locale.ROOT, "%s best at %.2f", table.classes().get(c), curve.bestF1().threshold()),
				new double[][] { x, Arrays.stream(x).map(t -> curve.at(t).f1()).toArray() });
		}
		return new Figure("f1", "F1 by score threshold",
			"F1 combines precision and recall in one number (their harmonic mean), for the detections with at least this score. The score at the peak is a good threshold for the class." +
				limited(),
			Charts.lines(null, "Score threshold", "F1", 1, 1.02, series));
	}

	private Figure reliability() {
		final List<Calibration.Bin> bins = analysis.calibration().bins().stream().filter(b -> b.detections() > 0).toList();
		final Map<String, double[][]> series = new LinkedHashMap<>();
		series.put("Detections", new double[][] { values(bins, Calibration.Bin::score), values(bins, Calibration.Bin::right) });
		series.put("Score equals probability", new double[][] { { 0, 1 }, { 0, 1 } });
		return new Figure("reliability", "Reliability of the scores",
			String.format(Locale.ROOT,
				"Of the detections with a score of 0.8, four in five should be correct. Where the line is below the diagonal, the scores are too high; above it, they are too low. The expected calibration error is the mean distance from the diagonal: %.3f.",
				analysis.calibration().error()),
			Charts.lines(null, "Mean score", "Fraction of correct detections", 1, 1.02, series));
	}

	private Figure scores() {
		final List<Calibration.Bin> bins = analysis.calibration().bins();
		final Map<String, double[]> series = new LinkedHashMap<>();
		series.put("Correct", values(bins, b -> b.detections() == 0 ? 0 : b.detections() * b.right()));
		series.put("False", values(bins, b -> b.detections() == 0 ? 0 : b.detections() * (1 - b.right())));
		return new Figure("scores", "Scores of correct and false detections",
			"A good detector gives high scores to correct detections and low scores to false ones. Many false detections with low scores are normal and cost little. The label .3 stands for scores from 0.3 to 0.4.",
			Charts.bars("Detections", bins.stream().map(b -> String.format(Locale.ROOT, ".%d", (int) Math.round(10 * b.from())))
				.toList(), series, false));
	}

	private Figure tide() {
		final List<TideErrors.Kind> kinds = List.of(TideErrors.Kind.values());
		final Map<String, double[]> series = new LinkedHashMap<>();
		series.put("AP gained", values(kinds, kind -> analysis.tide().gain().get(kind)));
		return new Figure("tide", "Gain from correcting each kind of error",
			"How much the AP at IoU 0.5 would rise if all errors of one kind were corrected (TIDE, Bolya et al. 2020). The longest bar shows what to work on first.",
			Charts.bars("AP gained", kinds.stream().map(TideErrors.Kind::label).toList(), series, true));
	}

	private Figure detections() {
		final List<HoiemErrors.Step> steps = analysis.hoiem().steps(-1);
		final Map<String, double[]> areas = new LinkedHashMap<>(), lines = new LinkedHashMap<>();
		for (final HoiemErrors.Kind kind : HoiemErrors.Kind.values())
			areas.put(kind.label(), values(steps, s -> s.shares()[kind.ordinal()]));
		lines.put("Recall, IoU 0.5", values(steps, HoiemErrors.Step::strongRecall));
		lines.put("Recall, IoU 0.1", values(steps, HoiemErrors.Step::weakRecall));
		return new Figure("detections", "Kinds of the best detections",
			"At 1, as many detections are counted as there are objects, those with the highest scores; at 2, twice as many. The areas show what they are (Hoiem et al. 2012). The lines show how many of the objects they find, with well-placed boxes (IoU 0.5) and with roughly placed ones (IoU 0.1).",
			Charts.shares("Detections per object", "Share", values(steps), areas, lines, 0));
	}

	private static List<String> values(final List<HoiemErrors.Step> steps) {
		return steps.stream().map(s -> s.multiple() < 1 ? "1/" + Math.round(1 / s.multiple()) : "" + Math.round(s.multiple()))
			.toList();
	}

	private Figure falseDetections() {
		final List<HoiemErrors.Step> steps = analysis.hoiem().falseSteps(-1);
		final Map<String, double[]> areas = new LinkedHashMap<>();
		for (final HoiemErrors.Kind kind : HoiemErrors.Kind.values())
			if (kind != HoiemErrors.Kind.CORRECT) areas.put(kind.label(), values(steps, s -> s.shares()[kind.ordinal()]));
		return new Figure("false-detections", "Kinds of the false detections",
			"The same for false detections only, those with the highest scores. At 1, as many false detections are counted as there are objects.",
			Charts.shares("False detections per object", "Share", values(analysis.hoiem().steps(-1)), areas, Map.of(), 1));
	}

	private static Figure parts(final String id, final String title, final List<ShapeSensitivity.Part> parts,
		final String meaning)
	{
		final Map<String, double[]> series = new LinkedHashMap<>();
		series.put("Normalized AP", values(parts, ShapeSensitivity.Part::precision));
		series.put("Recall", values(parts, ShapeSensitivity.Part::recall));
		return new Figure(id, title,
			meaning + "Low bars show the objects that are found less well. The AP is normalized, so that groups of different size can be compared.",
			Charts.bars("Normalized AP, recall", parts.stream().map(p -> p.name() + " (" + p.objects() + ")").toList(),
				series, false));
	}

	private Figure objectSizes() {
		final int bins = 12;
		final double[] edges = IntStream.range(0, table.truths().size()).filter(t -> !table.truths().ignored()[t])
			.mapToDouble(t -> Math.sqrt(table.truths().areas()[t])).filter(e -> e > 0).sorted().toArray();
		final double low = edges.length == 0 ? 1 : edges[0],
			step = edges.length == 0 ? 1 : Math.max(1e-9, Math.log(edges[edges.length - 1] / low) / bins);
		final double[] counts = new double[bins];
		for (final double edge : edges)
			counts[Math.min(bins - 1, (int) (Math.log(edge / low) / step))]++;
		final List<String> names = new ArrayList<>();
		for (int i = 0; i < bins; i++) {
			String name = String.format(Locale.ROOT, "%.0f", low * Math.exp(step * i));
			while (names.contains(name))
				name += " ";
			names.add(name);
		}
		return new Figure("object-sizes", "Sizes of the objects",
			"How many objects there are of each size. The size is the edge of a square of the same area, in pixels of the image.",
			Charts.bars("Objects", names, Map.of("Objects", counts), false));
	}

	private static <T> double[] values(final List<T> list, final ToDoubleFunction<T> value) {
		return list.stream().mapToDouble(value).toArray();
	}
}
