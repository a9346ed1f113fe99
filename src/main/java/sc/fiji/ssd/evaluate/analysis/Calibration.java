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
package sc.fiji.ssd.evaluate.analysis;

import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;

/**
 * Checks whether scores are probabilities: four in five detections with a score of 0.8 should be correct at an IoU of
 * 0.5.
 *
 * @param bins ten equal intervals of the score
 * @param error expected calibration error: mean of the distance between score and fraction of right ones over the bins,
 * weighted by their detections, 0 to 1; NaN without detections
 * @param brier mean squared distance of the score from 1 (right) or 0 (false)
 */
public record Calibration(List<Bin> bins, double error, double brier) {

	private static final int BINS = 10;

	/**
	 * Detections with similar scores.
	 *
	 * @param from lower limit of the score
	 * @param to upper limit
	 * @param detections in the bin
	 * @param score their mean; NaN if it does not exist
	 * @param right fraction of right ones
	 */
	public record Bin(double from, double to, int detections, double score, double right) {}

	/**
	 * @param table truths and detections
	 * @param matching of these
	 * @return the calibration of all classes together; detections on objects that do
	 *         not count are left out
	 */
	public static Calibration of(final EvaluationTable table, final VocMatching matching) {
		final int[] count = new int[BINS], hits = new int[BINS];
		final double[] sums = new double[BINS];
		final ScoredBoxes found = table.found();
		double squares = 0;
		int all = 0;
		for (int row = 0; row < found.size(); row++) {
			if (matching.outcome(row) == VocMatching.Outcome.NOTHING) continue;
			final double score = found.scores()[row];
			final boolean right = matching.outcome(row) == VocMatching.Outcome.HIT;
			final int bin = Math.min(BINS - 1, (int) (score * BINS));
			count[bin]++;
			sums[bin] += score;
			if (right) hits[bin]++;
			squares += Math.pow(score - (right ? 1 : 0), 2);
			all++;
		}
		final List<Bin> bins = new ArrayList<>();
		double error = 0;
		for (int i = 0; i < BINS; i++) {
			final double score = sums[i] / count[i], right = hits[i] / (double) count[i];
			bins.add(new Bin(i / (double) BINS, (i + 1) / (double) BINS, count[i], score, right));
			if (count[i] > 0) error += Math.abs(score - right) * count[i] / all;
		}
		return new Calibration(bins, all == 0 ? Double.NaN : error, all == 0 ? Double.NaN : squares / all);
	}
}
