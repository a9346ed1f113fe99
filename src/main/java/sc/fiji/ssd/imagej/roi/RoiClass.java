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
package sc.fiji.ssd.imagej.roi;

import java.util.Locale;
import java.util.regex.Pattern;

import ij.gui.Roi;

/**
 * The class that a ROI names: the name of its group where that has one, otherwise its whole name. A ROI that is one of
 * this plugin's detections is called {@code CLASS score}; it loses the score.
 */
public final class RoiClass {

	/** What the ROI Manager calls a ROI without a name: slice, y and x of its centre, and a number if there are two. */
	private static final Pattern MANAGERS_NAME = Pattern.compile("(\\d{4,}-)?\\d{4,}-\\d{4,}(-\\d{1,3})?");

	private static final String LEGEND = "legend", LEGEND_VALUE = "ssd";

	private RoiClass() {}

	/** @return whether the ROI is the legend that this plugin draws, which is not an annotation */
	public static boolean isLegend(final Roi roi) {
		return LEGEND_VALUE.equals(roi.getProperty(LEGEND));
	}

	public static void markLegend(final Roi roi) {
		roi.setProperty(LEGEND, LEGEND_VALUE);
	}

	/** @return the class, or null if the ROI has no name that a user gave it */
	public static String of(final Roi roi) {
		final String group = clean(Roi.getGroupName(roi.getGroup()));
		if (group != null) return group;
		final String detected = clean(roi.getProperty("class"));
		final String name = clean(roi.getName());
		if (name == null) return detected;
		if (detected != null && roi.getProperty("score") != null) return withoutScore(name, roi.getProperty("score"));
		return MANAGERS_NAME.matcher(name).matches() ? null : name;
	}

	private static String withoutScore(final String name, final String score) {
		try {
			final String suffix = String.format(Locale.ROOT, " %.2f", Double.parseDouble(score));
			if (name.endsWith(suffix)) return clean(name.substring(0, name.length() - suffix.length()));
		}
		catch (final NumberFormatException e) {
			// no score of ours: the name counts
		}
		return name;
	}

	/** @return without what a file cannot hold and without white space around; null if nothing is left */
	private static String clean(final String name) {
		if (name == null) return null;
		final String text = name.codePoints().map(c -> isText(c) ? c : ' ')
			.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString().strip();
		return text.isEmpty() ? null : text;
	}

	private static boolean isText(final int c) {
		return !Character.isISOControl(c) && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) &&
			(c & 0xfffe) != 0xfffe;
	}
}
