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

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import sc.fiji.ssd.imagej.roi.RoiFile;

/**
 * Detections that a filter has taken out of an image's overlay. They are kept in a
 * property of the image, which its TIFF has as well: ROI files in Base64, a space
 * between.
 */
final class HiddenDetections {

	private static final String PROPERTY = "ssd.hidden.detections";

	private HiddenDetections() {}

	/** @return none if there are none, or if they are damaged */
	static List<Roi> of(final ImagePlus image) {
		final String text = image.getProp(PROPERTY);
		if (text == null) return List.of();
		final List<Roi> rois = new ArrayList<>();
		try {
			for (final String roi : text.split(" "))
				rois.add(RoiFile.decode(Base64.getDecoder().decode(roi), null));
		}
		catch (final IOException | IllegalArgumentException e) {
			return List.of();
		}
		return rois;
	}

	static void set(final ImagePlus image, final List<Roi> rois) {
		final List<String> text = new ArrayList<>();
		for (final Roi roi : rois)
			text.add(Base64.getEncoder().encodeToString(RoiEncoder.saveAsByteArray(roi)));
		image.setProp(PROPERTY, String.join(" ", text)); // empty: taken away
	}

	/** @param old which of them are forgotten */
	static void remove(final ImagePlus image, final Predicate<Roi> old) {
		final List<Roi> rois = of(image);
		final List<Roi> kept = rois.stream().filter(old.negate()).toList();
		if (kept.size() < rois.size()) set(image, kept);
	}
}
