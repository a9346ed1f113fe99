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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import sc.fiji.ssd.io.NumberText;

/**
 * The first header of a FITS file. See the FITS standard 4.0, section 4. ImageJ, which reads the pixels, checks no sizes.
 *
 * @param width in pixels; 0 if the first unit has no image
 * @param height in pixels
 * @param bytes of all of its pixels
 * @param bits of a pixel; negative for floating point
 * @param scale by which stored numbers are multiplied
 * @param zero added to the products
 */
public record FitsHeader(int width, int height, long bytes, int bits, double scale, double zero) {

	private static final int BLOCK = 2880, CARD = 80, NAME = 8;

	private static final int MOST_BLOCKS = 1000;

	/** FITS 4.0, section 4.4.1. */
	private static final int MOST_AXES = 999;

	/**
	 * Reads the header, and checks that its pixels follow.
	 *
	 * @param file a FITS file
	 * @return its header
	 * @throws IOException in words, to be put after "it is a damaged FITS file: "
	 */
	public static FitsHeader read(final Path file) throws IOException {
		final Map<String, Double> numbers = new HashMap<>();
		int blocks = 0;
		try (InputStream in = Files.newInputStream(file)) {
			boolean ended = false;
			while (!ended) {
				final byte[] block = in.readNBytes(BLOCK);
				if (block.length < BLOCK || blocks++ > MOST_BLOCKS) throw new EOFException();
				for (int i = 0; i < BLOCK && !ended; i += CARD)
					ended = card(new String(block, i, CARD, StandardCharsets.US_ASCII), numbers);
			}
		}
		catch (final EOFException e) {
			throw new IOException("its header does not end", e);
		}
		final long axes = number(numbers, "NAXIS"), bits = number(numbers, "BITPIX");
		if (axes > MOST_AXES) throw new IOException("its header has " + axes + " axes, and FITS at most " + MOST_AXES);
		long bytes = axes < 1 ? 0 : Math.abs(bits) / 8;
		for (int i = 1; i <= axes; i++) {
			final long size = number(numbers, "NAXIS" + i);
			if (size < 0 || size > Integer.MAX_VALUE || bytes > Long.MAX_VALUE / Math.max(1, size))
				throw new IOException("its header has no size");
			bytes *= size;
		}
		if (Files.size(file) - (long) blocks * BLOCK < bytes) throw new IOException("it ends before its last pixel");
		return new FitsHeader((int) number(numbers, "NAXIS1"), axes == 1 ? 1 : (int) number(numbers, "NAXIS2"), bytes, (int) bits,
			numbers.getOrDefault("BSCALE", 1.), numbers.getOrDefault("BZERO", 0.));
	}

	/** @return whether the scale changes the numbers, and is not that of unsigned 16-bit ones, which every reader knows */
	public boolean isScaled() {
		return (scale != 1 || zero != 0) && !(bits == 16 && scale == 1 && zero == 1 << 15);
	}

	/** @return number of all pixels */
	public long pixels() {
		return bits == 0 ? 0 : bytes / Math.max(1, Math.abs(bits) / 8);
	}

	private static long number(final Map<String, Double> numbers, final String name) {
		return numbers.getOrDefault(name, 0.).longValue();
	}

	/** @return whether it is the last */
	private static boolean card(final String card, final Map<String, Double> numbers) {
		final String name = card.substring(0, NAME).strip();
		if (name.startsWith("NAXIS") || name.equals("BITPIX") || name.equals("BSCALE") || name.equals("BZERO")) {
			final double number = NumberText.parse(card.substring(NAME + 1).split("/", 2)[0].strip().replace('D', 'E'));
			if (Double.isFinite(number)) numbers.put(name, number);
		}
		return name.equals("END");
	}
}
