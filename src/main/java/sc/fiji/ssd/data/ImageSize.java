package sc.fiji.ssd.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Width and height of an image file, from its header alone.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record ImageSize(int width, int height) {

	/**
	 * @param file an image file
	 * @return its size, or null if it is not an image that Java itself can read
	 */
	public static ImageSize of(final Path file) {
		try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
			if (in == null) return null;
			final Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
			if (!readers.hasNext()) return null;
			final ImageReader reader = readers.next();
			try {
				reader.setInput(in, true, true);
				return new ImageSize(reader.getWidth(0), reader.getHeight(0));
			}
			finally {
				reader.dispose();
			}
		}
		catch (final IOException | RuntimeException e) {
			return null;
		}
	}
}
