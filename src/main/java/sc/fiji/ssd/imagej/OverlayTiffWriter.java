package sc.fiji.ssd.imagej;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import ij.ImagePlus;
import ij.io.FileSaver;
import sc.fiji.ssd.detect.OverlayWriter;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.model.AtomicFiles;

/** Writes a copy of an image as TIFF, with its detections as overlay. An overlay that the image has is kept. */
public final class OverlayTiffWriter implements OverlayWriter {

	@Override
	public void write(final Path source, final Path target, final List<PlaneDetections> planes) throws IOException {
		final ImagePlus opened = ImageOpener.open(source);
		final ImagePlus image = opened.getStack().isVirtual() ? opened.duplicate() : opened;
		DetectionOverlay.draw(image, planes);
		final byte[] tiff = new FileSaver(image).serialize();
		if (tiff == null) throw new IOException(target + " cannot be made: the image does not fit into a TIFF");
		AtomicFiles.write(target, out -> out.write(tiff));
	}
}
