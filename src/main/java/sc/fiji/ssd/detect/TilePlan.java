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

import java.util.Locale;

import sc.fiji.ssd.image.TileGrid;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.PixelSize;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdModel;

/**
 * The tiles by which one plane is shown to the network.
 *
 * @param grid its tiles; one if it is shown as a whole
 * @param tiled whether it is shown by tiles, though there may be only one
 * @param note one line on the tiles for the user; null if there is nothing to say
 */
record TilePlan(TileGrid grid, boolean tiled, String note) {

	/**
	 * An image with this many times the edges of the training images is divided into tiles, even if the model was
	 * trained on whole images.
	 */
	private static final double MUCH_LARGER = 2;

	/**
	 * Tiles overlap by this fraction of the large objects' size, so that an object on a seam is whole in one of them.
	 */
	private static final double OF_OBJECTS = 1.25;

	/** Overlap as a fraction of a tile if nothing is known of the objects. */
	private static final double UNKNOWN = 0.25;

	/** 20,000 x 20,000 pixels in tiles of 300 are about 10,000. */
	private static final long MOST_TILES = 200_000;

	/** Smallest overlap as a fraction of a tile, because objects at the edge of a tile lack their surroundings. */
	private static final double LEAST = 0.1;

	/**
	 * @param model whose sampling is followed
	 * @param tiling the requested tiling
	 * @param width of the plane
	 * @param height of the plane
	 * @param pixelSize of the plane; null if it is not known
	 * @return the plan
	 */
	static TilePlan of(final SsdModel model, final Tiling tiling, final int width, final int height,
		final PixelSize pixelSize)
	{
		final Sampling seen = model.sampling();
		final TilePlan whole = new TilePlan(TileGrid.whole(width, height), false, null);
		if (tiling.kind() == Tiling.Kind.OFF) return whole;
		final double scale = scale(seen, pixelSize);
		if (tiling.kind() == Tiling.Kind.TILES)
			return tiles(width, height, tiling.size(), tiling.size(), tiling.overlap(), seen, scale, "as set by the user");
		if (seen == null) return whole;
		final double ratio = Math.sqrt((double) width / seen.width() * height / seen.height()) / scale;
		if (!seen.tiles() && ratio <= MUCH_LARGER) return whole;
		final boolean rescaled = scale != 1;
		final String why = (seen.tiles()
			? "as in training"
			: String.format(Locale.ROOT, "because the images are %.1f times as wide and high as those in training", ratio)) +
			(rescaled
				? "; rescaled, because pixels are " + pixelSize + " here and " + seen.pixelSize() + " in training"
				: "");
		return tiles(width, height, scaled(seen.width(), scale), scaled(seen.height(), scale), Tiling.BY_OBJECTS, seen,
			scale, why);
	}

	private static TilePlan tiles(final int width, final int height, final int tileWidth, final int tileHeight,
		final int overlap, final Sampling seen, final double scale, final String why)
	{
		final int shorter = Math.min(tileWidth, tileHeight);
		final int by = overlap != Tiling.BY_OBJECTS ? overlap : overlap(shorter, seen, scale);
		final long tiles = along(width, tileWidth, by) * along(height, tileHeight, by);
		if (tiles > MOST_TILES)
			throw new UserException("tiling: an image of " + width + " x " + height + " pixels has " + tiles +
				" tiles of " + tileWidth + " x " + tileHeight + "; " + MOST_TILES + " are allowed. Give larger tiles.");
		return new TilePlan(new TileGrid(width, height, tileWidth, tileHeight, by), true,
			"tiling: tiles of " + tileWidth + " x " + tileHeight + " pixels, overlap " + by + ", " + why);
	}

	private static long along(final int length, final int tile, final int overlap) {
		return length <= tile ? 1 : 1 + (length - tile + (long) (tile - overlap) - 1) / (tile - overlap);
	}

	private static int overlap(final int tile, final Sampling seen, final double scale) {
		final double wanted = seen == null || seen.objectSize() == 0
			? UNKNOWN * tile
			: OF_OBJECTS * seen.objectSize() * scale;
		return (int) Math.min(tile / 2, Math.max(LEAST * tile, Math.ceil(wanted)));
	}

	/** @return pixels of this plane for each pixel of the training images */
	private static double scale(final Sampling seen, final PixelSize here) {
		if (seen == null || seen.pixelSize() == null || here == null || here.isLike(seen.pixelSize())) return 1;
		return seen.pixelSize().value() / here.value();
	}

	private static int scaled(final int length, final double scale) {
		return (int) Math.max(1, Math.min(1 << 20, Math.round(length * scale)));
	}
}
