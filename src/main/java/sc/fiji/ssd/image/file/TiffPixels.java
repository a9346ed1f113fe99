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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Checks that the file contains all pixels that a directory describes, each exactly once. */
final class TiffPixels {

	private static final int OLD_JPEG = 6, NONE = 1;

	/** More values than a pixel can have channels. */
	private static final int MOST_SAMPLES = 4096;

	private record Layout(int width, int height, int samples, int bits, int compression, int planar, boolean tiled) {}

	private TiffPixels() {}

	static TiffPage check(final TiffDirectory directory, final long length) throws IOException {
		final long width = directory.number(256, 0), height = directory.number(257, 0);
		if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE)
			throw new IOException("it has no pixels");
		final long samples = directory.number(277, 1);
		if (samples < 1 || samples > MOST_SAMPLES) throw new IOException("its pixels have " + samples + " values");
		final int bits = bits(directory), format = format(directory);
		final boolean tiled = directory.has(324) || directory.has(322);
		final int compression = (int) directory.number(259, NONE);
		final int planar = (int) directory.number(284, 1);
		final long[] offsets = directory.numbers(directory.has(324) ? 324 : 273);
		checkMetadata(directory);
		final Layout layout = new Layout((int) width, (int) height, (int) samples, bits, compression, planar, tiled);
		final TiffChunks chunks = compression == OLD_JPEG
			? new TiffChunks(new long[0], new long[0], new long[0], 1)
			: chunks(directory, layout, offsets, length);
		return new TiffPage((int) width, (int) height, (int) samples, bits, format, (int) directory.number(262, 1),
			compression, planar, tiled ? (int) Math.min(Integer.MAX_VALUE, directory.number(322, 0)) : 0, chunks, orientation(directory.number(274, 1)),
			(directory.number(254, 0) & 5) != 0, alpha(directory, samples));
	}

	private static int orientation(final long value) {
		return value >= 1 && value <= 8 ? (int) value : 1;
	}

	private static int bits(final TiffDirectory directory) throws IOException {
		final long[] bits = directory.has(258) ? directory.numbers(258) : new long[] { 1 };
		if (bits.length == 0 || bits[0] < 1 || bits[0] > 64) throw new IOException("its pixels have no number of bits");
		for (final long other : bits)
			if (other != bits[0]) return 0; // which no reader here takes
		return (int) bits[0];
	}

	private static int format(final TiffDirectory directory) throws IOException {
		final long[] formats = directory.numbers(339);
		return formats.length == 0 || formats[0] < 1 || formats[0] > 6 ? 1 : (int) formats[0];
	}

	private static int alpha(final TiffDirectory directory, final long samples) throws IOException {
		final long[] extra = directory.numbers(338);
		final long photometric = directory.number(262, 1), colours = photometric == 2 || photometric == 6 ? 3 : 1;
		return extra.length == 1 && samples == colours + 1 && (extra[0] == 1 || extra[0] == 2) ? (int) extra[0] : 0;
	}

	private static TiffChunks chunks(final TiffDirectory directory, final Layout page, final long[] offsets,
		final long length) throws IOException
	{
		final long[] counts = directory.numbers(directory.has(325) ? 325 : 279);
		final long columns = page.tiled() ? directory.number(322, 0) : page.width();
		long rows = page.tiled() ? directory.number(323, 0) : directory.number(278, page.height());
		if (!page.tiled()) rows = Math.min(rows, page.height());
		if (columns < 1 || rows < 1) throw new IOException("its strips or tiles have no size");
		final long planes = page.planar() == 2 ? page.samples() : 1;
		final long across = (page.width() + columns - 1) / columns, down = (page.height() + rows - 1) / rows;
		final long needed = across * down * planes;
		if (offsets.length < needed)
			throw new IOException("it lists " + offsets.length + " of its " + needed + " strips or tiles");
		final boolean plain = page.compression() == NONE;
		if (!plain && counts.length < needed) throw new IOException("it does not say how long its strips are");
		final long bits = (long) page.bits() * (page.planar() == 2 ? 1 : page.samples());
		final long row = (columns * bits + 7) / 8;
		final long[] sizes = new long[(int) needed], unpacked = new long[(int) needed];
		for (int i = 0; i < needed; i++) {
			final long last = page.height() - i / across % down * rows;
			final long pixels = row * (page.tiled() ? rows : Math.min(rows, last));
			unpacked[i] = pixels;
			sizes[i] = plain ? counts.length > i && counts[i] == 0 ? 0 : pixels : counts[i];
			if (sizes[i] < 0 || offsets[i] < 0 || offsets[i] > length - sizes[i])
				throw new IOException("it ends before its last pixel");
		}
		if (!plain) checkOverlaps(offsets, sizes); // of plain ones each byte is copied, not unpacked
		return new TiffChunks(Arrays.copyOf(offsets, (int) needed), sizes, unpacked, (int) directory.number(266, 1));
	}

	/** Writers may store equal tiles once; what is half shared was made to keep a reader busy. */
	private static void checkOverlaps(final long[] offsets, final long[] sizes) throws IOException {
		final int[] sorted = IntStream.range(0, sizes.length).boxed()
			.sorted(Comparator.<Integer>comparingLong(i -> offsets[i]).thenComparingLong(i -> sizes[i]))
			.mapToInt(i -> i).toArray();
		for (int k = 1; k < sorted.length; k++) {
			final int before = sorted[k - 1], own = sorted[k];
			final boolean same = offsets[before] == offsets[own] && sizes[before] == sizes[own];
			if (!same && sizes[own] > 0 && offsets[before] + sizes[before] > offsets[own])
				throw new IOException("its strips or tiles share their bytes");
		}
	}

	/** ImageJ makes room for what these entries announce. */
	private static void checkMetadata(final TiffDirectory directory) throws IOException {
		if (!directory.has(50838) || !directory.has(50839)) return;
		final long[] counts = directory.numbers(50838);
		final byte[] values = directory.bytes(50839);
		if (Arrays.stream(counts).sum() > values.length)
			throw new IOException("its ImageJ metadata is longer than its entry");
		if (counts.length > 0 && counts[0] >= 12 && counts[0] <= 804) {
			long announced = 0;
			final ByteBuffer head = ByteBuffer.wrap(values);
			if (head.getInt(0) == 0x4a494a49) head.order(ByteOrder.LITTLE_ENDIAN);
			for (int i = 8; i + 4 <= counts[0]; i += 8)
				announced += head.getInt(i) & 0xffffffffL;
			if (announced > counts.length - 1) throw new IOException("its ImageJ metadata claims more data than there is");
		}
	}
}
