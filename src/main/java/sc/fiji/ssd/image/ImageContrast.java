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

import java.util.Locale;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.ssd.model.Preprocessing;

/**
 * The contrast of an image, compared with what a model expects.
 *
 * @param low intensity that 0.1 % of the pixels lie below
 * @param high intensity that 0.1 % of the pixels lie above
 * @param range how the model finds its intensities
 * @param levels of the model's training images; null if unknown
 */
public record ImageContrast(double low, double high, String range, Preprocessing.Levels levels, boolean isByte) {

	private static final int WHITE = 255;

	/** Approximate number of pixels that are sampled. */
	private static final long MOST = 1 << 20;

	/**
	 * @param image any
	 * @param preprocessing of the model
	 * @return its contrast, all channels together
	 */
	public static ImageContrast of(final RandomAccessibleInterval<? extends RealType<?>> image,
		final Preprocessing preprocessing)
	{
		final long step = (long) Math.max(1, Math.ceil(Math.sqrt((double) image.dimension(0) * image.dimension(1) / MOST)));
		final RandomAccessibleInterval<? extends RealType<?>> few = image.numDimensions() == 2
			? Views.subsample(image, step)
			: Views.subsample(image, step, step, 1);
		final float[] values = new float[(int) few.size()];
		final Cursor<? extends RealType<?>> cursor = Views.flatIterable(few).cursor();
		int n = 0;
		while (cursor.hasNext()) {
			final float value = cursor.next().getRealFloat();
			if (Float.isFinite(value)) values[n++] = value;
		}
		final double low = n == 0 ? 0 : OrderStatistics.quantile(values, n, IntensityRange.CUT);
		final double high = n == 0 ? 0 : OrderStatistics.quantile(values, n, 1 - IntensityRange.CUT);
		return new ImageContrast(low, high, preprocessing.intensityRange().strip(), preprocessing.levels(),
			IntensityRange.isByte(image.getType()));
	}

	/** @return whether all pixels are about the same */
	public boolean isFlat() {
		return !(high > low);
	}

	/** @return whether the model takes this image's intensities as they are, so that others can be tried */
	public boolean canBeAdapted() {
		return switch (range) {
			case "percentile", "minmax" -> false;
			case "auto" -> isByte;
			default -> true;
		};
	}

	/** @return the range LOW,HIGH with which the image is as bright as the training images */
	public String suitableRange() {
		final double dark = levels == null ? 0 : levels.low(), bright = levels == null ? WHITE : levels.high();
		final double perLevel = (high - low) / (bright - dark), zero = low - dark * perLevel;
		return String.format(Locale.ROOT, "%.6g,%.6g", zero, zero + WHITE * perLevel);
	}

	/**
	 * @param image the same
	 * @return the image with intensities that the model's range makes as bright as the training images
	 */
	public RandomAccessibleInterval<? extends RealType<?>> adapted(
		final RandomAccessibleInterval<? extends RealType<?>> image)
	{
		final String[] suitable = suitableRange().split(",");
		final double zero = Double.parseDouble(suitable[0]), span = Double.parseDouble(suitable[1]) - zero;
		return switch (range) {
			case "auto" -> Converters.convert(image, (in, out) -> out.set(level(in.getRealDouble(), zero, span, WHITE)),
				new UnsignedByteType());
			case "type" -> Converters.convert(image, (in, out) -> out.set(level(in.getRealDouble(), zero, span, 65535)),
				new UnsignedShortType());
			default -> {
				final String[] fixed = range.split(",");
				final double from = Double.parseDouble(fixed[0]), to = Double.parseDouble(fixed[1]);
				yield Converters.convert(image,
					(in, out) -> out.set((float) (from + (in.getRealDouble() - zero) / span * (to - from))), new FloatType());
			}
		};
	}

	private static int level(final double value, final double zero, final double span, final int most) {
		return (int) Math.max(0, Math.min(most, Math.round((value - zero) / span * most)));
	}
}
