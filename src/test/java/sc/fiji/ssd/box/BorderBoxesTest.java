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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** Default boxes that cross the border of the image (paper, Table 3, "use boundary boxes"). */
class BorderBoxesTest {

	/** Cells of 25 x 25 pixels of 100, boxes of 25, 50 and 60 pixels and one that fills the image. */
	private static final List<DefaultBoxLayer> LAYERS = List.of(
		new DefaultBoxLayer(4, 4, 25, List.of(new DefaultBoxLayer.Shape(25, 25), new DefaultBoxLayer.Shape(50, 25))),
		new DefaultBoxLayer(2, 2, 50, List.of(new DefaultBoxLayer.Shape(50, 50), new DefaultBoxLayer.Shape(60, 50))),
		new DefaultBoxLayer(1, 1, 100, List.of(new DefaultBoxLayer.Shape(100, 100), new DefaultBoxLayer.Shape(100, 100.1))));

	private static DefaultBoxes priors(final DefaultBoxes.Border border) {
		return new DefaultBoxes(100, LAYERS, DefaultBoxes.Clipping.NONE, border);
	}

	/** By the geometry of the cells: 16 small ones fit, 8 wide ones, 4 of half the image, and the one that fills it. */
	private static boolean fits(final int box) {
		if (box < 32) return box % 2 == 0 || box / 2 % 4 == 1 || box / 2 % 4 == 2;
		return box < 40 ? box % 2 == 0 : box == 40;
	}

	@Test
	void aBoxCrossesOnlyIfAnEdgeLiesOutside() {
		final DefaultBoxes used = priors(DefaultBoxes.Border.USED), untrained = priors(DefaultBoxes.Border.UNTRAINED),
			unused = priors(DefaultBoxes.Border.UNUSED);
		int inside = 0;
		for (int p = 0; p < used.size(); p++) {
			assertTrue(used.isTrained(p) && used.detects(p) && untrained.detects(p));
			assertEquals(fits(p), untrained.isTrained(p), "box " + p);
			assertEquals(fits(p), unused.isTrained(p), "box " + p);
			assertEquals(fits(p), unused.detects(p), "box " + p);
			if (fits(p)) inside++;
		}
		assertEquals(16 + 8 + 4 + 1, inside);
	}

	@Test
	void clippedSizesDoNotCross() {
		final DefaultBoxes clipped = new DefaultBoxes(100, LAYERS, DefaultBoxes.Clipping.SIZES, DefaultBoxes.Border.UNUSED);
		assertTrue(clipped.isTrained(41));
		assertFalse(priors(DefaultBoxes.Border.UNUSED).isTrained(41));
	}

	/** The boxes inside are matched as if there were no others. */
	@Test
	void matchingIsThatOfTheBoxesInside() {
		final DefaultBoxes all = priors(DefaultBoxes.Border.UNTRAINED);
		final List<Integer> index = new ArrayList<>();
		for (int p = 0; p < all.size(); p++)
			if (fits(p)) index.add(p);
		final Random random = new Random(4);
		for (int round = 0; round < 100; round++) {
			final int count = 1 + random.nextInt(12);
			final float[] truths = new float[4 * count];
			for (int t = 0; t < count; t++) {
				truths[4 * t] = random.nextInt(8) / 10f;
				truths[4 * t + 1] = random.nextInt(8) / 10f;
				truths[4 * t + 2] = Math.min(1, truths[4 * t] + (1 + random.nextInt(6)) / 10f);
				truths[4 * t + 3] = Math.min(1, truths[4 * t + 1] + (1 + random.nextInt(6)) / 10f);
			}
			final Matcher.Matching matching = new Matcher(0.5).match(all, truths, count);
			final int[] expected = greedy(all, index, truths, count);
			assertArrayEquals(expected, matching.truthOfPrior());
			for (int p = 0; p < all.size(); p++)
				if (!fits(p)) assertEquals(1, matching.bestIou()[p], "mining passes over what counts as overlapping");
		}
	}

	private static int[] greedy(final DefaultBoxes all, final List<Integer> index, final float[] truths,
		final int count)
	{
		final int[] of = new int[all.size()];
		Arrays.fill(of, -1);
		final boolean[] bound = new boolean[count];
		while (true) {
			int prior = -1, truth = -1;
			float best = 1e-6f;
			for (final int p : index)
				for (int t = 0; t < count; t++) {
					final float iou = Overlap.iou(all.corners(), 4 * p, truths, 4 * t);
					if (of[p] < 0 && !bound[t] && iou > best) {
						best = iou;
						prior = p;
						truth = t;
					}
				}
			if (prior < 0) break;
			of[prior] = truth;
			bound[truth] = true;
		}
		for (final int p : index) {
			if (of[p] >= 0) continue;
			int truth = -1;
			float best = 0;
			for (int t = 0; t < count; t++) {
				final float iou = Overlap.iou(all.corners(), 4 * p, truths, 4 * t);
				if (iou > best) {
					best = iou;
					truth = t;
				}
			}
			if (best >= 0.5) of[p] = truth;
		}
		return of;
	}
}
