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

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * A small engine for tests that keeps every promise of the SPI and repeats itself to the bit. It only computes the
 * heads of the network: each sees the three values of the input at the centre of a cell, through the middle taps of its
 * first three channels, and its bias. So it can tell bright from dark. All other parameters have zero gradients and
 * feel only the decay.
 */
public final class LinearEngine implements NetworkEngine {

	private static final float SCALE = 1 / 128f;

	private final NetworkSpec network;
	private final int maxBatch;
	private final int priors;
	private final FloatBuffer input;
	private final FloatBuffer locations;
	private final FloatBuffer confidences;
	private final Map<String, float[]> weights = new LinkedHashMap<>();
	private final Map<String, float[]> gradients = new LinkedHashMap<>();
	private final Map<String, float[]> momenta = new LinkedHashMap<>();
	private final Set<String> zeroed = new LinkedHashSet<>();
	private int forwarded;
	private boolean closed;

	public LinearEngine(final NetworkSpec network, final int maxBatch) {
		this.network = network;
		this.maxBatch = maxBatch;
		priors = network.priors();
		input = FloatBuffer.allocate(maxBatch * 3 * network.inputSize() * network.inputSize());
		locations = FloatBuffer.allocate(maxBatch * priors * 4);
		confidences = FloatBuffer.allocate(maxBatch * priors * network.classes());
		network.parameterShapes().forEach((name, shape) -> {
			final int n = (int) NamedWeights.volume(shape);
			weights.put(name, new float[n]);
			gradients.put(name, new float[n]);
			momenta.put(name, new float[n]);
		});
	}

	@Override
	public NetworkSpec network() {
		return network;
	}

	@Override
	public EngineDescription description() {
		return new EngineDescription("linear", "cpu", "float32", "java", 1, "1");
	}

	@Override
	public int maxBatch() {
		return maxBatch;
	}

	@Override
	public FloatBuffer input(final int n) {
		check(n);
		return input;
	}

	@Override
	public Predictions predict(final int n) {
		check(n);
		forwarded = 0;
		for (int image = 0; image < n; image++)
			eachOutput(image, (head, offset, channel, cell, buffer, index) -> {
				final float[] w = weights.get(head.name() + NamedWeights.WEIGHT);
				float value = weights.get(head.name() + NamedWeights.BIAS)[channel];
				for (int c = 0; c < Math.min(3, head.inChannels()); c++)
					value += w[tap(head, channel, c)] * input.get(offset + c * area() + cell) * SCALE;
				(buffer == 0 ? locations : confidences).put(index, value);
			});
		return new Predictions(n, priors, network.classes(), locations, confidences);
	}

	@Override
	public Predictions forward(final int n) {
		final Predictions predictions = predict(n);
		forwarded = n;
		return predictions;
	}

	@Override
	public void backward(final FloatBuffer dLocations, final FloatBuffer dConfidences) {
		if (forwarded == 0) throw new IllegalStateException("No forward went before");
		for (int image = 0; image < forwarded; image++)
			eachOutput(image, (head, offset, channel, cell, buffer, index) -> {
				final float d = (buffer == 0 ? dLocations : dConfidences).get(index);
				if (d == 0) return;
				final float[] g = gradients.get(head.name() + NamedWeights.WEIGHT);
				gradients.get(head.name() + NamedWeights.BIAS)[channel] += d;
				for (int c = 0; c < Math.min(3, head.inChannels()); c++)
					g[tap(head, channel, c)] += d * input.get(offset + c * area() + cell) * SCALE;
			});
	}

	private interface Output {

		void at(Layer.Convolution head, int inputOffset, int channel, int cell, int buffer, int index);
	}

