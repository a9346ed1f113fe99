package sc.fiji.ssd.commands;

import java.io.File;
import java.nio.file.Path;

import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.widget.FileWidget;

import sc.fiji.ssd.data.SampleDataset;

/** Draws annotated images like fluorescence microscopy, to try everything with: a VOC dataset with train and val. */
@Plugin(type = Command.class, menuPath = SsdCommand.MENU + "SSD Make Sample Dataset...", headless = true)
public final class MakeSampleDataset extends SsdCommand {

	private static final int MOST_IMAGES = 1_000_000;

	@Parameter(persist = false, required = false, style = FileWidget.DIRECTORY_STYLE, description = "The folder to write")
	private File dataset;

	@Parameter(persist = false, required = false, description = "How many images, train and val together")
	private String images = "40";

	@Parameter(persist = false, required = false, description = "Equal seeds draw equal images")
	private String seed = "0";

	@Override
	protected void execute() {
		final int count = Values.whole("images", images, 1, MOST_IMAGES);
		final long random = Values.whole("seed", seed, -1_000_000_000_000_000L, 1_000_000_000_000_000L);
		final Path folder = Values.folderToWrite("dataset", dataset);
		SampleDataset.write(folder, count, random);
		log().info(count + " images written to " + folder);
	}
}
