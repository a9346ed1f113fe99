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
package sc.fiji.ssd.train.augment;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.image.PixelArea;

/**
 * Draws the part of an image that becomes a sample (paper, section 2.2; Caffe's
 * {@code GenerateBatchSamples} with the samplers of its SSD scripts): the whole
 * image, one patch for each minimum IoU of 0.1, 0.3, 0.5, 0.7, 0.9 with any one
 * object, or any patch. Each sampler has 50 tries; one of those that succeeded is
 * taken at random. Images without objects stay whole, since no patch succeeds
 * there in Caffe.
 */
final class PatchSampler {

	private static final double[] MIN_OVERLAPS = { 0.1, 0.3, 0.5, 0.7, 0.9, 0 };
	private static final int TRIES = 50;
	private static final double MIN_SCALE = 0.3, MAX_SCALE = 1;
	private static final double MIN_RATIO = 0.5, MAX_RATIO = 2;

	private PatchSampler() {}

	/**
	 * @param random to draw from
	 * @param canvas the image, or the canvas around it
	 * @param objects in the same coordinates as the canvas
	 * @return a part of the canvas
	 */
	static PixelArea draw(final SplittableRandom random, final PixelArea canvas, final List<Box> objects) {
		final List<PixelArea> patches = new ArrayList<>();
		patches.add(canvas);
		if (!objects.isEmpty()) for (final double minOverlap : MIN_OVERLAPS)
			for (int i = 0; i < TRIES; i++) {
				final Box patch = patch(random, canvas);
				if (!reaches(patch, objects, minOverlap)) continue;
				patches.add(wholePixels(patch));
				break;
			}
		return patches.get(random.nextInt(patches.size()));
	}

	/** Scale is the root of the area's share; ratio is relative to the canvas's own. */
	private static Box patch(final SplittableRandom random, final PixelArea canvas) {
		final double scale = SampleRandom.uniform(random, MIN_SCALE, MAX_SCALE);
		final double ratio = SampleRandom.uniform(random, Math.max(MIN_RATIO, scale * scale),
			Math.min(MAX_RATIO, 1 / (scale * scale)));
		final double width = scale * Math.sqrt(ratio), height = scale / Math.sqrt(ratio);
		final double x = SampleRandom.uniform(random, 0, 1 - width), y = SampleRandom.uniform(random, 0, 1 - height);
		return new Box(x, y, x + width, y + height).scale(canvas.width(), canvas.height()).translate(canvas.x(),
			canvas.y());
	}

	private static boolean reaches(final Box patch, final List<Box> objects, final double minOverlap) {
		for (final Box object : objects)
			if (patch.iou(object) >= minOverlap) return true;
		return false;
	}

	private static PixelArea wholePixels(final Box patch) {
		return new PixelArea((int) Math.floor(patch.xMin()), (int) Math.floor(patch.yMin()),
			Math.max(1, (int) patch.width()), Math.max(1, (int) patch.height()));
	}
}
