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
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Walks through the directories of a TIFF, with an end to everything. See TIFF 6.0 and the BigTIFF design. The libraries follow circles, make
 * room for whatever a count announces, or keep the values of all entries, so they only see a file that has passed this check.
 */
final class TiffParser {

	private static final int[] SIZES = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

	/** Directories that hang on others: SubIFDs, Exif, GPS, interoperability. */
	private static final Set<Integer> POINTERS = Set.of(330, 34665, 34853, 40965);

	/** Zeiss LSM, MetaMorph UIC1 and UIC2. */
	private static final Set<Integer> VENDORS = Set.of(34412, 33628, 33629);

	private static final int LONGEST_DESCRIPTION = 1 << 24;

	private final FileChannel channel;
	private final long length;
	private final Set<Long> main = new HashSet<>();
	private final Set<Long> hanging = new HashSet<>();
	private final List<TiffPage> pages = new ArrayList<>();
	private final List<Integer> numbers = new ArrayList<>();
	private ByteOrder order;
	private boolean big;
	private boolean vendor;
	/** Bytes of directories and of the data they point to, without pixels. */
	private long told;
	private TiffDirectory first;

	TiffParser(final FileChannel channel) throws IOException {
		this.channel = channel;
		length = channel.size();
	}

	TiffFile parse() throws IOException {
		final ByteBuffer start = bytes(0, 8);
		order = start.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
		start.order(order);
		big = start.getShort(2) == 43;
		long next = big ? bytes(8, 8).getLong() : start.getInt(4) & 0xffffffffL;
		int number = 0;
		for (; next != 0; number++) {
			if (!main.add(next)) throw new IOException("its directories form a circle");
			final TiffDirectory directory = directory(next);
			if (first == null) first = directory;
			follow(directory, 0);
			if (directory.has(256)) {
				pages.add(TiffPixels.check(directory, length));
				numbers.add(number);
			}
			next = directory.next();
		}
		if (pages.isEmpty()) throw new IOException("it has no image");
		return new TiffFile(big, List.copyOf(pages), List.copyOf(numbers), description(), first.rational(282), first.rational(283),
			(int) first.number(296, 2), vendor);
	}

	private void follow(final TiffDirectory directory, final int depth) throws IOException {
		if (depth > 8) throw new IOException("its directories are nested too deeply");
		for (final int tag : POINTERS) {
			if (!directory.has(tag)) continue;
			for (final long offset : directory.numbers(tag)) {
				for (long next = offset; next != 0;) {
					if (main.contains(next)) throw new IOException("its directories form a circle");
					if (!hanging.add(next)) break;
					final TiffDirectory inner = directory(next);
					follow(inner, depth + 1);
					next = inner.next();
				}
			}
		}
	}

	private TiffDirectory directory(final long offset) throws IOException {
		final int head = big ? 8 : 2, entry = big ? 20 : 12, word = big ? 8 : 4;
		final long count = big ? bytes(offset, head).getLong() : bytes(offset, head).getShort() & 0xffffL;
		if (count < 0 || count > length / entry) throw new IOException("a directory claims more entries than it has");
		account(head + count * entry + word);
		final ByteBuffer all = bytes(offset + head, (int) (count * entry + word));
		final int end = (int) (count * entry);
		final TiffDirectory directory = new TiffDirectory(big ? all.getLong(end) : all.getInt(end) & 0xffffffffL);
		for (int i = 0; i < count; i++) {
			final int tag = all.getShort() & 0xffff, type = all.getShort() & 0xffff;
			final long values = big ? all.getLong() : all.getInt() & 0xffffffffL;
			final int size = type < SIZES.length ? SIZES[type] : 0;
			final ByteBuffer own = all.slice(all.position(), word).order(order);
			all.position(all.position() + word);
			if (VENDORS.contains(tag)) vendor = true;
			if (values < 0 || values > length / Math.max(1, size))
				throw new IOException("its entry " + tag + " claims more values than the file has");
			if (size == 0) continue; // a type of later days: ImageJ reads some values of it, but no more than the file has bytes
			if (values * size <= word) directory.put(tag, type, values, own);
			else {
				final long at = big ? own.getLong(0) : own.getInt(0) & 0xffffffffL;
				if (at < 0 || at > length - values * size)
					throw new IOException("it ends before the values of its entry " + tag);
				account(values * size);
				if (values * size <= Integer.MAX_VALUE && TiffDirectory.isOfUse(tag))
					directory.put(tag, type, values, bytes(at, (int) (values * size)));
			}
		}
		return directory;
	}

	/** Pages may share values, but not so that reading them takes much longer than reading the file. */
	private void account(final long bytes) throws IOException {
		told += bytes;
		if (told > 4 * length + (1 << 20)) throw new IOException("its directories share their bytes too often");
	}

	private ByteBuffer bytes(final long at, final int count) throws IOException {
		if (at < 0 || at > length - count) throw new IOException("it ends before its last directory");
		final ByteBuffer bytes = ByteBuffer.allocate(count);
		if (order != null) bytes.order(order);
		while (bytes.hasRemaining())
			if (channel.read(bytes, at + bytes.position()) < 0) throw new IOException("it ends before its last directory");
		return bytes.flip();
	}

	private String description() {
		final byte[] text = first.bytes(270);
		if (text == null || text.length > LONGEST_DESCRIPTION) return "";
		int end = 0;
		while (end < text.length && text[end] != 0)
			end++;
		return new String(Arrays.copyOf(text, end), StandardCharsets.UTF_8);
	}
}
