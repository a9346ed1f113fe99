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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.Gson;

import sc.fiji.ssd.model.BatchNormalization;
import sc.fiji.ssd.model.Presets;

/**
 * The narrow SSD300 of {@code golden/network.py}: its weights by formula,
 * PyTorch's values, and how numbers are compared.
 */
public final class FormulaNetwork {

	/** SSD300 at an eighth of the width, four classes. */
	public static final NetworkSpec NARROW = Presets.load("ssd300-voc").withWidth(0.125).network(4);

	/** The same with batch normalisation of two images. */
	public static final NetworkSpec NORMALIZED = BatchNormalization.of(NARROW, 2).trained();

	private FormulaNetwork() {}

	/** What {@code network.py} wrote. */
	private record Golden(int images, int priors, int locationStep, float[] locations, int confidenceStep,
		float[] confidences, Map<String, List<GoldenGradient>> gradients, Map<String, List<float[]>> statistics)
	{}

	private record GoldenGradient(double norm, float[] values, double rounding) {}

	/**
	 * Runs both passes and compares with PyTorch.
	 *
	 * @param engine that was made for {@link #NARROW} or {@link #NORMALIZED}, two images and training
	 */
	public static void assertEqualsPyTorch(final NetworkEngine engine) throws IOException {
		final NetworkSpec network = engine.network();
		final Golden golden = golden(network.normalizesBatches() ? "batch_norm" : "network");
		engine.load(formulaWeights(network));
		fill(engine.input(golden.images()), 1000, 1);
		final Predictions predicted = engine.forward(golden.images());
		assertEquals(golden.priors(), predicted.priors());
		assertClose(golden.locations(), every(predicted.locations(), golden.locationStep()), 1e-4, "locations");
		assertClose(golden.confidences(), every(predicted.confidences(), golden.confidenceStep()), 1e-4, "confidences");

		engine.backward(values(2000, predicted.locations().limit(), 1e-3),
			values(3000, predicted.confidences().limit(), 1e-3));
		final NamedWeights gradients = engine.gradients().toWeights();
		golden.gradients().forEach((layer, expected) -> {
			final double rounding = 1e-5 * expected.get(0).norm();
			for (int i = 0; i < expected.size(); i++) {
				final String name = layer + (i == 0 ? NamedWeights.WEIGHT : NamedWeights.BIAS);
				final float[] all = gradients.get(name).values();
				final double tolerance = network.normalizesBatches() ? tolerance(expected.get(i).rounding()) : 1e-3;
				assertEquals(expected.get(i).norm(), norm(all), tolerance * expected.get(i).norm() + rounding + 1e-9,
					name);
				// a bias before a batch normalisation has no influence: its derivative is rounding
				if (expected.get(i).norm() > rounding) assertClose(expected.get(i).values(),
					every(FloatBuffer.wrap(all), Math.max(1, all.length / 5)), 2 * tolerance, name);
			}
		});
		if (golden.statistics() != null) assertStatistics(golden, engine.weights(), gradients);
	}

	/** @param rounding PyTorch's own error in float32, which jumps where rounding decides about a ReLU or a pooling */
	private static double tolerance(final double rounding) {
		return rounding < 1e-4 ? 1e-2 : Math.max(0.05, 4 * rounding);
	}

	private static void assertStatistics(final Golden golden, final NamedWeights weights,
		final NamedWeights gradients)
	{
		golden.statistics().forEach((layer, expected) -> {
			for (int i = 0; i < expected.size(); i++) {
				final String name = layer + (i == 0 ? NamedWeights.MEAN : NamedWeights.VARIANCE);
				final float[] all = weights.get(name).values();
				assertClose(expected.get(i), every(FloatBuffer.wrap(all), Math.max(1, all.length / 5)), 1e-4, name);
				assertEquals(0, norm(gradients.get(name).values()), name);
			}
		});
	}

	private static double norm(final float[] all) {
		double squares = 0;
		for (final float g : all)
			squares += (double) g * g;
		return Math.sqrt(squares);
	}

