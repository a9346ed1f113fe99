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
package sc.fiji.ssd.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;

/** Weights of a network that has learned nothing. */
public final class Initialization {

	private Initialization() {}

	/**
	 * For training from scratch: kernels that a ReLU follows are drawn from a
	 * normal distribution with variance 2 / fan-in (He et al., ICCV 2015), those
	 * of the heads from a uniform one within 0.1 * sqrt(3 / fan-in), so that the
	 * first predictions are near to even. Biases are zero, the norm has its initial
	 * scale.
	 *
	 * @param network whose weights are wanted
	 * @param seed random seed; every layer has its own from seed and
	 *          name, so that a layer's weights do not depend on the others
	 * @return the weights
	 */
	public static NamedWeights heXavier(final NetworkSpec network, final long seed) {
		return draw(network,
			(c, fanIn, random) -> c.relu()
				? Math.sqrt(2.0 / fanIn) * random.nextGaussian()
				: 0.1 * Math.sqrt(3.0 / fanIn) * (2 * random.nextDouble() - 1),
			seed);
	}

	/**
	 * For new layers on a trained base: all kernels from a uniform distribution
	 * within sqrt(3 / fan-in), Caffe's Xavier filler (paper, section 3). Biases are
	 * zero, the norm has its initial scale.
	 *
	 * @param network whose weights are wanted
	 * @param seed as above
	 * @return the weights
	 */
	public static NamedWeights xavier(final NetworkSpec network, final long seed) {
		return draw(network, (c, fanIn, random) -> Math.sqrt(3.0 / fanIn) * (2 * random.nextDouble() - 1), seed);
	}

	private interface Filler {

		double next(Layer.Convolution convolution, int fanIn, Random random);
	}

	private static NamedWeights draw(final NetworkSpec network, final Filler filler, final long seed) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		final Map<String, int[]> shapes = network.parameterShapes();
		for (final Layer layer : network.layers()) {
			final String kernel = layer.name() + NamedWeights.WEIGHT;
			final String bias = layer.name() + NamedWeights.BIAS;
			if (layer instanceof Layer.Convolution c) {
				arrays.put(kernel, new NamedWeights.Array(shapes.get(kernel), kernel(c, filler, seed)));
				arrays.put(bias, new NamedWeights.Array(shapes.get(bias), new float[c.outChannels()]));
			}
			else if (layer instanceof Layer.L2Norm n) {
				final float[] scale = new float[n.channels()];
				Arrays.fill(scale, n.initialScale());
				arrays.put(kernel, new NamedWeights.Array(shapes.get(kernel), scale));
			}
		}
		return new NamedWeights(arrays);
	}

	private static float[] kernel(final Layer.Convolution c, final Filler filler, final long seed) {
		final Random random = new Random(31 * seed + c.name().hashCode());
		final int fanIn = c.inChannels() * c.kernel() * c.kernel();
		final float[] values = new float[c.outChannels() * fanIn];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) filler.next(c, fanIn, random);
		return values;
	}
}
