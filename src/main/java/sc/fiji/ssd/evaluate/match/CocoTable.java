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
package sc.fiji.ssd.evaluate.match;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * COCO's numbers for each class ({@code accumulate} of pycocotools'
 * {@code cocoeval.py}): average precision by range of areas and IoU, recall by
 * range, number of detections and IoU. NaN where a class has no object that
 * counts.
 */
public final class CocoTable {

	/** Points of the precision-recall curve. */
	public static final int RECALLS = 101;

	private static final int ALL_AREAS = 0;

	private final AreaRanges ranges;
	private final int[] mostDetections;
	private final int ious = CocoMatching.ious().length;
	private final int[][] positives;
	private final double[][][] precision;
	private final double[][][][] recall;
	private final double[][][] curves;
	private final double[][][] scores;

	private CocoTable(final int classes, final AreaRanges ranges, final int[] mostDetections) {
		this.ranges = ranges;
		this.mostDetections = mostDetections.clone();
		positives = new int[classes][ranges.count()];
		precision = new double[classes][ranges.count()][];
		recall = new double[classes][ranges.count()][mostDetections.length][];
		curves = new double[classes][][];
		scores = new double[classes][][];
	}

	/**
	 * @param table truths and detections
	 * @param matching of these; its number of detections is at least the largest of
	 *          {@code mostDetections}
	 * @param ranges with which the matching was made
	 * @param mostDetections numbers of detections of an image and class, ascending; precision is that of the last one
	 * @return the numbers
	 */
	public static CocoTable of(final EvaluationTable table, final CocoMatching matching, final AreaRanges ranges,
		final int[] mostDetections)
	{
		final int classes = table.classes().size(), areas = ranges.count();
		final CocoTable result = new CocoTable(classes, ranges, mostDetections);
		final TruthBoxes truths = table.truths();
		for (int i = 0; i < truths.size(); i++)
			for (int range = 0; range < areas; range++)
				if (!truths.ignored()[i] && truths.areas()[i] >= ranges.min(range) &&
					truths.areas()[i] <= ranges.max(range)) result.positives[truths.classOf()[i]][range]++;
		IntStream.range(0, classes * areas).parallel()
			.forEach(task -> result.new Accumulation(table.found(), matching, task / areas, task % areas).run());
		return result;
	}

	/** One class and range of areas. */
	private final class Accumulation {

		private final ScoredBoxes found;
		private final CocoMatching matching;
		private final int classIndex;
		private final int range;
		private final int count;
		private final double[][] atHit = new double[ious][];
		private final double[][] scoreAtHit = new double[ious][];
		private final int[] hits = new int[ious];
		private final int[][] recalled = new int[mostDetections.length][ious];
		private double firstScore = Double.NaN;

		Accumulation(final ScoredBoxes found, final CocoMatching matching, final int classIndex, final int range) {
			this.found = found;
			this.matching = matching;
			this.classIndex = classIndex;
			this.range = range;
			count = positives[classIndex][range];
		}

		void run() {
			precision[classIndex][range] = nan(ious);
			for (int m = 0; m < mostDetections.length; m++)
				recall[classIndex][range][m] = nan(ious);
			if (count == 0) return;
			for (int t = 0; t < ious; t++) {
				atHit[t] = new double[count];
				if (range == ALL_AREAS) scoreAtHit[t] = new double[count];
			}
			walk();
			for (int t = 0; t < ious; t++) {
				for (int m = 0; m < mostDetections.length; m++)
					recall[classIndex][range][m][t] = recalled[m][t] / (double) count;
				sample(t);
			}
		}

		private void walk() {
			final int most = mostDetections[mostDetections.length - 1];
			final int[] wrong = new int[ious];
			int wrongAtAll = 0; // at every IoU: the many detections that hit nothing are counted once
			for (int i = found.classStart()[classIndex]; i < found.classStart()[classIndex + 1]; i++) {
				final int row = found.ranking()[i], rank = found.rank()[row];
				if (rank >= most) continue;
				if (Double.isNaN(firstScore)) firstScore = found.scores()[row];
				final int hit = matching.hit(range, row), counting = ~matching.ignored(range, row) & CocoMatching.ALL;
				if (hit == 0 && counting == CocoMatching.ALL) {
					wrongAtAll++;
					continue;
				}
				for (int rest = counting; rest != 0; rest &= rest - 1) {
					final int t = Integer.numberOfTrailingZeros(rest);
					if ((hit >> t & 1) == 0) {
						wrong[t]++;
						continue;
					}
					for (int m = mostDetections.length - 1; m >= 0 && rank < mostDetections[m]; m--)
						recalled[m][t]++;
					if (range == ALL_AREAS) scoreAtHit[t][hits[t]] = found.scores()[row];
					atHit[t][hits[t]] = (hits[t] + 1) / (double) (hits[t] + 1 + wrong[t] + wrongAtAll);
					hits[t]++;
				}
			}
		}

