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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.image.TileGrid;

/**
 * Combines the detections of a plane's tiles. Each object is left to the tile that sees it best. If boxes of one class
 * from different tiles overlap, the best one stays: whole boxes before boxes that end at an inner edge, then by score.
 * A box at an inner edge is also removed if half of it lies in a box that stays. The result does not depend on the
 * order of the tiles.
 */
final class PlaneTiles {

	/** A box that ends so near to an inner edge may be cut; as a fraction of the tile. */
	private static final double NEAR_EDGE = 0.02;

	/** Part of a cut box that lies in another of its class if both are one object. */
	private static final double SAME_OBJECT = 0.5;

	private record Found(int tile, boolean cut, Detection detection) {}

	private final TileGrid grid;
	private final double overlap;
	private final List<Found> all = new ArrayList<>();
	private List<Detection> only = List.of();

	/**
	 * @param grid of the plane
	 * @param overlap IoU above which the lesser of two boxes of a class is dropped
	 */
	PlaneTiles(final TileGrid grid, final double overlap) {
		this.grid = grid;
		this.overlap = overlap;
	}

	/**
	 * @param tile its index
	 * @param found in it, in pixels of the plane
	 */
	void add(final int tile, final List<Detection> found) {
		if (grid.count() == 1) {
			only = found;
			return;
		}
		final double near = Math.max(1, NEAR_EDGE * grid.tile());
		for (final Detection d : found)
			if (grid.seesWell(tile, d.box())) all.add(new Found(tile, grid.touchesInnerEdge(tile, d.box(), near), d));
	}

	/** @return what was found in the plane, in descending order of score, then class */
	List<Detection> detections() {
		if (grid.count() == 1) return only;
		all.sort(
			Comparator.comparing(Found::cut).thenComparing(Found::detection, Detection.BEST_FIRST).thenComparingInt(Found::tile));
		final Map<Long, List<Found>> cells = new HashMap<>();
		final List<Detection> kept = new ArrayList<>();
		for (final Found next : all) {
			if (isKnown(next, cells)) continue;
			kept.add(next.detection);
			eachCell(next.detection, key -> {
				cells.computeIfAbsent(key, k -> new ArrayList<>()).add(next);
				return false;
			});
		}
		kept.sort(Detection.BEST_FIRST);
		return kept;
	}

	/** Only considers nearby boxes: a plane can hold a million. */
	private boolean isKnown(final Found next, final Map<Long, List<Found>> cells) {
		return eachCell(next.detection, key -> {
			for (final Found other : cells.getOrDefault(key, List.of()))
				if (other.tile != next.tile && isSame(next, other.detection.box())) return true;
			return false;
		});
	}

	private boolean isSame(final Found next, final Box other) {
		final Box box = next.detection.box();
		return box.iou(other) > overlap || next.cut && box.intersect(other).area() > SAME_OBJECT * box.area();
	}

	/** Visits the grid squares, of the size of a tile, that a box overlaps; each class has its own grid. */
	private boolean eachCell(final Detection d, final LongPredicate visitor) {
		final int size = grid.tile();
		for (int y = (int) d.box().yMin() / size; y <= (int) d.box().yMax() / size; y++)
			for (int x = (int) d.box().xMin() / size; x <= (int) d.box().xMax() / size; x++)
				if (visitor.test(((long) d.classIndex() << 48) + ((long) y << 24) + x)) return true;
		return false;
	}
}
