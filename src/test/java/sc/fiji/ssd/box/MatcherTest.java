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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.Noise;

class MatcherTest {

	private final Matcher matcher = new Matcher(0.5);

	@Test
	void agreesWithTorchvisionWhereNoTwoTruthsShareTheirBest() {
		final DefaultBoxes priors = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.SIZES);
		for (final JsonElement element : Golden.read("boxes").getAsJsonArray("matching")) {
			final JsonObject golden = element.getAsJsonObject();
			final float[] truths = Golden.flat(golden.get("truths"));
			final int[] expected = new int[priors.size()];
			Arrays.fill(expected, -1);
			final int[] matched = Golden.ints(golden.get("priors")), of = Golden.ints(golden.get("of"));
			for (int i = 0; i < matched.length; i++)
				expected[matched[i]] = of[i];
			assertArrayEquals(expected, matcher.match(priors, truths, truths.length / 4).truthOfPrior());
		}
	}

	/** The same in many cases, of which the matched boxes with their truths are compared as a sum. */
	@Test
	void agreesWithTorchvisionInTwoHundredCases() {
		final DefaultBoxes priors = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.SIZES);
		final double[][] cases = Golden.rows(Golden.read("random_cases").get("matching"));
		assertEquals(200, cases.length);
		for (final double[] c : cases) {
			final int count = (int) c[1];
			final int[] of = matcher.match(priors, Noise.boxes(count, (long) c[0], 0.08, 0.9), count).truthOfPrior();
			long matched = 0, sum = 0;
			for (int p = 0; p < of.length; p++) {
				if (of[p] < 0) continue;
				matched++;
				sum += (p + 1L) * (of[p] + 1);
			}
			assertEquals((long) c[2], matched, "seed " + c[0]);
			assertEquals((long) c[3], sum, "seed " + c[0]);
		}
	}

	/** Where truths share their best default box: torchvision would let the last of them have it. */
	@Test
	void equalsCaffesWholeTable() {
		final DefaultBoxes priors = new DefaultBoxes(32,
			List.of(new DefaultBoxLayer(8, 8, 4, DefaultBoxLayer.shapes(5, 9, List.of(2.0))),
				new DefaultBoxLayer(4, 4, 8, DefaultBoxLayer.shapes(9, 17, List.of(2.0)))),
			DefaultBoxes.Clipping.NONE, DefaultBoxes.Border.USED);
		final Random random = new Random(7);
		for (int round = 0; round < 200; round++) {
			final int count = 1 + random.nextInt(25);
			final float[] truths = new float[4 * count + 8];
			for (int t = 0; t < count; t++) {
				// few places, so that truths are equal, share their best box and tie
				final float x = random.nextInt(6) / 8f, y = random.nextInt(6) / 8f;
				truths[4 * t] = x;
				truths[4 * t + 1] = y;
				truths[4 * t + 2] = x + (1 + random.nextInt(3)) / 8f;
				truths[4 * t + 3] = y + (1 + random.nextInt(3)) / 8f;
			}
			final Matcher.Matching matching = matcher.match(priors, truths, count);
			assertArrayEquals(wholeTable(priors, truths, count), matching.truthOfPrior());
			for (int p = 0; p < priors.size(); p++) {
				float best = 0;
				for (int t = 0; t < count; t++)
					best = Math.max(best, Overlap.iou(priors.corners(), 4 * p, truths, 4 * t));
				assertEquals(best, matching.bestIou()[p]);
			}
		}
	}

	/** MatchBBox as the Caffe branch writes it. */
	private static int[] wholeTable(final DefaultBoxes priors, final float[] truths, final int count) {
		final int[] match = new int[priors.size()];
		Arrays.fill(match, -1);
		final Set<Integer> pool = new HashSet<>();
		for (int t = 0; t < count; t++)
			pool.add(t);
		while (!pool.isEmpty()) {
			int prior = -1, truth = -1;
			float max = -1;
			for (int p = 0; p < match.length; p++)
				for (int t = 0; t < count; t++) {
					final float iou = Overlap.iou(priors.corners(), 4 * p, truths, 4 * t);
					if (match[p] >= 0 || !pool.contains(t) || iou <= 1e-6f || iou <= max) continue;
					max = iou;
					prior = p;
					truth = t;
				}
			if (prior < 0) break;
			match[prior] = truth;
			pool.remove(truth);
		}
		for (int p = 0; p < match.length; p++) {
			if (match[p] >= 0) continue;
			float max = -1;
			for (int t = 0; t < count; t++) {
				final float iou = Overlap.iou(priors.corners(), 4 * p, truths, 4 * t);
				if (iou >= 0.5f && iou > max) {
					max = iou;
					match[p] = t;
				}
			}
		}
		return match;
	}

	@Test
	void twoTruthsThatShareTheirBestBothGetOne() {
		final DefaultBoxes priors = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.NONE);
		final float[] truths = { 0.4f, 0.4f, 0.6f, 0.6f, 0.4f, 0.4f, 0.6f, 0.6f };
		final int[] of = matcher.match(priors, truths, 2).truthOfPrior();
		assertTrue(Arrays.stream(of).anyMatch(t -> t == 0));
		assertTrue(Arrays.stream(of).anyMatch(t -> t == 1));
	}

	@Test
	void smallTruthTakesItsBestBelowTheThreshold() {
		final DefaultBoxes priors = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.NONE);
		final Matcher.Matching matching = matcher.match(priors, new float[] { 0.5f, 0.5f, 0.505f, 0.505f }, 1);
		final int[] of = matching.truthOfPrior();
		assertEquals(1, Arrays.stream(of).filter(t -> t == 0).count());
		for (int p = 0; p < of.length; p++)
			if (of[p] == 0) assertTrue(matching.bestIou()[p] < 0.5 && matching.bestIou()[p] > 0);
	}

	@Test
	void noTruthsNoMatches() {
		final Matcher.Matching matching = matcher.match(TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.NONE),
			new float[0], 0);
		assertTrue(Arrays.stream(matching.truthOfPrior()).allMatch(t -> t == -1));
		for (final float iou : matching.bestIou())
			assertEquals(0, iou);
	}
}
