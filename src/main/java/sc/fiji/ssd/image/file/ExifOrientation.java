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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The orientation of an image: entry 274 of the TIFF directory that Exif is (Exif 2.3, section 4.6.4). TwelveMonkeys' reader of Exif keeps
 * all values, also those that thousands of entries share, so that 64 kB can take a gigabyte; here only the entry is looked at.
 */
final class ExifOrientation {

	private static final int TAG = 274, SHORT = 3;

	private ExifOrientation() {}

	/**
	 * @param bytes have the Exif data, which begin as a TIFF
	 * @param from where they begin
	 * @param length of them
	 * @return 1 to 8; 1 if they do not say
	 */
	static int of(final byte[] bytes, final int from, final int length) {
		if (length < 14 || from + length > bytes.length) return 1;
		final ByteBuffer exif = ByteBuffer.wrap(bytes, from, length).slice();
		exif.order(exif.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
		if (exif.getShort(2) != 42) return 1;
		final int directory = exif.getInt(4);
		if (directory < 8 || directory > length - 2) return 1;
		final int entries = exif.getShort(directory) & 0xffff;
		for (int i = 0; i < entries && directory + 14 + 12 * i <= length; i++) {
			final int at = directory + 2 + 12 * i;
			if ((exif.getShort(at) & 0xffff) != TAG) continue;
			final int value = exif.getShort(at + 2) == SHORT ? exif.getShort(at + 8) & 0xffff : exif.getInt(at + 8);
			return value >= 1 && value <= 8 ? value : 1;
		}
		return 1;
	}
}
