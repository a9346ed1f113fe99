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

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;

import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;

/**
 * The pixels of JPEG files as most programs write them (JFIF, 8 bits, grey or YCbCr, no colour profile), the same as ImageJ's.
 * ImageJ leaves such files to the toolkit and looks 30 times a second whether they are there.
 */
final class PlainJpeg {

	private PlainJpeg() {}

	/** @param image as the JDK decoded it @return null if it is of another kind */
	static ImageProcessor pixels(final BufferedImage image) {
		final int width = image.getWidth(), height = image.getHeight();
		if (!(image.getRaster().getDataBuffer() instanceof DataBufferByte buffer)) return null;
		final byte[] bytes = buffer.getData();
		if (image.getType() == BufferedImage.TYPE_BYTE_GRAY && bytes.length == width * height)
			return new ByteProcessor(width, height, bytes);
		if (image.getType() != BufferedImage.TYPE_3BYTE_BGR || bytes.length != 3 * width * height) return null;
		if (isGrey(bytes)) { // ImageJ makes a grey image of it
			final byte[] levels = new byte[width * height];
			for (int i = 0; i < levels.length; i++)
				levels[i] = bytes[3 * i];
			return new ByteProcessor(width, height, levels);
		}
		final int[] rgb = new int[width * height];
		for (int i = 0, o = 0; i < rgb.length; i++, o += 3)
			rgb[i] = 0xff000000 | (bytes[o + 2] & 0xff) << 16 | (bytes[o + 1] & 0xff) << 8 | bytes[o] & 0xff;
		return new ColorProcessor(width, height, rgb);
	}

	private static boolean isGrey(final byte[] pixels) {
		for (int i = 0; i < pixels.length; i += 3)
			if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2]) return false;
		return true;
	}
}
