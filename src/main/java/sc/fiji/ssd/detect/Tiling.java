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
package sc.fiji.ssd.detect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import sc.fiji.ssd.io.UserException;

/**
 * The choice between detecting in whole images and in tiles.
 *
 * @param kind which of the two, or as the model says
 * @param size edge of the tiles in pixels of the image, with {@link Kind#TILES}; otherwise 0
 * @param overlap of neighbouring tiles in pixels; {@link #BY_OBJECTS}: from the
 *          size of the model's objects
 */
public record Tiling(Kind kind, int size, int overlap) {

	/** The overlap follows from the size of the objects. */
	public static final int BY_OBJECTS = -1;

	/** The kinds of tiling. */
	public enum Kind {
		/** By tiles if the model was trained on tiles, or on images much smaller than this one; otherwise the whole image. */
		AUTO,
		/** The whole image. */
		OFF,
		/** By tiles of a given size. */
		TILES
	}

	/** As the model says. */
	public static final Tiling AUTO = new Tiling(Kind.AUTO, 0, BY_OBJECTS);

	/** The whole image. */
	public static final Tiling OFF = new Tiling(Kind.OFF, 0, BY_OBJECTS);

	/** Smallest tile size: smaller tiles contain nothing useful. */
	private static final int LEAST = 16;

	private static final Pattern SIZES = Pattern.compile("(\\d{1,6})\\s*(?:,\\s*(\\d{1,6}))?");

	public Tiling {
		if (kind == Kind.TILES && size < LEAST)
			throw new UserException("tiling: tiles of " + size + " pixels are too small; use " + LEAST + " or more.");
		if (kind == Kind.TILES && overlap > size / 2)
			throw new UserException("tiling: an overlap of " + overlap + " is more than half of the " + size +
				" pixels of a tile; use a smaller one.");
	}

	/**
	 * @param text {@code auto}, {@code off}, {@code SIZE} or {@code SIZE,OVERLAP}
	 * @return its meaning
	 * @throws UserException if it has none
	 */
	public static Tiling parse(final String text) {
		final String value = text == null ? "" : text.strip();
		if (value.equals("auto")) return AUTO;
		if (value.equals("off")) return OFF;
		final Matcher matcher = SIZES.matcher(value);
		if (!matcher.matches())
			throw new UserException(
				"tiling: '" + value + "' is not valid; use auto, off, SIZE or SIZE,OVERLAP in pixels, such as 300,60.");
		return new Tiling(Kind.TILES, Integer.parseInt(matcher.group(1)),
			matcher.group(2) == null ? BY_OBJECTS : Integer.parseInt(matcher.group(2)));
	}

	/** {@return as {@link #parse} takes it} */
	@Override
	public String toString() {
		return switch (kind) {
			case AUTO -> "auto";
			case OFF -> "off";
			case TILES -> overlap == BY_OBJECTS ? Integer.toString(size) : size + "," + overlap;
		};
	}
}
