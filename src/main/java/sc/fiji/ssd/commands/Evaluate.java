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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import ij.IJ;
import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Tiling;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.evaluate.CocoResults;
import sc.fiji.ssd.evaluate.CocoSettings;
import sc.fiji.ssd.evaluate.Evaluation;
import sc.fiji.ssd.evaluate.EvaluationReport;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.MetricSet;
import sc.fiji.ssd.evaluate.analysis.ScoreThresholds;
import sc.fiji.ssd.evaluate.analysis.SimilarClasses;
import sc.fiji.ssd.evaluate.analysis.SuspiciousLabels;
import sc.fiji.ssd.evaluate.formats.DetectionExport;
import sc.fiji.ssd.evaluate.formats.DetectionSource;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.evaluate.match.AreaRanges;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.TruthBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;
import sc.fiji.ssd.evaluate.report.Analysis;
import sc.fiji.ssd.evaluate.report.Figures;
import sc.fiji.ssd.evaluate.report.HtmlReport;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.report.SuspiciousTable;
import sc.fiji.ssd.imagej.evaluation.PlotStack;
import sc.fiji.ssd.imagej.evaluation.SuspiciousLabelsWindow;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.library.ModelLibrary;

/**
 * Scores a model, or a file of detections, against ground truth. A model detects with the paper's settings (score 0.01,
 * overlap 0.45, 200 objects), so that its precision-recall curve is complete.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Evaluate...", weight = 60) })
public final class Evaluate extends EngineCommand.OfImages {

	@Parameter(persist = false, required = false, label = "Dataset folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder of annotated images; separate several with ;")
	private String dataset = "";

	@Parameter(persist = false, required = false, style = LIST, description = "Part of the dataset to evaluate on")
	private String split = "val";

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE + ",extensions:ssd," + LIST, description = "The model to evaluate, by name or file; leave it empty to evaluate a detections.csv")
	private String model = "";

	@Parameter(persist = false, required = false, label = "Or detections", style = FileWidget.OPEN_STYLE +
		",extensions:csv/json/txt", description = "Detections to evaluate instead of a model: detections.csv, COCO results, VOC's comp4 files, a folder of YOLO labels")
	private File detections;

	@Parameter(persist = false, required = false, description = "Mean average precision of VOC 2012 or 2007, the 12 numbers of COCO, or all of them", choices = { Evaluator.VOC2007,
		Evaluator.VOC2012, Evaluator.COCO, Evaluator.ALL })
	private String metric = Evaluator.VOC2012;

	@Parameter(persist = false, required = false, label = "Result folder", style = FileWidget.SAVE_STYLE, description = "Folder to write the results into, or a file NAME.json; empty: only show them")
	private File output;

	@Parameter(persist = false, required = false, label = "Write report", description = "Also write a report (report.html) that explains errors, with plots and tables; needs an output")
	private boolean report = false;

	@Parameter(persist = false, required = false, label = "List suspicious labels", description = "Show the labels that the model contradicts most as a table whose rows open their image; with a result folder also as suspicious.csv")
	private boolean show_suspicious = false;

	@Parameter(persist = false, required = false, label = "Show plots", description = "Show the plots of the report as a stack; with a result folder also as PNG files")
	private boolean show_plots = false;

	@Parameter(persist = false, required = false, label = "Area ranges", style = LIST + "," + ADVANCED, description = "Size ranges of COCO's metric: coco, data (thirds of the objects), or edges in pixels such as 32,96")
	private String area_ranges = AreaRanges.COCO_NAME;

	@Parameter(persist = false, required = false, label = "Detections per image", style = ADVANCED, description = "Maximum numbers of detections per image and class, for COCO's recall")
	private String per_image = "1,10,100";

	@Parameter(persist = false, required = false, label = "Similar classes", style = ADVANCED, description = "For the report: classes that are easily confused, such as cat,dog;car,bus; empty: those of Pascal VOC")
	private String similar_classes = "";

	@Parameter(persist = false, required = false, label = "Save as", style = LIST + "," + ADVANCED, description = "Also write the detections as csv, coco, voc or yolo; separate several with ,")
	private String save_as = "";

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Score thresholds written into the model, for score=model in SSD Detect: f1 (highest F1 of each class), count (as many detections as objects)", choices = {
		"none", "f1", "count" })
	private String thresholds = "none";

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "auto (as the model was trained), off (whole image), or SIZE or SIZE,OVERLAP of the tiles in pixels")
	private String tiling = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Average over flips", style = ADVANCED, description = "Also search each image flipped, and average the four results: more accurate, four times as slow")
	private boolean average_flips = false;

	@Parameter(type = ItemIO.OUTPUT, label = "mAP", description = "Mean average precision, 0 to 1")
	private double map;

	@Parameter(type = ItemIO.OUTPUT, description = "All numbers by name: those of the metric, and AP CLASS of each class")
	private Map<String, Double> figures;

	@Override
	public List<Option> options(final String key) {
		return switch (key) {
			case "model" -> ParameterLists.modelsOrNone("evaluates the detections below");
			case "area_ranges" -> List.of(new Option("coco", "32 and 96 pixels"), new Option("data", "thirds of the objects"));
			case "save_as" -> List.of(new Option("", "no files of detections"), new Option("csv", "detections.csv"),
				new Option("coco", "COCO results"), new Option("voc", "one file per class"),
				new Option("yolo", "one file per image"));
			case "split" -> ParameterLists.splits(dataset);
			default -> super.options(key);
		};
	}

	@Override
	protected void execute() {
		final EngineSettings engineSettings = engineSettings();
		final DetectionSettings how = DetectionSettings.PAPER.with(Tiling.parse(tiling)).withAverageFlips(average_flips);
		ParameterParser.choice("metric", metric, Evaluator.VOC2007, Evaluator.VOC2012, Evaluator.COCO, Evaluator.ALL);
		final ScoreThresholds chosen = ScoreThresholds.valueOf(
			ParameterParser.choice("thresholds", thresholds, "none", "f1", "count").toUpperCase(Locale.ROOT));
		if (chosen != ScoreThresholds.NONE) checkThresholds();
		final CocoSettings coco = new CocoSettings(area_ranges, ParameterParser.wholes("per_image", per_image, 1));
		final List<String> formats = DetectionExport.parse(save_as);
		if (ParameterParser.isEmpty(output) && (report || !formats.isEmpty()))
			throw new UserException("output: is missing; give the folder for the report or the detections.");
		if (ParameterParser.isBlank(model) == ParameterParser.isEmpty(detections))
			throw new UserException("model, detections: give exactly one of them: " + (ParameterParser.isBlank(model)
				? "a model (NAME.ssd) or a detections.csv."
				: "either the model or the detections."));
		final Path modelFile = ParameterParser.isBlank(model) ? null : ParameterParser.model("model", model);
		final Path found = ParameterParser.isEmpty(detections)
			? null
			: ParameterParser.fileOrFolder("detections", detections, DetectionSource.KINDS);
		final Dataset truth = Datasets.open(ParameterParser.text("dataset", dataset, "a folder of annotated images"),
			ParameterParser.text("split", split, "the part of the dataset to score on, such as val"), List.of());
		truth.warnings().forEach(this::warn);
		AreaRanges.parse(area_ranges, TruthBoxes.of(EvaluationTable.images(truth), EvaluationTable.numbers(truth)));
		final SimilarClasses similar = SimilarClasses.parse(similar_classes, EvaluationTable.classes(truth));
		final LoadedDetections loaded = modelFile != null
			? detect(new Ssd(getContext()).engine(engineSettings).notes(this::say).reader(reader()), modelFile, truth, how)
			: DetectionSource.read(found, truth);
		if (loaded == null) return;
		final MetricSet metrics = report || show_plots ? MetricSet.of(loaded, coco) : null;
		final Evaluation evaluation = metrics == null
			? Evaluator.evaluate(loaded, metric, coco)
			: metrics.evaluation(metric).withWarnings(loaded.unknownClassLines()).withWarnings(loaded.warnings());
		evaluation.warnings().forEach(this::warn);
		final Analysis analysis = metrics == null ? null : Analysis.of(metrics, similar);
		if (!ParameterParser.isEmpty(output)) write(loaded, evaluation, analysis, formats);
		if (show_suspicious) showSuspicious(analysis == null ? loaded.table() : metrics.table(), analysis);
		if (show_plots) showPlots(analysis);
		if (chosen != ScoreThresholds.NONE) writeThresholds(modelFile, loaded.table(), chosen);
		report("metric", evaluation.metric());
		report("map", evaluation.map());
		report("images", evaluation.images());
		map = evaluation.map();
		figures = new LinkedHashMap<>(evaluation.summary());
		evaluation.perClass().forEach((name, result) -> figures.put("AP " + name, result.ap()));
		show(evaluation);
	}

	private void checkThresholds() {
		if (ParameterParser.isBlank(model))
			throw new UserException("thresholds: they are written into a model; give the model instead of detections.");
		if (ModelLibrary.isName(model) && ModelLibrary.isShipped(model.strip()))
			throw new UserException("thresholds: " + model.strip() +
				" belongs to the plugin and cannot be changed; give your own model.");
		if (model.strip().endsWith(".last" + ModelFile.ENDING)) throw new UserException("thresholds: " + model +
			" holds the state of a training; give the model that the training wrote into the same folder.");
	}

	private void writeThresholds(final Path file, final EvaluationTable table, final ScoreThresholds how) {
		final Map<String, Double> scores = how.choose(table, VocMatching.of(table));
		ModelFile.write(file, ModelFile.read(file).withThresholds(scores));
		scores.forEach((name, score) -> IJ.log(String.format(Locale.ROOT, "%s: threshold %.4f", name, score)));
		IJ.log("Thresholds written into " + file + "; use them in SSD Detect with score=model.");
	}

	private void showSuspicious(final EvaluationTable table, final Analysis analysis) {
		final List<SuspiciousLabels.Place> places = analysis == null ? SuspiciousLabels.of(table) : analysis.suspicious();
		if (!ParameterParser.isEmpty(output) && !report)
			SuspiciousTable.write(ReportFiles.of(output.toPath()), table, places);
		if (hasWindows()) SuspiciousLabelsWindow.show(table, places);
	}

	private void showPlots(final Analysis analysis) {
		final Figures plots = new Figures(analysis);
		if (!ParameterParser.isEmpty(output) && !report) plots.write(ReportFiles.of(output.toPath()));
		if (!hasWindows()) return;
		begun();
		PlotStack.of("Plots of " + source(), plots.all()).show();
	}

	private String source() {
		return (ParameterParser.isBlank(model) ? detections : new File(model.strip())).getName() + " on " +
			new File(dataset).getName() + ", " + split;
	}

	private void write(final LoadedDetections found, final Evaluation evaluation, final Analysis analysis,
		final List<String> formats)
	{
		final Path path = output.toPath();
		CocoResults.write(path, found);
		EvaluationReport.write(path, evaluation);
		final ReportFiles files = ReportFiles.of(path);
		DetectionExport.write(files.folder(), formats, split, found);
		if (!report) return;
		status().showStatus("Writing the report");
		HtmlReport.write(files, source(), analysis, evaluation.warnings(), reader());
		IJ.log("Report: " + files.html());
	}

	private void show(final Evaluation evaluation) {
		evaluation.perClass().forEach((name, result) -> IJ
			.log(String.format(Locale.ROOT, "%s: AP %.4f (%d objects)", name, result.ap(), result.positives())));
		evaluation.summary().forEach((name, value) -> IJ.log(String.format(Locale.ROOT, "%s: %.4f", name, value)));
		IJ.log(String.format(Locale.ROOT, "mAP (%s): %.4f on %d images", evaluation.metric(), evaluation.map(),
			evaluation.images()));
		if (!ParameterParser.isEmpty(output)) IJ.log("Written to " + output.getPath());
		status().showStatus(String.format(Locale.ROOT, "mAP %.4f", evaluation.map()));
	}
}
