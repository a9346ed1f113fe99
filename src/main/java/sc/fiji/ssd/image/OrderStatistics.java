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
package sc.fiji.ssd.image;

/** Quantiles of finite values in linear time. */
final class OrderStatistics {

	private OrderStatistics() {}

	/**
	 * The quantile with linear interpolation between neighbours, NumPy's default.
	 *
	 * @param values finite; reordered
	 * @param n how many of them count, at least 1
	 * @param q 0 to 1
	 * @return the value below which the share q lies
	 */
	static double quantile(final float[] values, final int n, final double q) {
		final double place = q * (n - 1);
		final int k = (int) place;
		final double fraction = place - k;
		final float lower = select(values, n, k);
		if (fraction == 0 || k + 1 >= n) return lower;
		float upper = Float.POSITIVE_INFINITY; // the smallest value that select left to the right of k
		for (int i = k + 1; i < n; i++)
			if (values[i] < upper) upper = values[i];
		return lower + fraction * ((double) upper - lower);
	}

	/**
	 * The same quantile of whole numbers that were counted.
	 *
	 * @param counts how often each number from 0 on occurs
	 * @param n the sum of the counts, at least 1
	 * @param q 0 to 1
	 * @return the number below which the share q lies
	 */
	static double quantileOfCounts(final int[] counts, final int n, final double q) {
		final double place = q * (n - 1);
		final int k = (int) place;
		int number = 0;
		int seen = counts[0];
		while (seen <= k)
			seen += counts[++number];
		final int lower = number;
		if (place > k && seen <= k + 1) while (counts[++number] == 0) {
			// the next number that occurs
		}
		return lower + (place - k) * (number - lower);
	}

	/** Hoare's selection with the median of three, partitions of equal values balanced. */
	private static float select(final float[] a, final int n, final int k) {
		int left = 0;
		int right = n - 1;
		while (left < right) {
			final float pivot = median(a[left], a[(left + right) >>> 1], a[right]);
			int i = left;
			int j = right;
			while (i <= j) {
				while (a[i] < pivot)
					i++;
				while (a[j] > pivot)
					j--;
				if (i <= j) {
					final float t = a[i];
					a[i++] = a[j];
					a[j--] = t;
				}
			}
			if (k <= j) right = j;
			else if (k >= i) left = i;
			else break;
		}
		return a[k];
	}

	private static float median(final float a, final float b, final float c) {
		return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
	}
}
