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

import net.imglib2.type.numeric.IntegerType;
import net.imglib2.type.numeric.RealType;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;

/**
 * The intensities that become 0 and 255: the parsed form of {@link sc.fiji.ssd.model.Preprocessing#intensityRange()}.
 *
 * @param kind how the bounds are found
 * @param low of {@link Kind#FIXED}; of {@link Kind#AUTO} what the lower percentile becomes
 * @param high of {@link Kind#FIXED}; of {@link Kind#AUTO} what the upper percentile becomes
 */
record IntensityRange(Kind kind, double low, double high) {

	enum Kind {
		AUTO, TYPE, MINMAX, PERCENTILE, FIXED
	}

	private static final int WHITE = 255;

	/** Share of the values that lies below 0, and above 255, with {@code percentile}. */
	static final double CUT = 0.001;

	/**
	 * The bounds for one channel of one image.
	 *
	 * @param low becomes 0
	 * @param high becomes 255
	 */
	record Bounds(double low, double high) {}

	/**
	 * @param preprocessing has it as in the macro key {@code intensity_range}
	 * @return its meaning
	 * @throws UserException if it has none
	 */
	static IntensityRange of(final Preprocessing preprocessing) {
		final String text = preprocessing.intensityRange();
		final String value = text == null ? "" : text.strip();
		final Preprocessing.Levels levels = preprocessing.levels();
		switch (value) {
			case "auto" :
				return levels == null
					? new IntensityRange(Kind.AUTO, 0, WHITE)
					: new IntensityRange(Kind.AUTO, levels.low(), levels.high());
			case "type" :
				return new IntensityRange(Kind.TYPE, 0, 0);
			case "minmax" :
				return new IntensityRange(Kind.MINMAX, 0, 0);
			case "percentile" :
				return new IntensityRange(Kind.PERCENTILE, 0, 0);
			default :
				return fixed(value);
		}
	}

	private static IntensityRange fixed(final String value) {
		final String[] parts = value.split(",", -1);
		try {
			final double low = Double.parseDouble(parts[0]);
			final double high = Double.parseDouble(parts[parts.length - 1]);
			if (parts.length == 2 && Double.isFinite(low) && Double.isFinite(high) && low < high)
				return new IntensityRange(Kind.FIXED, low, high);
		}
		catch (final NumberFormatException e) {
			// the message below says what is allowed
		}
		throw new UserException("intensity_range: \"" + value +
			"\" is not valid; use auto, type, minmax, percentile, or LOW,HIGH with LOW below HIGH");
	}

	/** @return whether the bounds need the pixels, not their type alone */
	boolean dependsOnPixels(final RealType<?> type) {
		return kind == Kind.MINMAX || kind == Kind.PERCENTILE || kind == Kind.AUTO && !isByte(type);
	}

	/** @return what a user should know of an image of this type; null: nothing */
	String note(final RealType<?> type) {
		return kind != Kind.AUTO || isByte(type) || low == 0 && high == WHITE
			? null
			: String.format(Locale.ROOT,
				"intensity_range=auto: images with more than 8 bits are made as bright as the 8-bit training images " +
					"were on average (percentiles at %.0f and %.0f of 255); LOW,HIGH sets the range exactly",
				low, high);
	}

	/** @return whether the bounds are the smallest and the largest finite value */
	boolean isMinMax() {
		return kind == Kind.MINMAX;
	}

	/**
	 * @param type of the pixels
	 * @param values of the channel; not changed
	 * @return low below high, or equal if the channel is constant
	 * @throws UserException if the range of the pixel type was requested and the type has none
	 */
	Bounds bounds(final RealType<?> type, final float[] values) {
		switch (kind) {
			case FIXED :
				return new Bounds(low, high);
			case TYPE :
				return typeBounds(type);
			case MINMAX :
				return minmax(values);
			case PERCENTILE :
				return percentile(type, values);
			default :
				return isByte(type) ? new Bounds(0, WHITE) : toLevels(percentile(type, values));
		}
	}

	/** @return bounds with which these percentiles become the levels */
	private Bounds toLevels(final Bounds percentiles) {
		final double valuesPerLevel = (percentiles.high - percentiles.low) / (high - low);
		final double zero = percentiles.low - low * valuesPerLevel;
		return new Bounds(zero, zero + WHITE * valuesPerLevel);
	}

	/** @return whether pixels are levels as they are */
	static boolean isByte(final RealType<?> type) {
		return type.getMinValue() == 0 && type.getMaxValue() == 255;
	}

	private static Bounds typeBounds(final RealType<?> type) {
		final double span = type.getMaxValue() - type.getMinValue();
		// float and double run to 1e38 and beyond: all images would be black
		if (!(span < 1e20))
			throw new UserException("intensity_range: type has no meaning for floating-point images" +
				", whose type has no range; use auto, minmax, percentile, or LOW,HIGH");
		return new Bounds(type.getMinValue(), type.getMaxValue());
	}

	private static Bounds minmax(final float[] values) {
		float min = Float.POSITIVE_INFINITY;
		float max = Float.NEGATIVE_INFINITY;
		for (final float value : values) {
			if (!Float.isFinite(value)) continue;
			if (value < min) min = value;
			if (value > max) max = value;
		}
		return min <= max ? new Bounds(min, max) : new Bounds(0, 0);
	}

	/** Where more than the cut share is one value, as in a dark field with few bright spots, minimum and maximum. */
	private static Bounds percentile(final RealType<?> type, final float[] values) {
		final boolean few = type instanceof IntegerType && type.getMaxValue() - type.getMinValue() < 1 << 16;
		final Bounds bounds = few ? counted((int) type.getMinValue(), values) : selected(values);
		return bounds.low < bounds.high ? bounds : minmax(values);
	}

	private static Bounds counted(final int min, final float[] values) {
		final int[] counts = new int[1 << 16];
		for (final float value : values)
			counts[(int) value - min]++;
		return new Bounds(min + OrderStatistics.quantileOfCounts(counts, values.length, CUT),
			min + OrderStatistics.quantileOfCounts(counts, values.length, 1 - CUT));
	}

	private static Bounds selected(final float[] values) {
		final float[] finite = new float[values.length];
		int n = 0;
		for (final float value : values)
			if (Float.isFinite(value)) finite[n++] = value;
		if (n == 0) return new Bounds(0, 0);
		return new Bounds(OrderStatistics.quantile(finite, n, CUT), OrderStatistics.quantile(finite, n, 1 - CUT));
	}
}
