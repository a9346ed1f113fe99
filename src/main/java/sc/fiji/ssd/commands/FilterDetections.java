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

import java.util.List;
import java.util.Set;

import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

import ij.ImagePlus;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.results.DetectionFilter;
import sc.fiji.ssd.imagej.results.FilterDialog;
import sc.fiji.ssd.io.UserException;

/**
 * Shows those detections of the active image that have a certain score and class,
 * without running the network again; see {@link DetectionFilter}. From the menu it
 * opens a window that changes the overlay while its slider is moved.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Filter Detections...", weight = 50) })
public final class FilterDetections extends SsdCommand {

	private static final String NO_IMAGE = "image: no image is open; open an image with detections.";

	// The active one: shown in no dialog, and recorded in no macro, where it would be an unknown key
	@Parameter(persist = false, required = false, visibility = ItemVisibility.INVISIBLE)
	private ImagePlus image;

	@Parameter(persist = false, required = false, label = "Minimum score", style = SLIDER, description = "Detections with a lower score are hidden, 0 to 1")
	private String score = "0";

	@Parameter(persist = false, required = false, description = "Classes to show, separated by commas; empty: all")
	private String classes = "";

	@Parameter(persist = false, required = false, description = "Draw class names, colours and counts into the corner of the image")
	private boolean legend = false;

	@Parameter(persist = false, required = false, label = "Show names", description = "Show the class and score of each object in the image")
	private boolean show_names = false;

	@Override
	protected String obstacle() {
		return image == null ? NO_IMAGE : null;
	}

	@Override
	protected boolean asksItself() {
		return true;
	}

	@Override
	protected void execute() {
		if (image == null) throw new UserException(NO_IMAGE);
		final double lowest = ParameterParser.number("score", score, 0, 1);
		final List<String> names = ParameterParser.classNames("classes", classes);
		final DetectionFilter filter = new DetectionFilter(image);
		if (filter.isEmpty() && isAsking())
			throw new UserException(
				"image: " + image.getTitle() + " has no detections in its overlay; run SSD Detect... in it first.");
		// a macro may process many images, and not all of them have all classes
		for (final String name : names)
			if (!filter.classNames().contains(name))
				warn(image.getTitle() + " has no detection of class " + name);
		if (isAsking()) ask(filter);
		else {
			filter.apply(lowest, Set.copyOf(names));
			filter.legend(legend);
			filter.names(show_names);
		}
		if (isCanceled()) return;
		filter.keep();
		report("detections", filter.counts().values().stream().mapToInt(DetectionFilter.Count::shown).sum());
		say(image.getTitle() + ": " + filter.summary());
	}

	/** Copies the choices to the keys, so that they are recorded. */
	private void ask(final DetectionFilter filter) {
		final FilterDialog.Choice choice = new FilterDialog(filter).show();
		if (choice == null) {
			cancel(null);
			return;
		}
		score = String.valueOf(choice.score());
		classes = String.join(",", choice.classes());
		legend = choice.legend();
		show_names = choice.names();
	}
}
