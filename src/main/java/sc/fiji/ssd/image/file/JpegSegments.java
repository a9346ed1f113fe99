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
package sc.fiji.ssd.image.file;

/**
 * The content of a JPEG's segments: its size and its orientation. See ITU-T T.81, annex B. TwelveMonkeys' reader of segments keeps them
 * all, and goes through the rest of the file for each one whose name does not end, so it is not used here.
 *
 * @param width in pixels; 0 if no frame was found
 * @param height in pixels
 * @param plain whether it is JFIF of 8 bits, grey or YCbCr, and names no colour profile and no colours of Adobe
 * @param orientation as in Exif, 1 to 8
 */
public record JpegSegments(int width, int height, boolean plain, int orientation) {

	private static final int SOI = 0xd8, SOS = 0xda, APP0 = 0xe0, APP1 = 0xe1, APP2 = 0xe2, APP14 = 0xee;

	private static final int BASELINE = 0xc0, PROGRESSIVE = 0xc2, LAST_FRAME = 0xcf;

	/** In the range of frames, but none: tables, and a reserved mark. */
	private static final int DHT = 0xc4, JPG = 0xc8, DAC = 0xcc;

	/**
	 * Reads up to the first scan.
	 *
	 * @param b the file's bytes, or its first ones
	 * @return what they say; null if it is not a JPEG, or its segments are damaged
	 */
	public static JpegSegments read(final byte[] b) {
		if (b.length < 4 || at(b, 0) != 0xff || at(b, 1) != SOI) return null;
		int width = 0, height = 0, orientation = 1;
		boolean jfif = false, plain = true;
		for (int i = 2; i + 4 <= b.length;) {
			if (at(b, i) != 0xff) return null;
			final int marker = at(b, i + 1), data = i + 4, length = at(b, i + 2) << 8 | at(b, i + 3);
			if (marker == 0xff) { // fill bytes may come before a marker
				i++;
				continue;
			}
			if (marker == SOS)
				return new JpegSegments(width, height, plain && jfif, orientation);
			if (length < 2 || i + 2 + length > b.length) return null;
			if (marker == APP0 && length >= 7 && starts(b, data, "JFIF\0")) jfif = true;
			if (marker == APP1 && length > 14 && starts(b, data, "Exif\0\0"))
				orientation = ExifOrientation.of(b, data + 6, length - 8);
			if (marker == APP2 || marker == APP14) plain = false;
			if (isFrame(marker)) {
				if (length < 8) return null;
				height = at(b, data + 1) << 8 | at(b, data + 2);
				width = at(b, data + 3) << 8 | at(b, data + 4);
				final int components = at(b, data + 5);
				plain &= at(b, data) == 8 && marker <= PROGRESSIVE && length == 8 + 3 * components && isGreyOrColour(b, data, components);
			}
			i += 2 + length;
		}
		return null;
	}

	private static boolean isFrame(final int marker) {
		return marker >= BASELINE && marker <= LAST_FRAME && marker != DHT && marker != JPG && marker != DAC;
	}

	/** @return whether the components are numbered as JFIF numbers them */
	private static boolean isGreyOrColour(final byte[] b, final int data, final int components) {
		for (int c = 0; c < components; c++)
			if (components == 3 && at(b, data + 6 + 3 * c) != c + 1) return false;
		return components == 1 || components == 3;
	}

	private static boolean starts(final byte[] b, final int at, final String text) {
		if (at + text.length() > b.length) return false;
		for (int i = 0; i < text.length(); i++)
			if (at(b, at + i) != text.charAt(i)) return false;
		return true;
	}

	private static int at(final byte[] bytes, final int index) {
		return bytes[index] & 0xff;
	}
}
