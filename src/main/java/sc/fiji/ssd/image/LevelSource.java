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

/**
 * An 8-bit image in memory whose pixels are already levels. Pixels that {@link PictureConverter#convert} would copy
 * into a {@link Picture} unchanged can be resized directly from here.
 */
public abstract class LevelSource {

	private static final int LEVELS = 0xff;

	private final int width;
	private final int height;
	private final int[] channels;

	private LevelSource(final int width, final int height, final int[] channels) {
		this.width = width;
		this.height = height;
		this.channels = channels;
	}

	/**
	 * @param bytes the first channel, row by row, then the others
	 * @param width in pixels
	 * @param height in pixels
	 * @param channels 0-based, that are red, green and blue
	 */
	static LevelSource ofBytes(final byte[] bytes, final int width, final int height, final int[] channels) {
		return new LevelSource(width, height, channels) {

			@Override
			int[][] row(final int row, final int[] index, final int[] weight) {
				final int[][] sums = new int[channels.length][];
				for (int c = 0; c < sums.length; c++)
					sums[c] = isRed(c) && c > 0
						? sums[0]
						: mix(bytes, (channels[c] * height + row) * width, index, weight);
				return sums;
			}
		};
	}

	/** @param rgb a pixel's levels in bits 16 to 23, 8 to 15, 0 to 7; otherwise as above */
	static LevelSource ofRgb(final int[] rgb, final int width, final int height, final int[] channels) {
		return new LevelSource(width, height, channels) {

			@Override
			int[][] row(final int row, final int[] index, final int[] weight) {
				final int[][] sums = new int[3][index.length / 2];
				mix(rgb, row * width, index, weight, sums[0], sums[1], sums[2]);
				return new int[][] { sums[channels[0]], sums[channels[1]], sums[channels[2]] };
			}
		};
	}

	private static int[] mix(final byte[] levels, final int start, final int[] index, final int[] weight) {
		final int[] sums = new int[index.length / 2];
		for (int i = 0; i < sums.length; i++)
			sums[i] = (levels[start + index[2 * i]] & LEVELS) * weight[2 * i] +
				(levels[start + index[2 * i + 1]] & LEVELS) * weight[2 * i + 1];
		return sums;
	}

	private static void mix(final int[] rgb, final int start, final int[] index, final int[] weight, final int[] red,
		final int[] green, final int[] blue)
	{
		for (int i = 0; i < red.length; i++) {
			final int a = rgb[start + index[2 * i]], b = rgb[start + index[2 * i + 1]];
			final int u = weight[2 * i], v = weight[2 * i + 1];
			red[i] = (a >> 16 & LEVELS) * u + (b >> 16 & LEVELS) * v;
			green[i] = (a >> 8 & LEVELS) * u + (b >> 8 & LEVELS) * v;
			blue[i] = (a & LEVELS) * u + (b & LEVELS) * v;
		}
	}

	/** @return the width in pixels */
	public int width() {
		return width;
	}

	/** @return the height in pixels */
	public int height() {
		return height;
	}

	/** @return whether a colour, 1 green or 2 blue, is the same as red */
	boolean isRed(final int colour) {
		return channels[colour] == channels[0];
	}

	/**
	 * @param row of the image
	 * @param index places in the row, two for each number
	 * @param weight of each
	 * @return weighted sums of two levels, for red, green and blue
	 */
	abstract int[][] row(int row, int[] index, int[] weight);
}
