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

import java.awt.GraphicsEnvironment;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import sc.fiji.ssd.imagej.roi.RoiClass;

/** The detections that this plugin has put into the ROI Manager. Other ROIs in it are never touched. */
final class ManagedDetections {

	/** Property with the class and the box as they were detected, to see what a user has changed. */
	private static final String DETECTED = "detected";

	private ManagedDetections() {}

	/** @param detections that are appended; there must be a display */
	static void add(final Collection<Roi> detections) {
		final RoiManager manager = RoiManager.getRoiManager();
		for (final Roi roi : detections) {
			final Roi copy = (Roi) roi.clone();
			if (copy.getProperty(DETECTED) == null) copy.setProperty(DETECTED, state(copy));
			manager.add(copy, -1); // addRoi may move positions
		}
	}

	/** @return the detections in the ROI Manager; none without a display */
	static List<Roi> all() {
		final RoiManager manager = GraphicsEnvironment.isHeadless() ? null : RoiManager.getInstance2();
		if (manager == null) return List.of();
		return Arrays.stream(manager.getRoisAsArray()).filter(DetectionOverlay::isDetection).toList();
	}

	/**
	 * @param gone whether a detection is to be removed
	 * @return the ROIs that were removed, in their order
	 */
	static List<Roi> remove(final Predicate<Roi> gone) {
		final RoiManager manager = GraphicsEnvironment.isHeadless() ? null : RoiManager.getInstance2();
		final List<Roi> removed = new ArrayList<>();
		if (manager == null) return removed;
		EventThread.run(() -> {
			final Roi[] rois = manager.getRoisAsArray();
			for (int i = rois.length - 1; i >= 0; i--) {
				if (!DetectionOverlay.isDetection(rois[i]) || !gone.test(rois[i])) continue;
				removed.add(0, rois[i]);
				manager.delete(i);
			}
		});
		return removed;
	}

	/** @return whether a user has moved, resized or renamed a detection since it was put into the manager */
	static boolean isEdited(final Roi roi) {
		return roi.getProperty(DETECTED) != null && !roi.getProperty(DETECTED).equals(state(roi));
	}

	private static String state(final Roi roi) {
		final Rectangle2D.Double r = roi.getFloatBounds();
		return String.format(Locale.ROOT, "%.2f,%.2f,%.2f,%.2f,%s", r.x, r.y, r.width, r.height, RoiClass.of(roi));
	}
}
