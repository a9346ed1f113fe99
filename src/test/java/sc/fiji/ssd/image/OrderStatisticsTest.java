package sc.fiji.ssd.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;

class OrderStatisticsTest {

	@Test
	void equalsSorting() {
		final Random random = new Random(3);
		for (int round = 0; round < 300; round++) {
			final int n = 1 + random.nextInt(60);
			final float[] values = new float[n + 5];
			final int levels = 1 + random.nextInt(40);
			for (int i = 0; i < n; i++)
				values[i] = random.nextInt(levels);
			Arrays.fill(values, n, n + 5, -1000); // behind the end: must not count
			final float[] sorted = Arrays.copyOf(values, n);
			Arrays.sort(sorted);
			final int[] counts = new int[levels];
			for (int i = 0; i < n; i++)
				counts[(int) values[i]]++;
			final double q = round % 10 == 0 ? 1 : random.nextDouble();
			final int k = (int) (q * (n - 1));
			final double upper = sorted[Math.min(k + 1, n - 1)];
			final double expected = sorted[k] + (q * (n - 1) - k) * (upper - sorted[k]);
			assertEquals(expected, OrderStatistics.quantileOfCounts(counts, n, q), 1e-9);
			assertEquals(expected, OrderStatistics.quantile(values, n, q), 1e-9);
		}
	}
}
