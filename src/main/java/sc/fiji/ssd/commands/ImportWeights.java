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
import java.util.List;

import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.weights.LabelMap;
import sc.fiji.ssd.model.weights.WeightImport;

/**
 * Converts published weights to a model: those of a whole SSD, which then detects like the original, or those of VGG16,
 * as a start for training.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Import Weights...", weight = 90) })
public final class ImportWeights extends SsdCommand {

	@Parameter(persist = false, required = false, label = "Weight file", style = FileWidget.OPEN_STYLE, description = "A .caffemodel, .pth, .safetensors or .h5 file")
	private File source;

	@Parameter(persist = false, required = false, style = LIST, description = "Format of the file: auto, or the software that wrote it")
	private String format = WeightImport.AUTO;

	@Parameter(persist = false, required = false, style = FileWidget.SAVE_STYLE +
		",extensions:ssd", description = "The model to write: a name, or a file NAME.ssd")
	private File model;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Name of a preset, or a JSON file of an architecture; empty: detected from the weights")
	private String preset = "";

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Class names in the order of the weights, separated by commas, or Caffe's labelmap_*.prototxt; empty: from a label map next to the file, or those of VOC or COCO, chosen by their number")
	private String classes = "";

	@Parameter(persist = false, required = false, label = "One-based corners", style = ADVANCED, description = "For weights trained on Pascal VOC corners counted from 1, as in the original Caffe: moves the left and top edge of every box by one pixel, as Caffe's own evaluation expects")
	private boolean one_based = false;

	@Override
	public List<Option> options(final String key) {
		return switch (key) {
			case "format" -> ParameterLists.values(WeightImport.AUTO, WeightImport.formats());
			case "preset" -> ParameterLists.presets();
			default -> List.of();
		};
	}

	@Override
	protected void execute() {
		final Path file = ParameterParser.file("source", source, "the weight file");
		final Path target = ParameterParser.modelToWrite("model", model);
		final SsdModel read = WeightImport.read(file,
			ParameterParser.text("format", format, "auto, or one of " + String.join(", ", WeightImport.formats())),
			preset == null ? "" : preset.strip(), classNames(), this::say);
		final SsdModel imported = read.withOneBasedCorners(one_based);
		ModelFile.write(target, imported);
		if (imported.provenance().get("importedFormat").equals("caffe"))
			say("With precision=float32, boxes and scores equal those of Caffe; bfloat16 changes scores by up to 0.04");
		conclude(file.getFileName() + " (" + imported.provenance().get("importedFormat") + ", " +
			imported.architecture().name() + ", " + imported.classNames().size() + " classes) written to " + target);
	}

	private List<String> classNames() {
		return classes != null && classes.strip().endsWith(LabelMap.ENDING)
			? LabelMap.read(Path.of(classes.strip()))
			: ParameterParser.classNames("classes", classes);
	}
}
