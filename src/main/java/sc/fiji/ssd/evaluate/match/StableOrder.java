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

import java.util.stream.IntStream;

/** Stable sorts of row numbers by a column, in linear time. */
public final class StableOrder {

	private static final int DIGIT = 16;
	private static final int BUCKETS = 1 << DIGIT;

	/** Below this number of rows, clearing the buckets would cost more than merging. */
	private static final int FEW = 4096;

	private StableOrder() {}

	/**
	 * @param order row numbers; not changed
	 * @param keys by row number, 0 to {@code buckets - 1}
	 * @param buckets number of keys
	 * @return the rows in ascending order of key; rows of equal keys keep their order
	 */
	public static int[] byKey(final int[] order, final int[] keys, final int buckets) {
		final int[] next = new int[buckets + 1];
		for (final int row : order)
			next[keys[row] + 1]++;
		for (int b = 0; b < buckets; b++)
			next[b + 1] += next[b];
		final int[] sorted = new int[order.length];
		for (final int row : order)
			sorted[next[keys[row]]++] = row;
		return sorted;
	}

	/**
	 * @param rows number of rows
	 * @param keys by row number, 0 to {@code buckets - 1}
	 * @param buckets number of keys
	 * @return where the rows of each key begin among the rows in ascending order of key, and at the end the number of
	 * rows
	 */
	static int[] starts(final int rows, final int[] keys, final int buckets) {
		final int[] starts = new int[buckets + 1];
		for (int i = 0; i < rows; i++)
			starts[keys[i] + 1]++;
		for (int b = 0; b < buckets; b++)
			starts[b + 1] += starts[b];
		return starts;
	}

	/**
	 * @param order row numbers; not changed
	 * @param values by row number; not NaN, no negative zero
	 * @return the rows in descending order of value; rows of equal values keep their order
	 */
	public static int[] byFallingValue(final int[] order, final double[] values) {
		final int n = order.length;
		long[] keys = new long[n];
		for (int i = 0; i < n; i++)
			keys[i] = fallingKey(values[order[i]]);
		int[] rows = order.clone();
		if (n <= FEW) {
			final long[] unsorted = keys;
			return IntStream.range(0, n).boxed().sorted((a, b) -> Long.compareUnsigned(unsorted[a], unsorted[b]))
				.mapToInt(i -> order[i]).toArray();
		}
		long[] otherKeys = new long[n];
		int[] otherRows = new int[n];
		for (int shift = 0; shift < Long.SIZE; shift += DIGIT) {
			final int[] next = new int[BUCKETS + 1];
			for (final long key : keys)
				next[(int) (key >>> shift & BUCKETS - 1) + 1]++;
			if (next[(int) (keys[0] >>> shift & BUCKETS - 1) + 1] == n) continue;
			for (int b = 0; b < BUCKETS; b++)
				next[b + 1] += next[b];
			for (int i = 0; i < n; i++) {
				final int at = next[(int) (keys[i] >>> shift & BUCKETS - 1)]++;
				otherKeys[at] = keys[i];
				otherRows[at] = rows[i];
			}
			final long[] k = keys;
			keys = otherKeys;
			otherKeys = k;
			final int[] r = rows;
			rows = otherRows;
			otherRows = r;
		}
		return rows;
	}

	/** A key that increases, as an unsigned number, when the value decreases. */
	private static long fallingKey(final double value) {
		final long bits = Double.doubleToRawLongBits(value);
		return ~(bits ^ (bits >> 63 | Long.MIN_VALUE));
	}
}
