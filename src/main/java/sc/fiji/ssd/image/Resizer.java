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
 * Resizes pictures as OpenCV resizes 8-bit images: same positions, same kernels,
 * the same arithmetic in whole numbers, and a result of whole levels from 0 to
 * 255 (OpenCV's vector code rounds some cubic and Lanczos values to the next
 * level). Values are rounded to whole levels before.
 */
public final class Resizer {

	private Resizer() {}

	/**
	 * @param picture any
	 * @param width of the result, at least 1
	 * @param height of the result, at least 1
	 * @param how the interpolation
	 * @return a new picture; the picture warped to the size, its ratio not kept
	 */
	public static Picture resize(final Picture picture, final int width, final int height, final Interpolation how) {
		final Picture result = new Picture(width, height);
		final boolean same = width == picture.width() && height == picture.height();
		final boolean shrinks = width <= picture.width() && height <= picture.height();
		final boolean weighsAreas = how == Interpolation.AREA && shrinks;
		final ResampleWeights x = ResampleWeights.of(picture.width(), width, how, shrinks);
		final ResampleWeights y = ResampleWeights.of(picture.height(), height, how, shrinks);
		for (int c = 0; c < 3; c++) {
			final float[] from = picture.planes()[c];
			final float[] to = result.planes()[c];
			if (c > 0 && Arrays.equals(from, picture.planes()[0]))
				System.arraycopy(result.planes()[0], 0, to, 0, to.length);
			else
				if (same) for (int i = 0; i < to.length; i++)
				to[i] = FixedPointPass.level(from[i]);
				else if (how == Interpolation.NEAREST) nearest(from, picture.width(), x, y, to);
				else if (weighsAreas) AreaPass.resize(from, picture.width(), x, y, to);
				else FixedPointPass.resize(from, picture.width(), x, y, to);
		}
		return result;
	}

	/**
	 * Bilinear, as {@link #resize(Picture, int, int, Interpolation)}.
	 *
	 * @param picture any
	 * @param width of the result, at least 1
	 * @param height of the result, at least 1
	 * @return a new picture
	 */
	public static Picture resize(final LevelSource picture, final int width, final int height) {
		final Picture result = new Picture(width, height);
		final boolean shrinks = width <= picture.width() && height <= picture.height();
		final ResampleWeights x = ResampleWeights.of(picture.width(), width, Interpolation.BILINEAR, shrinks);
		final ResampleWeights y = ResampleWeights.of(picture.height(), height, Interpolation.BILINEAR, shrinks);
		FixedPointPass.resize(picture, x, y, result.planes());
		return result;
	}

	/**
	 * Bilinear interpolation in floating point, half-pixel centres, no rounding:
	 * {@code torch.nn.functional.interpolate} with {@code align_corners=False}.
	 *
	 * @param picture any
	 * @param width of the result, at least 1
	 * @param height of the result, at least 1
	 * @return a new picture; its values are not whole
	 */
	public static Picture resizeExactly(final Picture picture, final int width, final int height) {
		final Picture result = new Picture(width, height);
		final ResampleWeights x = ResampleWeights.of(picture.width(), width, Interpolation.BILINEAR, false);
		final ResampleWeights y = ResampleWeights.of(picture.height(), height, Interpolation.BILINEAR, false);
		for (int c = 0; c < 3; c++) {
			final float[] from = picture.planes()[c], to = result.planes()[c];
			for (int j = 0; j < height; j++) {
				final int upper = y.index()[2 * j] * picture.width(), lower = y.index()[2 * j + 1] * picture.width();
				for (int i = 0; i < width; i++) {
					final int left = x.index()[2 * i], right = x.index()[2 * i + 1];
					final float wl = x.weight()[2 * i], wr = x.weight()[2 * i + 1];
					to[j * width + i] = y.weight()[2 * j] * (wl * from[upper + left] + wr * from[upper + right]) +
						y.weight()[2 * j + 1] * (wl * from[lower + left] + wr * from[lower + right]);
				}
			}
		}
		return result;
	}

	private static void nearest(final float[] from, final int sourceWidth, final ResampleWeights x, final ResampleWeights y,
		final float[] to)
	{
		int at = 0;
		for (final int row : y.index())
			for (final int column : x.index())
				to[at++] = FixedPointPass.level(from[row * sourceWidth + column]);
	}
}
