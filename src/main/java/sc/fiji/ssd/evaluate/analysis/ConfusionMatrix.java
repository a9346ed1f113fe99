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

import java.util.List;

import sc.fiji.ssd.evaluate.match.EvaluationTable;

/**
 * Counts which classes are confused with which others, at an IoU of 0.5. Detections whose score is at least their
 * class's threshold take, in descending order of score, the free object that they overlap most, whatever its class.
 * Detections on objects that do not count are left out.
 *
 * @param classes of the dataset
 * @param counts by class of the object, then class of the detection; one more row
 *          for detections on the background, one more column for missed objects
 */
public record ConfusionMatrix(List<String> classes, int[][] counts) {

	private static final double LEAST_IOU = 0.5;

	/**
	 * @param table truths and detections
	 * @param thresholds least score of each class
	 * @return the matrix
	 */
	public static ConfusionMatrix of(final EvaluationTable table, final double[] thresholds) {
		final int n = table.classes().size();
		final int[][] counts = new int[n + 1][n + 1];
		table.forEachImage(() -> image -> {
			final int[][] mine = image(table, image, thresholds);
			synchronized (counts) {
				for (int a = 0; a <= n; a++)
					for (int b = 0; b <= n; b++)
						counts[a][b] += mine[a][b];
			}
		});
		return new ConfusionMatrix(table.classes(), counts);
	}

	private static int[][] image(final EvaluationTable table, final int image, final double[] thresholds) {
		final int n = table.classes().size();
		final int[][] counts = new int[n + 1][n + 1];
		final ImageOverlaps o = new ImageOverlaps(table, image, Integer.MAX_VALUE, 0);
		final boolean[] taken = new boolean[o.objects()];
		for (int i = 0; i < o.detections(); i++) {
			final int detected = table.found().classOf()[o.row(i)];
			if (o.score(i) < thresholds[detected]) continue;
			int g = o.best(i, t -> !taken[t] && !o.ignored(t));
			if (g >= 0 && o.iou(i, g) >= LEAST_IOU) {
				taken[g] = true;
				counts[table.truths().classOf()[o.truth(g)]][detected]++;
				continue;
			}
			g = o.best(i, o::ignored);
			if (g < 0 || o.iou(i, g) < LEAST_IOU && o.share(i, g) < LEAST_IOU) counts[n][detected]++;
		}
		for (int g = 0; g < o.objects(); g++)
			if (!taken[g] && !o.ignored(g)) counts[table.truths().classOf()[o.truth(g)]][n]++;
		return counts;
	}
}
