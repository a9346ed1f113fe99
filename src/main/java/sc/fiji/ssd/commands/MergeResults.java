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
import sc.fiji.ssd.detect.folder.FolderResult;
import sc.fiji.ssd.detect.folder.ResultFiles;
import sc.fiji.ssd.detect.folder.ShardMerge;
import sc.fiji.ssd.imagej.host.CommandRecorder;

/** Merges the results of the shards of {@link DetectFolder}; see {@link ShardMerge}. */
@Plugin(type = Command.class, headless = true, attrs = @Attr(name = CommandRecorder.NO_RECORD), menu = { @Menu(label = SsdCommand.PLUGINS), @Menu(label = SsdCommand.SSD),
	@Menu(label = "SSD Merge Results...", weight = 80) })
public final class MergeResults extends SsdCommand {

	@Parameter(persist = false, required = false, label = "Folder of the parts", style = FileWidget.DIRECTORY_STYLE, description = "Folder with the results of all parts, or with one subfolder for each part")
	private File input;

	@Parameter(persist = false, required = false, label = "Result folder", style = FileWidget.DIRECTORY_STYLE, description = "Folder to write the merged results into; empty: the folder of the parts")
	private File output;

	@Override
	protected void execute() {
		final Path from = ParameterParser.folder("input", input, "the folder of the shards' results");
		final Path to = ParameterParser.isEmpty(output) ? from : ParameterParser.folderToWrite("output", output);
		final FolderResult result = new ShardMerge(from, to).run();
		report(result, to);
		conclude(to + ": " + result.detections() + " objects in " + result.images() + " images");
		if (result.failures() == 0) return;
		someImagesFailed();
		warn(result.failed(new ResultFiles(to, "").failures()) + ".");
	}
}
