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

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import sc.fiji.ssd.box.Box;

/**
 * An object cut out of an image, with all channels of its plane.
 *
 * @param image the part
 */
record ObjectCrop(ImagePlus image) {

	/**
	 * @param image that has the object
	 * @param slice 1-based stack index of the first channel of its plane
	 * @param box of the object
	 * @return whole pixels that the box touches
	 */
	static ObjectCrop of(final ImagePlus image, final int slice, final Box box) {
		final int left = clamp(Math.floor(box.xMin()), image.getWidth() - 1), top = clamp(Math.floor(box.yMin()),
			image.getHeight() - 1);
		final Rectangle part = new Rectangle(left, top, Math.max(1, clamp(Math.ceil(box.xMax()), image.getWidth()) - left),
			Math.max(1, clamp(Math.ceil(box.yMax()), image.getHeight()) - top));
		final ImageStack stack = new ImageStack(part.width, part.height);
		for (int c = 0; c < image.getNChannels(); c++) {
			final ImageProcessor plane = image.getStack().getProcessor(Math.min(image.getStackSize(), slice + c));
			plane.setRoi(part);
			stack.addSlice(plane.crop());
			plane.resetRoi();
		}
		final ImagePlus crop = new ImagePlus(image.getTitle(), stack);
		crop.setCalibration(image.getCalibration().copy());
		crop.setDimensions(stack.size(), 1, 1);
		return new ObjectCrop(crop);
	}

	private static int clamp(final double value, final int most) {
		return (int) Math.max(0, Math.min(most, value));
	}

	private boolean isPlain() {
		return image.getStackSize() == 1 && (image.getBitDepth() == 8 || image.getBitDepth() == 24);
	}

	/** @return {@code .png}, or {@code .tif} where a PNG would lose something */
	String ending() {
		return isPlain() ? ".png" : ".tif";
	}

	/** @throws IOException if it cannot be encoded */
	byte[] bytes() throws IOException {
		if (!isPlain()) {
			final byte[] tiff = new FileSaver(image).serialize();
			if (tiff == null) throw new IOException("an object of " + image.getTitle() + " does not fit into a TIFF");
			return tiff;
		}
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		ImageIO.write(image.getBufferedImage(), "png", out);
		return out.toByteArray();
	}
}
