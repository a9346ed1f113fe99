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
package sc.fiji.ssd.image;

import sc.fiji.ssd.box.Box;

/**
 * Cuts a plane into overlapping tiles of one size, row by row, evenly spread, and says which tile sees a place best. A
 * side that is not longer than a tile has one tile, which begins at 0 and may reach beyond the plane; elsewhere tiles
 * end at the plane's edges and overlap by what is requested or more. Memory does not grow with the plane.
 */
public final class TileGrid {

	private final Axis x;
	private final Axis y;
	private final int overlap;

	/** The tiles along one side. */
	private record Axis(int length, int tile, int count) {

		static Axis of(final int length, final int tile, final int overlap) {
			if (length <= tile) return new Axis(length, tile, 1);
			final int step = tile - overlap;
			return new Axis(length, tile, 1 + (length - tile + step - 1) / step);
		}

		int start(final int i) {
			return count == 1 ? 0 : (int) Math.round((double) i * (length - tile) / (count - 1));
		}

		/** Distance of an interval from the tile's edges that have neighbours; negative outside; endless if there are none. */
		double clearance(final int i, final double from, final double to) {
			final double left = i == 0 ? Double.POSITIVE_INFINITY : from - start(i);
			return Math.min(left, i == count - 1 ? Double.POSITIVE_INFINITY : start(i) + tile - to);
		}

		/** @return the largest clearance that any tile has */
		double bestClearance(final double from, final double to) {
			if (count == 1) return Double.POSITIVE_INFINITY;
			final double middle = (from + to) / 2;
			final int near = Math.max(0,
				Math.min(count - 1, (int) ((middle - tile / 2.0) * (count - 1) / (length - tile))));
			double best = Double.NEGATIVE_INFINITY;
			for (int i = Math.max(0, near - 1); i <= Math.min(count - 1, near + 2); i++)
				best = Math.max(best, clearance(i, from, to));
			return best;
		}
	}

	/**
	 * @param width of the plane, at least 1
	 * @param height of the plane, at least 1
	 * @param tileWidth of a tile, at least 1
	 * @param tileHeight of a tile, at least 1
	 * @param overlap that neighbours have at least, 0 to half of a tile's sides
	 * @throws IllegalArgumentException if one is out of its range
	 */
	public TileGrid(final int width, final int height, final int tileWidth, final int tileHeight, final int overlap) {
		if (width < 1 || height < 1 || tileWidth < 1 || tileHeight < 1 || overlap < 0 ||
			overlap > Math.min(tileWidth, tileHeight) / 2)
			throw new IllegalArgumentException("Tiles of " + tileWidth + " x " + tileHeight + " with an overlap of " +
				overlap + " on a plane of " + width + " x " + height);
		x = Axis.of(width, tileWidth, overlap);
		y = Axis.of(height, tileHeight, overlap);
		this.overlap = overlap;
	}

	/**
	 * @param width of the plane
	 * @param height of the plane
	 * @return one tile, the plane itself
	 */
	public static TileGrid whole(final int width, final int height) {
		return new TileGrid(width, height, width, height, 0);
	}

	/** @return width of the plane in pixels */
	public int width() {
		return x.length;
	}

	/** @return height of the plane in pixels */
	public int height() {
		return y.length;
	}

	/** @return longer side of a tile in pixels */
	public int tile() {
		return Math.max(x.tile, y.tile);
	}

	/** @return number of tiles */
	public int count() {
		return Math.multiplyExact(x.count, y.count);
	}

	/**
	 * @param index of a tile, row by row
	 * @return its pixels; all tiles are of one size, so on a small plane they may
	 *         reach beyond it on the right and below
	 */
	public PixelArea area(final int index) {
		return new PixelArea(x.start(index % x.count), y.start(index / x.count), x.tile, y.tile);
	}

	/**
	 * @param index of a tile
	 * @param box in pixels of the plane
	 * @return whether no other tile has the box clearly farther from its inner edges:
	 *         by more than a quarter of the overlap, so that what two tiles place a
	 *         little differently is not lost between them
	 */
	public boolean seesWell(final int index, final Box box) {
		final double margin = overlap / 4.0;
		return x.clearance(index % x.count, box.xMin(), box.xMax()) >= x.bestClearance(box.xMin(), box.xMax()) -
			margin &&
			y.clearance(index / x.count, box.yMin(), box.yMax()) >= y.bestClearance(box.yMin(), box.yMax()) - margin;
	}

	/**
	 * @param index of a tile
	 * @param box in pixels of the plane
	 * @param distance in pixels
	 * @return whether the box ends within so many pixels of an edge behind which there
	 *         is a neighbour: it may be cut
	 */
	public boolean touchesInnerEdge(final int index, final Box box, final double distance) {
		return x.clearance(index % x.count, box.xMin(), box.xMax()) < distance ||
			y.clearance(index / x.count, box.yMin(), box.yMax()) < distance;
	}
}
