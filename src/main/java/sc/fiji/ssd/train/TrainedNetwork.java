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
package sc.fiji.ssd.train;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.WeightAverage;
import sc.fiji.ssd.model.BatchNormalization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/**
 * The network while it learns: with batch normalisation and an exponential moving average of its weights (Polyak
 * averaging) if the recipe asks for them. It detects with the plain network.
 */
final class TrainedNetwork implements AutoCloseable {

	private final NetworkEngine engine;
	/** Null: none. */
	private final BatchNormalization normalization;
	private final double decay;
	/** Null: none. */
	private WeightAverage average;

	/**
	 * @param engines the installed engines
	 * @param start of the training
	 * @param settings of the training
	 */
	TrainedNetwork(final EngineService engines, final SsdModel start, final TrainingSettings settings) {
		normalization = normalization(start, settings);
		decay = settings.recipe().averageDecay();
		engine = engines.create(network(start, settings), settings.engine(), settings.batchSize(), true);
	}

	/** @return what is computed in training */
	static NetworkSpec network(final SsdModel start, final TrainingSettings settings) {
		final BatchNormalization normalized = normalization(start, settings);
		return normalized == null ? start.network() : normalized.trained();
	}

	private static BatchNormalization normalization(final SsdModel start, final TrainingSettings settings) {
		return settings.recipe().batchNormalization()
			? BatchNormalization.of(start.network(), settings.batchSize())
			: null;
	}

	/** Starts with the weights of a model. */
	void begin(final SsdModel start) {
		final NamedWeights weights = normalization == null
			? start.weights()
			: normalization.begin(start.weights(), start.normalization());
		engine.load(weights);
		if (decay > 0) average = engine.average(weights);
	}

	/** Continues from a checkpoint. */
	void resume(final Checkpoints.Loaded from) {
		engine.load(from.weights());
		engine.load(from.optimizer());
		if (decay > 0) average = engine.average(from.average());
	}

	NetworkEngine engine() {
		return engine;
	}

	/** @return whether the engine itself can detect with the weights that are kept */
	boolean isPlain() {
		return normalization == null && average == null;
	}

	/** @return the layers and their normalisations */
	Set<String> withNorms(final Set<String> layers) {
		if (normalization == null) return layers;
		final Set<String> all = new LinkedHashSet<>(layers);
		layers.forEach(layer -> normalization.norm(layer).ifPresent(all::add));
		return all;
	}

	/**
	 * Changes the weights and adds them to the average. In the first iterations the average keeps less than its decay says,
	 * so that the random weights of the start are soon forgotten.
	 *
	 * @param step of the optimiser
	 * @param iteration that it ends, 1-based
	 */
	void step(final SgdStep step, final int iteration) {
		engine.step(step);
		if (average != null) average.add((float) (1 - Math.min(decay, (1.0 + iteration) / (10 + iteration))));
	}

	/** @return weights of the plain network: of the average if there is one, with the normalisation folded in */
	NamedWeights detecting() {
		final NamedWeights weights = learned();
		return normalization == null ? weights : normalization.fold(weights);
	}

	/**
	 * @return what the normalisation of the weights that are kept needs to continue learning; null if it does not exist
	 */
	NamedWeights normalizing() {
		return normalization == null ? null : normalization.arrays(learned());
	}

	private NamedWeights learned() {
		return average == null ? engine.weights() : average.weights();
	}

	/** @return what a checkpoint needs in addition to the weights that detect */
	ModelFile.TrainingState state(final Map<String, Object> trainer) {
		final Map<String, NamedWeights> further = new LinkedHashMap<>();
		if (!isPlain()) further.put(ModelFile.TrainingState.TRAINED, engine.weights());
		if (average != null) further.put(ModelFile.TrainingState.AVERAGE, average.weights());
		final OptimizerState optimizer = engine.optimizerState();
		return new ModelFile.TrainingState(optimizer, trainer, further);
	}

	@Override
	public void close() {
		engine.close();
	}
}
