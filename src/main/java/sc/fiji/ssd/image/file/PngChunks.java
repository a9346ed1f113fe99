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
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The chunks of a PNG, and their checksums, which Java's reader does not look at.
 *
 * @param orientation as in Exif, 1 to 8
 */
public record PngChunks(int orientation) {

	private static final long SIGNATURE = 0x89504e470d0a1a0aL;

	/** Exif data are small; what is larger is not read. */
	private static final int LONGEST_EXIF = 1 << 16;

	/**
	 * @param file a PNG
	 * @return what its chunks say
	 * @throws IOException in words, to be put after "it is a damaged PNG: ", if a chunk that pixels depend on is
	 * damaged or missing
	 */
	public static PngChunks read(final Path file) throws IOException {
		try (CheckedInputStream checked = new CheckedInputStream(
			new BufferedInputStream(Files.newInputStream(file), 1 << 16), new CRC32()))
		{
			final DataInputStream in = new DataInputStream(checked);
			if (in.readLong() != SIGNATURE) throw new IOException("it has no PNG header");
			int orientation = 1;
			while (true) {
				final int length = in.readInt();
				if (length < 0) throw new IOException("a part of it has no valid length");
				checked.getChecksum().reset();
				final String name = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
				if ("eXIf".equals(name) && length <= LONGEST_EXIF)
					orientation = ExifOrientation.of(in.readNBytes(length), 0, length);
				else in.skipNBytes(length);
				final int sum = (int) checked.getChecksum().getValue();
				if (in.readInt() != sum && Character.isUpperCase(name.charAt(0)))
					throw new IOException("its part " + name.replaceAll("[^A-Za-z]", "?") + " has a wrong checksum");
				if ("IEND".equals(name)) return new PngChunks(orientation);
			}
		}
		catch (final EOFException e) {
			throw new IOException("its end is missing", e);
		}
	}
}
