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

/**
 * An image of 8 bits whose pixels are levels already, where it lies in memory. What
 * {@link PictureConverter#convert} would copy into a {@link Picture} without a
 * change can be resized from here.
 */
public final class LevelSource {

	/** Gives rows of pixels. */
	interface Rows {

		/**
		 * @param channel of the image, 0-based
		 * @param start index of the first pixel
		 * @param levels takes the levels from there on, 0 to 255
		 */
		void read(int channel, int start, int[] levels);
	}

	private final int width;
	private final int height;
	private final Rows rows;
	private final int[] channels;

	/**
	 * @param width in pixels
	 * @param height in pixels
	 * @param rows of the image
	 * @param channels of the image, 0-based, that are red, green and blue
	 */
	LevelSource(final int width, final int height, final Rows rows, final int[] channels) {
		this.width = width;
		this.height = height;
		this.rows = rows;
		this.channels = channels;
	}

	/** @return the width in pixels */
	public int width() {
		return width;
	}

	/** @return the height in pixels */
	public int height() {
		return height;
	}

	/** @return whether a colour, 1 green or 2 blue, is the same as red */
	boolean isRed(final int colour) {
		return channels[colour] == channels[0];
	}

	/** Reads a row of a colour: 0 red, 1 green, 2 blue. */
	void read(final int colour, final int row, final int[] levels) {
		rows.read(channels[colour], row * width, levels);
	}
}
