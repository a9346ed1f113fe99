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

import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.keys.DetectionKeys;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.folder.FolderResult;
import sc.fiji.ssd.detect.folder.ResultFiles;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.read.ReadLimits;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.imagej.results.FolderExport;
import sc.fiji.ssd.io.UserException;

/** Detects in every image of a folder; see {@link sc.fiji.ssd.detect.folder.FolderDetection} for what it writes. */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Detect Folder...", weight = 70) })
public final class DetectFolder extends EngineCommand.OfImages {

	@Parameter(persist = false, required = false, label = "Image folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder of the images to detect in")
	private File input;

	@Parameter(persist = false, required = false, label = "Result folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder to write the results into")
	private File output;

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE + ",extensions:ssd," + LIST, description = "A model by name, or a file NAME.ssd")
	private String model = "";

	@Parameter(persist = false, required = false, label = "Include subfolders", description = "Also search the folders inside the image folder")
	private boolean recursive = false;

	@Parameter(persist = false, required = false, label = "Save overlays", description = "Save each image with its detections as a TIFF with overlay")
	private boolean overlays = true;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Additional files, separated by commas: geojson (QuPath), rois, yolo, crops, volumes (objects linked through z), dataset (to correct and train on)")
	private String export = "";

	@Parameter(persist = false, required = false, style = ADVANCED + "," + FORGET, description = "K/N: process part K of N, to divide a folder among machines")
	private String shard = "1/1";

	@Parameter(persist = false, required = false, label = "Overwrite results", style = FORGET, description = "Overwrite existing results; otherwise resume an interrupted run")
	private boolean overwrite = false;

	@Parameter(persist = false, required = false, label = "Minimum score", style = SLIDER, description = "Detections with a lower score are not reported, 0 to 1")
	private String score = "0.5";

	@Parameter(persist = false, required = false, label = "Maximum overlap", style = SLIDER + "," + ADVANCED, description = "Of two boxes of one class with a larger IoU, the one with the lower score is dropped, 0 to 1")
	private String overlap = "0.45";

	@Parameter(persist = false, required = false, label = "Maximum detections", style = ADVANCED, description = "Maximum detections per plane")
	private String max_detections = "200";

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "auto (as the model was trained), off (whole image), or SIZE or SIZE,OVERLAP of the tiles in pixels")
	private String tiling = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Average over flips", style = ADVANCED, description = "Also search each image flipped, and average the four results: more accurate, four times as slow")
	private boolean average_flips = false;

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "Channels used as red, green and blue, such as 2 or 3,1,2, or auto; empty: as stored in the model")
	private String channels = "";

	@Parameter(persist = false, required = false, label = "Z projection", style = LIST + "," + ADVANCED, description = "Detect in every slice of a stack (none), or in the projection of the slices: max or mean")
	private String z_projection = "none";

	@Parameter(persist = false, required = false, label = "Intensity range", style = LIST + "," + ADVANCED, description = "Intensities shown as black and white: auto, type, minmax, percentile, or LOW,HIGH; empty: as stored in the model")
	private String intensity_range = "";

	@Override
	public List<Option> options(final String key) {
		return switch (key) {
			case "model" -> ParameterLists.models();
			case "channels" -> ParameterLists.channels(null);
			case "export" -> List.of(new Option("", "no additional files"), new Option("geojson", "QuPath"),
				new Option("rois", "ImageJ's ROI Manager"), new Option("yolo", "label files with scores"),
				new Option("crops", "each object as an image"), new Option("volumes", "objects linked through z"),
				new Option("dataset", "to correct and train on"), new Option("geojson,rois", "several, with a comma"));
			case "z_projection" -> ZProjection.keys().stream().map(Option::new).toList();
			default -> super.options(key);
		};
	}

	@Override
	public void propose() {
		model = ParameterLists.modelOr(model);
	}

	@Override
	protected void execute() {
		final ReadLimits limits = limits();
		final DetectionSettings settings = DetectionKeys.settings(score, overlap, max_detections, tiling)
			.withAverageFlips(average_flips);
		final EngineSettings engineSettings = engineSettings();
		final Path folder = ParameterParser.folder("input", input, "a folder of images");
		final Path results = ParameterParser.folderToWrite("output", output);
		final Shard part = Shard.parse(shard);
		final Path file = ParameterParser.model("model", model);
		final FolderResult result = new Ssd(getContext()).folder(folder, file).settings(settings).engine(engineSettings)
			.images(channels, intensity_range).projection(ZProjection.of(z_projection)).recursive(recursive)
			.overlays(overlays).shard(part).overwrite(overwrite)
			.exports(FolderExport.parse(export)).limits(limits).progress(new Progress(this)).lines(this::say, this::warn)
			.to(results);
		report(result, results);
		conclude(folder + ": " + result.detections() + " objects in " + result.images() + " images; written to " +
			results);
		if (result.failures() == 0) return;
		final String failed = "input: " + result.failed(new ResultFiles(results, part.suffix()).failures());
		if (isCanceled()) {
			warn(failed + ".");
			return;
		}
		someImagesFailed();
		throw new UserException(failed + (result.images() == 0 ? "." : "; all other images are done."));
	}
}
