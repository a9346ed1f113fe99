package sc.fiji.ssd.train;

import java.nio.file.Path;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.model.ModelFile;

/**
 * The files of a training, all in one folder.
 *
 * @param model {@code NAME.ssd}: the best by validation, else the last
 * @param last {@code NAME.last.ssd}: the last, with what resuming needs
 * @param log {@code training.csv}
 * @param plot {@code NAME.loss.png}
 */
record TrainingFiles(Path model, Path last, Path log, Path plot) {

	/**
	 * @param model the model's file
	 * @return the files beside it
	 * @throws SsdException if the name does not end as models do
	 */
	static TrainingFiles of(final Path model) {
		final Path absolute = model.toAbsolutePath().normalize();
		final String file = absolute.getFileName() == null ? "" : absolute.getFileName().toString();
		if (!file.endsWith(ModelFile.ENDING) || file.length() == ModelFile.ENDING.length()) throw new SsdException(
			"model: " + model + " does not end in " + ModelFile.ENDING + "; give a name such as cells" + ModelFile.ENDING +
				".");
		final String name = file.substring(0, file.length() - ModelFile.ENDING.length());
		return new TrainingFiles(absolute, absolute.resolveSibling(name + ".last" + ModelFile.ENDING), absolute
			.resolveSibling("training.csv"), absolute.resolveSibling(name + ".loss.png"));
	}
}
