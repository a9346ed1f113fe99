package sc.fiji.ssd.data;

import java.util.List;

/**
 * A generated grey image with its objects.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels {@code height * width} unsigned 8-bit values, row by row
 * @param objects none for an empty field
 */
public record AnnotatedPicture(int width, int height, byte[] pixels, List<GroundTruth> objects) {

	public AnnotatedPicture {
		objects = List.copyOf(objects);
	}
}
