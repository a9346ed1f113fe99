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
package sc.fiji.ssd.commands;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.scijava.Priority;
import org.scijava.plugin.Plugin;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;

/**
 * An engine for tests, {@code engine=fake}, that needs no training: SSD300's
 * squares of 30 pixels are of the first class where they are bright (above half
 * of white), as sure as they are filled. It keeps the weights it is given.
 */
final class FakeEngine implements NetworkEngine {

	@Plugin(type = EngineProvider.class, priority = Priority.VERY_LOW)
	public static final class Provider implements EngineProvider {

		@Override
		public String name() {
			return "fake";
		}

		@Override
		public Availability probe() {
			return new Availability(true, List.of("cpu"), List.of("float32"), "for tests");
		}

		@Override
		public NetworkEngine create(final NetworkSpec network, final EngineSettings settings, final int maxBatch,
			final boolean training)
		{
			return new FakeEngine(network, maxBatch);
		}
	}

	private static final int CELLS = 38, STEP = 8, BOX = 30, BOXES_IN_CELL = 4, SIZE = 300;
	private static final float BACKGROUND = 4, SURE = 10, BRIGHT = 20;

	private final NetworkSpec network;
	private final int maxBatch;
	private final FloatBuffer input;
	private NamedWeights weights;
	private OptimizerState state;

	private FakeEngine(final NetworkSpec network, final int maxBatch) {
		this.network = network;
		this.maxBatch = maxBatch;
		input = floats(maxBatch * 3 * SIZE * SIZE);
		weights = zeros();
		state = new OptimizerState(zeros());
	}

	private NamedWeights zeros() {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		network.parameterShapes().forEach((name, shape) -> {
			int volume = 1;
			for (final int n : shape)
				volume *= n;
			arrays.put(name, new NamedWeights.Array(shape, new float[volume]));
		});
		return new NamedWeights(arrays);
	}

	private static FloatBuffer floats(final int n) {
		return ByteBuffer.allocateDirect(4 * n).order(ByteOrder.nativeOrder()).asFloatBuffer();
	}

	@Override
	public NetworkSpec network() {
		return network;
	}

	@Override
	public EngineDescription description() {
		return new EngineDescription("fake", "cpu", "float32", "none", 1, "1");
	}

	@Override
	public int maxBatch() {
		return maxBatch;
	}

	@Override
	public FloatBuffer input(final int n) {
		return input;
	}

	@Override
	public Predictions predict(final int n) {
		final int priors = network.priors(), classes = network.classes();
		final FloatBuffer confidences = floats(n * priors * classes);
		for (int image = 0; image < n; image++) {
			for (int p = 0; p < priors; p++)
				confidences.put((image * priors + p) * classes, BACKGROUND);
			for (int y = 0; y < CELLS; y++)
				for (int x = 0; x < CELLS; x++) {
					final float filled = filled(image, x * STEP + STEP / 2 - BOX / 2, y * STEP + STEP / 2 - BOX / 2);
					confidences.put((image * priors + (y * CELLS + x) * BOXES_IN_CELL) * classes + 1,
						SURE * filled * filled);
				}
		}
		return new Predictions(n, priors, classes, floats(n * priors * 4), confidences);
	}

	/** @return fraction of the bright pixels of a square */
	private float filled(final int image, final int left, final int top) {
		int bright = 0;
		for (int y = Math.max(0, top); y < Math.min(SIZE, top + BOX); y++)
			for (int x = Math.max(0, left); x < Math.min(SIZE, left + BOX); x++)
				if (input.get(image * 3 * SIZE * SIZE + y * SIZE + x) > BRIGHT) bright++;
		return bright / (float) (BOX * BOX);
	}

	@Override
	public Predictions forward(final int n) {
		return predict(n);
	}

	@Override
	public void backward(final FloatBuffer dLocations, final FloatBuffer dConfidences) {
		// learns nothing
	}

	@Override
	public Gradients gradients() {
		return new Gradients() {

			@Override
			public Set<String> layers() {
				return Set.of();
			}

			@Override
			public double norm(final String layer) {
				return 0;
			}

			@Override
			public void scale(final double factor) {
				// all are zero
			}

			@Override
			public void zero(final String layer) {
				// all are zero
			}

			@Override
			public NamedWeights toWeights() {
				return zeros();
			}
		};
	}

	@Override
	public void step(final SgdStep step) {
		// learns nothing
	}

	@Override
	public NamedWeights weights() {
		return weights;
	}

	@Override
	public void load(final NamedWeights w) {
		weights = w;
	}

	@Override
	public OptimizerState optimizerState() {
		return state;
	}

	@Override
	public void load(final OptimizerState s) {
		state = s;
	}

	@Override
	public void close() {
		// no native memory
	}
}
