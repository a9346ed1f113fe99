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

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

import com.twelvemonkeys.io.enc.DecoderStream;
import com.twelvemonkeys.io.enc.PackBitsDecoder;

/**
 * Unpacks the strips or tiles of a TIFF without keeping them. The libraries show pixels of whatever they find, however damaged;
 * here each must unpack as TIFF 6.0 says, to as much as its pixels need. The codes of LZW are followed here because TwelveMonkeys'
 * decoder takes damaged ones for valid.
 */
public final class CompressedChunks {

	/** Some writers fill the last strip up. */
	private static final int MOST_TIMES = 4;
	private static final long SLACK = 1 << 20;

	private static final int LZW = 5, DEFLATE = 8, OLD_DEFLATE = 32946, PACKBITS = 32773, YCBCR = 6;

	private static final int CLEAR = 256, END = 257, FIRST = 258, CODES = 4096;

	private CompressedChunks() {}

	/**
	 * @param file a TIFF
	 * @param page one of its pages
	 * @throws IOException in words if a strip or tile does not unpack to what its pixels need
	 */
	public static void check(final Path file, final TiffPage page) throws IOException {
		final int compression = page.compression();
		final boolean known = compression == LZW || compression == DEFLATE || compression == OLD_DEFLATE ||
			compression == PACKBITS;
		if (!known || page.chunks().isReversed() || page.photometric() == YCBCR) return;
		final TiffChunks chunks = page.chunks();
		try (FileChannel channel = FileChannel.open(file)) {
			for (int i = 0; i < chunks.offsets().length; i++) {
				final long needed = chunks.unpacked()[i], most = compression == PACKBITS
					? chunks.unpacked()[0] // its damage shows in nothing else
					: MOST_TIMES * needed + SLACK;
				final long unpacked = unpack(read(channel, chunks.offsets()[i], chunks.sizes()[i]), compression, most);
				if (unpacked < needed)
					throw new IOException("a strip unpacks to " + unpacked + " bytes, its pixels need " + needed);
				if (unpacked > most) throw new IOException("it unpacks to more data than its pixels need");
			}
		}
	}

	private static byte[] read(final FileChannel channel, final long offset, final long size) throws IOException {
		final byte[] bytes = Channels.newInputStream(channel.position(offset)).readNBytes(Math.toIntExact(size));
		if (bytes.length < size) throw new IOException("it ends before its last pixel");
		return bytes;
	}

	private static long unpack(final byte[] chunk, final int compression, final long most) throws IOException {
		if (compression == LZW) {
			final boolean old = chunk.length > 1 && chunk[0] == 0 && (chunk[1] & 1) == 1; // bits the other way round, before TIFF 5
			return old ? most : lzw(chunk, most);
		}
		final InputStream packed = new ByteArrayInputStream(chunk);
		try (InputStream in = compression == PACKBITS
			? new DecoderStream(packed, new PackBitsDecoder())
			: new InflaterInputStream(packed))
		{
			final byte[] buffer = new byte[1 << 16];
			long bytes = 0;
			for (int n = in.read(buffer); n >= 0 && bytes <= most; n = in.read(buffer))
				bytes += n;
			return bytes;
		}
		catch (final EOFException e) {
			throw new IOException("a compressed strip is truncated", e);
		}
		catch (final ZipException e) {
			throw new IOException("a compressed strip is damaged", e);
		}
	}

	/** Follows the codes by the length of the bytes that they stand for. */
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
			if (!begun) throw new IOException("a compressed strip has no valid header");
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
