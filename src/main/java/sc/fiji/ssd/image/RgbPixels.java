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

import net.imglib2.AbstractWrappedInterval;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;

/**
 * An RGB image of ImageJ, an int for each pixel, as (x, y, c) of 8 bits with red, green
 * and blue. The pixels are split into planes when they are first asked for.
 */
public final class RgbPixels extends AbstractWrappedInterval<Interval>
	implements
		RandomAccessibleInterval<UnsignedByteType>
{

	private static final int BITS = 8;

	private final int[] rgb;
	private RandomAccessibleInterval<UnsignedByteType> planes;
	private byte[] bytes;

	/**
	 * @param rgb a pixel's red in bits 16 to 23, green in 8 to 15, blue in 0 to 7; not copied
	 * @param width in pixels
	 * @param height in pixels
	 */
	public RgbPixels(final int[] rgb, final int width, final int height) {
		super(new FinalInterval(width, height, 3));
		if (rgb.length != Math.multiplyExact(width, height))
			throw new IllegalArgumentException(rgb.length + " pixels for " + width + " x " + height);
		this.rgb = rgb;
	}

	/** @return all red, all green, all blue levels */
	synchronized byte[] bytes() {
		if (bytes == null) {
			final byte[] split = new byte[3 * rgb.length];
			for (int i = 0; i < rgb.length; i++) {
				split[i] = (byte) (rgb[i] >> 2 * BITS);
				split[rgb.length + i] = (byte) (rgb[i] >> BITS);
				split[2 * rgb.length + i] = (byte) rgb[i];
			}
			bytes = split;
		}
		return bytes;
	}

	/** @return the pixels as they were given */
	int[] rgb() {
		return rgb;
	}

	private synchronized RandomAccessibleInterval<UnsignedByteType> planes() {
		if (planes == null) planes = ArrayImgs.unsignedBytes(bytes(), dimension(0), dimension(1), dimension(2));
		return planes;
	}

	@Override
	public RandomAccess<UnsignedByteType> randomAccess() {
		return planes().randomAccess();
	}

	@Override
	public RandomAccess<UnsignedByteType> randomAccess(final Interval interval) {
		return planes().randomAccess(interval);
	}

	@Override
	public UnsignedByteType getType() {
		return new UnsignedByteType();
	}
}
