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
package sc.fiji.ssd.data.mask;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.Box;

/**
 * A plane of a mask: a value for each pixel. Objects are found either by value, one for
 * each value wherever its pixels lie, or as connected pixels of one value, touching by
 * edge or corner.
 */
public final class MaskPlane {

	/**
	 * An object of a mask.
	 *
	 * @param value of its pixels
	 * @param box that encloses them
	 * @param pixels how many
	 */
	public record Region(int value, Box box, long pixels) {}

	private final int width, height;
	private final int[] values;

	/**
	 * @param width in pixels
	 * @param height in pixels
	 * @param values row by row; not copied
	 */
	public MaskPlane(final int width, final int height, final int[] values) {
		if (values.length != width * height)
			throw new IllegalArgumentException(values.length + " values for " + width + " x " + height + " pixels");
		this.width = width;
		this.height = height;
		this.values = values;
	}

	/** @return the width in pixels */
	public int width() {
		return width;
	}

	/** @return the height in pixels */
	public int height() {
		return height;
	}

	/** Grows to what it has seen. */
	private static final class Bounds {

		private int left = Integer.MAX_VALUE, top = Integer.MAX_VALUE, right = -1, bottom = -1;
		private long pixels;

		private void add(final int x, final int y) {
			left = Math.min(left, x);
			top = Math.min(top, y);
			right = Math.max(right, x);
			bottom = Math.max(bottom, y);
			pixels++;
		}

		private Region region(final int value) {
			return new Region(value, new Box(left, top, right + 1, bottom + 1), pixels);
		}
	}

	/**
	 * @param background value of no object
	 * @return an object for each other value, in the order of their first pixels
	 */
	public List<Region> byValue(final int background) {
		final Map<Integer, Bounds> found = new LinkedHashMap<>();
		int last = background;
		Bounds bounds = null;
		for (int i = 0; i < values.length; i++) {
			final int value = values[i];
			if (value == background) continue;
			if (bounds == null || value != last) bounds = found.computeIfAbsent(value, v -> new Bounds());
			last = value;
			bounds.add(i % width, i / width);
		}
		final List<Region> regions = new ArrayList<>();
		found.forEach((value, b) -> regions.add(b.region(value)));
		return regions;
	}

	/**
	 * @param background value of no object
	 * @return the connected objects, in the order of their first pixels
	 */
	public List<Region> connected(final int background) {
		final boolean[] seen = new boolean[values.length];
		final int[] open = new int[values.length];
		final List<Region> regions = new ArrayList<>();
		for (int i = 0; i < values.length; i++)
			if (!seen[i] && values[i] != background) regions.add(fill(i, seen, open));
		return regions;
	}

	private Region fill(final int start, final boolean[] seen, final int[] open) {
		final Bounds bounds = new Bounds();
		int size = 0;
		open[size++] = start;
		seen[start] = true;
		while (size > 0) {
			final int i = open[--size], x = i % width, y = i / width;
			bounds.add(x, y);
			for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
				for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
					final int n = ny * width + nx;
					if (seen[n] || values[n] != values[start]) continue;
					seen[n] = true;
					open[size++] = n;
				}
		}
		return bounds.region(values[start]);
	}

	/**
	 * @param background value of no object
	 * @return all other pixels as one object; null if there are none
	 */
	public Region whole(final int background) {
		final Bounds bounds = new Bounds();
		for (int i = 0; i < values.length; i++)
			if (values[i] != background) bounds.add(i % width, i / width);
		return bounds.pixels == 0 ? null : bounds.region(1);
	}
}
