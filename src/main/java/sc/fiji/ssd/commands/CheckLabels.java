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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.keys.InitialWeightsKey;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Tiling;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.evaluate.analysis.SuspiciousLabels;
import sc.fiji.ssd.evaluate.formats.DetectionExport;
import sc.fiji.ssd.evaluate.formats.DetectionSource;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.report.SuspiciousTable;
import sc.fiji.ssd.imagej.evaluation.SuspiciousLabelsWindow;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.io.FileTree;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.folds.CrossValidation;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.setup.FittedNetwork;
import sc.fiji.ssd.train.setup.PreparedTraining;
import sc.fiji.ssd.train.setup.TrainingRequest;

/**
 * Lists the labels of a dataset that are most likely wrong. The detections come from a model, from a file, or from
 * cross-validation, so that the data on which a model is trained can be checked as well.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Check Labels...", weight = 62) })
public final class CheckLabels extends EngineCommand {

	private static final int MOST_FOLDS = 100;
	private static final double MOST_WIDTH = 4, MOST_MINUTES = 1_000_000;

	/** Learning rate of the paper's networks from scratch, in trainings of minutes. */
	private static final double RATE = 0.003;

	/** Rows that the log names; the table and the file have all. */
	private static final int LOGGED = 5;

	@Parameter(persist = false, required = false, label = "Dataset folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder of annotated images; separate several with ;")
	private String dataset = "";

	@Parameter(persist = false, required = false, style = LIST, description = "Part of the dataset to check")
	private String split = "train";

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE + ",extensions:ssd," + LIST, description = "A model that was not trained on these images; empty: train one for each fold (cross-validation)")
	private String model = "";

	@Parameter(persist = false, required = false, label = "Or detections", style = FileWidget.OPEN_STYLE +
		",extensions:csv/json/txt", description = "Detections in these images, as in SSD Evaluate")
	private File detections;

	@Parameter(persist = false, required = false, label = "Result folder", style = FileWidget.SAVE_STYLE, description = "Folder for suspicious.csv, and for the detections of a cross-validation; empty: only show the table")
	private File output;

	@Parameter(persist = false, required = false, description = "Cross-validation: number of parts. A model is trained for each part on all others")
	private String folds = "5";

	@Parameter(persist = false, required = false, description = "Cross-validation: time for all trainings together; it chooses the iterations, and the width if that is 1.0")
	private String minutes = "60";

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Cross-validation: weight updates of each training; empty: minutes counts")
	private String iterations = "";

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Cross-validation: the network, a preset, a JSON file, or auto: input size and default boxes that fit the objects")
	private String preset = FittedNetwork.AUTO;

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Cross-validation: factor for the number of channels of every layer")
	private String width = "1.0";

	@Parameter(persist = false, required = false, label = "Start from model", style = FileWidget.OPEN_STYLE + ",extensions:ssd," + LIST +
		"," + ADVANCED, description = "Cross-validation: a model that was not trained on these images and whose layers are taken over; auto: the model for nuclei and blood cells that comes with the plugin, where it fits; empty: train from scratch")
	private String initial_weights = "";

	@Parameter(persist = false, required = false, label = "Batch size", style = ADVANCED, description = "Cross-validation: images per batch, or auto")
	private String batch_size = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Learning rate", style = ADVANCED, description = "Cross-validation: learning rate before it falls; auto: that of preset=auto, otherwise 0.003")
	private String learning_rate = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Random seed", style = ADVANCED, description = "Random seed of folds and trainings")
	private String seed = "0";

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "auto (as the model was trained; in a cross-validation, if the objects need it), off (whole image), or the edge of the tiles in pixels")
	private String tiling = ParameterParser.AUTO;

	@Override
	public List<Option> options(final String key) {
		return switch (key) {
			case "model" -> ParameterLists.modelsOrNone("cross-validation, unless there are detections below");
			case "initial_weights" -> ParameterLists.initialWeights();
			case "split" -> ParameterLists.splits(dataset);
			case "preset" -> ParameterLists.presets();
			default -> super.options(key);
		};
	}

	@Override
	protected void execute() throws IOException {
		final EngineSettings settings = engineSettings();
		final String folder = ParameterParser.text("dataset", dataset, "a folder of annotated images");
		final Tiling tiles = Tiling.parse(tiling);
		if (!ParameterParser.isBlank(model) && !ParameterParser.isEmpty(detections)) throw new UserException(
			"model, detections: give one of them, or none of them for a cross-validation.");
		final Path modelFile = ParameterParser.isBlank(model) ? null : ParameterParser.model("model", model);
		final Dataset truth = Datasets.open(folder,
			ParameterParser.text("split", split, "the part of the dataset to check, such as train"), List.of());
		truth.warnings().forEach(this::warn);
		if (EvaluationTable.classes(truth).isEmpty()) throw new UserException(
			"dataset: " + truth.location() + " has no annotated object, so there are no labels to check.");
		final LoadedDetections found;
		if (modelFile != null) found = detect(new Ssd(getContext()).engine(settings).notes(this::say), modelFile, truth,
			DetectionSettings.PAPER.with(tiles));
		else if (!ParameterParser.isEmpty(detections)) found = DetectionSource
			.read(ParameterParser.fileOrFolder("detections", detections, DetectionSource.KINDS), truth);
		else found = crossValidate(folder, truth, settings);
		if (found != null) conclude(found);
	}

	private LoadedDetections crossValidate(final String folder, final Dataset truth, final EngineSettings settings)
		throws IOException
	{
		final int parts = ParameterParser.whole("folds", folds, 2, MOST_FOLDS);
		final long start = ParameterParser.whole("seed", seed, 0, Integer.MAX_VALUE);
		final FoldProgress progress = new FoldProgress(this, parts);
		final CrossValidation validation = new CrossValidation(engines(), new ImageJReader(), truth, parts, start);
		final Path models = Files.createTempDirectory("ssd-folds");
		try {
			final LoadedDetections found = validation.run(first -> request(folder, first, settings, parts, start)
				.listener(progress), settings, DetectionSettings.PAPER, models, progress, new Progress(this));
			if (found == null)
				cancel("The cross-validation was stopped; its models are not kept.");
			else if (!ParameterParser.isEmpty(output))
				DetectionExport.write(ReportFiles.of(output.toPath()).folder(), List.of("csv"), split, found);
			return found;
		}
		finally {
			FileTree.delete(models);
		}
	}

	private TrainingRequest request(final String folder, final PreparedTraining first, final EngineSettings settings,
		final int parts, final long start)
	{
		final TrainingRequest request = new Ssd(getContext()).train(folder).split(split).validation("")
			.preset(ParameterParser.text("preset", preset, "the name of a preset")).tiling(tiling).engine(settings)
			.seed(start)
			.width(first == null
				? ParameterParser.positive("width", width, MOST_WIDTH)
				: first.start().architecture().width());
		InitialWeightsKey.set(initial_weights, request);
		if (!ParameterParser.AUTO.equals(learning_rate.strip()))
			request.learningRate(ParameterParser.positive("learning_rate", learning_rate, 1));
		else if (!FittedNetwork.AUTO.equals(preset.strip())) request.learningRate(RATE);
		final int batch = ParameterParser.wholeOrAuto("batch_size", batch_size, 1, 0);
		if (batch > 0) request.batchSize(batch);
		if (first != null) return request.iterations(first.iterations());
		if (!ParameterParser.isBlank(iterations))
			return request.iterations(ParameterParser.whole("iterations", iterations, 1, Integer.MAX_VALUE));
		return request.minutes(ParameterParser.positive("minutes", minutes, MOST_MINUTES) / parts);
	}

	private void conclude(final LoadedDetections found) {
		found.unknownClassLines().forEach(this::warn);
		found.warnings().forEach(this::warn);
		final EvaluationTable table = found.table();
		final List<SuspiciousLabels.Place> places = SuspiciousLabels.of(table);
		for (final SuspiciousLabels.Place place : places.subList(0, Math.min(LOGGED, places.size())))
			say(String.format(Locale.ROOT, "%.3f %s: %s", place.suspicion(), place.kind().label(),
				table.images().get(place.image()).name()));
		if (!ParameterParser.isEmpty(output)) SuspiciousTable.write(ReportFiles.of(output.toPath()), table, places);
		report("images", table.images().size());
		report("rows", places.size());
		conclude(places.size() + " rows, the most suspicious labels first" +
			(ParameterParser.isEmpty(output) ? "" : ", written to " + ReportFiles.of(output.toPath()).folder()));
		if (hasWindows()) SuspiciousLabelsWindow.show(table, places);
		else if (ParameterParser.isEmpty(output))
			warn("There is no display for the table; give the key output to write it as suspicious.csv.");
	}

	/** Tells the user how far a cross-validation is, and ends it when the user cancels. */
	private static final class FoldProgress implements TrainingListener, CrossValidation.Listener {

		private final SsdCommand command;
		private final Progress progress;
		private final int folds;
		private int number;
		private PreparedTraining training;

		FoldProgress(final SsdCommand command, final int folds) {
			this.command = command;
			this.folds = folds;
			progress = new Progress(command);
		}

		@Override
		public void fold(final int fold, final PreparedTraining next, final Dataset held) {
			number = fold;
			training = next;
			command.say(String.format(Locale.ROOT, "Fold %d of %d: trains %s at width %s for %d iterations on %d images, then " +
				"detects in the other %d", fold, folds, next.start().architecture().name(), next.start().architecture().width(),
				next.iterations(), next.training().images().size(), held.images().size()));
		}

		@Override
		public void note(final String line) {
			if (number == 0) command.say(line);
		}

		@Override
		public void warning(final String line) {
			if (number == 0) command.warn(line);
		}

		@Override
		public void iteration(final TrainingProgress p) {
			final double perFold = p.iteration() == 0 ? Double.NaN : p.secondsLeft() * p.iterations() /
				Math.max(1, p.iterations() - p.iteration());
			progress.report((number - 1) * p.iterations() + p.iteration(), folds * p.iterations(),
				String.format(Locale.ROOT, "fold %d of %d, loss %.3f, %.1f images/s", number, folds, p.loss(),
					p.imagesPerSecond()),
				p.secondsLeft() + perFold * (folds - number));
			if (progress.canceled()) training.trainer().cancel();
		}
	}
}
