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
package sc.fiji.ssd.train.augment;

import java.util.SplittableRandom;

import sc.fiji.ssd.image.Picture;

/**
 * One of the eight ways to lay down a square: mirrored along x, along y, then
 * transposed. Transposing and mirroring along one axis is a rotation by 90
 * degrees.
 *
 * @param mirrorX whether left and right are swapped
 * @param mirrorY whether top and bottom are swapped
 * @param transpose whether rows then become columns
 */
record Orientation(boolean mirrorX, boolean mirrorY, boolean transpose) {

	static final Orientation NONE = new Orientation(false, false, false);

	/** @return mirrored along x or not, by a coin */
	static Orientation drawMirror(final SplittableRandom random) {
		return new Orientation(random.nextBoolean(), false, false);
	}

	/** @return one of all eight, each with the same probability */
	static Orientation drawAny(final SplittableRandom random) {
		return new Orientation(random.nextBoolean(), random.nextBoolean(), random.nextBoolean());
	}

	/**
	 * @param picture a square
	 * @return the square laid down so; the picture itself if nothing changes
	 */
	Picture apply(final Picture picture) {
		if (equals(NONE)) return picture;
		final int size = picture.width();
		final Picture turned = new Picture(size, size);
		for (int c = 0; c < 3; c++) {
			final float[] from = picture.planes()[c], to = turned.planes()[c];
			for (int y = 0; y < size; y++) {
				final int begin = y * size, row = mirrorY ? size - 1 - y : y;
				if (transpose) for (int x = 0; x < size; x++)
					to[(mirrorX ? size - 1 - x : x) * size + row] = from[begin + x];
				else if (mirrorX) for (int x = 0, end = row * size + size - 1; x < size; x++)
					to[end - x] = from[begin + x];
				else System.arraycopy(from, begin, to, row * size, size);
			}
		}
		return turned;
	}

	/** Changes {@code [T][4]} normalised corners as the picture is changed. */
	void apply(final float[] corners) {
		for (int o = 0; o < corners.length; o += 4) {
			if (mirrorX) mirror(corners, o);
			if (mirrorY) mirror(corners, o + 1);
			if (transpose) {
				swap(corners, o, o + 1);
				swap(corners, o + 2, o + 3);
			}
		}
	}

	private static void mirror(final float[] corners, final int i) {
		final float min = 1 - corners[i + 2];
		corners[i + 2] = 1 - corners[i];
		corners[i] = min;
	}

	private static void swap(final float[] values, final int i, final int j) {
		final float value = values[i];
		values[i] = values[j];
		values[j] = value;
	}
}
