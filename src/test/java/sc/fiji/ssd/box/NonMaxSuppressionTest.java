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

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;

class NonMaxSuppressionTest {

	@Test
	void agreesWithTorchvision() {
		for (final JsonElement element : Golden.read("boxes").getAsJsonArray("suppression")) {
			final JsonObject golden = element.getAsJsonObject();
			final double[] scores = Golden.doubles(golden.get("scores"));
			final int[] order = IntStream.range(0, scores.length).boxed()
				.sorted(Comparator.comparingDouble(i -> -scores[i])).mapToInt(i -> i).toArray();
			final int[] kept = new int[scores.length];
			final int n = suppress(Golden.flat(golden.get("boxes")), order, order.length,
				golden.get("overlap").getAsDouble(), kept, kept.length);
			assertArrayEquals(Golden.ints(golden.get("kept")), Arrays.copyOf(kept, n));
		}
	}

	@Test
	void onlyMoreThanTheOverlapSuppresses() {
		// IoU of the two is exactly 0.5
		final float[] corners = { 0, 0, 1, 1, 0, 0, 1, 0.5f };
		final int[] order = { 0, 1 }, kept = new int[2];
		assertEquals(2, suppress(corners, order, 2, 0.5, kept, 2));
		assertEquals(1, suppress(corners, order, 2, 0.49, kept, 2));
	}

	@Test
	void whatWasDroppedSuppressesNothing() {
		// a chain: the second overlaps the first and the third, these two do not overlap enough
		final float[] corners = { 0, 0, 1, 1, 0.3f, 0, 1.3f, 1, 0.6f, 0, 1.6f, 1 };
		final int[] kept = new int[3];
		assertEquals(2, suppress(corners, new int[] { 0, 1, 2 }, 3, 0.45, kept, 3));
		assertArrayEquals(new int[] { 0, 2 }, Arrays.copyOf(kept, 2));
	}

	@Test
	void stopsWhenEnoughAreKept() {
		final float[] corners = { 0, 0, 1, 1, 2, 0, 3, 1, 4, 0, 5, 1 };
		final int[] kept = new int[2];
		assertEquals(2, suppress(corners, new int[] { 2, 1, 0 }, 3, 0.45, kept, 2));
		assertArrayEquals(new int[] { 2, 1 }, kept);
		assertEquals(0, suppress(corners, new int[0], 0, 0.45, kept, 2));
	}

	/** The loop over boxes in descending order of score. */
	private static int suppress(final float[] corners, final int[] order, final int count, final double overlap,
		final int[] kept, final int maxKept)
	{
		int n = 0;
		for (int i = 0; i < count && n < maxKept; i++)
			if (!NonMaxSuppression.isSuppressed(corners, order[i], kept, n, overlap)) kept[n++] = order[i];
		return n;
	}
}
