package sc.fiji.ssd.detect;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The file {@code images.csv}: every image and slice that was searched, with the
 * number of detections of each class; header
 * {@code image,slice,width,height,CLASS,...}.
 */
public final class ImagesCsv {

	/** The columns before those of the classes. */
	static final List<String> HEADER = List.of("image", "slice", "width", "height");

	private ImagesCsv() {}

	/**
	 * @param detections a detections file
	 * @return the images that its run searched, if {@code images.csv} lies beside it
	 * @throws sc.fiji.ssd.SsdException naming file and line if it is damaged
	 */
	public static Optional<Set<String>> beside(final Path detections) {
		final Path file = ResultFiles.beside(detections).images();
		if (!Files.isRegularFile(file)) return Optional.empty();
		final Set<String> images = new HashSet<>();
		CsvFile.read(file, HEADER, (line, values) -> images.add(line.text("image", values[0])));
		return Optional.of(images);
	}
}
