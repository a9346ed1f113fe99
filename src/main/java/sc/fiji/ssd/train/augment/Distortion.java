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
import sc.fiji.ssd.image.PixelArea;

/**
 * Photometric distortion (Caffe's {@code ApplyDistort}; Howard, arXiv 1312.5402):
 * brightness, then contrast, saturation and hue, or saturation, hue and contrast,
 * by a coin. Each is done with probability 0.5. Levels are whole numbers from 0
 * to 255 after each step, as on OpenCV's 8-bit images.
 * <p>
 * Hue turns round the whole circle, which Caffe's 8-bit arithmetic means to do,
 * but cuts off below 0.
 * </p>
 *
 * @param brightness added to all levels; 0: none
 * @param contrast factor on all levels; 1: none
 * @param contrastFirst whether contrast comes before the colour steps
 * @param saturation factor on HSV's S; 1: none
 * @param hue added to HSV's H in degrees; 0: none
 */
record Distortion(double brightness, double contrast, boolean contrastFirst, double saturation, double hue) {

	static final Distortion NONE = new Distortion(0, 1, true, 1, 0);

	private static final double BRIGHTNESS = 32;
	private static final double LOWEST_FACTOR = 0.5;
	private static final double HIGHEST_FACTOR = 1.5;
	/** OpenCV counts hue in units of two degrees; Caffe draws up to 18 of them. */
	private static final double HUE_DEGREES = 36;

	/**
	 * @param random to draw from
	 * @param colours whether saturation and hue may change
	 * @return a distortion by Caffe's probabilities
	 */
	static Distortion draw(final SplittableRandom random, final boolean colours) {
		final boolean contrastFirst = random.nextBoolean();
		final double brightness = random.nextBoolean() ? SampleRandom.uniform(random, -BRIGHTNESS, BRIGHTNESS) : 0;
		final double contrast = factor(random);
		final double saturation = colours ? factor(random) : 1;
		final double hue = colours && random.nextBoolean()
			? SampleRandom.uniform(random, -HUE_DEGREES, HUE_DEGREES)
			: 0;
		return new Distortion(brightness, contrast, contrastFirst, saturation, hue);
	}

	private static double factor(final SplittableRandom random) {
		return random.nextBoolean() ? SampleRandom.uniform(random, LOWEST_FACTOR, HIGHEST_FACTOR) : 1;
	}

	/**
	 * Cuts a part out of a picture and distorts it.
	 *
	 * @param from the picture
	 * @param part whole pixels inside the picture
	 * @return the distorted part
	 */
	Picture apply(final StoredPicture from, final PixelArea part) {
		final Picture to = new Picture(part.width(), part.height());
		final boolean coloured = (saturation != 1 || hue != 0) && !from.isGrey();
		final float[] before = levels(brightness, contrastFirst || !coloured ? contrast : 1);
		for (int c = 0; c < 3; c++) {
			final byte[] source = from.planes()[c];
			final float[] target = to.planes()[c];
			if (c > 0 && source == from.planes()[0]) {
				System.arraycopy(to.planes()[0], 0, target, 0, target.length);
				continue;
			}
			for (int y = 0, o = 0; y < part.height(); y++) {
				final int start = (part.y() + y) * from.width() + part.x();
				for (int x = 0; x < part.width(); x++)
					target[o++] = before[source[start + x] & 0xff];
			}
		}
		if (coloured) {
			changeColours(to.planes());
			if (!contrastFirst && contrast != 1) changeContrast(to.planes());
		}
		return to;
	}

	/** @return what becomes of a grey level, which only brightness and contrast change */
	float grey(final double level) {
		return scale(shift(level, brightness), contrast);
	}

	private static float[] levels(final double brightness, final double contrast) {
		final float[] levels = new float[256];
		for (int v = 0; v < 256; v++)
			levels[v] = scale(shift(v, brightness), contrast);
		return levels;
	}

	private static float shift(final double level, final double by) {
		return by == 0 ? (float) level : whole(level + by);
	}

	private static float scale(final float level, final double by) {
		return by == 1 ? level : whole(level * by);
	}

	private static float whole(final double level) {
		return level <= 0 ? 0 : level >= 255 ? 255 : (float) Math.rint(level);
	}

	private void changeContrast(final float[][] planes) {
		final float[] levels = levels(0, contrast);
		for (final float[] plane : planes)
			for (int i = 0; i < plane.length; i++)
				plane[i] = levels[(int) plane[i]];
	}

	/** Saturation and hue in one pass through HSV; V, the largest of the three, stays. */
	private void changeColours(final float[][] planes) {
		final float[] red = planes[0], green = planes[1], blue = planes[2];
		final float turn = (float) (hue / 60), factor = (float) saturation;
		for (int i = 0; i < red.length; i++) {
			final float r = red[i], g = green[i], b = blue[i];
			final float max = Math.max(r, Math.max(g, b)), chroma = max - Math.min(r, Math.min(g, b));
			if (chroma == 0) continue;
			final float newChroma = Math.min(chroma * factor, max);
			if (turn == 0) {
				final float k = newChroma / chroma;
				red[i] = level(max - (max - r) * k);
				green[i] = level(max - (max - g) * k);
				blue[i] = level(max - (max - b) * k);
				continue;
			}
			float h = max == r ? (g - b) / chroma : max == g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
			h += turn;
			if (h < 0) h += 6;
			if (h >= 6) h -= 6;
			red[i] = level(max - newChroma * lack(h + 5));
			green[i] = level(max - newChroma * lack(h + 3));
			blue[i] = level(max - newChroma * lack(h + 1));
		}
	}

	/** @return a value that is not negative as a whole number */
	private static int level(final float value) {
		return (int) (value + 0.5f);
	}

	/**
	 * How much of the chroma a channel lacks at a hue: 0 over a third of the circle,
	 * 1 over another, linear between.
	 *
	 * @param h 0 to 12, in sixths of the circle
	 */
	private static float lack(final float h) {
		final float k = h >= 6 ? h - 6 : h;
		return Math.max(0, Math.min(1, Math.min(k, 4 - k)));
	}
}
