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

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The chunks of a WebP file (RFC 9649, section 2.3). TwelveMonkeys' reader does not tell the orientation.
 *
 * @param orientation as in Exif, 1 to 8
 * @param frames number of frames of an animation; 0 if the file is a still image
 */
public record WebpChunks(int orientation, int frames) {

	private static final int HEADER = 12, LONGEST_EXIF = 1 << 16;

	/** Some writers put the header of Exif in a JPEG before the data. */
	private static final String JPEG_HEADER = "Exif\0\0";

	/**
	 * @param file a WebP
	 * @return what its chunks say
	 * @throws IOException in words, to be put after "it is a damaged WebP: ", if its end is missing
	 */
	public static WebpChunks read(final Path file) throws IOException {
		try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
			in.skipNBytes(4);
			long left = length(in) - 4;
			in.skipNBytes(HEADER - 8);
			int orientation = 1, frames = 0;
			while (left >= 8) {
				final String name = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
				final long length = length(in);
				if (length > left - 8) throw new IOException("a part of it has no valid length");
				if ("EXIF".equals(name) && length <= LONGEST_EXIF) {
					final byte[] exif = new byte[(int) length];
					in.readFully(exif);
					final boolean headed = new String(exif, StandardCharsets.ISO_8859_1).startsWith(JPEG_HEADER);
					final int from = headed ? JPEG_HEADER.length() : 0;
					orientation = ExifOrientation.of(exif, from, exif.length - from);
				}
				else in.skipNBytes(length);
				if ("ANMF".equals(name)) frames++;
				left -= 8 + length + length % 2;
				if (length % 2 == 1 && left > 0) in.skipNBytes(1);
			}
			return new WebpChunks(orientation, frames);
		}
		catch (final EOFException e) {
			throw new IOException("its end is missing", e);
		}
	}

	private static long length(final DataInputStream in) throws IOException {
		return Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
	}
}
