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
import java.nio.file.Files;
import java.nio.file.Path;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.folder.FolderDetection;
import sc.fiji.ssd.detect.folder.FolderResult;
import sc.fiji.ssd.detect.folder.FolderSettings;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.results.OverlayTiffWriter;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/** Detects in every image of a folder; see {@link FolderDetection} for what it writes. */
@Plugin(type = Command.class, menuPath = SsdCommand.MENU + "SSD Detect Folder...", headless = true)
public final class DetectFolder extends SsdCommand {

	@Parameter
	private EngineService engines;

	@Parameter(persist = false, required = false, style = FileWidget.DIRECTORY_STYLE, description = "Folder of images")
	private File input;

	@Parameter(persist = false, required = false, style = FileWidget.DIRECTORY_STYLE, description = "Folder of the results")
	private File output;

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE +
		",extensions:ssd", description = "A model, NAME.ssd")
	private File model;

	@Parameter(persist = false, required = false, description = "Search folders within, too")
	private boolean recursive = false;

	@Parameter(persist = false, required = false, description = "Write each image with its overlay as TIFF")
	private boolean overlays = true;

	@Parameter(persist = false, required = false, description = "K/N: do part K of N, to share a folder among machines")
	private String shard = "1/1";

	@Parameter(persist = false, required = false, description = "Replace results that are there; else a run that was ended goes on")
	private boolean overwrite = false;

	@Parameter(persist = false, required = false, description = "Lowest score that is reported, 0 to 1")
	private String score = "0.5";

	@Parameter(persist = false, required = false, description = "IoU above which the lower of two boxes of a class is dropped, 0 to 1")
	private String overlap = "0.45";

	@Parameter(persist = false, required = false, label = "Max detections", description = "Most objects of one plane")
	private String max_detections = "200";

	@Parameter(persist = false, required = false, description = "auto (as the model was trained), off (images in whole), SIZE or SIZE,OVERLAP of tiles in pixels")
	private String tiling = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, description = "Channels that become red, green, blue: auto, 2, 3,1,2; empty: as the model")
	private String channels = "";

	@Parameter(persist = false, required = false, label = "Intensity range", description = "What becomes black and white: auto, type, minmax, percentile, LOW,HIGH; empty: as the model")
	private String intensity_range = "";

	@Parameter(persist = false, required = false, description = "auto, or a name that SSD Engines shows")
	private String engine = EngineSettings.AUTO;

	@Parameter(persist = false, required = false, description = "auto, cpu, cuda or cuda:N")
	private String device = EngineSettings.AUTO;

	@Parameter(persist = false, required = false, description = "auto, or one that SSD Engines shows")
	private String precision = EngineSettings.AUTO;

	@Parameter(persist = false, required = false, description = "auto, or a number of processor threads")
	private String threads = EngineSettings.AUTO;

	@Override
	protected void execute() {
		final DetectionSettings settings = DetectionKeys.settings(score, overlap, max_detections, tiling);
		final EngineSettings engineSettings = EngineKeys.settings(engine, device, precision, threads);
		final FolderSettings folder = new FolderSettings(ParameterParser.folder("input", input, "a folder of images"),
			ParameterParser.folderToWrite("output", output), recursive, overlays, Shard.parse(shard), overwrite);
		final Path file = ParameterParser.file("model", model, "a model (NAME.ssd)");
		final String digest = ModelFile.digest(file);
		final SsdModel loaded = DetectionKeys.model(file, channels, intensity_range);
		final FolderResult result;
		try (Detector detector = Detector.openOnAll(loaded, engines, engineSettings, settings,
			EngineKeys.batch(engines, engineSettings)))
		{
			detector.setNotes(log()::info);
			final ImageJReader reader = new ImageJReader();
			result = new FolderDetection(detector, reader,
				overlays ? new OverlayTiffWriter(reader) : new OverlayTiffWriter(), file, digest, new Progress(this))
				.run(folder);
		}
		warnIfReplaced(file, digest);
		report("images", result.images());
		report("detections", result.detections());
		report("failures", result.failures());
		report("output", folder.output());
		log().info(folder.input() + ": " + result.detections() + " objects in " + result.images() + " images; see " +
			folder.output());
		if (isCanceled() || result.failures() == 0) return;
		someImagesFailed();
		throw new UserException("input: " + result.failures() + " of " + (result.images() + result.failures()) +
			" images failed; failures.csv in " + folder.output() + " names them, the others are done.");
	}

	private void warnIfReplaced(final Path file, final String digest) {
		if (!Files.isRegularFile(file) || !digest.equals(ModelFile.digest(file)))
			log().warn(
				"model: " + file + " was replaced or deleted during the run; the results are of what it was before, " +
					"whose digest is in run.json.");
	}
}
