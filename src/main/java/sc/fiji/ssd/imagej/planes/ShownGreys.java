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

import java.awt.image.IndexColorModel;

import ij.process.ByteProcessor;

/** The greys that an 8-bit image shows: through its lookup table, but not through the display range, which changes with the user's eyes. */
final class ShownGreys {

	private ShownGreys() {}

	/**
	 * @param pixels with a table of any size
	 * @return its own array if the table changes nothing; null if the table has colours
	 */
	static byte[] of(final ByteProcessor pixels) {
		final byte[] values = (byte[]) pixels.getPixels();
		final IndexColorModel table = table(pixels);
		if (table == null) return values;
		final int size = table.getMapSize();
		final byte[] greys = new byte[256], greens = new byte[256], blues = new byte[256];
		table.getReds(greys);
		table.getGreens(greens);
		table.getBlues(blues);
		boolean plain = size == 256;
		for (int i = 0; i < size; i++) {
			if (greys[i] != greens[i] || greys[i] != blues[i]) return null;
			plain &= greys[i] == (byte) i;
		}
		if (plain) return values;
		final byte[] shown = new byte[values.length];
		for (int i = 0; i < shown.length; i++)
			shown[i] = greys[values[i] & 0xff];
		return shown;
	}

	/** ImageJ has no separate table for palettes with fewer than 256 entries. */
	private static IndexColorModel table(final ByteProcessor pixels) {
		if (pixels.getColorModel() instanceof IndexColorModel own && own.getMapSize() < 256) return own;
		return pixels.getLut();
	}
}
