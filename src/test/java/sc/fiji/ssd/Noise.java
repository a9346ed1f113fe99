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
package sc.fiji.ssd;

/** The integer hash of {@code golden/random_cases.py}: the same numbers in Python and here. */
public final class Noise {

	private Noise() {}

	/** @return n numbers from 0 to 1 */
	public static double[] noise(final int n, final long seed) {
		final double[] values = new double[n];
		for (int i = 0; i < n; i++) {
			long h = i * 2654435761L + seed * 40503 & 0xFFFFFFFFL;
			h = (h ^ h >>> 15) * 739982445 & 0xFFFFFFFFL;
			h ^= h >>> 12;
			values[i] = (h & 0xFFFFFF) / 16777216.0;
		}
		return values;
	}

	/** @return n numbers from low to high, as float32 */
	public static float[] noise(final int n, final long seed, final double low, final double high) {
		final double[] noise = noise(n, seed);
		final float[] values = new float[n];
		for (int i = 0; i < n; i++)
			values[i] = (float) (noise[i] * (high - low) + low);
		return values;
	}

	/** @return [n][4] corners of boxes inside the unit square, of sides from least to most */
	public static float[] boxes(final int n, final long seed, final double least, final double most) {
		final double[] u = noise(4 * n, seed);
		final float[] corners = new float[4 * n];
		for (int i = 0; i < n; i++)
			for (int axis = 0; axis < 2; axis++) {
				final double size = least + (most - least) * u[4 * i + axis], low = (1 - size) * u[4 * i + 2 + axis];
				corners[4 * i + axis] = (float) low;
				corners[4 * i + 2 + axis] = (float) (low + size);
			}
		return corners;
	}
}
