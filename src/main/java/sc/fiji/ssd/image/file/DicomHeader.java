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
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header of a DICOM file (DICOM PS3.5, section 7.1). ImageJ makes room for a value as long as its element says, so the lengths are checked
 * first, in the way in which ImageJ reads them.
 */
public final class DicomHeader {

	private static final int PREAMBLE = 128, PIXEL_DATA = 0x7fe00010, TRANSFER_SYNTAX = 0x00020010, DELIMITERS = 0xfffe;
	private static final int FIRST_GROUP = 8, SAMPLES = 0x00280002, FRAMES = 0x00280008, ROWS = 0x00280010, COLUMNS = 0x00280011, BITS = 0x00280100;
	private static final int PLANAR_CONFIGURATION = 0x00280006, PIXEL_REPRESENTATION = 0x00280103;

	/** Elements of which ImageJ reads two bytes, however long they say they are. */
	private static final Set<Integer> NUMBERS = Set.of(SAMPLES, PLANAR_CONFIGURATION, ROWS, COLUMNS, BITS, PIXEL_REPRESENTATION);

	/** Value representations with a length of four bytes. */
	private static final Set<String> LONG = Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");

	/** Those with a length of two bytes. */
	private static final Set<String> SHORT = Set.of("AE", "AS", "AT", "CS", "DA", "DS", "DT", "FL", "FD", "IS", "LO", "LT", "PN", "SH", "SL", "SS",
		"ST", "TM", "UI", "UL", "US");

	private static final String BIG_ENDIAN = "1.2.840.10008.1.2.2", DEFLATED = "1.2.840.10008.1.2.1.99";

	/** How the transfer syntaxes begin whose pixels are compressed: JPEG and similar, run lengths, video. */
	private static final Pattern COMPRESSED = Pattern.compile("1\\.2\\.840\\.10008\\.1\\.2\\.[4-7]\\b.*");

	private final DataInputStream in;
	private final long size;
	private long at;
	private boolean big, pixelsBig, compressed;
	private long frames = 1;
	private final Map<Integer, Long> numbers = new HashMap<>();

	private DicomHeader(final DataInputStream in, final long size) {
		this.in = in;
		this.size = size;
	}

	/**
	 * @param file a DICOM file, with or without the preamble of 128 bytes
	 * @return its header
	 * @throws IOException in words, to be put after "it is a damaged DICOM file: ", if a value is longer than the rest of the file
	 */
	public static DicomHeader read(final Path file) throws IOException {
		final long size = Files.size(file);
		try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
			in.mark(PREAMBLE + 4);
			final byte[] head = in.readNBytes(PREAMBLE + 4);
			final DicomHeader elements = new DicomHeader(in, size);
			if (head.length == PREAMBLE + 4 && new String(head, PREAMBLE, 4, StandardCharsets.ISO_8859_1).equals("DICM")) elements.at = head.length;
			else in.reset();
			try {
				elements.walk();
			}
			catch (final EOFException e) {
				// whether pixels are missing is checked with the pixels
			}
			return elements;
		}
	}

	/** @return bytes of all pixels, unpacked; at most {@link Long#MAX_VALUE} */
	public long bytes() {
		long bytes = 1;
		for (final long factor : new long[] { numbers.getOrDefault(ROWS, 0L), numbers.getOrDefault(COLUMNS, 0L),
			numbers.getOrDefault(SAMPLES, 1L), (numbers.getOrDefault(BITS, 16L) + 7) / 8, Math.max(1, frames) })
			bytes = factor > 0 && bytes > Long.MAX_VALUE / factor ? Long.MAX_VALUE : bytes * factor;
		return bytes;
	}

	/** @return whether its pixels are compressed, so that the rest of the header was not read */
	public boolean isCompressed() {
		return compressed;
	}

	private void walk() throws IOException {
		while (true) {
			final int group = group(), tag = group << 16 | number(2);
			final long length = group == DELIMITERS ? number(4) & 0xffffffffL : length();
			if (tag == PIXEL_DATA && length != 0) return; // ImageJ looks for further elements after an empty one
			if (length == 0xffffffffL || length < 0 || group == DELIMITERS) continue; // what is inside comes next
			if (length > size - at)
				throw new IOException(String.format("its element (%04X,%04X) is longer than the file", group, tag & 0xffff));
			if (tag == TRANSFER_SYNTAX) {
				final String syntax = text(length);
				compressed = syntax.equals(DEFLATED) || COMPRESSED.matcher(syntax).matches();
				if (compressed) return;
				pixelsBig = syntax.equals(BIG_ENDIAN);
			}
			else if (tag == FRAMES) {
				final String text = text(length);
				if (text.matches("\\d{1,9}")) frames = Long.parseLong(text);
			}
			else if (NUMBERS.contains(tag)) numbers.put(tag, number(2) & 0xffffL);
			else skip(length);
		}
	}

	/** The group of metadata is in little-endian order, also if all others are not. ImageJ expects group 8 to be the next. */
	private int group() throws IOException {
		final byte[] bytes = bytes(2);
		if (pixelsBig && bytes[0] == 0 && bytes[1] == FIRST_GROUP) big = true;
		return number(bytes, 0, 2);
	}

	/** @return the length of a value; negative for a sequence, whose items come next */
	private long length() throws IOException {
		final byte[] next = bytes(4);
		final String representation = new String(next, 0, 2, StandardCharsets.ISO_8859_1);
		if (LONG.contains(representation) && (next[2] == 0 || next[3] == 0)) { // as ImageJ decides
			final long length = number(4) & 0xffffffffL;
			return representation.equals("SQ") && length <= size - at ? -1 : length;
		}
		return (SHORT.contains(representation) ? number(next, 2, 2) : number(next, 0, 4)) & 0xffffffffL;
	}

	private int number(final int width) throws IOException {
		return number(bytes(width), 0, width);
	}

	private int number(final byte[] bytes, final int from, final int width) {
		int value = 0;
		for (int i = 0; i < width; i++)
			value |= (bytes[from + i] & 0xff) << 8 * (big ? width - 1 - i : i);
		return value;
	}

	private String text(final long length) throws IOException {
		return new String(bytes((int) length), StandardCharsets.ISO_8859_1).replace("\0", "").strip();
	}

	private byte[] bytes(final int count) throws IOException {
		final byte[] bytes = new byte[count];
		in.readFully(bytes);
		at += count;
		return bytes;
	}

	private void skip(final long count) throws IOException {
		in.skipNBytes(count);
		at += count;
	}
}
