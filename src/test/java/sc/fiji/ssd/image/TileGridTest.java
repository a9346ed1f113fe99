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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.Box;

class TileGridTest {

	@Test
	void tilesCoverThePlaneAndOverlapByWhatIsAskedFor() {
		final Random random = new Random(1);
		for (int trial = 0; trial < 300; trial++) {
			final int width = 1 + random.nextInt(400), height = 1 + random.nextInt(400);
			final int tile = 8 + random.nextInt(120), overlap = random.nextInt(tile / 2 + 1);
			final TileGrid grid = new TileGrid(width, height, tile, tile, overlap);
			final boolean[] covered = new boolean[width * height];
			int right = 0;
			for (int i = 0; i < grid.count(); i++) {
				final PixelArea area = grid.area(i);
				assertEquals(tile, area.width());
				assertEquals(tile, area.height());
				assertTrue(area.x() >= 0 && (width <= tile ? area.x() == 0 : area.x() + tile <= width));
				assertTrue(area.y() >= 0 && (height <= tile ? area.y() == 0 : area.y() + tile <= height));
				if (area.x() > 0) assertTrue(right - area.x() >= overlap, "overlap " + (right - area.x()));
				right = area.x() + tile;
				for (int y = area.y(); y < Math.min(height, area.y() + tile); y++)
					for (int x = area.x(); x < Math.min(width, area.x() + tile); x++)
						covered[y * width + x] = true;
			}
			for (final boolean pixel : covered)
				assertTrue(pixel);
		}
	}

	@Test
	void aHugePlaneCostsNothing() {
		final TileGrid grid = new TileGrid(1 << 23, 1 << 23, 1000, 1000, 100);
		final PixelArea last = grid.area(grid.count() - 1);
		assertEquals(new PixelArea((1 << 23) - 1000, (1 << 23) - 1000, 1000, 1000), last);
	}

	/** What the seams of the detector rest on, held against going through all tiles. */
	@Test
	void everyBoxThatFitsTheOverlapIsSeenWellAndWholeByATile() {
		final Random random = new Random(2);
		for (int trial = 0; trial < 2000; trial++) {
			final int width = 30 + random.nextInt(600), height = 30 + random.nextInt(600);
			final int tile = 30 + random.nextInt(100), overlap = 4 + random.nextInt(tile / 2 - 4);
			final TileGrid grid = new TileGrid(width, height, tile, tile, overlap);
			final double w = random.nextDouble() * Math.min(overlap, width),
				h = random.nextDouble() * Math.min(overlap, height);
			final double x = random.nextDouble() * (width - w), y = random.nextDouble() * (height - h);
			final Box box = new Box(x, y, x + w, y + h);
			int well = 0, whole = 0;
			for (int i = 0; i < grid.count(); i++) {
				final PixelArea a = grid.area(i);
				final boolean inside = x >= a.x() && y >= a.y() && x + w <= a.x() + tile && y + h <= a.y() + tile;
				if (inside && !grid.seesWell(i, box)) continue;
				if (grid.seesWell(i, box)) well++;
				if (inside) whole++;
			}
			assertTrue(well >= 1 && well <= 4, "seen well by " + well);
			assertTrue(whole >= 1, "whole in none");
		}
	}

	@Test
	void aBoxFarInsideOneTileIsNotSeenWellByItsNeighbour() {
		final TileGrid grid = new TileGrid(180, 100, 100, 100, 20); // tiles at 0 and 80
		final Box left = new Box(79, 10, 86, 20), right = new Box(94, 10, 101, 20), seam = new Box(87, 10, 93, 20);
		assertTrue(grid.seesWell(0, left));
		assertFalse(grid.seesWell(1, left));
		assertTrue(grid.seesWell(1, right));
		assertFalse(grid.seesWell(0, right));
		assertTrue(grid.seesWell(0, seam) && grid.seesWell(1, seam));
		assertTrue(grid.touchesInnerEdge(0, new Box(90, 0, 99.5, 20), 2));
		assertFalse(grid.touchesInnerEdge(0, new Box(0, 0, 60, 100), 2), "the plane's edges cut nothing");
	}

	@Test
	void refusesTilesThatAreNone() {
		assertThrows(IllegalArgumentException.class, () -> new TileGrid(100, 100, 20, 20, 11));
		assertThrows(IllegalArgumentException.class, () -> new TileGrid(100, 0, 20, 20, 1));
	}
}
