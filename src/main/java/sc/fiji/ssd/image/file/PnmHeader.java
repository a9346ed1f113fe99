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
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The header of a portable bitmap, greymap or pixmap. ImageJ, which reads the pixels, shows missing ones as black.
 *
 * @param kind 1 to 6, as in P1 to P6
 * @param width in pixels
 * @param height in pixels
 * @param white the value that is white; 1 for bitmaps
 * @param start where binary pixels begin, bytes
 */
public record PnmHeader(int kind, int width, int height, int white, long start) {

	private static final int BITMAP_TEXT = 1, BITMAP = 4, PIXMAP_TEXT = 3, PIXMAP = 6;

	/** Longer headers are not valid. */
	private static final int LONGEST = 1 << 16;

	/**
	 * Reads the header, and counts whether all pixels follow it.
	 *
	 * @param file a portable anymap
	 * @return its header
	 * @throws IOException in words, to be put after "it is damaged: "
	 */
	public static PnmHeader read(final Path file) throws IOException {
		try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
			final Reader reader = new Reader(in);
			reader.next();
			final int kind = reader.next() - '0';
			final boolean bits = kind == BITMAP || kind == BITMAP_TEXT;
			final int width = reader.number(), height = reader.number(), white = bits ? 1 : reader.number();
			if (width < 1 || height < 1 || white < 1 || white > 0xffff) throw new IOException("its header has no size");
			final PnmHeader header = new PnmHeader(kind, width, height, white, reader.read);
			if (kind < BITMAP) header.checkText(reader);
			else if (Files.size(file) - reader.read < header.bytes())
				throw new IOException("it ends before its last pixel");
			return header;
		}
		catch (final EOFException e) {
			throw new IOException("it ends before its last pixel", e);
		}
	}

	/** @return whether it is a bitmap, of which ImageJ takes some bits wrongly, and all digits if no space is between them */
	public boolean isBitmap() {
		return kind == BITMAP || kind == BITMAP_TEXT;
	}

	/**
	 * @param file a bitmap with this header, which was checked
	 * @return its pixels: 0 black, -1 white
	 * @throws IOException if it cannot be read
	 */
	public byte[] bitmap(final Path file) throws IOException {
		final byte[] pixels = new byte[width * height];
		try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
			in.skipNBytes(start);
			final Reader reader = new Reader(in);
			int bits = 0;
			for (int i = 0; i < pixels.length; i++) {
				final int bit = i % width % 8;
				if (kind == BITMAP_TEXT) bits = reader.digit() << 7 - bit;
				else if (bit == 0) bits = reader.next();
				if ((bits >> 7 - bit & 1) == 0) pixels[i] = -1;
			}
		}
		return pixels;
	}

	/** @return bytes of the pixels of a binary file */
	private long bytes() {
		if (kind == BITMAP) return (width + 7L) / 8 * height;
		return (long) width * height * (kind == PIXMAP ? 3 : 1) * (white > 0xff ? 2 : 1);
	}

	private void checkText(final Reader reader) throws IOException {
		final long values = (long) width * height * (kind == PIXMAP_TEXT ? 3 : 1);
		for (long i = 0; i < values; i++)
			if (kind == BITMAP_TEXT) reader.digit();
			else reader.number();
	}

	private static final class Reader {

		private final InputStream in;
		private long read;

		Reader(final InputStream in) {
			this.in = in;
		}

		int next() throws IOException {
			final int c = in.read();
			if (c < 0) throw new EOFException();
			read++;
			return c;
		}

		/** @return the first character that is neither space nor comment */
		private int first() throws IOException {
			int c = next();
			for (int skipped = 0; Character.isWhitespace(c) || c == '#'; skipped++) {
				if (skipped > LONGEST) throw new IOException("its header does not end");
				if (c == '#') while (c != '\n' && c != '\r')
					c = next();
				c = next();
			}
			return c;
		}

		int digit() throws IOException {
			final int c = first();
			if (c != '0' && c != '1') throw new IOException("it has a pixel that is neither 0 nor 1");
			return c - '0';
		}

		/** Also takes the one space after the number, or the end of the file. */
		int number() throws IOException {
			int number = 0;
			int c = first();
			if (c < '0' || c > '9') throw new IOException("it has text where a number should be");
			for (; c >= '0' && c <= '9'; c = in.read(), read++) {
				number = number * 10 + c - '0';
				if (number > 100_000_000) throw new IOException("its header has no size");
			}
			return number;
		}
	}
}
