package sc.fiji.ssd.detect;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes an image with its detections drawn over it. */
@FunctionalInterface
public interface OverlayWriter {

	/**
	 * Never called by two threads at once, nor while the run's image reader reads.
	 *
	 * @param source the image
	 * @param target the TIFF to write: beside its name, then renamed; its folder is
	 *          there
	 * @param planes what was found in each plane
	 * @throws IOException if it cannot be written
	 */
	void write(Path source, Path target, List<PlaneDetections> planes) throws IOException;
}
