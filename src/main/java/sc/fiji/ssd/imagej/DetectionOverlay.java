package sc.fiji.ssd.imagej;

import java.util.List;
import java.util.Locale;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;

/**
 * Detections as rectangles of an image's overlay. A rectangle keeps the box's
 * sub-pixel bounds, is named {@code CLASS score}, has the properties
 * {@code class} and {@code score} (6 decimals), the colour of its class
 * ({@link ClassColors}) and, on stacks, its position.
 */
public final class DetectionOverlay {

	/** Property by which the rectangles of an earlier detection are known. */
	private static final String MARK = "detector";
	private static final String MARK_VALUE = "ssd";

	private static final double STROKE = 1.5;

	private DetectionOverlay() {}

	/**
	 * Puts detections into the overlay of an image, in place of those of an
	 * earlier call; other ROIs stay.
	 *
	 * @param image that was looked at
	 * @param planes what was found in it
	 */
	public static void draw(final ImagePlus image, final List<PlaneDetections> planes) {
		final Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay();
		for (int i = overlay.size() - 1; i >= 0; i--)
			if (isDetection(overlay.get(i))) overlay.remove(i);
		for (final PlaneDetections plane : planes)
			for (final Detection detection : plane.detections())
				overlay.add(roi(image, plane.slice(), detection));
		image.setOverlay(overlay.size() == 0 ? null : overlay);
	}

	/**
	 * @param image whose dimensions say how positions are set
	 * @param slice 1-based stack index
	 * @param detection what was found there
	 * @return its rectangle
	 */
	public static Roi roi(final ImagePlus image, final int slice, final Detection detection) {
		final Box box = detection.box();
		final Roi roi = new Roi(box.xMin(), box.yMin(), box.width(), box.height());
		roi.setName(String.format(Locale.ROOT, "%s %.2f", detection.className(), detection.score()));
		roi.setProperty("class", detection.className());
		roi.setProperty("score", String.format(Locale.ROOT, "%.6f", detection.score()));
		roi.setProperty(MARK, MARK_VALUE);
		roi.setStrokeColor(ClassColors.of(detection.classIndex()));
		roi.setStrokeWidth(STROKE);
		if (image.getNChannels() > 1 || image.isHyperStack()) {
			final int[] position = image.convertIndexToPosition(slice);
			roi.setPosition(0, position[1], position[2]); // on every channel
		}
		else if (image.getStackSize() > 1) roi.setPosition(slice);
		return roi;
	}

	private static boolean isDetection(final Roi roi) {
		return MARK_VALUE.equals(roi.getProperty(MARK));
	}
}
