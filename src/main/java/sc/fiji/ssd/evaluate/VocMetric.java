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
package sc.fiji.ssd.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;

/**
 * Average precision of Pascal VOC ({@code VOCap.m} of the development kits), from the detections of all images in
 * descending order of score.
 */
final class VocMetric {

	private VocMetric() {}

	static Evaluation evaluate(final EvaluationTable table, final VocMatching matching, final String metric) {
		final List<String> classes = table.classes();
		final int[] positives = table.truths().positives(classes.size());
		final ClassResult[] results = new ClassResult[classes.size()];
		IntStream.range(0, results.length).parallel().forEach(
			c -> results[c] = evaluate(table.found(), matching, c, positives[c], metric.equals(Evaluator.VOC2007)));
		final Map<String, ClassResult> perClass = new LinkedHashMap<>();
		final List<String> notes = new ArrayList<>();
		for (int c = 0; c < results.length; c++) {
			perClass.put(classes.get(c), results[c]);
			if (positives[c] == 0)
				notes.add("Class " + classes.get(c) + " has no objects that are not difficult, so it is not part of the mean.");
		}
		final double map = perClass.values().stream().mapToDouble(ClassResult::ap).filter(ap -> !Double.isNaN(ap))
			.average().orElse(Double.NaN);
		return new Evaluation(metric, map, perClass, Map.of(), table.images().size(), notes);
	}

	private static ClassResult evaluate(final ScoredBoxes found, final VocMatching matching, final int c,
		final int positives, final boolean elevenPoints)
	{
		final int[] order = found.vocRanking(c);
		final int detections = order.length;
		final double[] precision = new double[detections], recall = new double[detections],
			scores = new double[detections];
		int n = 0, hits = 0;
		for (final int row : order) {
			final VocMatching.Outcome outcome = matching.outcome(row);
			if (outcome == VocMatching.Outcome.NOTHING) continue; // it would repeat the point before
			if (outcome == VocMatching.Outcome.HIT) hits++;
			precision[n] = hits / (double) (n + 1);
			recall[n] = positives == 0 ? Double.NaN : hits / (double) positives;
			scores[n++] = found.scores()[row];
		}
		final double[] p = Arrays.copyOf(precision, n), r = Arrays.copyOf(recall, n);
		final double ap = positives == 0 ? Double.NaN : elevenPoints ? elevenPoints(p, r) : area(p, r);
		return new ClassResult(ap, positives, detections, p, r, Arrays.copyOf(scores, n));
	}

	/** Mean over the recalls 0, 0.1, ... 1 of the best precision at that recall or above. */
	private static double elevenPoints(final double[] precision, final double[] recall) {
		double sum = 0;
		for (int point = 0; point <= 10; point++) {
			double best = 0;
			for (int i = 0; i < precision.length; i++)
				if (recall[i] >= point / 10.0) best = Math.max(best, precision[i]);
			sum += best / 11;
		}
		return sum;
	}

	private static double area(final double[] precision, final double[] recall) {
		double area = 0, best = 0;
		for (int i = precision.length - 1; i >= 0; i--) {
			best = Math.max(best, precision[i]);
			area += best * (recall[i] - (i == 0 ? 0 : recall[i - 1]));
		}
		return area;
	}
}
