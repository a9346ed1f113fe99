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
package sc.fiji.ssd;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.scijava.Context;

import sc.fiji.ssd.commands.Train;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/**
 * A training that is about to start. What is not set has the default of
 * {@code SSD Train...}; {@code docs/interface.md} lists all keys.
 */
public final class TrainingRequest {

	private final Context context;
	private final Map<String, String> keys = new LinkedHashMap<>();

	TrainingRequest(final Context context, final Path dataset) {
		this.context = context;
		with("dataset", dataset);
	}

	/** @param split part of the dataset to train on @return this */
	public TrainingRequest split(final String split) {
		return with("split", split);
	}

	/** @param split part of the dataset that selects the best model; empty: none @return this */
	public TrainingRequest validation(final String split) {
		return with("validation", split);
	}

	/** @param preset name of a network, or path of a JSON file @return this */
	public TrainingRequest preset(final String preset) {
		return with("preset", preset);
	}

	/** @param width factor on the channels of every layer, above 0 to 4 @return this */
	public TrainingRequest width(final double width) {
		return with("width", width);
	}

	/** @param iterations updates of the weights, at least 1 @return this */
	public TrainingRequest iterations(final int iterations) {
		return with("iterations", iterations);
	}

	/** @param model whose weights the training starts from @return this */
	public TrainingRequest initialWeights(final Path model) {
		return with("initial_weights", model);
	}

	/** @param seed of all random numbers; equal seeds train alike @return this */
	public TrainingRequest seed(final long seed) {
		return with("seed", seed);
	}

	/**
	 * @param key of {@code SSD Train...}
	 * @param value as in a macro
	 * @return this
	 */
	public TrainingRequest with(final String key, final Object value) {
		keys.put(key, String.valueOf(value));
		return this;
	}

	/**
	 * Trains, and waits for the end.
	 *
	 * @param file of the model to write, NAME.ssd
	 * @return the best model, or the last one without validation
	 * @throws sc.fiji.ssd.io.UserException one line, if a key is wrong or the training
	 *           fails
	 */
	public SsdModel to(final Path file) {
		return start(file).get();
	}

	/**
	 * Trains in another thread.
	 *
	 * @param file of the model to write, NAME.ssd
	 * @return the training, to wait for or to stop
	 */
	public Running start(final Path file) {
		with("model", file);
		return new Running(new CommandRun(context, Train.class, keys).start(), file);
	}

	/** A training that runs. */
	public static final class Running {

		private final CommandRun run;
		private final Path file;

		private Running(final CommandRun run, final Path file) {
			this.run = run;
			this.file = file;
		}

		/** Ends the training after its current iteration. The model that there is by then is kept, and can be resumed. */
		public void stop() {
			run.cancel("Stopped.");
		}

		/** @return the best model so far, once the training has ended */
		public SsdModel get() {
			run.get();
			return ModelFile.read(file);
		}
	}
}
