package sc.fiji.ssd.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads image files. What runs inside ImageJ brings an implementation that reads
 * whatever ImageJ opens.
 */
public interface ImageReader {

	/**
	 * @param file an image file
	 * @return its planes, at least one, in the stack's order
	 * @throws IOException if the file cannot be read as an image
	 */
	List<ImagePlane> read(Path file) throws IOException;

	/**
	 * @param file a file, which need not exist
	 * @return whether its name ends as an image's that this reader knows
	 */
	boolean reads(Path file);
}
