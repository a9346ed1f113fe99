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
package sc.fiji.ssd.train.setup;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Preset;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.train.ResumePoint;
import sc.fiji.ssd.train.machine.TimeBudget;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.TrainingRecipe;
import sc.fiji.ssd.train.TrainingSettings;

/** Decides what a request leaves open, in the order in which one thing follows from another. */
final class Preparation {

	private final TrainingRequest asked;
	private final Path file;
	/** Null: from scratch. */
	private InitialWeights initial;
	private final Optional<ResumePoint> before;
	private final boolean fitted;
	/** Number of training images; 0 until they are known. */
	private int images;

	Preparation(final TrainingRequest asked, final Path file) {
		this.asked = asked;
		this.file = file;
		initial = asked.initialWeights == null ? null : InitialWeights.read(asked.initialWeights);
		before = asked.resume ? ResumePoint.of(file) : Optional.empty();
		fitted = asked.preset.strip().equals(FittedNetwork.AUTO);
	}

	/** Asks for the starter model, which becomes the initial weights if it fits. */
	private void start(final Dataset training, final Preset given) {
		if (!asked.starter) return;
		final Starter starter = Starter.of(training, given == null ? null : given.architecture(), asked.width,
			asked.tiling);
		initial = starter.weights();
		say(List.of(starter.line()));
	}

	PreparedTraining prepare() {
		final Preset given = fitted ? null : Presets.read(asked.preset);
		settings(fitted ? FittedNetwork.AUTO : given.architecture().name(), Optional.empty()); // refuses what it does not understand
		final Dataset training = Datasets.open(asked.dataset, asked.split, asked.classes);
		images = training.images().size();
		start(training, given);
		final List<FittedNetwork> sizes = isFittedFromScratch() ? FittedNetwork.sizes(training, asked.tiling) : List.of();
		final Preset preset = fitted ? new Preset(network(sizes), null) : given;
		final List<String> classes = asked.classes.isEmpty() ? training.classNames() : asked.classes;
		final Dataset validating = validation(classes);
		final double width = fitted && asked.width == 1 ? preset.architecture().width() : asked.width;
		final boolean tiled = TileChoice.edge(training, preset.architecture(), asked.tiling) != 0;
		final Optional<TimeBudget> budget = budget(preset.architecture().withWidth(width), sizes,
			sizes.isEmpty() || tiled || asked.augmentation != null, classes.size() + 1, validating);
		final SsdArchitecture network = budget.map(TimeBudget::network).orElseGet(() -> preset.architecture().withWidth(width));
		sizes.stream().filter(size -> size.architecture().inputSize() == network.inputSize())
			.forEach(size -> say(List.of(size.line(), TrainingDefaults.recipeLine(true, recipe()))));
		final SsdArchitecture architecture = withBoxes(network);
		final TrainingSettings settings = settings(architecture.name(), budget);
		final TileChoice tiles = TileChoice.of(training, architecture, asked.tiling, asked.reader);
		tiles.warnings().forEach(line -> asked.listeners.forEach(listener -> listener.warning(line)));
		say(List.of(tiles.line()));
		final StartModel start = StartModel.of(architecture, classes,
			StartModel.preprocessing(preset, initial, preprocessing(), training, asked.reader), tiles.sampling(),
			initial, asked.seed);
		say(start.lines());
		say(DatasetSurvey.of(training, architecture).lines());
		return new PreparedTraining(new Trainer(asked.engines, asked.reader, settings, asked.listeners),
			settings.iterations(), start.model(), training, validating, file, asked.resume);
	}

	private boolean isFittedFromScratch() {
		return fitted && before.isEmpty() && initial == null;
	}

	/** @return what {@code preset=auto} stands for, unless there is time for a larger one */
	private SsdArchitecture network(final List<FittedNetwork> sizes) {
		if (before.isPresent()) return before.get().architecture();
		if (initial != null) {
			say(List.of("preset=auto: the network of " + initial.file()));
			if (brief()) say(List.of(TrainingDefaults.recipeLine(false, recipe())));
			return initial.model().architecture();
		}
		return sizes.get(0).architecture();
	}

	/** @return whether a network is trained that nothing in the paper prescribes, from scratch or from the starter model */
	private boolean brief() {
		return fitted && (initial == null || asked.starter);
	}

	/** @return channels and intensities as asked for; the starter model's in place of auto */
	private Preprocessing preprocessing() {
		if (!asked.starter || initial == null) return asked.preprocessing;
		final String range = asked.preprocessing.intensityRange();
		return asked.preprocessing.with(asked.preprocessing.channels(),
			range.equals(Preprocessing.CAFFE.intensityRange()) ? initial.preprocessing().intensityRange() : range);
	}

	private void say(final List<String> lines) {
		for (final String line : lines)
			asked.listeners.forEach(listener -> listener.note(line));
	}

	private SsdArchitecture withBoxes(final SsdArchitecture network) {
		if (initial == null) return network;
		final SsdArchitecture architecture = initial.withBoxes(network);
		if (!architecture.equals(network))
			say(List.of("Default boxes: those of " + initial.file() +
				", which its box predictions were trained with; those of " + network.name() + " are not used"));
		return architecture;
	}

