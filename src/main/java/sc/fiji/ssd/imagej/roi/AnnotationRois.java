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
package sc.fiji.ssd.imagej.roi;

import java.awt.GraphicsEnvironment;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import sc.fiji.ssd.io.UserException;

/** Finds the ROIs that a user means as annotations of an image. */
public final class AnnotationRois {

	private AnnotationRois() {}

	/**
	 * @param image that is annotated
	 * @param warnings takes a line where it is not clear which ROIs are meant
	 * @return those of the ROI Manager if it is open and has some, otherwise those of the overlay
	 * @throws UserException if there are none
	 */
	public static List<Roi> of(final ImagePlus image, final Consumer<String> warnings) {
		final Roi[] managed = managed();
		final Roi[] drawn = image.getOverlay() == null
			? new Roi[0]
			: Arrays.stream(image.getOverlay().toArray()).filter(roi -> !RoiClass.isLegend(roi)).toArray(Roi[]::new);
		if (managed.length > 0) {
			if (drawn.length > 0)
				warnings.accept(image.getTitle() + ": the " + managed.length +
					" ROIs of the ROI Manager are used, the " + drawn.length + " of the overlay are not");
			final long foreign = Arrays.stream(managed)
				.filter(roi -> roi.getImageID() != 0 && roi.getImageID() != image.getID()).count();
			if (foreign > 0)
				warnings.accept(image.getTitle() + ": " + foreign + " of the " + managed.length +
					" ROIs in the ROI Manager were drawn in another image; they are saved, but check whether they belong here");
			return Arrays.asList(managed);
		}
		if (drawn.length == 0)
			throw new UserException("image: " + image.getTitle() +
				" has no ROIs; draw rectangles, name them after their class, and add them to the overlay or the ROI Manager.");
		return Arrays.asList(drawn);
	}

	/** Without a display there is no ROI Manager, not even to ask for. */
	private static Roi[] managed() {
		if (GraphicsEnvironment.isHeadless()) return new Roi[0];
		final RoiManager manager = RoiManager.getInstance2();
		return manager == null ? new Roi[0] : manager.getRoisAsArray();
	}
}