	/** The weights of {@code network.py}. */
	public static NamedWeights formulaWeights() {
		return formulaWeights(NARROW);
	}

	/** @param network {@link #NARROW} or {@link #NORMALIZED} @return its weights in {@code network.py} */
	public static NamedWeights formulaWeights(final NetworkSpec network) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		final Map<String, int[]> shapes = network.parameterShapes();
		int seed = 0;
		for (final Layer layer : network.layers()) {
			final String kernel = layer.name() + NamedWeights.WEIGHT, bias = layer.name() + NamedWeights.BIAS;
			if (layer instanceof Layer.Convolution c) {
				seed++;
				final int fanIn = c.inChannels() * c.kernel() * c.kernel();
				arrays.put(kernel, new NamedWeights.Array(shapes.get(kernel),
					values(seed, c.outChannels() * fanIn, Math.sqrt(24.0 / fanIn)).array()));
				arrays.put(bias,
					new NamedWeights.Array(shapes.get(bias), values(seed + 0.5, c.outChannels(), 0.1).array()));
			}
			else if (layer instanceof Layer.L2Norm n) {
				seed++;
				final float[] scale = values(seed, n.channels(), 5).array();
				for (int i = 0; i < scale.length; i++)
					scale[i] += n.initialScale();
				arrays.put(kernel, new NamedWeights.Array(shapes.get(kernel), scale));
			}
			else if (layer instanceof Layer.BatchNorm n) {
				seed++;
				final int[] shape = shapes.get(bias);
				final float[] scale = values(seed, n.channels(), 0.5).array(), ones = new float[n.channels()];
				for (int i = 0; i < scale.length; i++)
					scale[i] += 1;
				Arrays.fill(ones, 1);
				arrays.put(kernel, new NamedWeights.Array(shape, scale));
				arrays.put(bias, new NamedWeights.Array(shape, values(seed + 0.5, n.channels(), 0.4).array()));
				arrays.put(n.name() + NamedWeights.MEAN, new NamedWeights.Array(shape, new float[n.channels()]));
				arrays.put(n.name() + NamedWeights.VARIANCE, new NamedWeights.Array(shape, ones));
			}
		}
		return new NamedWeights(arrays);
	}

	public static FloatBuffer values(final double seed, final int count, final double scale) {
		final FloatBuffer values = FloatBuffer.allocate(count);
		for (int i = 0; i < count; i++) {
			final double x = 43758.5453 * Math.sin(12.9898 * i + seed);
			values.put(i, (float) ((x - Math.floor(x) - 0.5) * scale));
		}
		return values;
	}

	public static void fill(final FloatBuffer buffer, final double seed, final double scale) {
		buffer.put(0, values(seed, buffer.limit(), scale), 0, buffer.limit());
	}

	public static float[] every(final FloatBuffer values, final int step) {
		final float[] some = new float[(values.limit() + step - 1) / step];
		for (int i = 0; i < some.length; i++)
			some[i] = values.get(i * step);
		return some;
	}

	public static float[] copy(final FloatBuffer values) {
		return every(values, 1);
	}

	/** Largest difference over largest magnitude. */
	public static void assertClose(final float[] expected, final float[] actual, final double tolerance,
		final String what)
	{
		assertEquals(expected.length, actual.length, what);
		double largest = 1e-12, difference = 0;
		for (int i = 0; i < expected.length; i++) {
			largest = Math.max(largest, Math.abs(expected[i]));
			difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
		}
		assertTrue(difference <= tolerance * largest, what + " differ by " + difference + " of " + largest);
	}

	public static void assertSame(final NamedWeights expected, final NamedWeights actual) {
		expected.arrays().forEach((name, array) -> assertArrayEquals(array.values(), actual.get(name).values(), name));
	}

	private static Golden golden(final String name) throws IOException {
		try (Reader in = new InputStreamReader(
			FormulaNetwork.class.getResourceAsStream("/sc/fiji/ssd/golden/" + name + ".json"), StandardCharsets.UTF_8))
		{
			return new Gson().fromJson(in, Golden.class);
		}
	}
}
