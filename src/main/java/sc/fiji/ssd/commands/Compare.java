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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

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
import sc.fiji.ssd.evaluate.CocoSettings;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.MetricSet;
import sc.fiji.ssd.evaluate.formats.DetectionSource;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.evaluate.report.Comparison;
import sc.fiji.ssd.evaluate.report.ComparisonFiles;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;

/**
 * Compares models and detections of other software on one dataset, with confidence intervals that show which
 * differences are more than chance.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Compare...", weight = 61) })
public final class Compare extends EngineCommand.OfImages {

	private static final String ENTRIES = "at least two models (NAME.ssd) or detections, separated by ;";

	@Parameter(persist = false, required = false, label = "Dataset folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder of annotated images; separate several with ;")
	private String dataset = "";

	@Parameter(persist = false, required = false, style = LIST, description = "Part of the dataset")
	private String split = "val";

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE + "," + SEVERAL, description = "Models (NAME.ssd) and detections (as in SSD Evaluate), separated by ;")
	private String candidates = "";

	@Parameter(persist = false, required = false, description = "Metric used for scoring", choices = { Evaluator.VOC2007,
		Evaluator.VOC2012, Evaluator.COCO })
	private String metric = Evaluator.VOC2012;

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Number of bootstrap draws for the confidence intervals")
	private String draws = "1000";

	@Parameter(persist = false, required = false, label = "Random seed", style = ADVANCED, description = "Random seed of the bootstrap draws")
	private String seed = "0";

	@Parameter(persist = false, required = false, label = "Result folder", style = FileWidget.SAVE_STYLE, description = "Folder to write into, or a file NAME.json; empty: only shown")
	private File output;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "auto (as the model was trained), off (whole image), SIZE or SIZE,OVERLAP of tiles in pixels")
	private String tiling = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Average over flips", style = ADVANCED, description = "Also search each image flipped, and average the four results: more accurate, four times as slow")
	private boolean average_flips = false;

	@Override
	public List<Option> options(final String key) {
		return "split".equals(key) ? ParameterLists.splits(dataset) : super.options(key);
	}

	@Override
	protected void execute() {
		final EngineSettings settings = engineSettings();
		final DetectionSettings how = DetectionSettings.PAPER.with(Tiling.parse(tiling)).withAverageFlips(average_flips);
		ParameterParser.choice("metric", metric, Evaluator.METRICS.toArray(String[]::new));
		final int count = ParameterParser.whole("draws", draws, 10, 1_000_000);
		final int start = ParameterParser.whole("seed", seed, 0, Integer.MAX_VALUE);
		final List<Path> sources = sources();
		final Dataset truth = Datasets.open(ParameterParser.text("dataset", dataset, "a folder of annotated images"),
			ParameterParser.text("split", split, "the part of the dataset to score on, such as val"), List.of());
		truth.warnings().forEach(log()::warn);
		final List<MetricSet> metrics = new ArrayList<>();
		final List<String> names = names(sources), warnings = new ArrayList<>();
		for (int i = 0; i < sources.size(); i++) {
			final LoadedDetections found = load(truth, sources.get(i), settings, how);
			if (found == null) return;
			for (final String line : found.unknownClassLines())
				warnings.add(names.get(i) + ": " + line);
			for (final String line : found.warnings())
				warnings.add(names.get(i) + ": " + line);
			metrics.add(MetricSet.of(found, CocoSettings.DEFAULT));
		}
		warnings.forEach(log()::warn);
		final Comparison comparison = Comparison.of(metric, names, metrics, count, start);
		if (!ParameterParser.isEmpty(output)) ComparisonFiles.write(ReportFiles.of(output.toPath()),
			new File(dataset).getName() + ", " + split, comparison, warnings);
		show(comparison);
	}

	private List<Path> sources() {
		final List<Path> sources = new ArrayList<>();
		for (final String part : Arrays.stream(candidates.split(";")).map(String::strip).filter(p -> !p.isEmpty()).toList())
			sources.add(ParameterParser.fileOrFolder("candidates", new File(part), ENTRIES));
		if (sources.size() < 2) throw new UserException("candidates: " + sources.size() + " given; give " + ENTRIES + ".");
		return sources;
	}

	/** The file names of the paths, or the whole paths if file names are equal. */
	private static List<String> names(final List<Path> sources) {
		final List<String> names = sources.stream().map(path -> path.getFileName().toString()).toList();
		return new HashSet<>(names).size() == names.size() ? names : sources.stream().map(Path::toString).toList();
	}

	/** @return null if it was canceled */
	private LoadedDetections load(final Dataset truth, final Path source, final EngineSettings settings,
		final DetectionSettings how)
	{
		final ImageJReader reader = reader();
		if (!source.toString().endsWith(ModelFile.ENDING)) return DetectionSource.read(source, truth);
		return detect(new Ssd(getContext()).engine(settings).notes(log()::info).reader(reader), source, truth, how);
	}

	private void show(final Comparison comparison) {
		for (final Comparison.Candidate c : comparison.candidates())
			IJ.log(String.format(Locale.ROOT, "%s: mAP (%s) %.4f, 95 %% from %.4f to %.4f", c.name(), metric,
				c.evaluation().map(), c.interval().low(), c.interval().high()));
		for (final Comparison.Difference d : comparison.differences())
			IJ.log(String.format(Locale.ROOT, "%s minus %s: %+.4f, 95 %% from %+.4f to %+.4f: %s",
				comparison.candidates().get(d.second()).name(), comparison.candidates().get(d.first()).name(), d.value(),
				d.interval().low(), d.interval().high(),
				d.isClear() ? "a clear difference" : "no clear difference"));
		if (!ParameterParser.isEmpty(output)) IJ.log("Written to " + output);
		report("metric", metric);
		report("candidates", comparison.candidates().size());
	}
}
