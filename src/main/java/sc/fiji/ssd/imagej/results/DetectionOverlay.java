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

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

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
		HiddenDetections.remove(image, roi -> true);
		final List<Roi> rois = new ArrayList<>();
		for (final PlaneDetections plane : planes)
			for (final Detection detection : plane.detections())
				rois.add(roi(image, plane.slice(), detection));
		change(image, DetectionOverlay::isDetection, rois);
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

	/** Takes ROIs out of the overlay of an image and adds others; without any ROI there is no overlay. */
	static void change(final ImagePlus image, final Predicate<Roi> gone, final Collection<? extends Roi> added) {
		final Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay();
		for (int i = overlay.size() - 1; i >= 0; i--)
			if (gone.test(overlay.get(i))) overlay.remove(i);
		added.forEach(overlay::add);
		image.setOverlay(overlay.size() == 0 ? null : overlay);
	}

	/** @param rois any @return the smallest of them that has the point, the first if there are several; null if none has it */
	public static Roi at(final List<Roi> rois, final double x, final double y) {
		return rois.stream().filter(roi -> roi.getFloatBounds().contains(x, y))
			.min(Comparator.comparingDouble(roi -> roi.getFloatBounds().width * roi.getFloatBounds().height)).orElse(null);
	}

	static boolean isDetection(final Roi roi) {
		return MARK_VALUE.equals(roi.getProperty(MARK));
	}
}
