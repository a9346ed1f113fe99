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
package sc.fiji.ssd.engine.onednn;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.Stream;

import sc.fiji.ssd.engine.CompiledNetwork;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.LayerPlan;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;

/** The network as lists of oneDNN's primitives, made once for each batch size, on memory that stays. */
final class OneDnnEngine implements NetworkEngine {

	private final CompiledNetwork plan;
	private final EngineDescription description;
	private final Precision precision;
	private final Threads threads;
	private final boolean training;
	private final Dnnl dnnl;
	private final Block scratch;
	private final List<Recorder.Lane> lanes;
	private final Block maps;
	private final Parameters parameters;
	private final Kernels kernels;
	private final NativeMemory input;
	private final NativeMemory locations;
	private final NativeMemory confidences;
	private final NativeMemory dLocations;
	private final NativeMemory dConfidences;
	/** By batch size; null where there was none yet. */
	private final Program[] programs;
	private boolean stale = true;
	private int forwarded;
	private boolean closed;

	OneDnnEngine(final NetworkSpec network, final EngineDescription description, final Precision precision,
		final OpenMp openMp, final int maxBatch, final boolean training)
	{
		plan = CompiledNetwork.of(network);
		this.description = description;
		this.precision = precision;
		this.training = training;
		programs = new Program[maxBatch + 1];
		threads = new Threads(openMp, description.threads());
		dnnl = new Dnnl();
		try {
			scratch = new Block(dnnl);
			lanes = Stream.generate(() -> new Recorder.Lane(new Block(dnnl), dnnl.stream())).limit(threads.count())
				.toList();
			maps = new Block(dnnl);
			parameters = new Parameters(dnnl, plan, training);
			kernels = new Kernels(dnnl, scratch, parameters.weights());
			final long pixels = (long) NetworkSpec.INPUT_CHANNELS * network.inputSize() * network.inputSize();
			final long boxes = (long) maxBatch * network.priors();
			input = floats(maxBatch * pixels);
			locations = floats(boxes * CompiledNetwork.BOX);
			confidences = floats(boxes * network.classes());
			dLocations = training ? floats(boxes * CompiledNetwork.BOX) : null;
			dConfidences = training ? floats(boxes * network.classes()) : null;
			threads.all(() -> program(maxBatch));
		}
		catch (final Throwable e) {
			close();
			throw e;
		}
	}

	private NativeMemory floats(final long count) {
		return dnnl.allocate(count * Float.BYTES);
	}

	private Program program(final int n) {
		if (programs[n] == null) {
			final Compilation c = new Compilation(dnnl, plan, n, precision, training, kernels,
				new Recorder(dnnl, scratch), threads, lanes);
			final ForwardPass forward = new ForwardPass(c, input, locations, confidences);
			final List<Step> there = forward.compile();
			final List<Step> back = training
				? new BackwardPass(c, forward, dLocations, dConfidences, parameters.gradients()).compile()
				: List.of();
			c.recorder().place(maps);
			programs[n] = new Program(there, back);
			stale = true; // it may read kernels in an order of its own
		}
		return programs[n];
	}

	@Override
	public NetworkSpec network() {
		return plan.network();
	}

	@Override
	public EngineDescription description() {
		return description;
	}

	@Override
	public int maxBatch() {
		return programs.length - 1;
	}

	@Override
	public FloatBuffer input(final int n) {
		check(n);
		final LayerPlan first = plan.operations().get(0);
		return input.floats(0, n * NetworkSpec.INPUT_CHANNELS * first.inputSize() * first.inputSize());
	}

	@Override
	public Predictions predict(final int n) {
		check(n);
		forwarded = 0;
		threads.all(() -> {
			final Program program = program(n);
			if (stale) kernels.refresh(threads);
			stale = false;
			threads.run(program.forward());
		});
		return new Predictions(n, plan.network().priors(), plan.network().classes(), locations.floats(0, locations(n)),
			confidences.floats(0, confidences(n)));
	}

	private int locations(final int n) {
		return n * plan.network().priors() * CompiledNetwork.BOX;
	}

	private int confidences(final int n) {
		return n * plan.network().priors() * plan.network().classes();
	}

	@Override
	public Predictions forward(final int n) {
		requireTraining();
		final Predictions predictions = predict(n);
		forwarded = n;
		return predictions;
	}

	@Override
	public void backward(final FloatBuffer byLocation, final FloatBuffer byConfidence) {
		final int n = forwarded;
		if (n == 0) throw new IllegalStateException("A backward pass needs a forward pass before it");
		check(n);
		forwarded = 0;
		dLocations.floats(0, locations(n)).put(byLocation.duplicate().clear().limit(locations(n)));
		dConfidences.floats(0, confidences(n)).put(byConfidence.duplicate().clear().limit(confidences(n)));
		threads.all(() -> threads.run(programs[n].backward()));
	}

	@Override
	public Gradients gradients() {
		requireTraining();
		return parameters.view(threads.pool());
	}

	@Override
	public void step(final SgdStep step) {
		requireTraining();
		parameters.step(step, threads.pool());
		stale = true;
	}

	@Override
	public NamedWeights weights() {
		requireOpen();
		return parameters.named(parameters.weights());
	}

	@Override
	public void load(final NamedWeights weights) {
		requireOpen();
		parameters.load(weights, parameters.weights());
		stale = true;
	}

	@Override
	public OptimizerState optimizerState() {
		requireTraining();
		return new OptimizerState(parameters.named(parameters.momentum()));
	}

	@Override
	public void load(final OptimizerState state) {
		requireTraining();
		parameters.load(state.momentum(), parameters.momentum());
	}

	private void check(final int n) {
		requireOpen();
		if (n < 1 || n > maxBatch())
			throw new IllegalArgumentException(n + " images; the engine was made for 1 to " + maxBatch());
	}

	private void requireTraining() {
		requireOpen();
		if (!training) throw new IllegalStateException("The engine was made for detection alone");
	}

	private void requireOpen() {
		if (closed) throw new IllegalStateException("The engine is closed");
	}

	@Override
	public void close() {
		if (closed) return;
		closed = true;
		threads.close();
		dnnl.close();
	}
}
