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
package sc.fiji.ssd.evaluate.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;

/**
 * Ranges of object sizes for which COCO's metric is computed separately. The first range holds all objects. An area
 * that lies on a limit belongs to both ranges, as in pycocotools.
 *
 * @param limits areas in square pixels that part the ranges, ascending; none to six
 */
public record AreaRanges(List<Double> limits) {

	/** COCO's: small below 32 x 32 pixels, large above 96 x 96. */
	public static final AreaRanges COCO = new AreaRanges(List.of(32.0 * 32, 96.0 * 96));

	/** The key's value for {@link #COCO}. */
	public static final String COCO_NAME = "coco";

	/** The key's value for {@link #propose}. */
	public static final String DATA_NAME = "data";

	private static final int MOST_LIMITS = 6;
	private static final double INFINITE = 1e10;

	public AreaRanges {
		limits = List.copyOf(limits);
	}

	/**
	 * @param text {@code coco}, {@code data}, or the edges in pixels of squares that
	 *          part the ranges, such as {@code 32,96}
	 * @param truths for {@code data}
	 * @return the ranges
	 * @throws UserException if the text is not one of these
	 */
	public static AreaRanges parse(final String text, final TruthBoxes truths) {
		final String value = text.strip();
		if (value.equalsIgnoreCase(COCO_NAME)) return COCO;
		if (value.equalsIgnoreCase(DATA_NAME)) return propose(truths);
		final List<Double> limits = new ArrayList<>();
		double before = 0;
		for (final String part : value.split(",", -1)) {
			final double edge = NumberText.parse(part);
			if (!(edge > before && edge < Math.sqrt(INFINITE)) || limits.size() == MOST_LIMITS) throw wrong(text);
			limits.add(edge * edge);
			before = edge;
		}
		return new AreaRanges(limits);
	}

	private static UserException wrong(final String text) {
		return new UserException("area_ranges: '" + text + "' is not valid; use coco, data, or up to " + MOST_LIMITS +
			" ascending edges in pixels, such as 32,96.");
	}

	/**
	 * Proposes three ranges that each hold about a third of the objects.
	 *
	 * @param truths the objects; ignored ones do not count
	 * @return limits whose edges are whole pixels; COCO's if there are fewer than
	 *         three objects or all have nearly the same size
	 */
	public static AreaRanges propose(final TruthBoxes truths) {
		final double[] areas = new double[truths.size()];
		int n = 0;
		for (int i = 0; i < areas.length; i++)
			if (!truths.ignored()[i] && truths.areas()[i] > 0) areas[n++] = truths.areas()[i];
		Arrays.sort(areas, 0, n);
		if (n < 3) return COCO;
		final double low = Math.max(1, Math.rint(Math.sqrt(areas[n / 3]))),
			high = Math.rint(Math.sqrt(areas[2 * n / 3]));
		return high > low ? new AreaRanges(List.of(low * low, high * high)) : COCO;
	}

	/** @return number of ranges, that of all objects included */
	public int count() {
		return limits.size() + 2;
	}

	/**
	 * @param range 0: all objects
	 * @return least area of the range
	 */
	public double min(final int range) {
		return range < 2 ? 0 : limits.get(range - 2);
	}

	/**
	 * @param range 0: all objects
	 * @return largest area of the range
	 */
	public double max(final int range) {
		return range == 0 || range == count() - 1 ? INFINITE : limits.get(range - 1);
	}

	/**
	 * @param range 0: all objects
	 * @return short name for keys of results: empty for all objects; s, m and l for three ranges; otherwise the number
	 * of the range
	 */
	public String suffix(final int range) {
		if (range == 0) return "";
		return limits.size() == 2 ? List.of("s", "m", "l").get(range - 1) : Integer.toString(range);
	}

	/**
	 * @param range 0: all objects
	 * @return the range for people, such as {@code 32 to 96 px}
	 */
	public String label(final int range) {
		if (range == 0) return "all sizes";
		final String low = edge(min(range)), high = edge(max(range));
		if (range == 1) return "below " + high + " px";
		return range == count() - 1 ? "above " + low + " px" : low + " to " + high + " px";
	}

	private static String edge(final double area) {
		final double edge = Math.sqrt(area);
		return edge == Math.rint(edge) ? Long.toString((long) edge) : String.format(Locale.ROOT, "%.1f", edge);
	}
}
