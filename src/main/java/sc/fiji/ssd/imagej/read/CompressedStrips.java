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
package sc.fiji.ssd.imagej.read;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import ij.io.FileInfo;

/**
 * Unpacks the strips of a compressed TIFF without keeping them. ImageJ shows
 * pixels of whatever it finds, however damaged, and unpacks without limit; here
 * a strip must unpack as TIFF 6.0 says, to as much as its plane has pixels.
 */
final class CompressedStrips {

	/** Some writers fill the last strip up, and some add a channel that ImageJ leaves out. */
	private static final int MOST_TIMES = 4;
	private static final long SLACK = 1 << 20;

	private static final int CLEAR = 256, END = 257, FIRST = 258, CODES = 4096;

	private CompressedStrips() {}

	/**
	 * @param file a TIFF
	 * @param plane one of its planes
	 * @throws IOException in words if a strip does not unpack to what its plane needs
	 */
	static void check(final Path file, final FileInfo plane) throws IOException {
		if (plane.compression <= FileInfo.COMPRESSION_NONE || plane.compression == FileInfo.JPEG ||
			plane.stripOffsets == null || plane.stripLengths == null) return;
		final long needed = (long) plane.width * plane.height * plane.getBytesPerPixel();
		final long most = MOST_TIMES * needed + SLACK;
		long unpacked = 0;
		try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
			for (int i = 0; i < plane.stripOffsets.length; i++) {
				final byte[] strip = new byte[Math.toIntExact(plane.stripLengths[i] & 0xffffffffL)];
				in.seek(plane.stripOffsets[i] & 0xffffffffL);
				in.readFully(strip);
				unpacked += switch (plane.compression) {
					case FileInfo.LZW, FileInfo.LZW_WITH_DIFFERENCING -> lzw(strip, most);
					case FileInfo.ZIP, FileInfo.ZIP_WITH_DIFFERENCING -> deflate(strip, most);
					default -> packBits(strip);
				};
				if (unpacked > most) throw new IOException("it unpacks to more than its pixels");
			}
		}
		if (unpacked < needed && isPlain(plane.fileType))
			throw new IOException("it unpacks to " + unpacked + " bytes, its pixels need " + needed);
	}

	/** Of the others ImageJ's bytes in a pixel are not the file's. */
	private static boolean isPlain(final int type) {
		return switch (type) {
			case FileInfo.GRAY8, FileInfo.COLOR8, FileInfo.GRAY16_SIGNED, FileInfo.GRAY16_UNSIGNED,
				FileInfo.GRAY32_FLOAT, FileInfo.GRAY32_INT, FileInfo.GRAY32_UNSIGNED, FileInfo.RGB -> true;
			default -> false;
		};
	}

	private static long deflate(final byte[] strip, final long most) throws IOException {
		final Inflater inflater = new Inflater();
		try {
			inflater.setInput(strip);
			final byte[] buffer = new byte[1 << 16];
			long bytes = 0;
			while (!inflater.finished()) {
				final int n = inflater.inflate(buffer);
				bytes += n;
				if (n == 0 && (inflater.needsInput() || inflater.needsDictionary()))
					throw new IOException("a compressed strip breaks off");
				if (bytes > most) return bytes;
			}
			return bytes;
		}
		catch (final DataFormatException e) {
			throw new IOException("a compressed strip is damaged", e);
		}
		finally {
			inflater.end();
		}
	}

	private static long packBits(final byte[] strip) throws IOException {
		long bytes = 0;
		int i = 0;
		while (i < strip.length) {
			final int n = strip[i++];
			if (n >= 0) {
				bytes += n + 1;
				i += n + 1;
			}
			else if (n != -128) {
				bytes += 1 - n;
				i++;
			}
		}
		if (i > strip.length) throw new IOException("a compressed strip breaks off");
		return bytes;
	}

	/** Follows the codes by the length of what they stand for. */
	private static long lzw(final byte[] strip, final long most) throws IOException {
		final int[] lengths = new int[CODES];
		int next = FIRST, width = 9, before = 0;
		long bytes = 0;
		boolean begun = false;
		for (long bit = 0; bit + width <= 8L * strip.length && bytes <= most;) {
			final int code = bits(strip, bit, width);
			bit += width;
			if (code == END) break;
			if (code == CLEAR) {
				next = FIRST;
				width = 9;
				before = 0;
				begun = true;
				continue;
			}
			if (!begun) throw new IOException("a compressed strip does not begin as one");
			final int length;
			if (code < CLEAR) length = 1;
			else if (before > 0 && code < next) length = lengths[code];
			else if (before > 0 && code == next) length = before + 1;
			else throw new IOException("a compressed strip is damaged");
			bytes += length;
			if (before > 0 && next < CODES) {
				lengths[next++] = before + 1;
				if (next == 511 || next == 1023 || next == 2047) width++;
			}
			before = length;
		}
		return bytes;
	}

	private static int bits(final byte[] strip, final long from, final int count) {
		int value = 0;
		final int first = (int) (from >> 3), last = (int) (from + count - 1 >> 3);
		for (int i = first; i <= last; i++)
			value = value << 8 | strip[i] & 0xff;
		final int behind = (int) (8L * (last + 1) - from - count);
		return value >> behind & (1 << count) - 1;
	}
}
