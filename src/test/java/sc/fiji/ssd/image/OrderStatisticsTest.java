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
			Arrays.fill(values, n, n + 5, -1000); // after the end: must not count
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
