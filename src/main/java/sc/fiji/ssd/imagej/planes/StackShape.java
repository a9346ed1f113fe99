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
package sc.fiji.ssd.imagej.planes;

import ij.ImagePlus;
import ij.gui.Roi;

/**
 * Tells which planes of a stack a ROI is on. A plane is what is detected in and
 * annotated at once: all channels of one z and t. The position of a ROI is that of
 * ImageJ: a stack index, or z and t, each 0 for all; its channel does not matter. On
 * an image of one plane every ROI is on that plane.
 *
 * @param channels of the stack
 * @param slices of the stack, z
 * @param frames of the stack, t
 */
public record StackShape(int channels, int slices, int frames) {

	public static StackShape of(final ImagePlus image) {
		return new StackShape(image.getNChannels(), image.getNSlices(), image.getNFrames());
	}

	public int planes() {
		return slices * frames;
	}

	/** @param plane 0-based, z runs faster than t @return whether the ROI is on it */
	public boolean isOn(final Roi roi, final int plane) {
		if (planes() == 1) return true;
		if (roi.hasHyperStackPosition())
			return fits(roi.getZPosition(), plane % slices) && fits(roi.getTPosition(), plane / slices);
		return roi.getPosition() <= 0 || (roi.getPosition() - 1) / channels == plane;
	}

	/** @return whether a ROI has a position that the stack has not */
	public boolean isOutside(final Roi roi) {
		if (planes() == 1) return false;
		if (roi.hasHyperStackPosition()) return roi.getZPosition() > slices || roi.getTPosition() > frames;
		return roi.getPosition() > channels * planes();
	}

	/** @return whether a ROI is on every plane of several, as it has no position */
	public boolean isEverywhere(final Roi roi) {
		if (planes() == 1) return false;
		return roi.hasHyperStackPosition()
			? roi.getZPosition() <= 0 && roi.getTPosition() <= 0
			: roi.getPosition() <= 0;
	}

	private static boolean fits(final int position, final int index) {
		return position <= 0 || position == index + 1;
	}
}
