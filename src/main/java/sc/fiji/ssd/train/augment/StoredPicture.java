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

import java.util.Arrays;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.model.Preprocessing;

/**
 * A decoded picture in a quarter of a {@link Picture}'s memory, a twelfth if it
 * is grey: pictures hold whole levels from 0 to 255.
 *
 * @param width in pixels
 * @param height in pixels
 * @param planes red, green, blue as unsigned bytes; one array thrice if grey
 */
public record StoredPicture(int width, int height, byte[][] planes) {

	/** Pixels that are converted at once. */
	private static final int STRIP = 1 << 24;

	public static StoredPicture of(final Picture picture) {
		final byte[][] planes = new byte[3][];
		for (int c = 0; c < 3; c++) {
			final float[] from = picture.planes()[c];
			if (c > 0 && Arrays.equals(from, picture.planes()[0])) {
				planes[c] = planes[0];
				continue;
			}
			planes[c] = new byte[from.length];
			for (int i = 0; i < from.length; i++)
				planes[c][i] = (byte) Math.round(Math.max(0, Math.min(255, from[i])));
		}
		return new StoredPicture(picture.width(), picture.height(), planes);
	}

	/**
	 * Converts a plane in strips, so that one too large for a {@link Picture} can be
	 * held.
	 *
	 * @param pixels of the plane
	 * @param converter to levels
	 * @return the whole plane
	 */
	public static StoredPicture of(final RandomAccessibleInterval<? extends RealType<?>> pixels,
		final PictureConverter converter)
	{
		final int width = (int) pixels.dimension(0), height = (int) pixels.dimension(1);
		if ((long) width * height <= STRIP) return of(converter.convert(pixels));
		final PictureConverter.Levels levels = converter.levels(pixels);
		final int rows = (int) Math.max(1, STRIP / width);
		final byte[][] planes = new byte[3][];
		for (int y = 0; y < height; y += rows) {
			final StoredPicture strip = of(
				converter.convert(pixels, new PixelArea(0, y, width, Math.min(rows, height - y)), levels));
			for (int c = 0; c < 3; c++) {
				// a strip may be grey by chance
				if (planes[c] == null) planes[c] = c > 0 && levels.isGrey() ? planes[0] : new byte[width * height];
				if (c == 0 || planes[c] != planes[0])
					System.arraycopy(strip.planes[c], 0, planes[c], y * width, strip.planes[c].length);
			}
		}
		return new StoredPicture(width, height, planes);
	}

	/**
	 * @param part its pixels, counted from this picture's corner; may reach beyond
	 * @param preprocessing whose mean colours what is beyond, which the network sees
	 *          as zeros
	 * @return a copy of the part
	 */
	public StoredPicture crop(final PixelArea part, final Preprocessing preprocessing) {
		final PixelArea inside = part.intersect(new PixelArea(0, 0, width, height));
		final boolean grey = isGrey() && inside.equals(part);
		final byte[][] cut = new byte[3][];
		for (int c = 0; c < 3; c++) {
			if (c > 0 && grey) {
				cut[c] = cut[0];
				continue;
			}
			cut[c] = new byte[part.width() * part.height()];
			if (!inside.equals(part)) Arrays.fill(cut[c], (byte) Math.round(preprocessing.meanOf(c)));
			for (int y = 0; y < inside.height(); y++)
				System.arraycopy(planes[c], (inside.y() + y) * width + inside.x(), cut[c],
					(inside.y() - part.y() + y) * part.width() + inside.x() - part.x(), inside.width());
		}
		return new StoredPicture(part.width(), part.height(), cut);
	}

	boolean isGrey() {
		return planes[1] == planes[0] && planes[2] == planes[0];
	}

	/** @return memory of the planes in bytes */
	public long bytes() {
		long bytes = 0;
		for (int c = 0; c < 3; c++)
			if (c == 0 || planes[c] != planes[0]) bytes += planes[c].length;
		return bytes;
	}

	/** @return mean level of a plane, 0 to 255 */
	double mean(final int plane) {
		long sum = 0;
		for (final byte b : planes[plane])
			sum += b & 0xff;
		return (double) sum / planes[plane].length;
	}
}
