package sc.fiji.ssd.commands;

import java.io.File;
import java.nio.file.Path;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.detect.FolderResult;
import sc.fiji.ssd.detect.ShardMerge;

/** Joins the results of the shards of {@link DetectFolder}; see {@link ShardMerge}. */
@Plugin(type = Command.class, menuPath = SsdCommand.MENU + "SSD Merge Results...", headless = true)
public final class MergeResults extends SsdCommand {

	@Parameter(persist = false, required = false, style = FileWidget.DIRECTORY_STYLE,
		description = "Folder of the shards' results, or of a folder for each")
	private File input;

	@Parameter(persist = false, required = false, style = FileWidget.DIRECTORY_STYLE,
		description = "Folder of the joined results; empty: as input")
	private File output;

	@Override
	protected void execute() {
		final Path from = Values.folder("input", input, "the folder of the shards' results");
		final Path to = Values.isEmpty(output) ? from : Values.folderToWrite("output", output);
		final FolderResult result = new ShardMerge(from, to).run();
		report("images", result.images());
		report("detections", result.detections());
		report("failures", result.failures());
		report("output", to);
		log().info(to + ": " + result.detections() + " objects in " + result.images() + " images");
		if (result.failures() == 0) return;
		someImagesFailed();
		log().warn(result.failures() + " images failed; failures.csv in " + to + " names them.");
	}
}
