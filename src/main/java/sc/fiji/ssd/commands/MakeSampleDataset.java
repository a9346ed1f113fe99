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

import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.data.synthetic.SampleDataset;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.data.synthetic.SyntheticFields;

/** Writes a VOC dataset of generated fluorescence-like images with the splits train and val, for trying things out. */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Make Sample Dataset...", weight = 120) })
public final class MakeSampleDataset extends SsdCommand {

	private static final int MOST_IMAGES = 1_000_000, LEAST_SIZE = 64, MOST_SIZE = 8192;
	private static final double LEAST_SCALE = 0.25, MOST_SCALE = 4;

	@Parameter(persist = false, required = false, label = "New folder", style = FileWidget.DIRECTORY_STYLE + "," + FORGET, description = "Folder to create; it must be empty if it exists")
	private File dataset;

	@Parameter(persist = false, required = false, description = "Number of images, train and val together")
	private String images = "40";

	@Parameter(persist = false, required = false, label = "Random seed", style = ADVANCED, description = "Random seed: the same seed draws the same images")
	private String seed = "0";

	@Parameter(persist = false, required = false, label = "Image size", style = ADVANCED, description = "Width and height of the images in pixels")
	private String size = Integer.toString(SyntheticFields.SIZE);

	@Parameter(persist = false, required = false, style = ADVANCED, description = "Factor for the size of the objects, which are 18 to 90 pixels large at 1.0; smaller ones are more")
	private String scale = "1.0";

	@Override
	protected void execute() {
		final int count = ParameterParser.whole("images", images, 1, MOST_IMAGES);
		final long random = ParameterParser.whole("seed", seed, -1_000_000_000_000_000L, 1_000_000_000_000_000L);
		final Path folder = ParameterParser.folderToWrite("dataset", dataset);
		SampleDataset.write(folder, count, random,
			SyntheticFields.Look.of(ParameterParser.whole("size", size, LEAST_SIZE, MOST_SIZE),
				ParameterParser.number("scale", scale, LEAST_SCALE, MOST_SCALE)));
		conclude(count + " images written to " + folder);
	}
}
