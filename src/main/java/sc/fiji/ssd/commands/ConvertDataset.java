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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.scijava.command.Command;
import org.scijava.plugin.Attr;
import org.scijava.plugin.Menu;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.commands.keys.ParameterParser;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.write.DatasetConversion;
import sc.fiji.ssd.data.write.StoreFormat;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.read.PlaneFiles;
import sc.fiji.ssd.io.UserException;

/** Converts a dataset to another format, including the images. */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Convert Dataset...", weight = 25) })
public final class ConvertDataset extends SsdCommand {

	@Parameter(persist = false, required = false, label = "Dataset folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder of annotated images; separate several with ;")
	private String dataset = "";

	@Parameter(persist = false, required = false, description = "Parts to convert, separated by commas")
	private String split = "train,val";

	@Parameter(persist = false, required = false, label = "Output folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder to write into, new or empty")
	private File output;

	@Parameter(persist = false, required = false, description = "Format to write", choices = { "voc", "coco", "yolo", "labelme",
		"geojson" })
	private String format = "coco";

	@Override
	protected void execute() {
		final StoreFormat target = StoreFormat.of(format);
		final Path folder = ParameterParser.folderToWrite("output", output);
		final String source = ParameterParser.text("dataset", dataset, "a folder of annotated images");
		final Map<String, Dataset> parts = parts(source);
		begun();
		final DatasetConversion.Converted converted = new DatasetConversion(folder, target, PlaneFiles::encode,
			log()::warn).convert(parts, this::isCanceled);
		report("images", converted.images());
		report("objects", converted.objects());
		report("output", folder);
		say(source + ": " + converted.images() + (converted.images() == 1 ? " image" : " images") + " with " +
			converted.objects() + (converted.objects() == 1 ? " object" : " objects") + " written to " + folder + " as " +
			target.title());
	}

	/** The parts that exist; if only one was requested, it must exist. */
	private Map<String, Dataset> parts(final String source) {
		final List<String> names = ParameterParser.list(split);
		if (names.isEmpty()) throw new UserException("split: is missing; give the parts to convert, such as train,val.");
		final Map<String, Dataset> parts = new LinkedHashMap<>();
		final List<UserException> missing = new ArrayList<>();
		for (final String name : names) {
			if (!name.matches("[A-Za-z0-9_.-]*[A-Za-z0-9_-][A-Za-z0-9_.-]*")) throw new UserException(
				"split: '" + name + "' is not the name of a part; use letters, digits, _ and -, separated by commas.");
			try {
				parts.put(name, Datasets.open(source, name, List.of()));
			}
			catch (final UserException e) {
				if (!e.getMessage().startsWith("split: ")) throw e;
				missing.add(e);
			}
		}
		if (parts.isEmpty()) throw missing.get(0);
		missing.forEach(line -> log().warn(line.getMessage() + " This part is left out."));
		parts.values().forEach(part -> part.warnings().forEach(log()::warn));
		return parts;
	}
}
