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

import java.awt.GraphicsEnvironment;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.io.FileInfo;
import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.annotate.AnnotationWindow;
import sc.fiji.ssd.imagej.annotate.FolderAnnotation;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.results.ImageDetection;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdModel;

/**
 * Opens a window for annotating the images of a folder: the user draws a rectangle, presses the number of its class,
 * and moves to the next image. Boxes are saved into a VOC dataset as they are drawn, as {@link SaveAnnotations} does; a
 * model can propose them.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Annotate...", weight = 10) })
public final class Annotate extends SsdCommand {

	@Parameter
	private EngineService engines;

	@Parameter(persist = false, required = false, label = "Image folder", style = FileWidget.DIRECTORY_STYLE, callback = "nameDataset", description = "Folder of the images to annotate")
	private File input;

	@Parameter(persist = false, required = false, label = "Dataset folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder of the dataset; empty: INPUT-annotated next to the folder of the images")
	private File dataset;

	@Parameter(persist = false, required = false, style = WIDE, description = "Classes, separated by commas, in the order of the keys 1 to 9; empty: those of the dataset, or of the model")
	private String classes = "";

	@Parameter(persist = false, required = false, label = "Model for proposals", style = FileWidget.OPEN_STYLE +
		",extensions:ssd," + LIST, description = "A model that proposes boxes: a name from the list, or a file NAME.ssd; empty: none")
	private String model = "";

	@Parameter(persist = false, required = false, style = LIST, description = "Part of the dataset: train, val for images that only select the best model, or auto for about a fifth in val")
	private String split = "train";

	/** The dataset that {@link #nameDataset()} has filled in. */
	private File named;

	@Override
	public void propose() {
		split = FolderAnnotation.AUTO;
		if (!ParameterParser.isEmpty(input)) return;
		final ImagePlus open = WindowManager.getCurrentImage();
		final FileInfo file = open == null ? null : open.getOriginalFileInfo();
		if (file != null && file.directory != null && Files.isDirectory(Path.of(file.directory))) input = new File(file.directory);
		nameDataset();
	}

	/** Called by dialogs: shows where the boxes will be saved, unless the user chose another folder. */
	private void nameDataset() {
		if (ParameterParser.isEmpty(input) || !ParameterParser.isEmpty(dataset) && !dataset.equals(named)) return;
		named = annotated(input).toFile();
		dataset = named;
	}

	private static Path annotated(final File input) {
		final Path images = input.toPath().toAbsolutePath().normalize();
		return images.getFileName() == null ? images : images.resolveSibling(images.getFileName() + "-annotated");
	}

	@Override
	public List<Option> options(final String key) {
		return switch (key) {
			case "model" -> ParameterLists.modelsOrNone("no proposals");
			case "split" -> List.of(new Option(FolderAnnotation.AUTO, "about a fifth of the images for validation"),
				new Option("train"), new Option("val"));
			default -> List.of();
		};
	}

	@Override
	protected void execute() {
		if (ParameterParser.isEmpty(input)) throw new UserException("input: is missing; choose a folder of images.");
		final Path images = input.toPath().toAbsolutePath().normalize();
		final Path folder = ParameterParser.isEmpty(dataset)
			? annotated(input)
			: ParameterParser.folderToWrite("dataset", dataset);
		final SsdModel proposing = model == null || model.isBlank()
			? null
			: new Ssd(getContext()).model(ParameterParser.model("model", model), "", "");
		final List<String> names = new ArrayList<>(ParameterParser.classNames("classes", classes));
		if (names.isEmpty() && proposing != null) names.addAll(proposing.classNames());
		final FolderAnnotation annotation = new FolderAnnotation(images, folder,
			ParameterParser.text("split", split, "the part of the dataset, such as train, val or auto"), names, IJ::log);
		if (GraphicsEnvironment.isHeadless())
			throw new UserException("SSD Annotate needs a display; without one, use SSD Save Annotations... in a macro.");
		begun();
		new AnnotationWindow(annotation, proposing == null ? null : image -> propose(proposing, image)).open();
		say("Boxes are saved to " + folder);
	}

	private List<PlaneDetections> propose(final SsdModel proposing, final ImagePlus image) {
		final ImageDetection detection = new ImageDetection(image, true, proposing.preprocessing().channels());
		try (Detector detector = Detector.open(proposing, engines, EngineSettings.DEFAULT, DetectionSettings.DEFAULT,
			detection.batch(proposing, DetectionSettings.DEFAULT, engines.resolve(EngineSettings.DEFAULT, false).batch())))
		{
			return detection.run(detector, (done, total, line) -> IJ.showProgress(done, total));
		}
	}
}
