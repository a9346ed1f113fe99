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

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.formats.DetectionSink;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.TruthBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;

/**
 * The 95 % bootstrap interval of a mean average precision (Efron, 1979). As many images as the dataset has are drawn
 * with replacement and scored, 400 times with a fixed seed; the interval is from the 2.5th to the 97.5th percentile of
 * these scores.
 *
 * @param low lower end, 0 to 1; NaN if nothing can be scored
 * @param high upper end, 0 to 1
 */
public record BootstrapInterval(double low, double high) {

	private static final int DRAWS = 400;
	private static final double TAIL = 0.025;

	/**
	 * @param truth the annotated images
	 * @param detections by {@link AnnotatedImage#name()}; an image without an entry has none
	 * @return the interval of the mean average precision (voc2012)
	 */
	public static BootstrapInterval of(final Dataset truth, final Map<String, List<Detection>> detections) {
		final EvaluationTable table = DetectionSink.load(truth, detections).table();
		final VocMatching matching = VocMatching.of(table);
		final int[] imageOf = images(table.found());
		final int images = table.images().size();
		final SplittableRandom random = new SplittableRandom(1);
		final double[] scores = new double[DRAWS];
		int known = 0;
		for (int draw = 0; draw < DRAWS; draw++) {
			final int[] times = new int[images];
			for (int i = 0; i < images; i++)
				times[random.nextInt(images)]++;
			final double score = map(table, matching, imageOf, times);
			if (!Double.isNaN(score)) scores[known++] = score;
		}
		if (known == 0) return new BootstrapInterval(Double.NaN, Double.NaN);
		Arrays.sort(scores, 0, known);
		final int skipped = (int) (TAIL * known);
		return new BootstrapInterval(scores[skipped], scores[known - 1 - skipped]);
	}

	/** The image of each row. */
	private static int[] images(final ScoredBoxes found) {
		final int[] imageOf = new int[found.size()];
		for (int image = 0; image + 1 < found.imageStart().length; image++)
			Arrays.fill(imageOf, found.imageStart()[image], found.imageStart()[image + 1], image);
		return imageOf;
	}

	/** Mean average precision of a dataset that has each image so many times. */
	private static double map(final EvaluationTable table, final VocMatching matching, final int[] imageOf,
		final int[] times)
	{
		final int[] positives = positives(table, times);
		double sum = 0;
		int classes = 0;
		for (int c = 0; c < positives.length; c++) {
			if (positives[c] == 0) continue;
			sum += averagePrecision(table.found(), matching, c, positives[c], imageOf, times);
			classes++;
		}
		return classes == 0 ? Double.NaN : sum / classes;
	}

	private static int[] positives(final EvaluationTable table, final int[] times) {
		final TruthBoxes truths = table.truths();
		final int[] positives = new int[table.classes().size()];
		for (int image = 0; image < times.length; image++)
			for (int i = truths.imageStart()[image]; i < truths.imageStart()[image + 1]; i++)
				if (!truths.ignored()[i]) positives[truths.classOf()[i]] += times[image];
		return positives;
	}

	/** The area under the monotone envelope of precision over recall, from the lowest score up. */
	private static double averagePrecision(final ScoredBoxes found, final VocMatching matching, final int c,
		final int positives, final int[] imageOf, final int[] times)
	{
		final int from = found.classStart()[c], to = found.classStart()[c + 1];
		int hits = 0, all = 0;
		for (int i = from; i < to; i++) {
			final int row = found.ranking()[i];
			if (matching.outcome(row) == VocMatching.Outcome.NOTHING) continue;
			all += times[imageOf[row]];
			if (matching.outcome(row) == VocMatching.Outcome.HIT) hits += times[imageOf[row]];
		}
		double area = 0, best = 0;
		for (int i = to - 1; i >= from; i--) {
			final int row = found.ranking()[i], n = times[imageOf[row]];
			final VocMatching.Outcome outcome = matching.outcome(row);
			if (n == 0 || outcome == VocMatching.Outcome.NOTHING) continue;
			best = Math.max(best, hits / (double) all);
			all -= n;
			if (outcome != VocMatching.Outcome.HIT) continue;
			area += best * n / positives;
			hits -= n;
		}
		return Math.min(1, area); // sums of parts round up
	}
}
