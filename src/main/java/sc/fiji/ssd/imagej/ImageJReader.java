package sc.fiji.ssd.imagej;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;

/** Reads whatever ImageJ itself opens, stacks included, without a dialog or a window. */
public final class ImageJReader implements ImageReader {

	private static final Set<String> ENDINGS = Set.of("tif", "tiff", "png", "jpg", "jpeg", "gif", "bmp", "pgm", "ppm",
		"pbm", "dcm", "dicom", "fits", "fit", "lsm", "stk", "zip", "avi");

	@Override
	public List<ImagePlane> read(final Path file) throws IOException {
		try {
			return new ImagePlusPlanes(ImageOpener.open(file));
		}
		catch (final SsdException e) {
			throw new IOException(e.getMessage(), e);
		}
	}

	@Override
	public boolean reads(final Path file) {
		final String name = file.getFileName().toString();
		final int dot = name.lastIndexOf('.');
		return dot >= 0 && !name.startsWith(".") && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
	}
}
