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
package sc.fiji.ssd.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network that an engine computes: a flat list of layers in the order of execution, and the heads whose outputs are
 * concatenated into predictions.
 * <p> The input is {@code [n][3][size][size]}. The output map of each head, {@code [boxes * k][h][w]} is read pixel by
 * pixel, row by row: its boxes follow one another in the order of the priors.
 * </p>
 *
 * @param inputSize width and height of the input in pixels
 * @param classes number of classes, background included
 * @param layers all layers, each after the layer it reads
 * @param heads the heads in the order of the source maps
 */
public record NetworkSpec(int inputSize, int classes, List<Layer> layers, List<Head> heads) {

	/** The name of the image tensor. */
	public static final String INPUT = "data";

	/** Channels of the image tensor. */
	public static final int INPUT_CHANNELS = 3;

	/**
	 * The two convolutions on one source map.
	 *
	 * @param location name of the layer with 4 channels a box
	 * @param confidence name of the layer with {@code classes} channels a box
	 */
	public record Head(String location, String confidence) {}

	public NetworkSpec {
		layers = List.copyOf(layers);
		heads = List.copyOf(heads);
	}

	/** @return width and height of every layer's output, by name, the input's included */
	public Map<String, Integer> sizes() {
		final Map<String, Integer> sizes = new HashMap<>();
		sizes.put(INPUT, inputSize);
		for (final Layer layer : layers) {
			final Integer size = sizes.get(layer.input());
			if (size == null)
				throw new IllegalArgumentException(
					"Layer " + layer.name() + " reads " + layer.input() + ", which is not the output of an earlier layer");
			sizes.put(layer.name(), layer.outputSize(size));
		}
		return sizes;
	}

	/**
	 * @param name of a layer
	 * @return that layer
	 */
	public Layer layer(final String name) {
		return layers.stream().filter(l -> l.name().equals(name)).findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No layer " + name));
	}

	/** @return the number of boxes predicted for one image */
	public int priors() {
		final Map<String, Integer> sizes = sizes();
		int priors = 0;
		for (final Head head : heads) {
			final int size = sizes.get(head.location());
			priors += size * size * ((Layer.Convolution) layer(head.location())).outChannels() / 4;
		}
		return priors;
	}

	/**
	 * @return the shape of every parameter by its name in {@link NamedWeights}, in
	 *         the order of the layers: convolutions have {@code NAME.weight}
	 *         (OIHW) and {@code NAME.bias}, the norm has {@code NAME.weight}, a batch
	 *         normalisation has these two and its running statistics
	 */
	public Map<String, int[]> parameterShapes() {
		final Map<String, int[]> shapes = new LinkedHashMap<>();
		for (final Layer layer : layers) {
			if (layer instanceof Layer.Convolution c) {
				shapes.put(c.name() + NamedWeights.WEIGHT,
					new int[] { c.outChannels(), c.inChannels(), c.kernel(), c.kernel() });
				shapes.put(c.name() + NamedWeights.BIAS, new int[] { c.outChannels() });
			}
			else if (layer instanceof Layer.L2Norm n) {
				shapes.put(n.name() + NamedWeights.WEIGHT, new int[] { n.channels() });
			}
			else if (layer instanceof Layer.BatchNorm b) {
				for (final String array : List.of(NamedWeights.WEIGHT, NamedWeights.BIAS, NamedWeights.MEAN,
					NamedWeights.VARIANCE))
					shapes.put(b.name() + array, new int[] { b.channels() });
			}
		}
		return shapes;
	}

	/**
	 * @return whether a layer normalises by the batch: such a network can be trained,
	 *         but predicts only after that is folded into its convolutions
	 */
	public boolean normalizesBatches() {
		return layers.stream().anyMatch(Layer.BatchNorm.class::isInstance);
	}

	/** @return the number of learned values, and of running statistics if there are any */
	public long parameterCount() {
		return parameterShapes().values().stream().mapToLong(NamedWeights::volume).sum();
	}
}
