package sc.fiji.ssd.commands;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/** Small models with random weights, for the {@link FakeEngine}. */
public final class TestModels {

	/** The narrowest SSD300. */
	public static final double WIDTH = 0.01;

	private TestModels() {}

	/**
	 * @param file to write
	 * @param classes of the model
	 * @return the file
	 */
	public static Path write(final Path file, final String... classes) {
		final SsdArchitecture architecture = Presets.load("ssd300-voc").withWidth(WIDTH);
		ModelFile.write(file, new SsdModel(architecture, List.of(classes), Preprocessing.CAFFE, Map.of(), Initialization
			.heXavier(architecture.network(classes.length + 1), 7)));
		return file;
	}
}
