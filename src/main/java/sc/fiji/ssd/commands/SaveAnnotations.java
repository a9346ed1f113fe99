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

import org.scijava.ItemVisibility;
import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import ij.IJ;
import ij.ImagePlus;
import sc.fiji.ssd.commands.keys.ParameterLists;
import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.data.write.StoreFormat;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.roi.AnnotationRois;
import sc.fiji.ssd.imagej.roi.AnnotationSaver;
import sc.fiji.ssd.io.UserException;

/**
 * Saves the active image with its rectangle ROIs into a dataset for training. The ROIs are those of the ROI Manager if
 * it is open and has some, otherwise those of the image's overlay.
 */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Save Annotations...", weight = 20) })
public final class SaveAnnotations extends SsdCommand {

	private static final String NO_IMAGE = "image: no image is open; open the image whose ROIs you want to save.";

	// The active one: shown in no dialog, and recorded in no macro, where it would be an unknown key
	@Parameter(persist = false, required = false, visibility = ItemVisibility.INVISIBLE)
	private ImagePlus image;

	@Parameter(persist = false, required = false, label = "Dataset folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder of the dataset; created if it does not exist, otherwise the image is added")
	private File dataset;

	@Parameter(persist = false, required = false, style = LIST + "," + FORGET, description = "Part of the dataset: train, or val for images that only select the best model")
	private String split = "train";

	@Parameter(persist = false, required = false, description = "Format of the dataset", choices = { "voc", "coco", "yolo", "labelme",
		"geojson" })
	private String format = "voc";

	@Override
	protected String obstacle() {
		return image == null ? NO_IMAGE : null;
	}

	@Override
	public List<Option> options(final String key) {
		return "split".equals(key) ? ParameterLists.splits(dataset == null ? "" : dataset.getPath()) : List.of();
	}

	@Override
	protected void execute() {
		final Path folder = ParameterParser.folderToWrite("dataset", dataset);
		final AnnotationSaver saver = new AnnotationSaver(folder,
			ParameterParser.text("split", split, "the part of the dataset, such as train or val"), StoreFormat.of(format),
			this::warn);
		if (image == null) throw new UserException(NO_IMAGE);
		final AnnotationSaver.Saved saved = saver.save(image, AnnotationRois.of(image, this::warn), new Progress(this));
		final String line = image.getTitle() + ": " + saved.objects() +
			(saved.objects() == 1 ? " object" : " objects") + " in " + saved.images() +
			(saved.images() == 1 ? " image" : " images") + " saved to " + folder;
		IJ.log(line);
		status().showStatus(line);
	}
}
