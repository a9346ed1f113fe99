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

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import ij.IJ;
import sc.fiji.ssd.commands.keys.TrainingAdvice;
import sc.fiji.ssd.commands.keys.TrainingProposal;
import sc.fiji.ssd.commands.keys.ValidationSplit;
import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.keys.EarlierTraining;
import sc.fiji.ssd.commands.keys.InitialWeightsKey;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.host.Debouncer;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.TrainingResult;
import sc.fiji.ssd.train.setup.PreparedTraining;
import sc.fiji.ssd.train.setup.TrainingDefaults;
import sc.fiji.ssd.train.setup.TrainingRequest;

/**
 * Trains a model on annotated images; {@link TrainingDefaults} has the values of empty keys. The model is validated on
 * the split {@code validation}, which must exist; {@code validation=[]} trains without validation. The model knows the
 * classes of {@code split}, or those given, in their order.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Train...", weight = 30) })
public final class Train extends EngineCommand.OfImages {

	private static final double MOST_WIDTH = 4, MOST_MINUTES = 1_000_000;
	private static final String NO_PATIENCE = "0";

	/** The patience that the dialog fills in: half of the ten validations of a training. */
	private static final String PROPOSED_PATIENCE = "5";

	private static final double MOST_CLIP = 1e6;
	private static final long MOST_SEED = 1_000_000_000_000_000L;
	private static final String NEGATIVES = "negatives";

	@Parameter(persist = false, required = false, label = "Dataset folder", style = FileWidget.DIRECTORY_STYLE, callback = "survey", description = "Folder of annotated images; separate several with ;")
	private String dataset = "";

	@Parameter(visibility = ItemVisibility.MESSAGE, persist = false, required = false, label = " ")
	private String found = message(List.of("Choose the folder with your annotated images; the dialog proposes all other values."));

	@Parameter(persist = false, required = false, label = "Training split", callback = "survey", style = LIST + "," + ADVANCED, description = "Part of the dataset used for training")
	private String split = "train";

	@Parameter(persist = false, required = false, label = "Validation split", callback = "survey", style = LIST + "," + ADVANCED + "," + FORGET, description = "Part of the dataset that selects the best model; empty: none")
	private String validation = ValidationSplit.USUAL;

	@Parameter(persist = false, required = false, label = "Model name", callback = "survey", style = FileWidget.SAVE_STYLE +
		",extensions:ssd," + FORGET, description = "A name for the model, which goes into the models folder, or a file NAME.ssd")
	private File model;

	@Parameter(persist = false, required = false, callback = "survey", style = LIST + "," + ADVANCED + "," + FORGET, description = "Network: a preset, a JSON file of an architecture, or auto: input size and default boxes that fit the objects")
	private String preset = TrainingProposal.PAPER.preset();

	@Parameter(persist = false, required = false, callback = "survey", style = ADVANCED + "," + FORGET, description = "Factor for the number of channels of every layer; 1.0 is the paper's network, smaller is faster")
	private String width = TrainingProposal.PAPER.width();

	@Parameter(persist = false, required = false, label = "Start from model", callback = "survey", style = FileWidget.OPEN_STYLE +
		",extensions:ssd," + LIST + "," + FORGET, description = "A model whose layers are taken over where they fit; auto: the model for nuclei and blood cells that comes with the plugin, where it fits; empty: train from scratch")
	private String initial_weights = "";

	@Parameter(persist = false, required = false, style = ADVANCED + "," + FORGET, description = "Class names, separated by commas; empty: all classes of the dataset")
	private String classes = "";

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED + "," + FORGET, description = "Channels used as red, green and blue: auto, or numbers such as 2 or 3,1,2; stored in the model")
	private String channels = TrainingProposal.PAPER.channels();

	@Parameter(persist = false, required = false, label = "Intensity range", style = LIST + "," + ADVANCED + "," + FORGET, description = "Intensities shown as black and white: auto, type, minmax, percentile, or LOW,HIGH; stored in the model")
	private String intensity_range = TrainingProposal.PAPER.intensityRange();

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Divide large images into tiles: auto (if the objects need it), off, or the size of the tiles in pixels; stored in the model")
	private String tiling = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, style = FORGET, description = "Number of weight updates; empty: that of the paper for the preset")
	private String iterations = "";

	@Parameter(persist = false, required = false, label = "Goal in minutes", callback = "survey", style = FORGET, description = "Time for the training, in minutes. A short measurement chooses the iterations, and the width if that is 1.0. Empty: uses iterations and width")
	private String minutes = "";

	@Parameter(persist = false, required = false, label = "Batch size", style = ADVANCED, description = "Images per batch, or auto")
	private String batch_size = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Batches accumulated per weight update")
	private String accumulate = "1";

	@Parameter(persist = false, required = false, label = "Learning rate", style = ADVANCED + "," + FORGET, description = "Learning rate before it falls; auto: 0.001, with preset=auto 0.01")
	private String learning_rate = TrainingProposal.PAPER.learningRate();

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Iterations at which the learning rate is divided by ten, separated by commas; empty: at 2/3 and 5/6")
	private String steps = "";

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Iterations over which the learning rate rises from zero; empty: a tenth of all, at most 500")
	private String warmup = "";

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Data augmentation; auto: paper, with preset=auto turn", choices = { "auto", "none", "flip",
		"turn", "mild", "paper", "paper+expand", "microscopy" })
	private String augmentation = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Empty images", style = ADVANCED, description = "Images without objects: ignore them, or use them as negative examples", choices = {
		"ignore", NEGATIVES })
	private String empty_images = "ignore";

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Layers that are not trained, with * and ?, separated by commas: conv1_*,conv2_*; empty: none")
	private String freeze = "";

	@Parameter(persist = false, required = false, label = "Gradient clip", style = ADVANCED, description = "Maximum norm of all gradients together; 0: no limit; auto: 10 from scratch, otherwise no limit")
	private String gradient_clip = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Normalization in training: batch, none or auto; batch helps without pretrained weights and does not slow down detection")
	private String normalization = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "How the learning rate falls: cosine, steps or auto (steps; with preset=auto cosine)")
	private String schedule = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Weight average", style = ADVANCED, description = "Decay of the moving average of the weights that is kept as the model, for example 0.99; 0 or auto: none")
	private String weight_average = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Weight decay", style = ADVANCED, description = "Weight decay of the kernels; auto: 0.0005, as in the paper")
	private String weight_decay = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, style = ADVANCED, description = "On a GPU, makes results repeatable to the bit at the cost of speed; on a processor they always are")
	private boolean deterministic = false;

	@Parameter(persist = false, required = false, label = "Random seed", style = ADVANCED, description = "Random seed")
	private String seed = "0";

	@Parameter(persist = false, required = false, callback = "recallTraining", style = FORGET, description = "Resume an interrupted training of this model; fills in its values")
	private boolean resume = false;

	@Parameter(persist = false, required = false, label = "Checkpoint every", style = ADVANCED, description = "Iterations between checkpoints; empty: a tenth of all, at most 1000")
	private String checkpoint_every = "";

	@Parameter(persist = false, required = false, label = "Validate every", style = ADVANCED, description = "Iterations between validations; 0: only at the end; empty: as checkpoint_every")
	private String validate_every = "";

	@Parameter(persist = false, required = false, style = ADVANCED + "," + FORGET, description = "Number of validations in a row without improvement after which the training ends early; 0: train to the last iteration")
	private String patience = NO_PATIENCE;

	/** The classes that {@link #survey()} has filled in. */
	private String filled = "";

	/** The other values that it has filled in. */
	private TrainingProposal proposed = TrainingProposal.PAPER;

	/** The name of the model that it has filled in, and the split. */
	private File named;
	private String held = ValidationSplit.USUAL;

	/** The initial weights that it has filled in. */
	private String started = "";

	private final Debouncer looking = new Debouncer();

	@Override
	protected void execute() {
		looking.drop(); // results that arrive after the dialog has closed are not needed
		final Path file = ParameterParser.modelToWrite("model", model);
		final TrainingReport report = new TrainingReport(this);
		final TrainingRequest request = request();
		final ResumedRun resumed = new ResumedRun(this, getContext());
		report.listeners(file, resumed::start).forEach(request::listener);
		final PreparedTraining training = request.prepare(file);
		report.watch(training.trainer());
		final TrainingResult result;
		try {
			result = training.run();
		}
		finally {
			resumed.ready(isEmpty(minutes) ? null : training);
		}
		report("model", result.model());
		report("iterations", result.iterations());
		report("best_map", result.bestMap());
		if (result.discarded())
			cancel("Training was discarded after " + result.iterations() + " iterations; nothing was kept.");
		else
			if (result.canceled())
				cancel("Training was stopped after " + result.iterations() + " of " + training.iterations() +
					" iterations; the model can be used. To continue, train again with the same values and tick \"Resume\" (in a macro: resume=true).");
	}

	private TrainingRequest request() {
		final TrainingRequest request = new Ssd(getContext())
			.reader(reader())
			.train(ParameterParser.text("dataset", dataset, "a folder of annotated images")).split(split)
			.validation(validation).preset(ParameterParser.text("preset", preset, "the name of a preset"))
			.width(ParameterParser.positive("width", width, MOST_WIDTH))
			.images(ParameterParser.text("channels", channels, "auto or numbers of channels"),
				ParameterParser.text("intensity_range", intensity_range, "auto, type, minmax, percentile or LOW,HIGH"))
			.classes(ParameterParser.classNames("classes", classes)).tiling(tiling)
			.accumulate(ParameterParser.whole("accumulate", accumulate, 1, Integer.MAX_VALUE))
			.emptyAsNegatives(
				NEGATIVES.equals(ParameterParser.choice("empty_images", empty_images, "ignore", NEGATIVES)))
			.freeze(freeze).seed(ParameterParser.whole("seed", seed, -MOST_SEED, MOST_SEED)).resume(resume)
			.patience(ParameterParser.whole("patience", patience, 0, Integer.MAX_VALUE))
			.engine(engineSettings().withDeterministic(deterministic));
		InitialWeightsKey.set(initial_weights, request);
		// a goal in minutes replaces a number that the dialog proposed, not one that the user typed
		final boolean replaced = !isEmpty(minutes) && iterations.equals(proposed.iterations());
		ifGiven("iterations", replaced ? "" : iterations, 1, request::iterations);
		ifGiven("warmup", warmup, 0, request::warmup);
		ifGiven("checkpoint_every", checkpoint_every, 1, request::checkpointEvery);
		ifGiven("validate_every", validate_every, 0, request::validateEvery);
		if (!isEmpty(steps)) request.steps(ParameterParser.wholes("steps", steps, 1));
		if (!isEmpty(minutes)) request.minutes(ParameterParser.positive("minutes", minutes, MOST_MINUTES));
		if (!ParameterParser.AUTO.equals(learning_rate.strip()))
			request.learningRate(ParameterParser.positive("learning_rate", learning_rate, 1));
		final String varied = ParameterParser.text("augmentation", augmentation,
			"auto, none, flip, turn, mild, paper, paper+expand or microscopy");
		if (!varied.equals(ParameterParser.AUTO)) request.augmentation(Augmentation.Kind.of(varied));
		final int batch = ParameterParser.wholeOrAuto("batch_size", batch_size, 1, 0);
		if (batch > 0) request.batchSize(batch);
		final double clip = ParameterParser.numberOrAuto("gradient_clip", gradient_clip, 0, MOST_CLIP, -1);
		if (clip >= 0) request.gradientClip(clip);
		final double average = ParameterParser.numberOrAuto("weight_average", weight_average, 0, 1, -1);
		if (average >= 0) request.weightAverage(average);
		final double decay = ParameterParser.numberOrAuto("weight_decay", weight_decay, 0, 1, -1);
		if (decay >= 0) request.weightDecay(decay);
		ParameterParser.yesNoOrAuto("normalization", normalization, "batch", "none").ifPresent(request::batchNormalization);
		ParameterParser.yesNoOrAuto("schedule", schedule, "cosine", "steps").ifPresent(request::cosine);
		return request;
	}

	private static void ifGiven(final String key, final String value, final int least, final IntConsumer set) {
		if (!isEmpty(value)) set.accept(ParameterParser.whole(key, value, least, Integer.MAX_VALUE));
	}

	@Override
	public List<Option> options(final String key) {
		return switch (key) {
			case "split", "validation" -> ParameterLists.splits(dataset);
			case "preset" -> ParameterLists.presets();
			case "initial_weights" -> ParameterLists.initialWeights();
			case "channels" -> ParameterLists.values(ParameterParser.AUTO, List.of("1", "2", "3", "1,2,3"));
			case "normalization" -> ParameterLists.values(ParameterParser.AUTO, List.of("batch", "none"));
			case "schedule" -> ParameterLists.values(ParameterParser.AUTO, List.of("steps", "cosine"));
			default -> super.options(key);
		};
	}

	@Override
	public boolean isRemembered() {
		return !resume;
	}

	/** Called by dialogs: fills in the values of the training that is to be resumed. */
	@SuppressWarnings("unused")
	private void recallTraining() {
		if (!resume || ParameterParser.isEmpty(model)) return;
		try {
			final EarlierTraining earlier = EarlierTraining.of(ParameterParser.modelToWrite("model", model));
			preset = earlier.preset(preset);
			width = earlier.width();
			classes = earlier.classes();
			channels = earlier.channels();
			intensity_range = earlier.intensityRange();
			iterations = earlier.value("iterations", iterations);
			batch_size = earlier.value("batch_size", batch_size);
			accumulate = earlier.value("accumulate", accumulate);
			learning_rate = earlier.value("learning_rate", learning_rate);
			steps = earlier.value("steps", steps);
			warmup = earlier.value("warmup", warmup);
			augmentation = earlier.value("augmentation", augmentation);
			empty_images = earlier.value("empty_images", empty_images);
			freeze = earlier.value("freeze", freeze);
			gradient_clip = earlier.value("gradient_clip", gradient_clip);
			seed = earlier.value("seed", seed);
			normalization = earlier.value("normalization", normalization);
			schedule = earlier.value("schedule", schedule);
			weight_average = earlier.value("weight_average", weight_average);
			weight_decay = earlier.value("weight_decay", weight_decay);
			if ("cosine".equals(schedule)) steps = ""; // a cosine has none
			minutes = ""; // the width and the iterations are known
			found = message(List.of(earlier.line()));
		}
		catch (final UserException e) {
			found = message(List.of(e.getMessage()));
		}
	}

	/** Called by dialogs: describes the dataset, and fills in the fields that the user has not changed. */
	@SuppressWarnings("unused")
	private void survey() {
		if (isEmpty(dataset)) return;
		final String network = preset.strip(), from = initial_weights == null ? "" : initial_weights;
		final TrainingAdvice.Entered entered = new TrainingAdvice.Entered(dataset, split,
			validation.equals(held) ? ValidationSplit.USUAL : validation,
			network.equals(proposed.preset()) ? null : network, width.equals(proposed.width()) ? null : width,
			from.equals(started) ? null : from, tiling, !isEmpty(minutes));
		IJ.showStatus("Reading " + dataset + "...");
		try {
			looking.of(() -> TrainingAdvice.of(entered, hasGpu())).ifPresent(this::fill);
		}
		catch (final UserException e) {
			found = message(List.of(e.getMessage()));
		}
		IJ.showStatus("");
	}

	/** @return the lines as HTML with a fixed width, because a long line would widen Fiji's dialogs */
	private static String message(final List<String> lines) {
		return "<html><body style='width: 400px'>" +
			String.join("<br>", lines).replace("&", "&amp;").replaceAll("<(?!br>)", "&lt;") + "</body></html>";
	}

	private void fill(final TrainingAdvice now) {
		final TrainingProposal next = now.proposal();
		if (preset.equals(proposed.preset())) preset = next.preset();
		if (width.equals(proposed.width())) width = next.width();
		if (channels.equals(proposed.channels())) channels = next.channels();
		if (intensity_range.equals(proposed.intensityRange())) intensity_range = next.intensityRange();
		if (iterations.equals(proposed.iterations())) iterations = next.iterations();
		if (learning_rate.equals(proposed.learningRate())) learning_rate = next.learningRate();
		if (proposed == TrainingProposal.PAPER && patience.equals(NO_PATIENCE)) patience = PROPOSED_PATIENCE;
		proposed = next;
		if (started.equals(initial_weights)) {
			started = now.start();
			initial_weights = started;
		}
		if (validation.equals(held)) {
			held = now.validation().split();
			validation = held;
		}
		if (ParameterParser.isEmpty(model) || model.equals(named)) {
			named = now.name();
			model = named;
		}
		final List<String> lines = new ArrayList<>(now.lines());
		final List<String> changed = next.unlike(
			new TrainingProposal(preset, width, channels, intensity_range, iterations, learning_rate, ""));
		if (!changed.isEmpty()) lines.add("Proposed instead of what you entered: " + String.join(", ", changed) + ".");
		else if (!next.line().isEmpty()) lines.add(next.line());
		found = message(lines);
		if (!classes.equals(filled)) return;
		final List<String> names = now.survey().classNames();
		filled = names.stream().anyMatch(name -> name.contains(",")) ? "" : String.join(",", names);
		classes = filled;
	}

	private boolean hasGpu() {
		try {
			return engines().resolve(EngineSettings.DEFAULT, true).isOnGpu();
		}
		catch (final UserException e) {
			return false; // running the command says why
		}
	}

	private static boolean isEmpty(final String value) {
		return value == null || value.isBlank();
	}
}
