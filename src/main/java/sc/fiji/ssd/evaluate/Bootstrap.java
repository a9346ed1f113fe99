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

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.formats.DetectionSink;
import sc.fiji.ssd.evaluate.match.CocoMatching;
import sc.fiji.ssd.evaluate.match.CocoTable;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.TruthBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;
import sc.fiji.ssd.io.JsonValues;

/**
 * Estimates how much a figure would change with other images of the same kind: as many images as there are are drawn
 * with replacement, many times, and the figure is computed each time. The draws depend only on the seed and the number
 * of images, so several detectors are compared on the same draws.
 *
 * @param images number of images
 * @param draws number of draws, such as 1000
 * @param seed of the draws
 */
public record Bootstrap(int images, int draws, long seed) {

	/** Share of the draws inside an interval. */
	public static final double CONFIDENCE = 0.95;

	/** Draws where only an interval is wanted. */
	private static final int DRAWS = 400;

	/**
	 * @param truth the images with their objects
	 * @param found what was found in them, by the image's name
	 * @return the interval of the mean average precision of VOC 2012; NaN if there is nothing to find
	 */
	public static Interval voc2012(final Dataset truth, final Map<String, List<Detection>> found) {
		final EvaluationTable table = DetectionSink.load(truth, found).table();
		return Interval.of(new Bootstrap(table.images().size(), DRAWS, 1).voc(table, VocMatching.of(table), false));
	}

	/**
	 * Limits between which 95 % of the draws lie.
	 *
	 * @param low 2.5th percentile
	 * @param high 97.5th percentile
	 */
	public record Interval(double low, double high) {

		/**
		 * @param values of the draws; NaN are left out
		 * @return the interval; NaN without values
		 */
		public static Interval of(final double[] values) {
			final double[] sorted = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
			if (sorted.length == 0) return new Interval(Double.NaN, Double.NaN);
			return new Interval(quantile(sorted, (1 - CONFIDENCE) / 2), quantile(sorted, (1 + CONFIDENCE) / 2));
		}

		private static double quantile(final double[] sorted, final double q) {
			final double at = q * (sorted.length - 1);
			final int i = (int) at;
			return i + 1 < sorted.length ? sorted[i] + (at - i) * (sorted[i + 1] - sorted[i]) : sorted[i];
		}

		/** @return low and high, null where they are NaN */
		public List<Double> values() {
			return Arrays.asList(JsonValues.orNull(low), JsonValues.orNull(high));
		}

		/** @return whether it does not hold 0 */
		public boolean excludesZero() {
			return low > 0 || high < 0;
		}
	}

	/**
	 * The outcomes of detections (correct, ignored or false) at one or more IoU thresholds.
	 *
	 * @param right bits of IoU at which the detection of a row is right
	 * @param ignored bits of IoU at which it does not count
	 * @param ious number of IoU
	 * @param points values of recall, evenly from 0 to 1, at which precision is averaged; 0: the area below its curve
	 */
	private record Judgement(IntUnaryOperator right, IntUnaryOperator ignored, int ious, int points) {}

	/**
	 * COCO's AP, the mean over ten IoU and all classes.
	 *
	 * @param table truths and detections
	 * @param matching of these
	 * @return its value in each draw; NaN where a draw has no object
	 */
	public double[] coco(final EvaluationTable table, final CocoMatching matching) {
		final int[] rank = table.found().rank();
		return values(table, new Judgement(row -> matching.hit(0, row),
			row -> rank[row] >= matching.mostDetections() ? CocoMatching.ALL : matching.ignored(0, row),
			CocoMatching.ious().length, CocoTable.RECALLS));
	}

	/**
	 * Pascal VOC's mean average precision.
	 *
	 * @param table truths and detections
	 * @param matching of these
	 * @param elevenPoints whether after VOC 2007, otherwise after VOC 2012
	 * @return its value in each draw; NaN where a draw has no object
	 */
	public double[] voc(final EvaluationTable table, final VocMatching matching, final boolean elevenPoints) {
		return values(table, new Judgement(row -> matching.outcome(row) == VocMatching.Outcome.HIT ? 1 : 0,
			row -> matching.outcome(row) == VocMatching.Outcome.NOTHING ? 1 : 0, 1, elevenPoints ? 11 : 0));
	}

	private double[] values(final EvaluationTable table, final Judgement judgement) {
		final double[] values = new double[draws];
		IntStream.range(0, draws).parallel()
			.forEach(draw -> values[draw] = value(table, judgement, weights(draw)));
		return values;
	}

	/** @return how often each image is in the draw */
	private int[] weights(final int draw) {
		final SplittableRandom random = new SplittableRandom(seed * 1_000_003 + draw);
		final int[] weights = new int[images];
		for (int i = 0; i < images; i++)
			weights[random.nextInt(images)]++;
		return weights;
	}

	private static double value(final EvaluationTable table, final Judgement judgement, final int[] weights) {
		final int classes = table.classes().size();
		final long[] positives = new long[classes];
		final TruthBoxes truths = table.truths();
		for (int t = 0; t < truths.size(); t++)
			if (!truths.ignored()[t]) positives[truths.classOf()[t]] += weights[truths.imageOf()[t]];
		double sum = 0;
		int counted = 0;
		for (int c = 0; c < classes; c++) {
			if (positives[c] == 0) continue;
			counted++;
			for (int iou = 0; iou < judgement.ious; iou++)
				sum += precision(table.found(), judgement, c, iou, weights, positives[c]) / judgement.ious;
		}
		return counted == 0 ? Double.NaN : sum / counted;
	}

	private static double precision(final ScoredBoxes found, final Judgement judgement, final int c, final int iou,
		final int[] weights, final long positives)
	{
		final int start = found.classStart()[c], end = found.classStart()[c + 1];
		double[] precision = new double[64], recall = new double[64];
		int n = 0;
		long hits = 0, wrong = 0;
		for (int i = start; i < end; i++) {
			final int row = found.ranking()[i], weight = weights[found.imageOf()[row]];
			if (weight == 0 || (judgement.ignored.applyAsInt(row) >> iou & 1) != 0) continue;
			if ((judgement.right.applyAsInt(row) >> iou & 1) == 0) {
				wrong += weight;
				continue;
			}
			hits += weight;
			if (n == precision.length) {
				precision = Arrays.copyOf(precision, 2 * n);
				recall = Arrays.copyOf(recall, 2 * n);
			}
			precision[n] = hits / (double) (hits + wrong);
			recall[n++] = hits / (double) positives;
		}
		for (int i = n - 1; i > 0; i--)
			precision[i - 1] = Math.max(precision[i - 1], precision[i]);
		double sum = 0;
		if (judgement.points == 0) {
			for (int i = 0; i < n; i++)
				sum += precision[i] * (recall[i] - (i == 0 ? 0 : recall[i - 1]));
			return sum;
		}
		for (int r = 0, i = 0; r < judgement.points; r++) {
			while (i < n && recall[i] < r / (double) (judgement.points - 1))
				i++;
			if (i < n) sum += precision[i];
		}
		return sum / judgement.points;
	}
}
