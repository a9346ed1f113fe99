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
package sc.fiji.ssd.box;

import java.util.Arrays;

/**
 * Assigns ground-truth boxes to default boxes (section 2.2 of the paper, {@code MatchBBox} of the Caffe branch with
 * {@code PER_PREDICTION}).
 * <p>
 * First the truths take one default box each: of all pairs of a free truth and a
 * free default box the one with the highest IoU is bound, again and again, so
 * that two truths never share a box. Then every default box that is still free
 * takes the truth it overlaps best, if that IoU reaches the threshold. Equal IoU
 * goes to the lower index of the default box, then of the truth.
 * </p>
 * <p>
 * Default boxes that are not trained ({@link DefaultBoxes#isTrained}) take no truth.
 * </p>
 *
 * @param threshold IoU from which a default box is positive, 0.5 in the paper
 */
public record Matcher(double threshold) {

	/** Pairs with a smaller IoU are ignored, as in Caffe. */
	private static final float SMALLEST = 1e-6f;

	/**
	 * The ground-truth box assigned to each default box.
	 *
	 * @param truthOfPrior {@code [P]} index of the truth, -1: none
	 * @param bestIou {@code [P]} highest IoU with any truth, 0 to 1; mining takes
	 *          negatives only where it is low; 1 for boxes that are not trained
	 */
	public record Matching(int[] truthOfPrior, float[] bestIou) {}

	/**
	 * @param priors the default boxes
	 * @param truths {@code [T][4]} corners, normalised to the image; may be longer
	 *          than needed
	 * @param count number of truths, T
	 * @return the truths of the default boxes
	 */
	public Matching match(final DefaultBoxes priors, final float[] truths, final int count) {
		final int size = priors.size();
		final float[] corners = priors.corners();
		final int[] truthOfPrior = new int[size];
		final float[] bestIou = new float[size];
		Arrays.fill(truthOfPrior, -1);
		final int[] bestTruth = new int[size];
		final int[] bestPrior = new int[count];
		final float[] bestOfTruth = new float[count];
		for (int t = 0; t < count; t++) {
			bestPrior[t] = -1;
			for (int p = 0; p < size; p++) {
				if (!priors.isTrained(p)) continue;
				final float iou = Overlap.iou(corners, 4 * p, truths, 4 * t);
				if (iou > bestIou[p]) {
					bestIou[p] = iou;
					bestTruth[p] = t;
				}
				if (iou > bestOfTruth[t]) {
					bestOfTruth[t] = iou;
					bestPrior[t] = p;
				}
			}
		}
		bindBest(priors, truths, bestPrior, bestOfTruth, truthOfPrior);
		for (int p = 0; p < size; p++)
			if (!priors.isTrained(p)) bestIou[p] = 1;
			else
				if (truthOfPrior[p] < 0 && bestIou[p] > SMALLEST && bestIou[p] >= threshold)
					truthOfPrior[p] = bestTruth[p];
		return new Matching(truthOfPrior, bestIou);
	}

	private static void bindBest(final DefaultBoxes priors, final float[] truths, final int[] bestPrior,
		final float[] bestOfTruth, final int[] truthOfPrior)
	{
		final boolean[] bound = new boolean[bestPrior.length];
		while (true) {
			int next = -1;
			for (int t = 0; t < bestPrior.length; t++) {
				if (bound[t] || !(bestOfTruth[t] > SMALLEST)) continue;
				if (truthOfPrior[bestPrior[t]] >= 0) findFree(priors, truths, t, bestPrior, bestOfTruth, truthOfPrior);
				if (!(bestOfTruth[t] > SMALLEST)) continue;
				if (next < 0 || bestOfTruth[t] > bestOfTruth[next] ||
					bestOfTruth[t] == bestOfTruth[next] && bestPrior[t] < bestPrior[next]) next = t;
			}
			if (next < 0) return;
			bound[next] = true;
			truthOfPrior[bestPrior[next]] = next;
		}
	}

	/** Finds the best free default box of a truth whose best box was bound to another truth. */
	private static void findFree(final DefaultBoxes priors, final float[] truths, final int t, final int[] bestPrior,
		final float[] bestOfTruth, final int[] truthOfPrior)
	{
		bestOfTruth[t] = 0;
		for (int p = 0; p < truthOfPrior.length; p++) {
			if (truthOfPrior[p] >= 0 || !priors.isTrained(p)) continue;
			final float iou = Overlap.iou(priors.corners(), 4 * p, truths, 4 * t);
			if (iou > bestOfTruth[t]) {
				bestOfTruth[t] = iou;
				bestPrior[t] = p;
			}
		}
	}
}
