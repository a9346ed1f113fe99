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

import java.util.Arrays;

/**
 * OpenCV's arithmetic for 8-bit images: weights in 2048ths, sums in whole
 * numbers; first along x, then along y (VResizeLinear and FixedPtCast in
 * modules/imgproc/src/resize.cpp).
 */
final class FixedPointPass {

	private static final int BITS = 11;

	private static final int ROUND = 1 << (2 * BITS - 1);

	private FixedPointPass() {}

	/** Gives rows of the source resized along x. */
	private interface Rows {

		int[] row(int source);
	}

	static void resize(final float[] from, final int sourceWidth, final ResampleWeights x, final ResampleWeights y, final float[] to) {
		final int[] weight = fixed(x.weight());
		final int[] levels = new int[sourceWidth];
		resize(source -> {
			for (int i = 0; i < sourceWidth; i++)
				levels[i] = level(from[source * sourceWidth + i]);
			return row(levels, x, weight);
		}, from.length / sourceWidth, x.size(), y, to);
	}

	/** @param x of two taps, as y @param to red, green and blue */
	static void resize(final LevelSource from, final ResampleWeights x, final ResampleWeights y, final float[][] to) {
		final int width = x.size();
		final int[] xWeight = fixed(x.weight()), yWeight = fixed(y.weight());
		final int[][][] rows = new int[from.height()][][];
		for (final int source : y.index())
			if (rows[source] == null) rows[source] = from.row(source, x.index(), xWeight);
		for (int c = 0; c < to.length; c++)
			if (c > 0 && from.isRed(c)) System.arraycopy(to[0], 0, to[c], 0, to[c].length);
			else for (int j = 0; j < y.size(); j++)
				mixTwo(rows[y.index()[2 * j]][c], rows[y.index()[2 * j + 1]][c], yWeight[2 * j], yWeight[2 * j + 1],
					to[c], j * width);
	}

	private static void resize(final Rows from, final int sourceHeight, final int width, final ResampleWeights y,
		final float[] to)
	{
		final int[] yWeight = fixed(y.weight());
		final int[][] rows = new int[sourceHeight][];
		for (final int source : y.index())
			if (rows[source] == null) rows[source] = from.row(source);
		final int[] sums = new int[width];
		for (int j = 0; j < y.size(); j++) {
			if (y.count() == 2)
				mixTwo(rows[y.index()[2 * j]], rows[y.index()[2 * j + 1]], yWeight[2 * j], yWeight[2 * j + 1], to,
					j * width);
			else
				mix(rows, y, yWeight, j, sums, to, j * width);
		}
	}

	/** @return the value as a whole level from 0 to 255; NaN as 0 */
	static int level(final float value) {
		return value >= 255 ? 255 : value > 0 ? (int) (value + 0.5f) : 0;
	}

	private static int[] fixed(final float[] weight) {
		final int[] fixed = new int[weight.length];
		for (int i = 0; i < fixed.length; i++)
			fixed[i] = (int) Math.rint(weight[i] * (double) (1 << BITS));
		return fixed;
	}

	private static int[] row(final int[] levels, final ResampleWeights x, final int[] weight) {
		final int[] index = x.index();
		final int[] row = new int[x.size()];
		if (x.count() == 2) {
			for (int i = 0; i < row.length; i++)
				row[i] = levels[index[2 * i]] * weight[2 * i] + levels[index[2 * i + 1]] * weight[2 * i + 1];
			return row;
		}
		for (int i = 0, tap = 0; i < row.length; i++) {
			int sum = 0;
			for (int k = 0; k < x.count(); k++, tap++)
				sum += levels[index[tap]] * weight[tap];
			row[i] = sum;
		}
		return row;
	}

	private static void mixTwo(final int[] upper, final int[] lower, final int upperWeight, final int lowerWeight,
		final float[] to, final int start)
	{
		for (int i = 0; i < upper.length; i++)
			to[start + i] = ((upperWeight * (upper[i] >> 4) >> 16) + (lowerWeight * (lower[i] >> 4) >> 16) + 2) >> 2;
	}

	/** Row by row, in loops that the compiler makes vector code of. */
	private static void mix(final int[][] rows, final ResampleWeights y, final int[] weight, final int j, final int[] sums,
		final float[] to, final int start)
	{
		Arrays.fill(sums, ROUND);
		for (int k = j * y.count(); k < (j + 1) * y.count(); k++) {
			final int[] row = rows[y.index()[k]];
			final int w = weight[k];
			for (int i = 0; i < sums.length; i++)
				sums[i] += row[i] * w;
		}
		for (int i = 0; i < sums.length; i++)
			to[start + i] = Math.max(0, Math.min(255, sums[i] >> 2 * BITS));
	}
}
