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
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import ij.IJ;
import ij.ImagePlus;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.PlaneDetection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.results.ImageDetection;
import sc.fiji.ssd.imagej.results.ResultViews;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdModel;

/** Detects in the active image, in all planes of a stack or the current one: overlay, table, and if wanted the ROI Manager. */
@Plugin(type = Command.class, menuPath = SsdCommand.MENU + "SSD Detect...", headless = true)
public final class Detect extends SsdCommand {

	private static final String ALL = "all", CURRENT = "current", REPLACE = "replace", KEEP = "keep";

	@Parameter
	private EngineService engines;

	// The active one: shown in no dialog, and recorded in no macro, where it would be an unknown key
	@Parameter(persist = false, required = false, visibility = ItemVisibility.INVISIBLE)
	private ImagePlus image;

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE +
		",extensions:ssd", description = "A model, NAME.ssd")
	private File model;

	@Parameter(persist = false, required = false, description = "Of a stack: all slices, or the current one", choices = {
		ALL, CURRENT })
	private String slices = ALL;

	@Parameter(persist = false, required = false, description = "Lowest score that is reported, 0 to 1; model: the thresholds that SSD Evaluate wrote into the model")
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

	@Parameter(persist = false, required = false, label = "Add to manager", description = "Add the boxes to the ROI Manager")
	private boolean add_to_manager = false;

	@Parameter(persist = false, required = false, label = "Show table", description = "Add the detections to the Results table")
	private boolean show_table = true;

	@Parameter(persist = false, required = false, label = "Show counts", description = "Show a table with the number of objects of each class, a row per image")
	private boolean show_counts = false;

	@Parameter(persist = false, required = false, label = "Show names", description = "Show the class and score of each object in the image")
	private boolean show_names = false;

	@Parameter(persist = false, required = false, description = "Legend of classes, colors and counts in the image: auto (in windows, if there is more than one class), on or off", choices = {
		ParameterParser.AUTO, "on", "off" })
	private String legend = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Previous detections", description = "Detections of earlier runs in the same slices: replace or keep them, in the image, the table and the ROI Manager", choices = {
		REPLACE, KEEP })
	private String previous = REPLACE;

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
		final DetectionSettings plain = DetectionKeys.settings(DetectionKeys.plainScore(score), overlap, max_detections, tiling);
		final EngineSettings engineSettings = EngineKeys.settings(engine, device, precision, threads);
		final Path file = ParameterParser.file("model", model, "a model (NAME.ssd)");
		if (image == null) throw new UserException("image: none is open; open the image to detect in.");
		final boolean current = CURRENT.equals(ParameterParser.choice("slices", slices, ALL, CURRENT));
		final ResultViews views = views();
		final String title = image.getTitle();
		final SsdModel loaded = DetectionKeys.model(file, channels, intensity_range);
		final DetectionSettings settings = DetectionKeys.withThresholds(plain, score, loaded, file);
		final ImageDetection detection = new ImageDetection(image, current, loaded.preprocessing().channels());
		try (Detector detector = Detector.open(loaded, engines, engineSettings, settings,
			detection.batch(loaded, settings, EngineKeys.batch(engines, engineSettings))))
		{
			detector.setNotes(log()::info);
			final List<PlaneDetections> found = detection.run(detector, new Progress(this));
			if (detection.isClosed())
				throw new UserException("image: " + title + " was closed while it was searched; open it and detect again.");
			if (isCanceled()) return;
			detection.show(found, views).forEach(this::say);
			final int objects = found.stream().mapToInt(p -> p.detections().size()).sum();
			if (objects == 0 && !IJ.isMacro())
				say(image.getTitle() + ": nothing was found with a score of " + score +
					" or more; a lower one shows more");
			else
				log().info(image.getTitle() + ": " + objects + (objects == 1 ? " object" : " objects"));
			status().showStatus(objects + " objects");
		}
	}

	/** A line that was recorded with windows runs without them. */
	private ResultViews views() {
		if (add_to_manager && GraphicsEnvironment.isHeadless())
			log().warn(
				"add_to_manager: there is no ROI Manager without a display; the boxes are in the image's overlay.");
		return new ResultViews(KEEP.equals(ParameterParser.choice("previous", previous, REPLACE, KEEP)), show_table,
			add_to_manager, show_counts, show_names,
			ResultViews.Legend.valueOf(ParameterParser.choice("legend", legend, ParameterParser.AUTO, "on", "off")
				.toUpperCase(Locale.ROOT)), isAsking() && !IJ.isMacro());
	}
}
