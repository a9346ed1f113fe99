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
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The blocks of a GIF, gone through without unpacking them. Java's reader takes a GIF without its end for whole, and ImageJ's makes room for
 * whatever size an image claims.
 *
 * @param width of the canvas in pixels
 * @param height of the canvas in pixels
 * @param frames number of images
 * @param pixels of the canvas, or of the largest image if that is larger, as in damaged files
 */
public record GifBlocks(int width, int height, int frames, long pixels) {

	private static final int HEADER = 6, IMAGE = 0x2c, EXTENSION = 0x21, TRAILER = 0x3b;

	/**
	 * @param file a GIF
	 * @return its size
	 * @throws IOException in words, to be put after "it is a damaged GIF: "
	 */
	public static GifBlocks read(final Path file) throws IOException {
		try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
			in.skipNBytes(HEADER);
			final int width = number(in), height = number(in);
			final int flags = in.readUnsignedByte();
			in.skipNBytes(2);
			skipColours(in, flags);
			int frames = 0;
			long pixels = (long) width * height;
			for (int block = in.readUnsignedByte(); block != TRAILER; block = in.readUnsignedByte()) {
				if (block == IMAGE) {
					in.skipNBytes(4);
					pixels = Math.max(pixels, (long) number(in) * number(in));
					skipColours(in, in.readUnsignedByte());
					frames++;
				}
				else if (block != EXTENSION) throw new IOException("it has a block of an unknown kind");
				in.skipNBytes(1); // the code size of an image, the kind of an extension
				for (int length = in.readUnsignedByte(); length > 0; length = in.readUnsignedByte())
					in.skipNBytes(length);
			}
			return new GifBlocks(width, height, frames, pixels);
		}
		catch (final EOFException e) {
			throw new IOException("its end is missing", e);
		}
	}

	private static void skipColours(final DataInputStream in, final int flags) throws IOException {
		if ((flags & 0x80) != 0) in.skipNBytes(3L << (flags & 7) + 1);
	}

	private static int number(final DataInputStream in) throws IOException {
		return in.readUnsignedByte() | in.readUnsignedByte() << 8;
	}
}