	/** If a training is resumed, its values replace those that are not given. */
	private TrainingSettings settings(final String preset, final Optional<TimeBudget> budget) {
		final int total = or(asked.iterations,
			() -> budget.map(TimeBudget::iterations).orElseGet(
				() -> fitted ? TrainingDefaults.processorIterations(images) : TrainingDefaults.iterations(preset)));
		if (total < 1) throw new UserException("iterations: " + total + " is below 1; it must be at least 1.");
		final int checkpoint = or(asked.checkpointEvery, () -> TrainingDefaults.checkpointEvery(total));
		return new TrainingSettings(total,
			or(asked.batchSize, () -> before.flatMap(point -> point.whole("batch_size"))
				.orElseGet(() -> asked.engines.resolve(asked.engine, true).batch())),
			asked.accumulate, or(asked.learningRate, () -> TrainingDefaults.learningRate(brief(), recipe())),
			or(asked.steps, () -> before.flatMap(ResumePoint::steps).orElseGet(() -> TrainingDefaults.steps(preset, total))),
			or(asked.warmup,
				() -> before.flatMap(point -> point.whole("warmup")).orElseGet(() -> TrainingDefaults.warmup(total))),
			or(asked.augmentation, () -> TrainingDefaults.augmentation(brief())), asked.emptyAsNegatives, asked.freeze,
			or(asked.gradientClip, () -> before.flatMap(ResumePoint::gradientClip)
				.orElseGet(() -> TrainingDefaults.gradientClip(initial == null || asked.starter))),
			asked.seed, checkpoint, asked.validation.isBlank() ? 0 : or(asked.validateEvery, () -> checkpoint), asked.patience,
			asked.engine.threads(), asked.engine, recipe());
	}

	private static <T> T or(final T given, final Supplier<T> otherwise) {
		return given == null ? otherwise.get() : given;
	}

	private TrainingRecipe recipe() {
		final TrainingRecipe proposed = TrainingDefaults.recipe(initial, brief());
		// steps that the user gives are what the rate follows
		final boolean cosine = or(asked.cosine, () -> proposed.cosine() && asked.steps == null);
		if (cosine && asked.steps != null)
			throw new UserException("schedule: cosine does not use steps; leave steps empty or use schedule=steps.");
		final boolean batch = or(asked.batchNormalization, () -> proposed.batchNormalization() &&
			(!brief() || asked.engines.normalizesBatches(asked.engine)));
		return new TrainingRecipe(batch, cosine, or(asked.weightAverage, proposed::averageDecay),
			or(asked.weightDecay, proposed::weightDecay));
	}

	/**
	 * @param network at the width that was requested, which is kept if it is not 1
	 * @param sizes fitted networks, from that one to larger inputs; empty: only that one
	 * @param unlimited whether images have more to show than they do whole and turned, so that more epochs may help
	 */
	private Optional<TimeBudget> budget(final SsdArchitecture network, final List<FittedNetwork> sizes,
		final boolean unlimited, final int classCount, final Dataset validating)
	{
		if (asked.minutes == null) return Optional.empty();
		if (asked.iterations != null)
			throw new UserException("minutes: iterations are given as well; leave one of the two empty.");
		if (asked.resume) throw new UserException(
			"minutes: a resumed training keeps its width and iterations; give those in its log instead.");
		final TrainingSettings others = settings(network.name(), Optional.empty());
		final TimeBudget budget = TimeBudget.of(asked.engines,
			new TimeBudget.Task(classCount, others.engine(), others.batchSize(), others.accumulate(),
				others.recipe().batchNormalization(), validating == null ? 0 : validating.images().size(),
				sizes.isEmpty() ? TimeBudget.LEAST_ITERATIONS : TrainingDefaults.enoughIterations(images),
				unlimited ? Integer.MAX_VALUE : TrainingDefaults.mostIterations(images, others.imagesPerIteration())),
			asked.minutes, TimeBudget.networks(
				sizes.isEmpty() ? List.of(network) : sizes.stream().map(FittedNetwork::architecture).toList(),
				network.width() == 1 && initial == null ? TimeBudget.WIDTHS : List.of(network.width())));
		say(List.of(budget.line(asked.minutes)));
		return Optional.of(budget);
	}

	private Dataset validation(final List<String> classes) {
		final String part = asked.validation;
		if (part.isBlank()) return null;
		if (part.equals(asked.split))
			throw new UserException(
				"validation: " + part + " is the training split; give another split" + TrainingRequest.WITHOUT_VALIDATION);
		try {
			final Dataset held = Datasets.open(asked.dataset, part, List.of());
			final Dataset selected = Datasets.select(held, classes);
			if (selected.classNames().isEmpty())
				throw new UserException(held.location() + ": no image of split " + part +
					" has an object of the trained classes (" + String.join(", ", classes) + "); the existing classes are " +
					String.join(", ", held.classNames()));
			return selected;
		}
		catch (final UserException e) {
			throw new UserException("validation: " + e.getMessage() + TrainingRequest.WITHOUT_VALIDATION, e);
		}
	}
}
