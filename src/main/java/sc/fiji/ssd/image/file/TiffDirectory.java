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
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The entries of one directory that say how pixels lie and what they mean. */
final class TiffDirectory {

	/** Entries whose values are kept where they do not fit into the entry itself. */
	private static final Set<Integer> OF_USE = Set.of(258, 270, 273, 279, 282, 283, 324, 325, 330, 338, 339, 34665,
		34853, 40965, 50838, 50839);

	private record Entry(int type, long count, ByteBuffer values) {}

	private final Map<Integer, Entry> entries = new HashMap<>();
	private final long next;

	/** @param next offset of the directory after this one; 0 if it is the last */
	TiffDirectory(final long next) {
		this.next = next;
	}

	static boolean isOfUse(final int tag) {
		return OF_USE.contains(tag);
	}

	void put(final int tag, final int type, final long count, final ByteBuffer values) {
		entries.put(tag, new Entry(type, count, values));
	}

	boolean has(final int tag) {
		return entries.containsKey(tag);
	}

	/** @return the offset of the directory after this one; 0 if it is the last */
	long next() {
		return next;
	}

	/** @return the first value of an entry of whole numbers */
	long number(final int tag, final long otherwise) throws IOException {
		final Entry entry = entries.get(tag);
		return entry == null || entry.count == 0 ? otherwise : at(tag, entry, 0);
	}

	/** @return all values of an entry of whole numbers; empty if it does not exist */
	long[] numbers(final int tag) throws IOException {
		final Entry entry = entries.get(tag);
		if (entry == null) return new long[0];
		final long[] numbers = new long[(int) entry.count];
		for (int i = 0; i < numbers.length; i++)
			numbers[i] = at(tag, entry, i);
		return numbers;
	}

	/** @return null if it does not exist */
	byte[] bytes(final int tag) {
		final Entry entry = entries.get(tag);
		if (entry == null) return null;
		final byte[] bytes = new byte[entry.values.limit()];
		entry.values.get(0, bytes);
		return bytes;
	}

	/** @return 0 if it does not exist, or no fraction */
	double rational(final int tag) {
		final Entry entry = entries.get(tag);
		if (entry == null || entry.type != 5 || entry.count < 1) return 0;
		final long denominator = entry.values.getInt(4) & 0xffffffffL;
		return denominator == 0 ? 0 : (entry.values.getInt(0) & 0xffffffffL) / (double) denominator;
	}

	private static long at(final int tag, final Entry entry, final int i) throws IOException {
		return switch (entry.type) {
			case 1, 6, 7 -> entry.values.get(i) & 0xffL;
			case 3, 8 -> entry.values.getShort(2 * i) & 0xffffL;
			case 4, 9, 13 -> entry.values.getInt(4 * i) & 0xffffffffL;
			case 16, 17, 18 -> entry.values.getLong(8 * i);
			default -> throw new IOException("its entry " + tag + " does not contain whole numbers");
		};
	}
}
