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
package sc.fiji.ssd.imagej.planes;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.NativeImg;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.real.FloatType;

import sc.fiji.ssd.image.InvertedPlane;

/** 16-bit pixels through ImageJ's calibration function: the values that ImageJ shows. */
final class CalibratedPixels {

	/** A float that has the range of the calibrated 16-bit values, so that this range can be requested. */
	private static final class Value extends FloatType {

		private final float min;
		private final float max;

		Value(final NativeImg<?, ? extends FloatAccess> img, final float min, final float max) {
			super(img);
			this.min = min;
			this.max = max;
		}

		Value(final float min, final float max) {
			this.min = min;
			this.max = max;
		}

		@Override
		public double getMinValue() {
			return min;
		}

		@Override
		public double getMaxValue() {
			return max;
		}

		@Override
		public FloatType duplicateTypeOnSameNativeImg() {
			return new Value(img, min, max);
		}

		@Override
		public FloatType createVariable() {
			return new Value(min, max);
		}

		@Override
		public FloatType copy() {
			final Value copy = new Value(min, max);
			copy.set(get());
			return copy;
		}
	}

	private CalibratedPixels() {}

	/**
	 * @param pixels unsigned
	 * @param table the value of each, of 65536 entries
	 * @param inverted whether the lookup table is
	 * @return their values; {@link InvertedPlane} if larger values are darker
	 */
	static RandomAccessibleInterval<? extends RealType<?>> of(final short[] pixels, final float[] table,
		final long width, final long height, final boolean inverted)
	{
		float min = Float.POSITIVE_INFINITY, max = Float.NEGATIVE_INFINITY;
		for (final float value : table) {
			if (!Float.isFinite(value)) continue;
			min = Math.min(min, value);
			max = Math.max(max, value);
		}
		final float[] values = new float[pixels.length];
		for (int i = 0; i < values.length; i++)
			values[i] = table[pixels[i] & 0xffff];
		final ArrayImg<FloatType, FloatArray> image = ArrayImgs.floats(values, width, height);
		if (min < max) image.setLinkedType(new Value(image, min, max));
		final boolean falling = table[table.length - 1] < table[0];
		return falling != inverted ? new InvertedPlane<>(image) : image;
	}
}
