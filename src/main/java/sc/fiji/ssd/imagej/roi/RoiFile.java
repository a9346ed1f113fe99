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
package sc.fiji.ssd.imagej.roi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import sc.fiji.ssd.io.UserException;

/**
 * Reads ROIs from ImageJ's files: {@code .roi}, and {@code .zip} with such. Files may
 * come from anyone: what is read has limits, and a damaged one is a line.
 */
public final class RoiFile {

	/** Bytes of one ROI; a rectangle has about 200. */
	private static final int MOST_BYTES = 16 << 20;

	/** Bytes of all ROIs of a zip, unpacked. */
	private static final long MOST_IN_ZIP = 256L << 20;

	private static final int MOST_ENTRIES = 1_000_000;

	/** Where a ROI's header has its type, its number of coordinates, and that number if it takes more than 16 bits. */
	private static final int TYPE = 6, COORDINATES = 16, MANY_COORDINATES = 18, HEADER = 64;

	/** Where the header has the length of a composite's path, the subtype, and the place of the second header. */
	private static final int SHAPE_SIZE = 36, SUBTYPE = 48, SECOND_HEADER = 60, TEXT = 1;

	/** Where the second header has the lengths of the name and of the properties. */
	private static final int NAME_LENGTH = 20, PROPERTIES_LENGTH = 44;

	/** Types without coordinates in a list: rectangle, oval, line, none. */
	private static final List<Integer> WITHOUT_LIST = List.of(1, 2, 3, 6);

	private RoiFile() {}

	/**
	 * @param file ending in {@code .roi} or {@code .zip}
	 * @return its ROIs in their order, none if it is a zip without entries
	 * @throws UserException if it is damaged or too large
	 */
	static List<Roi> read(final Path file) {
		try {
			if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip")) return zip(file);
			if (Files.size(file) > MOST_BYTES) throw new IOException("it is too large for a ROI");
			return List.of(decode(Files.readAllBytes(file), null));
		}
		catch (final IOException | IllegalArgumentException e) {
			throw new UserException(
				file + ": cannot be read as ROIs (" + e.getMessage() + "); replace or remove the file.", e);
		}
	}

	/**
	 * @param bytes a ROI as ImageJ encodes it
	 * @param name it has if it does not say; may be null
	 * @return the ROI
	 * @throws IOException if it is damaged
	 */
	public static Roi decode(final byte[] bytes, final String name) throws IOException {
		try {
			checkLength(bytes);
			checkAnnounced(bytes);
			final Roi roi = new RoiDecoder(bytes, name).getRoi();
			if (roi != null) return roi;
		}
		catch (final RuntimeException | OutOfMemoryError e) {
			throw new IOException("a ROI in it is damaged", e);
		}
		throw new IOException("a ROI in it is empty");
	}

	/** The decoder would make arrays for whatever number of coordinates stands there. */
	private static void checkLength(final byte[] bytes) throws IOException {
		if (bytes.length < HEADER) throw new IOException("a ROI in it is truncated");
		if (WITHOUT_LIST.contains((int) bytes[TYPE])) return;
		final int few = (bytes[COORDINATES] & 0xff) << 8 | bytes[COORDINATES + 1] & 0xff;
		if (few == 0 && (bytes[MANY_COORDINATES] != 0 || (bytes[MANY_COORDINATES + 1] & 0xff) << 16 > bytes.length))
			throw new IOException("a ROI in it is damaged");
	}

	/** The decoder makes room for whatever these numbers announce. */
	private static void checkAnnounced(final byte[] bytes) throws IOException {
		final ByteBuffer roi = ByteBuffer.wrap(bytes);
		checkFits(roi.getInt(SHAPE_SIZE), Float.BYTES, bytes);
		if (roi.getShort(SUBTYPE) == TEXT && bytes.length >= HEADER + 16) {
			checkFits(roi.getInt(HEADER + 8), Character.BYTES, bytes);
			checkFits(roi.getInt(HEADER + 12), Character.BYTES, bytes);
		}
		final int second = roi.getInt(SECOND_HEADER);
		for (final int place : new int[] { NAME_LENGTH, PROPERTIES_LENGTH })
			if (second > 0 && second <= bytes.length - place - Integer.BYTES) // older files have shorter second headers
				checkFits(roi.getInt(second + place), Character.BYTES, bytes);
	}

	private static void checkFits(final int count, final int size, final byte[] bytes) throws IOException {
		if (count < 0 || (long) count * size > bytes.length) throw new IOException("a ROI in it is damaged");
	}

	private static List<Roi> zip(final Path file) throws IOException {
		final List<Roi> rois = new ArrayList<>();
		// names that are not UTF-8 must not make the file unreadable: ROIs have their names inside
		try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1)) {
			if (zip.size() > MOST_ENTRIES) throw new IOException("it has more than " + MOST_ENTRIES + " entries");
			long total = 0;
			for (final Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements();) {
				final ZipEntry entry = entries.nextElement();
				if (!isRoi(entry.getName())) continue;
				try (InputStream in = zip.getInputStream(entry)) {
					final byte[] bytes = in.readNBytes(MOST_BYTES + 1);
					total += bytes.length;
					if (bytes.length > MOST_BYTES || total > MOST_IN_ZIP)
						throw new IOException("it is too large for ROIs");
					rois.add(decode(bytes, entry.getName()));
				}
			}
			if (rois.isEmpty() && zip.size() > 0) throw new IOException("it contains no ROIs");
		}
		return rois;
	}

	/** Archives made on a Mac have a second entry for each ROI, which is not a ROI. */
	private static boolean isRoi(final String entry) {
		return entry.toLowerCase(Locale.ROOT).endsWith(".roi") && !entry.startsWith("__MACOSX/") &&
			!entry.substring(entry.lastIndexOf('/') + 1).startsWith("._");
	}
}
