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

import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import ij.gui.Roi;

/**
 * Identifies a detection in an overlay, in the Results table and in the ROI Manager. It is stored in the properties of
 * the ROI, so it survives copying the ROI and saving the image as TIFF.
 *
 * @param run number of the detection run, from 1; unique within a session of ImageJ
 * @param object number of the detection within its run, from 1
 */
record DetectionId(int run, int object) {

	static final String RUN = "run", OBJECT = "object";

	/** @return the identity of a detection; null for all other ROIs, and for detections of files written by a folder run */
	static DetectionId of(final Roi roi) {
		if (roi == null || !DetectionOverlay.isDetection(roi)) return null;
		try {
			return new DetectionId(Integer.parseInt(roi.getProperty(RUN)), Integer.parseInt(roi.getProperty(OBJECT)));
		}
		catch (final NumberFormatException e) {
			return null;
		}
	}

	static Set<DetectionId> of(final Collection<Roi> rois) {
		return rois.stream().map(DetectionId::of).filter(Objects::nonNull).collect(Collectors.toCollection(HashSet::new));
	}

	void writeTo(final Roi roi) {
		roi.setProperty(RUN, Integer.toString(run));
		roi.setProperty(OBJECT, Integer.toString(object));
	}
}
