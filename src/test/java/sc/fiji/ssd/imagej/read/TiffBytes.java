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

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.zip.Deflater;

/** Writes TIFFs of every layout, for tests. Values are whole numbers, or floating-point ones where the format says so. */
final class TiffBytes {

	static final int NONE = 1, DEFLATE = 8, PACKBITS = 32773;

	private static final int SHORT = 3, LONG = 4, LONG8 = 16;

	private record Tag(int id, int type, long[] values) {}

	final int width, height;
	int bits = 8, samples = 1, format = 1, photometric = 1, compression = NONE, planar = 1, tile, rows, orientation = 1;
	int extra, predictor = 1, pages = 1;
	/** How many of the first pages are black thumbnails. */
	int thumbnails;
	boolean bigEndian, big, reversed;
	long[] colours;
	String description;

	TiffBytes(final int width, final int height) {
		this.width = width;
		this.height = height;
	}

	/** @param value of sample (x, y), samples of one pixel one after the other in x */
	byte[] write(final IntBinaryOperator value) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		final int head = big ? 16 : 8;
		out.writeBytes(new byte[head]);
		final List<Integer> places = new ArrayList<>();
		final List<Integer> links = new ArrayList<>();
		for (int page = 0; page < pages; page++)
			writePage(out, page < thumbnails ? (x, y) -> 0 : value, page < thumbnails, places, links);
		final ByteBuffer all = ByteBuffer.wrap(out.toByteArray()).order(order());
		all.put((byte) (bigEndian ? 'M' : 'I')).put((byte) (bigEndian ? 'M' : 'I')).putShort((short) (big ? 43 : 42));
		if (big) all.putShort((short) 8).putShort((short) 0).putLong(places.get(0));
		else all.putInt(places.get(0));
		for (int i = 0; i + 1 < pages; i++)
			if (big) all.putLong(links.get(i), places.get(i + 1));
			else all.putInt(links.get(i), places.get(i + 1));
		return all.array();
	}

	private ByteOrder order() {
		return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
	}

	private void writePage(final ByteArrayOutputStream out, final IntBinaryOperator value, final boolean thumbnail,
		final List<Integer> places, final List<Integer> links)
	{
		final List<Long> offsets = new ArrayList<>(), counts = new ArrayList<>();
		final int planes = planar == 2 ? samples : 1, own = planar == 2 ? 1 : samples;
		final int across = tile > 0 ? tile : width, down = tile > 0 ? tile : rows > 0 ? rows : height;
		for (int plane = 0; plane < planes; plane++)
			for (int y = 0; y < height; y += down)
				for (int x = 0; x < width; x += across) {
					final int lines = tile > 0 ? tile : Math.min(down, height - y);
					final byte[] chunk = pack(chunk(value, x, y, across, lines, own, plane));
					offsets.add((long) out.size());
					counts.add((long) chunk.length);
					out.writeBytes(chunk);
				}
		final List<Tag> tags = tags(offsets, counts, down);
		if (thumbnail) tags.add(0, new Tag(254, LONG, new long[] { 1 }));
		writeDirectory(out, tags, places, links);
	}

	private byte[] chunk(final IntBinaryOperator value, final int x0, final int y0, final int across, final int lines,
		final int own, final int plane)
	{
		final int row = (across * own * bits + 7) / 8;
		final ByteBuffer bytes = ByteBuffer.allocate(row * lines).order(order());
		for (int y = 0; y < lines; y++) {
			final long[] before = new long[own];
			for (int i = 0; i < across * own; i++) {
				final int x = x0 + i / own, sample = planar == 2 ? plane : i % own;
				final boolean inside = x < width && y0 + y < height;
				long v = inside ? value.applyAsInt(x * samples + sample, y0 + y) : 0;
				if (predictor == 2) {
					final long plain = v;
					v -= before[i % own];
					before[i % own] = plain;
				}
				put(bytes, y * row, i, v);
			}
			if (predictor == 3) differences(bytes.array(), y * row, across * own, own);
		}
		return bytes.array();
	}

	/** Adobe's TIFF technical note 3: all first bytes of a row, all second ones and so on, then differences. */
	private void differences(final byte[] bytes, final int start, final int values, final int own) {
		final int size = bits / 8;
		final byte[] sorted = new byte[values * size];
		for (int i = 0; i < values; i++)
			for (int b = 0; b < size; b++)
				sorted[b * values + i] = bytes[start + i * size + (bigEndian ? b : size - 1 - b)];
		for (int k = sorted.length - 1; k >= own; k--)
			sorted[k] -= sorted[k - own];
		System.arraycopy(sorted, 0, bytes, start, sorted.length);
	}

	private void put(final ByteBuffer bytes, final int start, final int i, final long v) {
		switch (bits) {
			case 8 -> bytes.put(start + i, (byte) v);
			case 16 -> bytes.putShort(start + 2 * i, (short) v);
			case 32 -> bytes.putInt(start + 4 * i, format == 3 ? Float.floatToIntBits(v) : (int) v);
			case 64 -> bytes.putLong(start + 8 * i, format == 3 ? Double.doubleToLongBits(v) : v);
			default -> {
				for (int b = 0; b < bits; b++) {
					final int at = i * bits + b;
					if ((v >> bits - 1 - b & 1) == 1)
						bytes.put(start + at / 8, (byte) (bytes.get(start + at / 8) | 0x80 >> at % 8));
				}
			}
		}
	}

	private byte[] pack(final byte[] bytes) {
		final ByteArrayOutputStream packed = new ByteArrayOutputStream();
		if (compression == DEFLATE) {
			final Deflater deflater = new Deflater();
			deflater.setInput(bytes);
			deflater.finish();
			final byte[] buffer = new byte[bytes.length + 100];
			packed.write(buffer, 0, deflater.deflate(buffer));
			deflater.end();
		}
		else if (compression == PACKBITS) for (int i = 0; i < bytes.length; i += 128) {
			final int n = Math.min(128, bytes.length - i);
			packed.write(n - 1);
			packed.write(bytes, i, n);
		}
		else packed.writeBytes(bytes);
		final byte[] all = packed.toByteArray();
		for (int i = 0; i < all.length && reversed; i++)
			all[i] = (byte) (Integer.reverse(all[i]) >>> 24);
		return all;
	}

	private List<Tag> tags(final List<Long> offsets, final List<Long> counts, final int down) {
		final List<Tag> tags = new ArrayList<>();
		final int word = big ? LONG8 : LONG;
		final long[] at = offsets.stream().mapToLong(v -> v).toArray(), size = counts.stream().mapToLong(v -> v).toArray();
		tags.add(new Tag(256, LONG, new long[] { width }));
		tags.add(new Tag(257, LONG, new long[] { height }));
		tags.add(new Tag(258, SHORT, repeat(bits)));
		tags.add(new Tag(259, SHORT, new long[] { compression }));
		tags.add(new Tag(262, SHORT, new long[] { photometric }));
		if (reversed) tags.add(new Tag(266, SHORT, new long[] { 2 }));
		if (description != null) {
			final byte[] text = (description + "\0").getBytes(StandardCharsets.UTF_8);
			final long[] values = new long[text.length];
			for (int i = 0; i < values.length; i++)
				values[i] = text[i];
			tags.add(new Tag(270, 2, values));
		}
		if (tile == 0) tags.add(new Tag(273, word, at));
		tags.add(new Tag(274, SHORT, new long[] { orientation }));
		tags.add(new Tag(277, SHORT, new long[] { samples }));
		if (tile == 0) {
			tags.add(new Tag(278, LONG, new long[] { down }));
			tags.add(new Tag(279, word, size));
		}
		tags.add(new Tag(284, SHORT, new long[] { planar }));
		if (predictor > 1) tags.add(new Tag(317, SHORT, new long[] { predictor }));
		if (colours != null) tags.add(new Tag(320, SHORT, colours));
		if (tile > 0) {
			tags.add(new Tag(322, LONG, new long[] { tile }));
			tags.add(new Tag(323, LONG, new long[] { tile }));
			tags.add(new Tag(324, word, at));
			tags.add(new Tag(325, word, size));
		}
		if (extra > 0) tags.add(new Tag(338, SHORT, new long[] { extra }));
		tags.add(new Tag(339, SHORT, repeat(format)));
		return tags;
	}

	private long[] repeat(final int value) {
		final long[] values = new long[samples];
		Arrays.fill(values, value);
		return values;
	}

	private void writeDirectory(final ByteArrayOutputStream out, final List<Tag> tags, final List<Integer> places,
		final List<Integer> links)
	{
		final int word = big ? 8 : 4;
		final List<Long> at = new ArrayList<>();
		for (final Tag tag : tags) {
			final byte[] values = values(tag);
			at.add((long) out.size());
			if (values.length > word) out.writeBytes(values);
		}
		if (out.size() % 2 == 1) out.write(0);
		places.add(out.size());
		final ByteBuffer b = ByteBuffer.allocate((big ? 8 : 2) + tags.size() * (big ? 20 : 12) + word).order(order());
		if (big) b.putLong(tags.size());
		else b.putShort((short) tags.size());
		for (int i = 0; i < tags.size(); i++) {
			final Tag tag = tags.get(i);
			b.putShort((short) tag.id).putShort((short) tag.type);
			if (big) b.putLong(tag.values.length);
			else b.putInt(tag.values.length);
			final byte[] values = values(tag);
			if (values.length > word) {
				if (big) b.putLong(at.get(i));
				else b.putInt(at.get(i).intValue());
			}
			else b.put(values).position(b.position() + word - values.length);
		}
		links.add(out.size() + b.position());
		out.writeBytes(b.array());
	}

	private byte[] values(final Tag tag) {
		final int size = switch (tag.type) {
			case 2 -> 1;
			case SHORT -> 2;
			case LONG -> 4;
			default -> 8;
		};
		final ByteBuffer b = ByteBuffer.allocate(size * tag.values.length).order(order());
		for (final long value : tag.values)
			switch (size) {
				case 1 -> b.put((byte) value);
				case 2 -> b.putShort((short) value);
				case 4 -> b.putInt((int) value);
				default -> b.putLong(value);
			}
		return b.array();
	}
}
