package sc.fiji.ssd.detect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The names of the files of one folder run.
 *
 * @param folder of the results
 * @param suffix between name and ending: empty, or the shard's
 */
record ResultFiles(Path folder, String suffix) {

	private static final String DETECTIONS = "detections";
	private static final String CSV = ".csv";

	ResultFiles(final FolderSettings settings) {
		this(settings.output(), settings.shard().suffix());
	}

	/**
	 * @param detections a detections file of any name
	 * @return the files of the run it may come from
	 */
	static ResultFiles beside(final Path detections) {
		final String name = detections.getFileName().toString();
		final boolean ours = name.startsWith(DETECTIONS) && name.endsWith(CSV);
		return new ResultFiles(detections.toAbsolutePath().getParent(), ours ? name.substring(DETECTIONS.length(), name
			.length() - CSV.length()) : "");
	}

	Path detections() {
		return file(DETECTIONS, CSV);
	}

	Path cocoResults() {
		return file(DETECTIONS, ".json");
	}

	Path images() {
		return file("images", CSV);
	}

	Path failures() {
		return file("failures", CSV);
	}

	Path run() {
		return file("run", ".json");
	}

	Path overlays() {
		return folder.resolve("overlays");
	}

	Path overlay(final String image) {
		return overlays().resolve(image + ".tif");
	}

	/** Deletes them, {@code run.json} last, so that none is left whose making is not known. */
	void delete() throws IOException {
		for (final Path file : List.of(images(), detections(), cocoResults(), failures(), run()))
			Files.deleteIfExists(file);
	}

	private Path file(final String name, final String ending) {
		return folder.resolve(name + suffix + ending);
	}
}
