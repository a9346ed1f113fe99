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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StableOrderTest {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 17, 4096, 4097, 20000 })
	void ordersAsAStableSortOfObjectsDoes(final int n) {
		final Random random = new Random(n);
		final double[] values = random.doubles(n).map(v -> v < 0.3 ? Math.rint(v * 20) / 20 : v < 0.5 ? (float) v : v)
			.toArray();
		for (int i = 0; i < n; i += 7)
			values[i] = i % 2 == 0 ? 1e-300 * i : -values[i] - 0.5;
		final int[] order = IntStream.range(0, n).map(i -> n - 1 - i).toArray();
		final int[] expected = IntStream.of(order).boxed().sorted(Comparator.comparingDouble(i -> -values[i]))
			.mapToInt(i -> i).toArray();
		assertArrayEquals(expected, StableOrder.byFallingValue(order, values));
		final int[] keys = random.ints(n, 0, 5).toArray();
		assertArrayEquals(
			IntStream.of(order).boxed().sorted(Comparator.comparingInt(i -> keys[i])).mapToInt(i -> i).toArray(),
			StableOrder.byKey(order, keys, 5));
	}
}