	/** Calls for all outputs of an image in the order of the priors. */
	private void eachOutput(final int image, final Output output) {
		final Map<String, Integer> sizes = network.sizes();
		int prior = image * priors;
		for (final NetworkSpec.Head head : network.heads()) {
			final Layer.Convolution location = (Layer.Convolution) network.layer(head.location());
			final Layer.Convolution confidence = (Layer.Convolution) network.layer(head.confidence());
			final int size = sizes.get(head.location()), boxes = location.outChannels() / 4,
				step = network.inputSize() / size;
			for (int y = 0; y < size; y++)
				for (int x = 0; x < size; x++) {
					final int cell = (y * step + step / 2) * network.inputSize() + x * step + step / 2;
					for (int c = 0; c < 4 * boxes; c++)
						output.at(location, image * 3 * area(), c, cell, 0, 4 * prior + c);
					for (int c = 0; c < network.classes() * boxes; c++)
						output.at(confidence, image * 3 * area(), c, cell, 1, network.classes() * prior + c);
					prior += boxes;
				}
		}
	}

	private int area() {
		return network.inputSize() * network.inputSize();
	}

	private static int tap(final Layer.Convolution head, final int out, final int in) {
		final int k = head.kernel();
		return (out * head.inChannels() + in) * k * k + k / 2 * k + k / 2;
	}

	@Override
	public Gradients gradients() {
		return new Gradients() {

			@Override
			public Set<String> layers() {
				final Set<String> layers = new LinkedHashSet<>();
				for (final String name : gradients.keySet())
					layers.add(layer(name));
				return layers;
			}

			@Override
			public double norm(final String layer) {
				double squares = 0;
				for (final Map.Entry<String, float[]> e : gradients.entrySet())
					if (layer(e.getKey()).equals(layer)) for (final float g : e.getValue())
						squares += (double) g * g;
				return Math.sqrt(squares);
			}

			@Override
			public void scale(final double factor) {
				for (final float[] g : gradients.values())
					for (int i = 0; i < g.length; i++)
						g[i] *= factor;
			}

			@Override
			public void zero(final String layer) {
				zeroed.add(layer);
				gradients.forEach((name, g) -> {
					if (layer(name).equals(layer)) Arrays.fill(g, 0);
				});
			}

			@Override
			public NamedWeights toWeights() {
				return named(gradients);
			}
		};
	}

	/** Layers whose gradients were set to zero do not learn: no decay and no momentum either. */
	@Override
	public void step(final SgdStep step) {
		weights.forEach((name, w) -> {
			final float[] g = gradients.get(name), v = momenta.get(name);
			final boolean bias = name.endsWith(NamedWeights.BIAS);
			final float rate = (float) (step.rate() * (bias ? step.biasRate() : 1));
			final float decay = (float) (step.decay() * (bias ? step.biasDecay() : 1));
			if (!zeroed.contains(layer(name))) for (int i = 0; i < w.length; i++) {
				v[i] = (float) step.momentum() * v[i] + rate * (g[i] + decay * w[i]);
				w[i] -= v[i];
			}
			Arrays.fill(g, 0);
		});
		zeroed.clear();
	}

	@Override
	public NamedWeights weights() {
		return named(weights);
	}

	@Override
	public void load(final NamedWeights loaded) {
		copy(loaded, weights);
	}

	@Override
	public OptimizerState optimizerState() {
		return new OptimizerState(named(momenta));
	}

	@Override
	public void load(final OptimizerState state) {
		copy(state.momentum(), momenta);
	}

	private void copy(final NamedWeights from, final Map<String, float[]> to) {
		if (!from.mismatches(network).isEmpty()) throw new IllegalArgumentException(from.mismatches(network).get(0));
		to.forEach((name, values) -> System.arraycopy(from.get(name).values(), 0, values, 0, values.length));
	}

	private NamedWeights named(final Map<String, float[]> values) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		network.parameterShapes()
			.forEach((name, shape) -> arrays.put(name, new NamedWeights.Array(shape, values.get(name).clone())));
		return new NamedWeights(arrays);
	}

	private static String layer(final String parameter) {
		return parameter.substring(0, parameter.lastIndexOf('.'));
	}

	private void check(final int n) {
		if (closed) throw new IllegalStateException("Closed");
		if (n < 1 || n > maxBatch) throw new IllegalArgumentException(n + " images, at most " + maxBatch);
	}

	/** @return whether {@link #close} was called */
	public boolean isClosed() {
		return closed;
	}

	@Override
	public void close() {
		closed = true;
	}
}
