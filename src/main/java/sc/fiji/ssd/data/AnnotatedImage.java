package sc.fiji.ssd.data;

import java.nio.file.Path;
import java.util.List;

/**
 * One image of a dataset with its objects. The pixels stay in the file.
 *
 * @param name the file's path relative to the dataset's image folder, with
 *          {@code /} between folders; unique in its dataset
 * @param file the image file
 * @param width in pixels
 * @param height in pixels
 * @param objects none for an empty field
 */
public record AnnotatedImage(String name, Path file, int width, int height, List<GroundTruth> objects) {

	public AnnotatedImage {
		objects = List.copyOf(objects);
	}
}
