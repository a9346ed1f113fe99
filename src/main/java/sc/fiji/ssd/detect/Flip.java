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
package sc.fiji.ssd.detect;

import java.util.List;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.image.PixelArea;

/** How a picture is turned over before it is shown to the network. */
enum Flip {

	NONE(false, false), HORIZONTAL(true, false), VERTICAL(false, true), BOTH(true, true);

	private final boolean alongX;
	private final boolean alongY;

	Flip(final boolean alongX, final boolean alongY) {
		this.alongX = alongX;
		this.alongY = alongY;
	}

	/** @param average whether the results of all flips are averaged @return the flips by which a picture is shown */
	static List<Flip> of(final boolean average) {
		return average ? List.of(values()) : List.of(NONE);
	}

	/**
	 * @param input {@code [3][size][size]}, as the network takes it
	 * @return the flipped input; the same array without a flip
	 */
	float[] of(final float[] input) {
		if (this == NONE) return input;
		final int size = (int) Math.round(Math.sqrt(input.length / 3.0)), last = size - 1;
		final float[] flipped = new float[input.length];
		for (int row = 0; row < 3 * size; row++) {
			final int from = size * (alongY ? row / size * size + last - row % size : row), to = size * row;
			if (!alongX) System.arraycopy(input, from, flipped, to, size);
			else for (int x = 0; x < size; x++) flipped[to + x] = input[from + last - x];
		}
		return flipped;
	}

	/**
	 * @param box found in the flipped picture, in pixels of the image
	 * @param area that the picture shows
	 * @return where it is in the image
	 */
	Box back(final Box box, final PixelArea area) {
		final double x = 2.0 * area.x() + area.width(), y = 2.0 * area.y() + area.height();
		return new Box(alongX ? x - box.xMax() : box.xMin(), alongY ? y - box.yMax() : box.yMin(),
			alongX ? x - box.xMin() : box.xMax(), alongY ? y - box.yMin() : box.yMax());
	}
}
