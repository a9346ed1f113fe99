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

import java.util.SplittableRandom;

import sc.fiji.ssd.train.augment.SampleRandom;

/**
 * The order of the training images: every epoch uses all images once, in an order that depends on seed and epoch.
 * Epochs follow one another without a gap, so every batch is full.
 */
public final class ImageOrder {

	/** Tells these random streams from those of the samples, whose first place is an iteration. */
	private static final long EPOCHS = -1;

	private final int size;
	private final long seed;
	private long epoch = -1;
	private int[] order;

	/**
	 * @param size number of images, at least 1
	 * @param seed of the training
	 */
	public ImageOrder(final int size, final long seed) {
		this.size = size;
		this.seed = seed;
	}

	/**
	 * @param sample 0-based number of the sample since the first iteration
	 * @return index of its image
	 */
	public synchronized int image(final long sample) {
		if (sample / size != epoch) {
			epoch = sample / size;
			order = shuffled(SampleRandom.of(seed, EPOCHS, epoch));
		}
		return order[(int) (sample % size)];
	}

	/** Fisher and Yates. */
	private int[] shuffled(final SplittableRandom random) {
		final int[] shuffled = new int[size];
		for (int i = 0; i < size; i++) {
			final int j = random.nextInt(i + 1);
			shuffled[i] = shuffled[j];
			shuffled[j] = i;
		}
		return shuffled;
	}
}
