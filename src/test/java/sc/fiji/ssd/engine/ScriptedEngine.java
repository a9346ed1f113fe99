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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** An engine whose predictions a test writes; it has no weights and cannot learn. */
public final class ScriptedEngine implements NetworkEngine {

	/** Makes the predictions of one image. */
	@FunctionalInterface
	public interface Script {

		/**
		 * @param input {@code [3][size][size]} of the image
		 * @param locations {@code [P][4]} to be filled, zero
		 * @param confidences {@code [P][C]} to be filled, zero
		 */
		void predict(float[] input, float[] locations, float[] confidences);
	}

	/** Numbers of images of the calls so far. */
	public final List<Integer> calls = new ArrayList<>();

	/** Whether {@link #close} was called. */
	public boolean closed;

	private final NetworkSpec network;
	private final int maxBatch;
	private final String device;
	private final Script script;
	private final FloatBuffer input;

	public ScriptedEngine(final NetworkSpec network, final int maxBatch, final Script script) {
		this(network, maxBatch, "cpu", script);
	}

	public ScriptedEngine(final NetworkSpec network, final int maxBatch, final String device, final Script script) {
		this.network = network;
		this.maxBatch = maxBatch;
		this.device = device;
		this.script = script;
		input = direct(maxBatch * 3 * network.inputSize() * network.inputSize());
	}

	private static FloatBuffer direct(final int length) {
		return ByteBuffer.allocateDirect(4 * length).order(ByteOrder.nativeOrder()).asFloatBuffer();
	}

	@Override
	public NetworkSpec network() {
		return network;
	}

	@Override
	public EngineDescription description() {
		return new EngineDescription("scripted", device, "float32", "none", 1, "1");
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
		if (closed) throw new IllegalStateException("closed");
		calls.add(n);
		final int p = network.priors(), c = network.classes(), length = 3 * network.inputSize() * network.inputSize();
		final FloatBuffer locations = direct(n * p * 4), confidences = direct(n * p * c);
		for (int i = 0; i < n; i++) {
			final float[] in = new float[length], loc = new float[4 * p], conf = new float[c * p];
			input.get(i * length, in);
			script.predict(in, loc, conf);
			locations.put(i * p * 4, loc);
			confidences.put(i * p * c, conf);
		}
		return new Predictions(n, p, c, locations, confidences);
	}

	@Override
	public Predictions forward(final int n) {
		return predict(n);
	}

	@Override
	public void backward(final FloatBuffer dLocations, final FloatBuffer dConfidences) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Gradients gradients() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void step(final SgdStep step) {
		throw new UnsupportedOperationException();
	}

	@Override
	public NamedWeights weights() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void load(final NamedWeights weights) {
		// it has none
	}

	@Override
	public OptimizerState optimizerState() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void load(final OptimizerState state) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		closed = true;
	}
}
