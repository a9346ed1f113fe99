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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import ij.ImagePlus;
import ij.plugin.ZProjector;
import sc.fiji.ssd.io.Choices;
import sc.fiji.ssd.io.UserException;

/** What becomes of the slices (z) of an image: planes of their own, or one plane for each frame. */
public enum ZProjection {

		/** Every slice is a plane. */
		NONE(null),
		/** The largest value of each pixel through the slices. */
		MAX("max all"),
		/** The mean value of each pixel through the slices. */
		MEAN("avg all");

	private final String method;

	ZProjection(final String method) {
		this.method = method;
	}

	/** @return the values of the macro key */
	public static List<String> keys() {
		return Arrays.stream(values()).map(ZProjection::key).toList();
	}

	/** @return the value of the macro key */
	public String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * @param key a value of the macro key {@code z_projection}; empty: none
	 * @return the projection
	 * @throws UserException if it is not one of {@link #keys}
	 */
	public static ZProjection of(final String key) {
		return key == null || key.isBlank()
			? NONE
			: valueOf(Choices.one("z_projection", key, keys()).toUpperCase(Locale.ROOT));
	}

	/**
	 * @param image any
	 * @return an image with one slice for each frame, all channels, and the title and calibration of the image; the image
	 *         itself if it has one slice or this is {@link #NONE}
	 */
	public ImagePlus of(final ImagePlus image) {
		if (method == null || image.getNSlices() < 2) return image;
		final ImagePlus projected = ZProjector.run(image, method);
		projected.setTitle(image.getTitle());
		projected.setDimensions(image.getNChannels(), 1, image.getNFrames());
		projected.setCalibration(image.getCalibration());
		return projected;
	}
}
