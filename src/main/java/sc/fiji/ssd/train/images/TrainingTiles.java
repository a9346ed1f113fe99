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
package sc.fiji.ssd.train.images;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.image.PixelArea;

/**
 * Chooses which tile of a large image becomes a sample: one around a random object, or, if the background is also
 * trained, sometimes one at any place. The augmentation then treats the tile as the image.
 *
 * @param width of a tile
 * @param height of a tile
 * @param emptyAsNegatives whether tiles without objects teach the background
 */
public record TrainingTiles(int width, int height, boolean emptyAsNegatives) {

	/** Fraction of the tiles that are taken at any place if tiles without objects are used for training. */
	private static final double ANYWHERE = 0.25;

	/**
	 * @param random to draw from
	 * @param image its size and objects
	 * @return the tile; reaches beyond the image only where that is smaller
	 */
	public PixelArea draw(final SplittableRandom random, final TrainingImage image) {
		final List<Box> objects = image.boxes();
		final boolean anywhere = objects.isEmpty() || emptyAsNegatives && random.nextDouble() < ANYWHERE;
		final Box around = anywhere
			? new Box(0, 0, image.width(), image.height())
			: objects.get(random.nextInt(objects.size()));
		return new PixelArea(start(random, around.xMin(), around.xMax(), width, image.width()),
			start(random, around.yMin(), around.yMax(), height, image.height()), width, height);
	}

	/** @return where a tile begins that holds an interval, or lies in it if that is longer */
	private static int start(final SplittableRandom random, final double from, final double to, final int tile,
		final int length)
	{
		final double least = Math.min(0, length - tile), most = Math.max(0, length - tile);
		final double a = Math.max(least, Math.min(most, Math.min(from, to - tile)));
		final double b = Math.max(least, Math.min(most, Math.max(from, to - tile)));
		final int low = (int) Math.ceil(a), high = (int) Math.floor(b);
		return high <= low ? (int) Math.rint((a + b) / 2) : low + random.nextInt(high - low + 1);
	}

	/**
	 * The objects of a tile: those whose centre lies in it, cut at its edges, as in
	 * the patches of the augmentation.
	 *
	 * @param image with all its objects
	 * @param tile a part of it
	 * @return the tile as its own image
	 */
	public static TrainingImage objects(final TrainingImage image, final PixelArea tile) {
		final Box window = new Box(tile.x(), tile.y(), tile.x() + tile.width(), tile.y() + tile.height());
		final List<Box> boxes = new ArrayList<>();
		final int[] labels = new int[image.labels().length];
		for (int i = 0; i < image.boxes().size(); i++) {
			final Box box = image.boxes().get(i);
			final double x = (box.xMin() + box.xMax()) / 2, y = (box.yMin() + box.yMax()) / 2;
			if (x < window.xMin() || x > window.xMax() || y < window.yMin() || y > window.yMax()) continue;
			final Box seen = box.intersect(window).translate(-tile.x(), -tile.y());
			if (seen.isEmpty()) continue;
			labels[boxes.size()] = image.labels()[i];
			boxes.add(seen);
		}
		return new TrainingImage(image.file(), image.plane(), tile.width(), tile.height(), boxes,
			Arrays.copyOf(labels, boxes.size()));
	}
}
