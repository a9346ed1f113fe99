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

import java.util.regex.Pattern;

import ij.ImagePlus;
import ij.gui.Plot;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.RoiEncoder;

/**
 * The data that ImageJ's encoder writes into a TIFF of one plane. {@link FileSaver#serialize} makes the same bytes, and
 * copies of them while its array grows.
 */
public final class TiffStream {

	/** Titles that ImageJ writes as they are. */
	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._()-]+");

	private static final char END = 0;

	private TiffStream() {}

	/**
	 * @param image with its overlay
	 * @return for {@link ij.io.TiffEncoder}; null if the image is not as simple as photographs are
	 */
	public static FileInfo of(final ImagePlus image) {
		final int type = image.getType();
		if (image.getStackSize() > 1 || image.getStack().isVirtual() || image.isComposite() ||
			type == ImagePlus.COLOR_256 || image.getProperty(Plot.PROPERTY_KEY) != null ||
			!PLAIN.matcher(image.getTitle()).matches()) return null;
		final String description = new FileSaver(image).getDescriptionString();
		final FileInfo info = image.getFileInfo();
		info.info = image.getInfoProperty();
		info.description = description.substring(0, description.indexOf(END)) + "name=" + image.getTitle() + "\n" + END;
		info.sliceLabels = image.getStack().getSliceLabels();
		info.roi = RoiEncoder.saveAsByteArray(image.getRoi());
		info.overlay = FileSaver.getOverlay(image);
		return info;
	}
}
