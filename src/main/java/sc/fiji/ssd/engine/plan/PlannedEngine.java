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
package sc.fiji.ssd.engine.plan;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.Predictor;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.WeightAverage;

/**
 * An engine that runs a {@link NetworkPlan} on a {@link Backend}: life cycle, checks of arguments, parameters in and
 * out, and the rules of the step are the same for every back end.
 */
public class PlannedEngine implements NetworkEngine {

	private final NetworkPlan plan;
	private final EngineDescription description;
	private final int maxBatch;
	private final boolean training;
	private final Backend backend;
	private final PlannedGradients gradients;
	private final List<? extends Predictor> workers;
	private int forwarded;
	private boolean closed;

	/**
	 * @param plan what is computed
	 * @param description what computes it
	 * @param maxBatch the largest number of images of a call
	 * @param training whether it will learn
	 * @param backend computes; closed with this engine, also if it cannot be created
	 */
	public PlannedEngine(final NetworkPlan plan, final EngineDescription description, final int maxBatch,
		final boolean training, final Backend backend)
	{
		if (plan.network().normalizesBatches() && !training) {
			backend.close();
			throw new IllegalArgumentException("batch normalisation is for training; fold it to predict");
		}
		this.plan = plan;
		this.description = description;
		this.maxBatch = maxBatch;
		this.training = training;
		this.backend = backend;
		gradients = new PlannedGradients(this, backend.store());
		final List<? extends Backend.Worker> parts = backend.workers();
		workers = parts.isEmpty() ? List.of(this) : parts.stream().map(part -> new Worker(this, part)).toList();
	}

	@Override
	public final NetworkSpec network() {
		return plan.network();
	}

	@Override
	public final EngineDescription description() {
		return description;
	}

	@Override
	public final int maxBatch() {
		return maxBatch;
	}

	@Override
	public final List<? extends Predictor> workers() {
		return workers;
	}

	@Override
	public final FloatBuffer input(final int n) {
		check(n, maxBatch);
		return backend.buffer(HostBuffer.INPUT, 0, n);
	}

	@Override
	public final Predictions predict(final int n) {
		requireOpen();
		if (network().normalizesBatches())
			throw new IllegalStateException("Batch normalisation is for training; fold it to predict");
		return run(n);
	}

	private Predictions run(final int n) {
		check(n, maxBatch);
		forwarded = 0;
		backend.forward(n);
		return predictions(0, n);
	}

	@Override
	public final Predictions forward(final int n) {
		requireTraining();
		final Predictions predictions = run(n);
		forwarded = n;
		return predictions;
	}

	@Override
	public final void forwardBackward(final int n, final Loss loss) {
		requireTraining();
		check(n, maxBatch);
		forwarded = 0;
		backend.forwardBackward(n, (first, images) -> loss.differentiate(predictions(first, images), first,
			backend.buffer(HostBuffer.LOCATION_DERIVATIVES, first, images),
			backend.buffer(HostBuffer.CONFIDENCE_DERIVATIVES, first, images)));
	}

	private Predictions predictions(final int first, final int n) {
		return new Predictions(n, plan.priors(), network().classes(),
			backend.buffer(HostBuffer.LOCATIONS, first, n), backend.buffer(HostBuffer.CONFIDENCES, first, n));
	}

	@Override
	public final void backward(final FloatBuffer dLocations, final FloatBuffer dConfidences) {
		requireOpen();
		final int n = forwarded;
		if (n == 0) throw new IllegalStateException("A backward pass needs a forward pass before it");
		forwarded = 0;
		put(HostBuffer.LOCATION_DERIVATIVES, n, dLocations);
		put(HostBuffer.CONFIDENCE_DERIVATIVES, n, dConfidences);
		backend.backward(n);
	}

	private void put(final HostBuffer buffer, final int n, final FloatBuffer values) {
		backend.buffer(buffer, 0, n).put(values.duplicate().clear().limit(n * buffer.valuesPerImage(plan)));
	}

	@Override
	public final Gradients gradients() {
		requireTraining();
		return gradients;
	}

	@Override
	public final void step(final SgdStep step) {
		requireTraining();
		gradients.step(step);
	}

	@Override
	public final NamedWeights weights() {
		requireOpen();
		return read(Backend.Vector.WEIGHTS);
	}

	@Override
	public final void load(final NamedWeights weights) {
		requireOpen();
		write(Backend.Vector.WEIGHTS, weights);
	}

	@Override
	public final OptimizerState optimizerState() {
		requireTraining();
		return new OptimizerState(read(Backend.Vector.MOMENTA));
	}

	@Override
	public final void load(final OptimizerState state) {
		requireTraining();
		write(Backend.Vector.MOMENTA, state.momentum());
	}

	@Override
	public final WeightAverage average(final NamedWeights begin) {
		requireTraining();
		write(Backend.Vector.AVERAGE, begin);
		return new WeightAverage() {

			@Override
			public void add(final float share) {
				requireOpen();
				backend.store().moveAverage(share);
			}

			@Override
			public NamedWeights weights() {
				requireOpen();
				return read(Backend.Vector.AVERAGE);
			}
		};
	}

	/** @return a copy of a vector, by name */
	final NamedWeights read(final Backend.Vector vector) {
		final ParameterLayout layout = backend.store().parameters();
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		for (final ParameterSlot slot : layout.slots())
			arrays.put(slot.name(),
				new NamedWeights.Array(slot.shape(), layout.values(slot, backend.store().read(vector, slot))));
		return new NamedWeights(arrays);
	}

	private void write(final Backend.Vector vector, final NamedWeights from) {
		final List<String> mismatches = from.mismatches(network());
		if (!mismatches.isEmpty()) throw new IllegalArgumentException(String.join("; ", mismatches));
		final ParameterLayout layout = backend.store().parameters();
		for (final ParameterSlot slot : layout.slots())
			backend.store().write(vector, slot, layout.stored(slot, from.get(slot.name()).values()));
	}

	/** A part of the back end, with its own images. */
	private record Worker(PlannedEngine engine, Backend.Worker part) implements Predictor {

		@Override
		public int maxBatch() {
			return part.maxBatch();
		}

		@Override
		public FloatBuffer input(final int n) {
			engine.check(n, maxBatch());
			return engine.backend.buffer(HostBuffer.INPUT, part.firstImage(), n);
		}

		@Override
		public Predictions predict(final int n) {
			engine.check(n, maxBatch());
			part.forward(n);
			return engine.predictions(part.firstImage(), n);
		}
	}

	private void check(final int n, final int most) {
		requireOpen();
		if (n < 1 || n > most) throw new IllegalArgumentException(n + " images; allowed are 1 to " + most);
	}

	/** @throws IllegalStateException if it cannot learn */
	final void requireTraining() {
		requireOpen();
		if (!training) throw new IllegalStateException("The engine was made for detection only");
	}

	/** @throws IllegalStateException if it is closed */
	protected final void requireOpen() {
		if (closed) throw new IllegalStateException("The engine is closed");
	}

	@Override
	public final void close() {
		if (closed) return;
		closed = true;
		backend.close();
	}
}
