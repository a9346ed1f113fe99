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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;

class DefaultBoxesTest {

	/** Caffe rounds corners to float, the PyTorch implementations centres and sizes. */
	private static final float ROUNDING = 1e-7f;

	private static final JsonObject GOLDEN = Golden.read("boxes").getAsJsonObject("priors");

	@Test
	void agreeWithTorchvision() {
		final float[] centers = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.SIZES).centers();
		assertEquals(GOLDEN.get("count").getAsInt(), centers.length / 4);
		final int[] index = Golden.ints(GOLDEN.get("index"));
		final float[] expected = Golden.flat(GOLDEN.get("centers"));
		for (int i = 0; i < index.length; i++)
			for (int k = 0; k < 4; k++)
				assertEquals(expected[4 * i + k], centers[4 * index[i] + k], 2e-7);
		final double[] sums = Golden.doubles(GOLDEN.get("sums")),
			weighted = Golden.doubles(GOLDEN.get("weighted_sums"));
		for (int k = 0; k < 4; k++) {
			double sum = 0, weightedSum = 0;
			for (int p = 0; p < centers.length / 4; p++) {
				sum += centers[4 * p + k];
				weightedSum += p * (double) centers[4 * p + k];
			}
			assertEquals(sums[k], sum, 1e-6 * sum);
			assertEquals(weighted[k], weightedSum, 1e-6 * weightedSum);
		}
	}

	@Test
	void withoutClippingTwoOfTorchvisionsDiffer() {
		final DefaultBoxes none = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.NONE),
			sizes = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.SIZES);
		int different = 0;
		for (int p = 0; p < none.size(); p++) {
			final float w = none.centers()[4 * p + 2], h = none.centers()[4 * p + 3];
			assertEquals(Math.min(1, w), sizes.centers()[4 * p + 2], ROUNDING);
			assertEquals(Math.min(1, h), sizes.centers()[4 * p + 3], ROUNDING);
			if (w > 1 || h > 1) different++;
		}
		assertEquals(2, different);
	}

	@Test
	void amdegrootsClampingChangesEverySideThatIsTooLong() {
		final DefaultBoxes none = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.NONE),
			clamped = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.CENTERS);
		for (int i = 0; i < none.centers().length; i++)
			assertEquals(Math.max(0, Math.min(1, none.centers()[i])), clamped.centers()[i], ROUNDING);
	}

	@Test
	void cellsGoRowByRowAndCornersFollowFromCenters() {
		final DefaultBoxes priors = new DefaultBoxes(30,
			List.of(new DefaultBoxLayer(3, 2, 10, DefaultBoxLayer.shapes(6, 0, List.of()))), DefaultBoxes.Clipping.NONE, DefaultBoxes.Border.USED);
		assertEquals(6, priors.size());
		final float[] c = priors.centers();
		assertEquals(5 / 30f, c[0], 1e-7);
		assertEquals(15 / 30f, c[4], 1e-7);
		assertEquals(5 / 30f, c[1 + 4 * 2], 1e-7);
		assertEquals(15 / 30f, c[1 + 4 * 3], 1e-7);
		for (int p = 0; p < priors.size(); p++) {
			assertEquals(c[4 * p], (priors.corners()[4 * p] + priors.corners()[4 * p + 2]) / 2, 1e-6);
			assertEquals(c[4 * p + 3], priors.corners()[4 * p + 3] - priors.corners()[4 * p + 1], 1e-6);
		}
		assertTrue(c[2] == c[3]);
	}
}
