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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * Batch normalisation for training. ScratchDet (Zhu et al., CVPR 2019) showed that with it
 * SSD300 trained from scratch is as good as from a pretrained base. It stands between each
 * convolution and its ReLU. A model that detects has no such layer: its convolutions do the
 * same with other weights ({@link #fold}).
 *
 * @param plain the network that detects
 * @param trained the same network with batch normalisation, which learns
 */
public record BatchNormalization(NetworkSpec plain, NetworkSpec trained) {

	/** Behind the name of the convolution. */
	private static final String SUFFIX = "_bn";

	/**
	 * Values of a channel in a batch below which their mean and variance say too little. Maps with
	 * fewer, such as the one of 1 x 1, are not normalised.
	 */
	private static final int LEAST_VALUES = 64;

	/** Below, a channel was switched off in training, and its weights before folding are lost. */
	private static final double LEAST_FACTOR = 1e-6;

	/**
	 * @param plain the network that detects
	 * @param batch images that are computed together in training, at least 1
	 * @return its normalisation, of all maps with at least 64 values a channel in a batch
	 */
	public static BatchNormalization of(final NetworkSpec plain, final int batch) {
		final Map<String, Integer> sizes = plain.sizes();
		final Map<String, String> renamed = new LinkedHashMap<>();
		final List<Layer> layers = new ArrayList<>();
		for (final Layer layer : plain.layers()) {
			final String input = renamed.getOrDefault(layer.input(), layer.input());
			if (!(layer instanceof Layer.Convolution c)) {
				layers.add(reading(layer, input));
				continue;
			}
			final int size = sizes.get(c.name());
			final boolean normalized = c.relu() && (long) size * size * batch >= LEAST_VALUES;
			layers.add(new Layer.Convolution(c.name(), input, c.inChannels(), c.outChannels(), c.kernel(), c.stride(),
				c.pad(), c.dilation(), c.relu() && !normalized));
			if (!normalized) continue;
			layers.add(new Layer.BatchNorm(c.name() + SUFFIX, c.name(), c.outChannels()));
			renamed.put(c.name(), c.name() + SUFFIX);
		}
		return new BatchNormalization(plain, new NetworkSpec(plain.inputSize(), plain.classes(), layers, plain.heads()));
	}

	private static Layer reading(final Layer layer, final String input) {
		if (layer instanceof Layer.MaxPooling p)
			return new Layer.MaxPooling(p.name(), input, p.kernel(), p.stride(), p.pad());
		if (layer instanceof Layer.L2Norm n)
			return new Layer.L2Norm(n.name(), input, n.channels(), n.initialScale());
		throw new IllegalArgumentException("Layer " + layer.name() + " is normalised already");
	}

	/**
	 * @param weights of the plain network, for example random ones
	 * @param known arrays of the normalisation that were folded into these weights, see {@link #arrays}; null: none
	 * @return weights of the trained network to begin with. Without known arrays, scales and running variances are
	 *         1, shifts and running means 0. With them, the convolutions get back the weights that they had before
	 *         folding
	 */
	public NamedWeights begin(final NamedWeights weights, final NamedWeights known) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		trained.parameterShapes().forEach((name, shape) -> {
			final NamedWeights.Array plainArray = weights.arrays().get(name);
			final boolean one = name.endsWith(SUFFIX + NamedWeights.WEIGHT) || name.endsWith(NamedWeights.VARIANCE);
			arrays.put(name, plainArray != null ? plainArray : constant(shape[0], one ? 1 : 0));
		});
		if (known == null) return new NamedWeights(arrays);
		eachNorm((convolution, norm) -> {
			if (!fits(known, norm, trained.parameterShapes())) return;
			NamedWeights.KINDS.forEach(array -> arrays.put(norm + array, known.get(norm + array)));
			final double[] factors = factors(known, norm);
			for (int o = 0; o < factors.length; o++)
				factors[o] = Math.abs(factors[o]) < LEAST_FACTOR ? 1 : 1 / factors[o];
			arrays.put(convolution + NamedWeights.WEIGHT,
				scaled(weights.get(convolution + NamedWeights.WEIGHT), factors));
			// a constant before a normalisation has no influence
			arrays.put(convolution + NamedWeights.BIAS, constant(factors.length, 0));
		});
		return new NamedWeights(arrays);
	}

	private static boolean fits(final NamedWeights known, final String norm, final Map<String, int[]> shapes) {
		return NamedWeights.KINDS.stream().allMatch(array -> {
			final NamedWeights.Array found = known.arrays().get(norm + array);
			return found != null && Arrays.equals(found.shape(), shapes.get(norm + array));
		});
	}

	/**
	 * @param weights of the trained network
	 * @return what {@link #begin} needs to continue from folded weights: scales, shifts and running statistics.
	 *         The running means are those without the convolution's bias
	 */
	public NamedWeights arrays(final NamedWeights weights) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		eachNorm((convolution, norm) -> {
			NamedWeights.KINDS.forEach(array -> arrays.put(norm + array, weights.get(norm + array)));
			final float[] bias = weights.get(convolution + NamedWeights.BIAS).values();
			final float[] mean = weights.get(norm + NamedWeights.MEAN).values().clone();
			for (int o = 0; o < mean.length; o++)
				mean[o] -= bias[o];
			arrays.put(norm + NamedWeights.MEAN, new NamedWeights.Array(new int[] { mean.length }, mean));
		});
		return new NamedWeights(arrays);
	}

	/**
	 * @param known arrays of a normalisation, see {@link #arrays}; null: none
	 * @param convolutions layers whose weights were taken over from the same model
	 * @return the arrays of their normalisations; the others belong to weights that are no longer there
	 */
	public static NamedWeights of(final NamedWeights known, final Collection<String> convolutions) {
		if (known == null) return null;
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>(known.arrays());
		arrays.keySet().removeIf(name -> {
			final int end = name.indexOf(SUFFIX + ".");
			return end < 0 || !convolutions.contains(name.substring(0, end));
		});
		return new NamedWeights(arrays);
	}

	/** @param convolution name of a layer @return the name of the normalisation after it, if there is one */
	public Optional<String> norm(final String convolution) {
		return trained.layers().stream()
			.filter(layer -> layer instanceof Layer.BatchNorm && layer.input().equals(convolution)).map(Layer::name)
			.findFirst();
	}

	private static NamedWeights.Array constant(final int length, final float value) {
		final float[] values = new float[length];
		Arrays.fill(values, value);
		return new NamedWeights.Array(new int[] { length }, values);
	}

	/**
	 * @param weights of the trained network
	 * @return weights of the plain network that computes the same with the running statistics in place of the
	 *         batch's, up to rounding
	 */
	public NamedWeights fold(final NamedWeights weights) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		for (final String name : plain.parameterShapes().keySet())
			arrays.put(name, weights.get(name));
		eachNorm((convolution, norm) -> {
			final double[] factors = factors(weights, norm);
			final float[] mean = weights.get(norm + NamedWeights.MEAN).values();
			final float[] shift = weights.get(norm + NamedWeights.BIAS).values();
			final NamedWeights.Array bias = weights.get(convolution + NamedWeights.BIAS);
			final float[] folded = new float[factors.length];
			for (int o = 0; o < factors.length; o++)
				folded[o] = (float) ((bias.values()[o] - (double) mean[o]) * factors[o] + shift[o]);
			arrays.put(convolution + NamedWeights.BIAS, new NamedWeights.Array(bias.shape(), folded));
			final NamedWeights.Array kernel = weights.get(convolution + NamedWeights.WEIGHT);
			arrays.put(convolution + NamedWeights.WEIGHT, scaled(kernel, factors));
		});
		return new NamedWeights(arrays);
	}

	private void eachNorm(final BiConsumer<String, String> visitor) {
		for (final Layer layer : trained.layers())
			if (layer instanceof Layer.BatchNorm) visitor.accept(layer.input(), layer.name());
	}

	/** What a convolution's output is multiplied by, for each channel. */
	private static double[] factors(final NamedWeights weights, final String norm) {
		final float[] scale = weights.get(norm + NamedWeights.WEIGHT).values();
		final float[] variance = weights.get(norm + NamedWeights.VARIANCE).values();
		final double[] factors = new double[scale.length];
		for (int o = 0; o < factors.length; o++)
			factors[o] = scale[o] / Math.sqrt((double) variance[o] + Layer.BatchNorm.EPSILON);
		return factors;
	}

	private static NamedWeights.Array scaled(final NamedWeights.Array kernel, final double[] factors) {
		final float[] values = kernel.values().clone();
		final int length = values.length / factors.length;
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (values[i] * factors[i / length]);
		return new NamedWeights.Array(kernel.shape(), values);
	}
}
