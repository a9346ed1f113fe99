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
		float upper = Float.POSITIVE_INFINITY; // the smallest of what select left to the right of k
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