		/** Precision at 101 recalls: the highest at that recall or above. */
		private void sample(final int t) {
			for (int i = hits[t] - 1; i > 0; i--)
				atHit[t][i - 1] = Math.max(atHit[t][i - 1], atHit[t][i]);
			final double[] at = new double[RECALLS], scoreAt = new double[RECALLS];
			for (int r = 0, i = 0; r < RECALLS; r++) {
				while (i < hits[t] && (i + 1) / (double) count < recallAt(r))
					i++;
				if (i == hits[t]) break;
				at[r] = atHit[t][i];
				if (range == ALL_AREAS) scoreAt[r] = r == 0 ? firstScore : scoreAtHit[t][i];
			}
			precision[classIndex][range][t] = Arrays.stream(at).sum() / RECALLS;
			if (range != ALL_AREAS) return;
			if (t == 0) {
				curves[classIndex] = new double[ious][];
				scores[classIndex] = new double[ious][];
			}
			curves[classIndex][t] = at;
			scores[classIndex][t] = scoreAt;
		}
	}

	private static double[] nan(final int length) {
		final double[] values = new double[length];
		Arrays.fill(values, Double.NaN);
		return values;
	}

	/**
	 * @param point 0 to 100
	 * @return the recall at a point of the curve; as linspace has it, so that 7 is a
	 *         little above 0.07
	 */
	public static double recallAt(final int point) {
		return point * 0.01;
	}

	/** @return the ranges of areas */
	public AreaRanges ranges() {
		return ranges;
	}

	/** @return the numbers of detections of an image and class, ascending */
	public int[] mostDetections() {
		return mostDetections.clone();
	}

	/**
	 * @param classIndex a class
	 * @param range of areas
	 * @return objects to be found
	 */
	public int positives(final int classIndex, final int range) {
		return positives[classIndex][range];
	}

	/**
	 * @param classIndex a class
	 * @param range of areas
	 * @param iou index of the IoU
	 * @return average precision, 0 to 1
	 */
	public double precision(final int classIndex, final int range, final int iou) {
		return precision[classIndex][range][iou];
	}

	/**
	 * @param classIndex a class
	 * @param range of areas
	 * @param most index of the number of detections
	 * @param iou index of the IoU
	 * @return recall, 0 to 1
	 */
	public double recall(final int classIndex, final int range, final int most, final int iou) {
		return recall[classIndex][range][most][iou];
	}

	/**
	 * @param classIndex a class
	 * @param range of areas
	 * @return average precision, the mean over the ten IoU
	 */
	public double meanPrecision(final int classIndex, final int range) {
		return Arrays.stream(precision[classIndex][range]).sum() / ious;
	}

	/**
	 * @param classIndex a class
	 * @param range of areas
	 * @param most index of the number of detections
	 * @return average recall, the mean over the ten IoU
	 */
	public double meanRecall(final int classIndex, final int range, final int most) {
		return Arrays.stream(recall[classIndex][range][most]).sum() / ious;
	}

	/**
	 * @param classIndex a class
	 * @param iou index of the IoU
	 * @return precision at 101 recalls for objects of all areas; null if the class
	 *         has no object that counts
	 */
	public double[] curve(final int classIndex, final int iou) {
		return curves[classIndex] == null ? null : curves[classIndex][iou].clone();
	}

	/**
	 * @param classIndex a class
	 * @param iou index of the IoU
	 * @return scores at the points of {@link #curve}; null as there
	 */
	public double[] scores(final int classIndex, final int iou) {
		return scores[classIndex] == null ? null : scores[classIndex][iou].clone();
	}
}
