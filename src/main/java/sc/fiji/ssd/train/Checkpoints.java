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

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/** The progress of a training, and its two model files. */
final class Checkpoints {

	private final SsdModel start;
	private final NetworkSpec network;
	private final Provenance provenance;
	private final TrainingFiles files;
	private final Map<String, String> settings;
	private int iteration;
	private double bestMap = Double.NaN;
	private int bestIteration;
	/** The best score of this run; null until there is one. */
	private ValidationScore best;
	private boolean validationDue;
	private double lastMap = Double.NaN;
	private int lastMapIteration;
	private String engineBefore;

	/**
	 * The state with which a resumed training begins.
	 *
	 * @param weights of the last iteration
	 * @param optimizer its momenta
	 * @param average moving average of the weights; null: none
	 */
	record Loaded(NamedWeights weights, OptimizerState optimizer, NamedWeights average) {}

	/**
	 * @param start architecture, classes and preprocessing of the model
	 * @param network that is trained
	 * @param provenance told in the model
	 * @param files to write
	 * @param settings that must not change when resumed
	 */
	Checkpoints(final SsdModel start, final NetworkSpec network, final Provenance provenance, final TrainingFiles files,
		final Map<String, String> settings)
	{
		this.start = start;
		this.network = network;
		this.provenance = provenance;
		this.files = files;
		this.settings = settings;
	}

	/**
	 * Restores the last checkpoint.
	 *
	 * @return its weights
	 * @throws UserException if it does not exist, or it belongs to another training
	 */
	Loaded load() {
		if (!Files.exists(files.last()))
			throw new UserException("resume: " + files.last() +
				" does not exist, so there is nothing to resume; start with resume=false, or correct model.");
		final ModelFile.Resumable resumable = ModelFile.readResumable(files.last());
		final SsdModel model = resumable.model();
		same("the network (keys preset, width)", model.architecture().equals(start.architecture()));
		same("the list of classes (keys classes, dataset)", model.classNames().equals(start.classNames()));
		same("the preprocessing (keys channels, intensity_range, initial_weights)", model.preprocessing().equals(start.preprocessing()));
		same("the tiles (key tiling, or the pixel size of the images)", Objects.equals(model.sampling(), start.sampling()));
		final TrainerState state = TrainerState.of(files.last(), resumable.trainerState());
		state.check(files.last(), settings);
		iteration = state.iteration();
		validationDue = state.validationDue();
		// the best model is needed to keep it
		if (Files.exists(files.model())) {
			bestMap = state.bestMap();
			bestIteration = state.bestIteration();
		}
		engineBefore = state.engine();
		final NamedWeights trained = resumable.further().getOrDefault(ModelFile.TrainingState.TRAINED, model.weights());
		final NamedWeights average = resumable.further().get(ModelFile.TrainingState.AVERAGE);
		for (final NamedWeights each : average == null
			? List.of(trained, resumable.optimizer().momentum())
			: List.of(trained, resumable.optimizer().momentum(), average))
			if (!each.mismatches(network).isEmpty())
				throw new UserException("resume: " + files.last() + " contradicts itself: " +
					each.mismatches(network).get(0) + "; start without resume.");
		return new Loaded(trained, resumable.optimizer(), average);
	}

	private void same(final String what, final boolean same) {
		if (!same)
			throw new UserException(
				"resume: " + what + " is not that of " + files.last() +
					"; give these keys as at its start, or start again with resume=false.");
	}

	/**
	 * @param total iterations that are requested
	 * @param warnings takes a line if the engine is another than before, or nothing is left to do
	 */
	void begin(final NetworkEngine engine, final int total, final List<String> warnings) {
		if (iteration >= total) warnings.add("iterations: " + files.last() + " has already done " + iteration + " of " + total +
			" iterations; give more iterations to continue training.");
		final String now = engine.description().toString();
		if (engineBefore != null && !engineBefore.equals(now))
			warnings.add("engine: the training began with " + engineBefore + " and continues with " + now +
				"; the numbers will differ slightly from an uninterrupted run.");
	}

	/** @return the last iteration that is done; 0: none */
	int iteration() {
		return iteration;
	}

	/** @return best validation so far; NaN: none */
	double bestMap() {
		return bestMap;
	}

	/** @return score of the best model if this run made it, otherwise null */
	ValidationScore best() {
		return best;
	}

	/**
	 * @param last the iteration that is done
	 * @param due whether its validation was canceled
	 */
	void done(final int last, final boolean due) {
		iteration = last;
		validationDue = due;
	}

	/** @return whether the last iteration still waits for its validation */
	boolean isValidationDue() {
		return validationDue;
	}

	/** Keeps the model if it is the best so far; of equal ones the first. */
	void validated(final TrainedNetwork trained, final int at, final ValidationScore score, final double rate) {
		lastMap = score.map();
		lastMapIteration = at;
		if (score.map() <= bestMap) return;
		final NamedWeights weights = finite(trained, at, rate);
		best = score;
		bestMap = score.map();
		bestIteration = at;
		ModelFile.write(files.model(), model(trained, weights, at));
	}

	/** Writes the model as it is now to {@code NAME.ssd}. */
	void writeModel(final TrainedNetwork trained, final double rate) {
		final NamedWeights weights = finite(trained, iteration, rate);
		ModelFile.write(files.model(), model(trained, weights, iteration));
	}

	/** Writes {@code NAME.last.ssd}. */
	void writeLast(final TrainedNetwork trained, final double rate) {
		final NamedWeights weights = finite(trained, iteration, rate);
		ModelFile.write(files.last(), model(trained, weights, iteration),
			trained.state(new TrainerState(iteration, bestMap, bestIteration, validationDue,
				trained.engine().description().toString(), settings).toMap()));
	}

	private NamedWeights finite(final TrainedNetwork trained, final int at, final double rate) {
		final NamedWeights weights = trained.detecting();
		Divergence.check(weights, at, rate, files);
		return weights;
	}

	private SsdModel model(final TrainedNetwork trained, final NamedWeights weights, final int at) {
		final Map<String, Object> told = provenance.of(trained.engine().description(), at);
		if (!Double.isNaN(bestMap)) {
			told.put("best_map", bestMap);
			told.put("best_iteration", bestIteration);
			if (best != null) told.put("best_map_interval", List.of(best.low(), best.high()));
		}
		if (!Double.isNaN(lastMap)) {
			told.put("last_map", lastMap);
			told.put("last_map_iteration", lastMapIteration);
		}
		return new SsdModel(start.architecture(), start.classNames(), start.preprocessing(), told, weights,
			start.sampling(), trained.normalizing(), Map.of());
	}
}
