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

import sc.fiji.ssd.image.PixelArea;

/**
 * Puts the image somewhere on a larger canvas, so that objects become small
 * (paper, section 3.6; Caffe's {@code ExpandImage}).
 *
 * @param probability that it is done
 * @param maxRatio largest ratio of the canvas's sides to the image's
 */
record Expansion(double probability, double maxRatio) {

	/** None at all. */
	static final Expansion NONE = new Expansion(0, 1);

	/** Caffe's: up to four times as wide and high, half of the time. */
	static final Expansion CAFFE = new Expansion(0.5, 4);

	/** A smaller ratio is not an expansion in Caffe. */
	private static final double LEAST = 1.01;

	/**
	 * @param random to draw from
	 * @param width of the image
	 * @param height of the image
	 * @return the canvas in pixels of the image: it begins at or left of and above
	 *         the image's origin
	 */
	PixelArea draw(final SplittableRandom random, final int width, final int height) {
		final boolean expand = probability > 0 && random.nextDouble() < probability;
		final double ratio = expand ? SampleRandom.uniform(random, 1, maxRatio) : 1;
		if (ratio < LEAST) return new PixelArea(0, 0, width, height);
		final int canvasWidth = (int) (width * ratio), canvasHeight = (int) (height * ratio);
		return new PixelArea(-(int) SampleRandom.uniform(random, 0, canvasWidth - width),
			-(int) SampleRandom.uniform(random, 0, canvasHeight - height), canvasWidth, canvasHeight);
	}
}
