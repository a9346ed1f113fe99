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
package sc.fiji.ssd.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;

/**
 * The size of an image's pixel in the specimen.
 *
 * @param value above 0, in the unit
 * @param unit {@link #MICRON}, into which all lengths are turned
 */
public record PixelSize(double value, String unit) {

	/** The unit of all sizes, in ImageJ's spelling. */
	public static final String MICRON = "micron";

	/** Sizes that differ by less are the same: calibrations are rounded differently. */
	private static final double TOLERANCE = 0.02;

	private static final double CENTIMETRE = 1e4;

	/** Larger pixels in cm are those of prints as well; ImageJ has the same limit. */
	private static final double MOST_CENTIMETRES = 1e-3;

	/** Inches are missing: they tell of printers, not of microscopes. */
	private static final Map<String, Double> MICRONS = Map.ofEntries(Map.entry("nm", 1e-3),
		Map.entry("nanometer", 1e-3), Map.entry("um", 1.0), Map.entry("\u00b5m", 1.0), Map.entry("\u03bcm", 1.0),
		Map.entry("micron", 1.0), Map.entry("microns", 1.0), Map.entry("micrometer", 1.0), Map.entry("micrometre", 1.0),
		Map.entry("mm", 1e3), Map.entry("millimeter", 1e3), Map.entry("cm", CENTIMETRE),
		Map.entry("centimeter", CENTIMETRE));

	public PixelSize {
		if (!(value > 0 && value < Double.POSITIVE_INFINITY) || !MICRON.equals(unit))
			throw new IllegalArgumentException("A pixel of " + value + " " + unit);
	}

	/**
	 * @param width of a pixel
	 * @param height of a pixel
	 * @param unit of both, as images spell it
	 * @return their geometric mean in microns; null if the unit is missing,
	 *         {@code pixel} or no length of microscopy, or a number is not above 0
	 */
	public static PixelSize of(final double width, final double height, final String unit) {
		final Double microns = unit == null ? null : MICRONS.get(unit.strip().toLowerCase(Locale.ROOT));
		final double size = Math.sqrt(width * height);
		if (microns != null && microns == CENTIMETRE && size > MOST_CENTIMETRES) return null;
		if (microns == null || !(width > 0) || !(height > 0) || !(size * microns < Double.POSITIVE_INFINITY))
			return null;
		return new PixelSize(size * microns, MICRON);
	}

	/**
	 * @param other another size
	 * @return whether they differ by no more than 2 %
	 */
	public boolean isLike(final PixelSize other) {
		return Math.abs(Math.log(value / other.value)) <= TOLERANCE;
	}

	/** {@return such as {@code 0.325 micron}} */
	@Override
	public String toString() {
		return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString() + " " + unit;
	}
}
