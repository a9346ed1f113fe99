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
package sc.fiji.ssd.train.loss;

import java.util.Arrays;

/**
 * Chooses the background boxes that an image learns from: those whose background
 * loss is highest (section 2.2 of the paper, {@code MAX_NEGATIVE} in Caffe).
 */
final class HardNegativeMining {

	/** Negatives for each positive (paper, section 2.2: "at most 3:1"). */
	static final int RATIO = 3;

	/** Boxes that overlap an object this much are neither (Caffe's {@code neg_overlap}). */
	static final float MAX_OVERLAP = 0.5f;

	private HardNegativeMining() {}

	/**
	 * @param truthOfPrior {@code [P]} matched truth, -1: none
	 * @param bestIou {@code [P]} highest IoU with any truth
	 * @param backgroundLoss {@code [P]} not negative
	 * @param wanted largest number of negatives
	 * @return indices of the chosen boxes, in descending order of loss, equal loss by index
	 */
	static int[] choose(final int[] truthOfPrior, final float[] bestIou, final float[] backgroundLoss,
		final int wanted)
	{
		final long[] keys = new long[truthOfPrior.length];
		int candidates = 0;
		for (int p = 0; p < truthOfPrior.length; p++)
			if (truthOfPrior[p] < 0 && bestIou[p] < MAX_OVERLAP) keys[candidates++] = key(backgroundLoss[p], p);
		Arrays.sort(keys, 0, candidates);
		final int[] chosen = new int[Math.min(wanted, candidates)];
		for (int i = 0; i < chosen.length; i++)
			chosen[i] = (int) keys[i];
		return chosen;
	}

	/** Rises with falling loss, then with the index; the bits of floats that are not negative rise with their value. */
	private static long key(final float loss, final int prior) {
		return (long) ~Float.floatToIntBits(loss) << 32 | prior;
	}
}
