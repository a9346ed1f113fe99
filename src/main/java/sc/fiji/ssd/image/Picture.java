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

import java.util.Arrays;

import sc.fiji.ssd.model.Preprocessing;

/**
 * A picture as SSD sees it before its input layer: red, green and blue planes on
 * the 0 to 255 scale, whatever the image's pixel type was.
 * <p>
 * The planes are the picture's own arrays and may be changed in place, as
 * augmentation does. Grey pictures hold the same values three times, in three
 * arrays.
 * </p>
 */
public final class Picture {

	private final int width;

	private final int height;

	private final float[][] planes;

	/**
	 * Makes a black picture.
	 *
	 * @param width in pixels, at least 1
	 * @param height in pixels, at least 1
	 */
	public Picture(final int width, final int height) {
		if (width < 1 || height < 1)
			throw new IllegalArgumentException("A picture of " + width + " x " + height + " pixels");
		this.width = width;
		this.height = height;
		this.planes = new float[3][Math.multiplyExact(width, height)];
	}

	/** @return the width in pixels */
	public int width() {
		return width;
	}

	/** @return the height in pixels */
	public int height() {
		return height;
	}

	/**
	 * @return red, green, blue, each of {@code height * width} values from 0 to
	 *         255, row by row; the arrays themselves, not copies
	 */
	public float[][] planes() {
		return planes;
	}

	/**
	 * @param canvasWidth at least this width
	 * @param canvasHeight at least this height
	 * @param preprocessing whose mean colours what is added, which the network sees
	 *          as zeros
	 * @return this picture in the upper left corner of a larger one
	 */
	public Picture onCanvas(final int canvasWidth, final int canvasHeight, final Preprocessing preprocessing) {
		final Picture canvas = new Picture(canvasWidth, canvasHeight);
		for (int c = 0; c < 3; c++) {
			Arrays.fill(canvas.planes[c], preprocessing.meanOf(c));
			for (int y = 0; y < height; y++)
				System.arraycopy(planes[c], y * width, canvas.planes[c], y * canvasWidth, width);
		}
		return canvas;
	}
}
