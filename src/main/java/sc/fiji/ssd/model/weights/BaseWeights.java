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

import java.util.Arrays;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.weights.file.StoredArray;

/** The layers of a VGG16 in the shapes that an SSD wants them in. */
final class BaseWeights {

	private static final String FIRST = "conv1_1" + NamedWeights.WEIGHT;

	private final BaseLayout layout;
	private final Map<String, String> names;
	private final Map<String, StoredArray> arrays;

	BaseWeights(final BaseLayout layout, final Map<String, StoredArray> arrays) {
		this.layout = layout;
		this.arrays = arrays;
		names = layout.names(arrays.keySet());
	}

	/**
	 * @param name of an array of the network
	 * @param target its shape
	 * @return a line that says why the file's does not fit, with both shapes; null
	 *         if it fits or can be subsampled to fit
	 */
	String mismatch(final String name, final int[] target) {
		final String theirs = names.get(name), who = theirs == null ? name : name + " (" + theirs + ")";
		final StoredArray array = theirs == null ? null : arrays.get(theirs);
		if (array == null) return who + " is missing, expected " + Arrays.toString(target);
		final int[] source = source(name, array, target);
		final boolean sampled = name.startsWith("fc");
		boolean fits = source != null && source.length == target.length;
		for (int i = 0; fits && i < target.length; i++)
			fits = sampled ? source[i] >= target[i] : source[i] == target[i];
		return fits
			? null
			: who + " is " + array.describe() + ", expected " + Arrays.toString(target) + (sampled ? " or larger" : "");
	}

	/** @return the values, OIHW */
	float[] read(final String name, final int[] target) {
		final StoredArray array = arrays.get(names.get(name));
		if (target.length == 1) return KernelSampler.ofBias(array, target[0]);
		final int[] source = source(name, array, target);
		final float[] values = layout.outputsLast()
			? KernelSampler.ofOutputsLast(array, source, target)
			: KernelSampler.ofOutputsFirst(array, source, target);
		if (name.equals(FIRST)) scale(values, target);
		return values;
	}

	private void scale(final float[] values, final int[] shape) {
		final double[] factors = layout.firstLayerFactors();
		final int taps = shape[2] * shape[3];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (values[i] * factors[i / taps % shape[1]]);
	}

	/** @return outputs, inputs, height, width of the file's kernel, or its number of biases; null if it is neither */
	private int[] source(final String name, final StoredArray array, final int[] target) {
		final int[] shape = dropOnes(array.shape(), target.length == 1 ? 1 : 2);
		if (target.length == 1) return shape.length == 1 ? shape : null;
		final boolean last = layout.outputsLast();
		if (array.shape().length == 4 && (shape.length == 4 || !name.startsWith("fc"))) {
			final int[] s = array.shape();
			return last ? new int[] { s[3], s[2], s[0], s[1] } : s;
		}
		if (shape.length != 2) return null;
		final int outputs = last ? shape[1] : shape[0], all = last ? shape[0] : shape[1];
		// fc6 sees the whole last map, 512 x 7 x 7; fc7 sees fc6
		if (!name.startsWith("fc6")) return new int[] { outputs, all, 1, 1 };
		final int side = (int) Math.round(Math.sqrt((double) all / target[1]));
		return side > 0 && side * side * target[1] == all ? new int[] { outputs, target[1], side, side } : null;
	}

	/** Caffe's old blobs have four dimensions, ones first. */
	private static int[] dropOnes(final int[] shape, final int least) {
		int ones = 0;
		while (shape.length - ones > least && shape[ones] == 1)
			ones++;
		return Arrays.copyOfRange(shape, ones, shape.length);
	}
}
