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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.scijava.log.LogService;

import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.imagej.training.TrainingWindow;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.progress.PhaseTimes;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.progress.TrainingResult;
import sc.fiji.ssd.train.progress.TrainingStart;

/** Reports the progress of a training to the user, and ends it when the user cancels. */
final class TrainingReport implements TrainingListener {

	private static final String CITATION = "If you publish results, please cite Liu et al., SSD: Single Shot MultiBox Detector, ECCV 2016 (doi:10.1007/978-3-319-46448-0_2), and SSD for Fiji (https://imagej.net/plugins/ssd).";

	private final Progress progress;
	private final LogService log;
	private final SsdCommand command;
	private Trainer trainer;
	private int wanted;
	private PhaseTimes shares;

	TrainingReport(final SsdCommand command) {
		this.command = command;
		progress = new Progress(command);
		log = command.log();
	}

	/**
	 * @param model that is trained
	 * @param resume continues the training after it was stopped
	 * @return who is told about the training: this, and where there is a display a window. Macros rely on their
	 *         active image, so no validation image is shown in them
	 */
	List<TrainingListener> listeners(final Path model, final Runnable resume) {
		if (!SsdCommand.hasWindows()) return List.of(this);
		return List.of(this, new TrainingWindow("Training " + model.getFileName(),
			new TrainingWindow.Actions(() -> trainer.cancel(), () -> trainer.discard(), resume), command.isAsking()));
	}

	/** @param canceled when the user cancels */
	void watch(final Trainer canceled) {
		trainer = canceled;
		if (SsdCommand.hasWindows()) trainer.discardable();
	}

	@Override
	public void note(final String line) {
		command.say(line);
	}

	@Override
	public void warning(final String line) {
		command.warn(line);
	}

	@Override
	public void started(final TrainingStart start) {
		command.begun();
		wanted = start.iterations();
		start.warnings().forEach(command::warn);
		final List<String> objects = new ArrayList<>();
		start.objectsPerClass().forEach((name, count) -> objects.add(name + " " + count));
		final EngineDescription engine = start.engine();
		command.say(String.format(Locale.ROOT,
			"Training on %s with %s, %s (%s), %d threads, about %.1f GB of memory: %d images, %s; objects: %s; iterations %d to %d",
			engine.device(), engine.engine(), engine.precision(), engine.instructionSet(), engine.threads(),
			start.memoryBytes() / 1e9, start.trainingImages(),
			start.validationImages() > 0 ? start.validationImages() + " for validation" : "without validation",
			String.join(", ", objects), start.firstIteration(), start.iterations()));
	}

	@Override
	public void iteration(final TrainingProgress p) {
		progress.report(p.iteration(), p.iterations(),
			String.format(Locale.ROOT, "loss %.3f, %.1f images/s", p.loss(), p.imagesPerSecond()), p.secondsLeft());
		shares = p.shares();
		if (trainer != null && progress.canceled()) trainer.cancel();
	}

	@Override
	public void validated(final int iteration, final double map) {
		command.say(String.format(Locale.ROOT, "Iteration %d: validation mAP %.4f", iteration, map));
	}

	@Override
	public void finished(final TrainingResult result) {
		if (!result.canceled() && result.iterations() < wanted)
			command.say("Training ended early after " + result.iterations() + " of " + wanted +
				" iterations: the validation no longer improved (key patience).");
		if (!result.discarded())
			command.say("Model written to " + result.model() + " after " + result.iterations() + " iterations" +
				(Double.isNaN(result.bestMap())
					? ""
					: String.format(Locale.ROOT, ", validation mAP %.4f", result.bestMap())) +
				(Double.isNaN(result.mapLow())
					? ""
					: String.format(Locale.ROOT, " (95 %% interval %.3f to %.3f by bootstrap over the validation images)",
						result.mapLow(), result.mapHigh())));
		if (!result.discarded()) command.say(CITATION);
		if (shares != null)
			command.say(String.format(Locale.ROOT,
				"Time spent on: waiting for images %.0f %%, forward %.0f %%, matching and loss %.0f %%, backward %.0f %%, " +
					"update %.0f %%; in parallel, decoding took %.0f %% and augmentation %.0f %% of one thread",
				100 * shares.waiting(), 100 * shares.forward(), 100 * shares.loss(), 100 * shares.backward(),
				100 * shares.update(), 100 * shares.reading(), 100 * shares.augmentation()));
	}
}
