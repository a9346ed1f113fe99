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
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import org.scijava.ItemIO;
import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.commands.keys.DetectionKeys;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.NothingFound;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.results.ImageDetection;
import sc.fiji.ssd.imagej.results.ResultViews;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdModel;

/**
 * Detects in the active image, in all planes of a stack or the current one: fills the overlay, the table, and
 * optionally the ROI Manager.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Detect...", weight = 40) })
public final class Detect extends EngineCommand {

	private static final String ALL = "all", CURRENT = "current", REPLACE = "replace", KEEP = "keep";
	private static final String NO_IMAGE = "image: no image is open; open the image to detect in.";

	private static final long BETWEEN_EXPLANATIONS = 60_000_000_000L;

	/** When the last reason was given; null: never. */
	private static Long explained;

	// The active one: shown in no dialog, and recorded in no macro, where it would be an unknown key
	@Parameter(persist = false, required = false, visibility = ItemVisibility.INVISIBLE, description = "The image: an ImagePlus, Dataset, ImgPlus or RandomAccessibleInterval; by default the active one")
	private Object image;

	@Parameter(persist = false, required = false, style = FileWidget.OPEN_STYLE + ",extensions:ssd," + LIST, description = "A model by name, or a file NAME.ssd")
	private String model = "";

	@Parameter(persist = false, required = false, description = "Which slices of a stack: all, or only the current one", choices = {
		ALL, CURRENT })
	private String slices = ALL;

	@Parameter(persist = false, required = false, label = "Minimum score", style = SLIDER, description = "Detections with a lower score are not reported, 0 to 1; model: the thresholds that SSD Evaluate wrote into the model")
	private String score = "0.5";

	@Parameter(persist = false, required = false, label = "Maximum overlap", style = SLIDER + "," + ADVANCED, description = "Of two boxes of one class with a larger IoU, the one with the lower score is dropped, 0 to 1")
	private String overlap = "0.45";

	@Parameter(persist = false, required = false, label = "Maximum detections", style = ADVANCED, description = "Maximum detections per plane")
	private String max_detections = "200";

	@Parameter(persist = false, required = false, style = LIST + "," + ADVANCED, description = "auto (as the model was trained), off (whole image), or SIZE or SIZE,OVERLAP of the tiles in pixels")
	private String tiling = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Average over flips", style = ADVANCED, description = "Also search each image flipped, and average the four results: more accurate, four times as slow")
	private boolean average_flips = false;

	@Parameter(persist = false, required = false, style = LIST, description = "Channels used as red, green and blue, such as 2 or 3,1,2, or auto; empty: as stored in the model")
	private String channels = "";

	@Parameter(persist = false, required = false, label = "Intensity range", style = LIST + "," + ADVANCED, description = "Intensities shown as black and white: auto, type, minmax, percentile, or LOW,HIGH; empty: as stored in the model")
	private String intensity_range = "";

	@Parameter(persist = false, required = false, label = "Add to ROI Manager", description = "Add the boxes to the ROI Manager")
	private boolean add_to_manager = false;

	@Parameter(persist = false, required = false, label = "Show results table", description = "Add the detections to the Results table")
	private boolean show_table = true;

	@Parameter(persist = false, required = false, label = "Show counts", style = ADVANCED, description = "Show a table with the number of objects of each class, one row per image")
	private boolean show_counts = false;

	@Parameter(persist = false, required = false, label = "Show names", style = ADVANCED, description = "Show the class and score of each object in the image")
	private boolean show_names = false;

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Legend of classes, colors and counts in the image: auto (in windows, if there is more than one class), on or off", choices = {
		ParameterParser.AUTO, "on", "off" })
	private String legend = ParameterParser.AUTO;

	@Parameter(persist = false, required = false, label = "Previous detections", style = ADVANCED, description = "Detections of earlier runs in the same slices: replace or keep them, in the image, the table and the ROI Manager", choices = {
		REPLACE, KEEP })
	private String previous = REPLACE;

	@Parameter(type = ItemIO.OUTPUT, label = "Detections", description = "One row per detection: slice, class, score and box")
	private ResultsTable table;

	@Parameter(type = ItemIO.OUTPUT, label = "ROIs", description = "One rectangle per detection, in the order of the table")
	private Roi[] rois;

	@Override
	protected String obstacle() {
		return image == null ? NO_IMAGE : null;
	}

	@Override
	public boolean isRelevant(final String key) {
		return !"slices".equals(key) || image(image).getNSlices() * image(image).getNFrames() > 1;
	}

	@Override
	public void propose() {
		model = ParameterLists.modelOr(model);
	}

	@Override
	public List<Option> options(final String key) {
		return switch (key) {
			case "model" -> ParameterLists.models();
			case "channels" -> ParameterLists.channels(image(image));
			default -> super.options(key);
		};
	}

	@Override
	protected void execute() {
		final DetectionSettings plain = DetectionKeys.settings(DetectionKeys.plainScore(score), overlap, max_detections, tiling)
			.withAverageFlips(average_flips);
		final EngineSettings engineSettings = engineSettings();
		final Path file = ParameterParser.model("model", model);
		final ImagePlus shown = image(image);
		if (shown == null) throw new UserException(NO_IMAGE);
		final boolean current = CURRENT.equals(ParameterParser.choice("slices", slices, ALL, CURRENT));
		final ResultViews views = views();
		final Ssd ssd = new Ssd(getContext()).engine(engineSettings).notes(this::say).progress(new Progress(this));
		final SsdModel loaded = ssd.model(file, chosenChannels(file, shown), intensity_range);
		final DetectionSettings settings = DetectionKeys.withThresholds(plain, score, loaded, file);
		final ImageDetection detection = new ImageDetection(shown, current, loaded.preprocessing().channels());
		final String title = shown.getTitle();
		final List<PlaneDetections> found;
		try (ssd) {
			found = ssd.detect(loaded, detection, settings);
		}
		if (detection.isClosed())
			throw new UserException("image: " + title + " was closed during the detection; open it and detect again.");
		if (isCanceled()) return;
		detection.show(found, views).forEach(this::say);
		rois = detection.rois(found).toArray(Roi[]::new);
		table = detection.table(List.of(rois));
		report("detections", rois.length);
		if (rois.length > 0) conclude(title + ": " + rois.length + (rois.length == 1 ? " object" : " objects"));
		else {
			conclude(title + ": nothing was found with a score of " + score + " or more");
			explain(detection, loaded, settings, engineSettings);
		}
	}

	/** Says why nothing was found; in macros that process many images only once in a while, because it takes time. */
	private void explain(final ImageDetection detection, final SsdModel loaded, final DetectionSettings settings,
		final EngineSettings engineSettings)
	{
		final long now = System.nanoTime();
		if (!isAsking() && explained != null && now - explained < BETWEEN_EXPLANATIONS) return;
		status().showStatus("Nothing was found; looking for the reason...");
		say("Likely reason: " + NothingFound.reason(detection.currentPlane(), loaded, settings,
			(tried, how) -> Detector.open(tried, engines(), engineSettings, how, 1)));
		explained = System.nanoTime();
	}

	/**
	 * If the image has several channels, a model that was trained on grey images gets the current one, unless the user
	 * or the model names another.
	 */
	private String chosenChannels(final Path file, final ImagePlus shown) {
		final Preprocessing own = ModelFile.summary(file).preprocessing();
		final boolean open = channels == null || channels.isBlank();
		final String asked = open ? own.channels() : channels.strip();
		if (!ParameterParser.AUTO.equals(asked) || shown.getType() == ImagePlus.COLOR_RGB) return asked;
		if (own.isOfGrey() && shown.getNChannels() > 1 && open) {
			final String current = String.valueOf(shown.getC());
			say(shown.getTitle() + ": the model was trained on grey images, so channel " + current + " of " +
				shown.getNChannels() + ", the current one, is used; channels=N uses another");
			if (isAsking()) channels = current; // to be recorded: another time another channel may be the current one
			return current;
		}
		return asked;
	}

	/** A line that was recorded with a display also runs without one. */
	private ResultViews views() {
		if (add_to_manager && GraphicsEnvironment.isHeadless())
			warn(
				"add_to_manager: there is no ROI Manager without a display; the boxes are in the image's overlay.");
		return new ResultViews(KEEP.equals(ParameterParser.choice("previous", previous, REPLACE, KEEP)), show_table,
			add_to_manager, show_counts, show_names,
			ResultViews.Legend.valueOf(ParameterParser.choice("legend", legend, ParameterParser.AUTO, "on", "off")
				.toUpperCase(Locale.ROOT)), isAsking());
	}
}
