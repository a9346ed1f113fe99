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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.image.InputTensor;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.model.Preprocessing;

/**
 * Times the way from a decoded image to an input of the network, on one core: all
 * chains, images of several sizes. Started by
 * {@code mvn -q -Pbenchmark -Dbenchmark.main=sc.fiji.ssd.train.augment.AugmentationTimes}.
 */
public final class AugmentationTimes {

	private static final int INPUT = 300;
	private static final double SECONDS = 1.5;
	private static final int[][] SIZES = { { 300, 300 }, { 500, 375 }, { 640, 480 }, { 1600, 1200 } };

	private AugmentationTimes() {}

	/** @param args none */
	public static void main(final String[] args) {
		System.out.println("| input 300 x 300, one core, samples/s | " +
			String.join(" | ", List.of(SIZES).stream().map(s -> s[0] + " x " + s[1]).toList()) + " | 640 x 480 grey |");
		System.out.println("|---|---|---|---|---|---|");
		for (final Augmentation.Kind kind : Augmentation.Kind.values()) {
			final List<String> cells = new ArrayList<>();
			for (final int[] size : SIZES)
				cells.add(String.format(Locale.ROOT, "%.0f", rate(kind, picture(size[0], size[1], false))));
			cells.add(String.format(Locale.ROOT, "%.0f", rate(kind, picture(640, 480, true))));
			System.out.println("| " + kind.key() + " | " + String.join(" | ", cells) + " |");
		}
	}

	private static double rate(final Augmentation.Kind kind, final StoredPicture picture) {
		final Augmentation augmentation = new Augmentation(kind, Preprocessing.CAFFE, INPUT);
		final List<Box> objects = new ArrayList<>();
		final SplittableRandom places = new SplittableRandom(4);
		for (int i = 0; i < 12; i++) {
			final double x = places.nextDouble() * 0.8 * picture.width(),
				y = places.nextDouble() * 0.8 * picture.height();
			objects.add(new Box(x, y, x + 0.12 * picture.width(), y + 0.16 * picture.height()));
		}
		final int[] labels = new int[objects.size()];
		final float[] input = new float[3 * INPUT * INPUT];
		long sample = 0, begin = 0, first = 0;
		// the compiler works through the first half
		for (final long start = System.nanoTime(); System.nanoTime() - start < 2e9 * SECONDS; sample++) {
			if (begin == 0 && System.nanoTime() - start > 1e9 * SECONDS) {
				begin = System.nanoTime();
				first = sample;
			}
			final Augmentation.Plan plan = augmentation.draw(SampleRandom.of(0, sample, 0), picture.width(),
				picture.height(), objects);
			InputTensor.write(augmentation.apply(plan, picture, objects, labels).picture(), Preprocessing.CAFFE,
				FloatBuffer.wrap(input), 0);
		}
		return (sample - first) * 1e9 / (System.nanoTime() - begin);
	}

	private static StoredPicture picture(final int width, final int height, final boolean grey) {
		final Picture picture = new Picture(width, height);
		final SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < width * height; i++)
			for (int c = 0; c < 3; c++)
				picture.planes()[c][i] = grey && c > 0
					? picture.planes()[0][i]
					: 60 * c + (i % width + i / width) % 64 + random.nextInt(20);
		return StoredPicture.of(picture);
	}
}
