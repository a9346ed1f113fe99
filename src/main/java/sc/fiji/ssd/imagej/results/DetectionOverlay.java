/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.imagej.results;

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
	 * @param image that was searched
	 * @param planes what was found in it
	 */
	public static void draw(final ImagePlus image, final List<PlaneDetections> planes) {
		final Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay();
		for (int i = overlay.size() - 1; i >= 0; i--)
			if (isDetection(overlay.get(i))) overlay.remove(i);
		HiddenDetections.remove(image, roi -> true);
		for (final PlaneDetections plane : planes)
			for (final Detection detection : plane.detections())
				overlay.add(roi(image, plane.slice(), 0, detection));
		image.setOverlay(overlay.size() == 0 ? null : overlay);
	}

	/**
	 * @param image whose dimensions say how positions are set
	 * @param slice 1-based stack index
	 * @param detection what was found there
	 * @return its rectangle
	 */
	public static Roi roi(final ImagePlus image, final int slice, final Detection detection) {
		return roi(image, slice, 0, detection);
	}

	/** @param channel that the rectangle is on, 1-based; 0: all */
	static Roi roi(final ImagePlus image, final int slice, final int channel, final Detection detection) {
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
			roi.setPosition(channel, position[1], position[2]);
		}
		else if (image.getStackSize() > 1) roi.setPosition(slice);
		return roi;
	}

	/** @return stack index of the first channel of the plane that a detection is on, 1-based; 1 if it is on all */
	static int slice(final ImagePlus image, final Roi roi) {
		if (roi.hasHyperStackPosition())
			return image.getStackIndex(1, Math.max(1, roi.getZPosition()), Math.max(1, roi.getTPosition()));
		return image.getStackSize() > 1 ? Math.max(1, roi.getPosition()) : 1;
	}

	static boolean isDetection(final Roi roi) {
		return MARK_VALUE.equals(roi.getProperty(MARK));
	}
}
