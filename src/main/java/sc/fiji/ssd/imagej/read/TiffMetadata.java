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
package sc.fiji.ssd.imagej.read;

import java.util.Properties;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileOpener;
import ij.measure.Calibration;
import sc.fiji.ssd.image.file.OmeXml;
import sc.fiji.ssd.image.file.TiffFile;
import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.model.PixelSize;

/**
 * The metadata in the first directory of a TIFF: the size of its pixels, and the arrangement of its pages as channels,
 * slices and frames.
 */
final class TiffMetadata {

	/** What programs write that do not know how large a pixel is. */
	private static final double PRINTED = 1 / 72.;

	private static final int NO_UNIT = 1, INCH = 2, CENTIMETRE = 3;

	private final FileInfo info = new FileInfo();
	private final Properties told;

	TiffMetadata(final TiffFile tiff) {
		final boolean isOme = OmeXml.is(tiff.description());
		info.description = isOme ? "" : tiff.description();
		if (tiff.xResolution() > 0) info.pixelWidth = 1 / tiff.xResolution();
		if (tiff.yResolution() > 0) info.pixelHeight = 1 / tiff.yResolution();
		if (tiff.xResolution() <= 0 || tiff.resolutionUnit() == NO_UNIT) info.unit = null;
		else if (tiff.resolutionUnit() == CENTIMETRE) info.unit = "cm";
		else if (tiff.resolutionUnit() == INCH && info.pixelWidth != PRINTED) info.unit = "inch";
		if (info.unit == null && info.pixelWidth == PRINTED) info.pixelWidth = info.pixelHeight = 1;
		told = isOme ? null : new FileOpener(info).decodeDescriptionString(info);
		final OmeXml ome = isOme ? OmeXml.parse(tiff.description(), "") : null;
		if (ome == null || ome.pixelWidth() <= 0 || ome.pixelHeight() <= 0) return;
		info.pixelWidth = ome.pixelWidth();
		info.pixelHeight = ome.pixelHeight();
		info.unit = ome.unit();
	}

	/** @return null if the file does not say */
	PixelSize pixelSize() {
		return PixelSize.of(info.pixelWidth, info.pixelHeight, info.unit);
	}

	/** Gives an image the dimensions that ImageJ's own text tells. @param samples planes of a page, which are channels */
	void setDimensions(final ImagePlus image, final int samples) {
		final int planes = image.getStackSize();
		if (samples > 1) image.setDimensions(samples, planes / samples, 1);
		else if (!setDimensions(image, told) && planes > 1) image.setDimensions(1, planes, 1);
	}

	/** Gives an image the dimensions that ImageJ's own text tells. @return whether they fit its planes */
	static boolean setDimensions(final ImagePlus image, final Properties told) {
		final int channels = number(told, "channels"), slices = number(told, "slices"), frames = number(told, "frames");
		final boolean fits = (long) channels * slices * frames == image.getStackSize();
		if (fits) image.setDimensions(channels, slices, frames);
		return fits;
	}

	/** @return the image with its calibration, or a composite of its channels @param turnedBy90 whether width and height changed places */
	ImagePlus calibrate(final ImagePlus image, final boolean turnedBy90) {
		final Calibration calibration = image.getCalibration();
		if (info.unit != null) {
			calibration.setUnit(info.unit);
			calibration.pixelWidth = turnedBy90 ? info.pixelHeight : info.pixelWidth;
			calibration.pixelHeight = turnedBy90 ? info.pixelWidth : info.pixelHeight;
		}
		return composite(image);
	}

	/** @return the image as a hyperstack if it has several dimensions, and as a composite of its channels if it has any */
	static ImagePlus composite(final ImagePlus image) {
		image.setOpenAsHyperStack(image.getStackSize() > 1 && image.getNDimensions() > 3);
		return image.getNChannels() > 1 && image.getBitDepth() != 24
			? new CompositeImage(image, CompositeImage.COMPOSITE)
			: image;
	}

	private static int number(final Properties told, final String key) {
		if (told == null || told.getProperty(key) == null) return 1;
		return Math.max(1, (int) NumberText.parse(told.getProperty(key))); // 1 also if it is not a number
	}
}
