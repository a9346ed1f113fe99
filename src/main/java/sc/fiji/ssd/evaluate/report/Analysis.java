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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.MetricSet;
import sc.fiji.ssd.evaluate.Bootstrap;
import sc.fiji.ssd.evaluate.analysis.Calibration;
import sc.fiji.ssd.evaluate.analysis.ConfusionMatrix;
import sc.fiji.ssd.evaluate.analysis.HoiemErrors;
import sc.fiji.ssd.evaluate.analysis.ScoreCurve;
import sc.fiji.ssd.evaluate.analysis.ShapeSensitivity;
import sc.fiji.ssd.evaluate.analysis.SimilarClasses;
import sc.fiji.ssd.evaluate.analysis.SuspiciousLabels;
import sc.fiji.ssd.evaluate.analysis.TideErrors;
import sc.fiji.ssd.evaluate.match.EvaluationTable;

/**
 * The results that a report shows.
 *
 * @param metrics the figures and matchings
 * @param intervals 95 % intervals of {@code voc2007}, {@code voc2012} and
 *          {@code coco}
 * @param hoiem kinds of detections
 * @param tide kinds of errors
 * @param sizes parts of the objects by area
 * @param shapes parts of the objects by aspect ratio
 * @param calibration of the scores
 * @param curves precision, recall and F1 by threshold, of each class
 * @param confusion at the thresholds of best F1
 * @param suspicious places where labels may be wrong, in descending order of suspicion
 */
public record Analysis(MetricSet metrics, Map<String, Bootstrap.Interval> intervals, HoiemErrors hoiem,
	TideErrors tide, List<ShapeSensitivity.Part> sizes, List<ShapeSensitivity.Part> shapes, Calibration calibration,
	List<ScoreCurve> curves, ConfusionMatrix confusion, List<SuspiciousLabels.Place> suspicious)
{

	/** More draws would not change the limits by more than a tenth of their distance. */
	private static final int DRAWS = 1000;

	/** Draws times detections that are computed without a noticeable wait. */
	private static final long MOST_WORK = 200_000_000L;

	private static final int LEAST_DRAWS = 100;

	/**
	 * @param metrics the figures
	 * @param similar groups of classes
	 * @return all analyses
	 */
	public static Analysis of(final MetricSet metrics, final SimilarClasses similar) {
		final EvaluationTable table = metrics.table();
		final List<ScoreCurve> curves = new ArrayList<>();
		for (int c = 0; c < table.classes().size(); c++)
			curves.add(ScoreCurve.of(table, metrics.voc(), c));
		return new Analysis(metrics, intervals(metrics), HoiemErrors.of(table, metrics.voc(), similar),
			TideErrors.of(table), ShapeSensitivity.bySize(table, metrics.voc()),
			ShapeSensitivity.byAspectRatio(table, metrics.voc()), Calibration.of(table, metrics.voc()), curves,
			ConfusionMatrix.of(table, thresholds(curves)), SuspiciousLabels.of(table));
	}

	private static Map<String, Bootstrap.Interval> intervals(final MetricSet metrics) {
		final EvaluationTable table = metrics.table();
		final int draws = (int) Math.max(LEAST_DRAWS, Math.min(DRAWS, MOST_WORK / 10 / (table.found().size() + 1)));
		final Bootstrap bootstrap = new Bootstrap(table.images().size(), draws, 0);
		final Map<String, Bootstrap.Interval> intervals = new LinkedHashMap<>();
		intervals.put("voc2007", Bootstrap.Interval.of(bootstrap.voc(table, metrics.voc(), true)));
		intervals.put("voc2012", Bootstrap.Interval.of(bootstrap.voc(table, metrics.voc(), false)));
		intervals.put("coco", Bootstrap.Interval.of(bootstrap.coco(table, metrics.coco())));
		return intervals;
	}

	/** @return of each class the threshold of best F1, 1 for a class that was not detected */
	static double[] thresholds(final List<ScoreCurve> curves) {
		return curves.stream().map(ScoreCurve::bestF1).mapToDouble(best -> best == null ? 1 : best.threshold())
			.toArray();
	}

	/** @return of each class, in the table's order, its place in descending order of number of objects */
	int[] byObjects() {
		final int[] positives = metrics.table().truths().positives(curves.size());
		return IntStream.range(0, positives.length).boxed().sorted((a, b) -> positives[b] - positives[a])
			.mapToInt(c -> c).toArray();
	}
}
