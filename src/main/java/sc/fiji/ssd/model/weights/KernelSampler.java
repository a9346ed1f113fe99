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
package sc.fiji.ssd.model.weights;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.weights.file.StoredArray;

/**
 * Takes evenly spaced output channels, input channels and taps of a kernel. Reduces VGG16's fc6, 4096 x 512 x 7 x 7, to
 * the 1024 x 512 x 3 x 3 of the paper's SSD: every fourth output and the taps 0, 3 and 6, which lie where the dilated
 * kernel looks (section 3; Chen et al., DeepLab, ICLR 2015). A kernel of the wanted shape comes out as it is.
 */
final class KernelSampler {

	private KernelSampler() {}

	/**
	 * @param from outputs, inputs, height, width, in this order, possibly flattened
	 * @param source the four numbers
	 * @param target outputs, inputs, height, width that are wanted, none larger
	 * @return the values, OIHW
	 */
	static float[] ofOutputsFirst(final StoredArray from, final int[] source, final int[] target) {
		final float[] values = new float[Math.toIntExact(NamedWeights.volume(target))];
		final int filter = source[1] * source[2] * source[3];
		int at = 0;
		for (int o = 0; o < target[0]; o++) {
			final float[] row = from.read((long) place(o, target[0], source[0]) * filter, filter);
			for (int i = 0; i < target[1]; i++)
				for (int y = 0; y < target[2]; y++)
					for (int x = 0; x < target[3]; x++)
						values[at++] = row[(place(i, target[1], source[1]) * source[2] + tap(y, target[2], source[2])) *
							source[3] + tap(x, target[3], source[3])];
		}
		return values;
	}

	/**
	 * @param from height, width, inputs, outputs, in this order, possibly flattened
	 * @param source outputs, inputs, height, width that it has
	 * @param target outputs, inputs, height, width that are wanted, none larger
	 * @return the values, OIHW
	 */
	static float[] ofOutputsLast(final StoredArray from, final int[] source, final int[] target) {
		final float[] values = new float[Math.toIntExact(NamedWeights.volume(target))];
		for (int y = 0; y < target[2]; y++)
			for (int x = 0; x < target[3]; x++)
				for (int i = 0; i < target[1]; i++) {
					final long input = ((long) tap(y, target[2], source[2]) * source[3] +
						tap(x, target[3], source[3])) * source[1] + place(i, target[1], source[1]);
					final float[] row = from.read(input * source[0], source[0]);
					for (int o = 0; o < target[0]; o++)
						values[((o * target[1] + i) * target[2] + y) * target[3] + x] = row[place(o, target[0],
							source[0])];
				}
		return values;
	}

	/** @return the biases of the outputs that are kept */
	static float[] ofBias(final StoredArray from, final int target) {
		final float[] all = from.read(), values = new float[target];
		for (int o = 0; o < target; o++)
			values[o] = all[place(o, target, all.length)];
		return values;
	}

	private static int place(final int i, final int target, final int source) {
		return (int) ((long) i * source / target);
	}

	/** From the first tap to the last. */
	private static int tap(final int i, final int target, final int source) {
		return target == 1 ? source / 2 : (int) Math.round((double) i * (source - 1) / (target - 1));
	}
}
