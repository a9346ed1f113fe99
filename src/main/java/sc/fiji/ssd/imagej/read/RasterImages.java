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
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;

/**
 * Makes ImageJ's pixels of those that Java's readers give: the values where they are grey, the colours where there is a table
 * or 8-bit RGB. Transparency is left out: the stored colours count.
 */
final class RasterImages {

	private static final int GREY_ALPHA = 2, RGB = 3, RGB_ALPHA = 4, WHITE = 255;

	private RasterImages() {}

	/**
	 * @param image as a reader of PNG, BMP, JPEG or WebP gives it
	 * @return one plane, or one for each channel
	 * @throws IOException if its pixels are of a kind that ImageJ has not
	 */
	static List<ImageProcessor> planes(final BufferedImage image) throws IOException {
		final ColorModel colours = image.getColorModel();
		final Raster raster = image.getRaster();
		if (colours instanceof IndexColorModel) return List.of(greyIfEqual(rgb(image)));
		final int bands = raster.getNumBands(), type = raster.getDataBuffer().getDataType();
		final boolean packed = type == DataBuffer.TYPE_INT || type == DataBuffer.TYPE_USHORT && !isGreyOr16(colours);
		if (packed || bands > RGB_ALPHA || bands == RGB_ALPHA && !colours.hasAlpha()) return List.of(rgb(image));
		final boolean alpha = colours.hasAlpha() && (bands == GREY_ALPHA || bands == RGB_ALPHA);
		return planes(raster, alpha ? bands - 1 : bands, false);
	}

	private static boolean isGreyOr16(final ColorModel colours) {
		return colours.getComponentSize(0) > 8 || colours.getNumComponents() == 1;
	}

	/**
	 * @param raster with values as they are stored
	 * @param bands how many of its bands are channels, from the first on
	 * @param signed whether whole numbers have a sign
	 * @return one plane, or one for each channel; signed ones of 16 bits raised by 32768 and of 8 bits by 128
	 * @throws IOException if its pixels are of a kind that ImageJ has not
	 */
	static List<ImageProcessor> planes(final Raster raster, final int bands, final boolean signed) throws IOException {
		if (raster.getNumBands() < bands)
			throw new IOException("its " + bands + " channels are stored one after the other; save them as pages");
		final int width = raster.getWidth(), height = raster.getHeight();
		if (bands == RGB && raster.getTransferType() == DataBuffer.TYPE_BYTE) {
			final int bandsThere = raster.getNumBands();
			final int[] pixels = new int[width * height], row = new int[width * bandsThere];
			for (int y = 0, o = 0; y < height; y++) {
				raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
				for (int i = 0; i < row.length; i += bandsThere)
					pixels[o++] = 0xff000000 | row[i] << 16 | row[i + 1] << 8 | row[i + 2];
			}
			return List.of(new ColorProcessor(width, height, pixels));
		}
		final List<ImageProcessor> planes = new ArrayList<>();
		for (int band = 0; band < bands; band++)
			planes.add(plane(band(raster, band), width, height, signed));
		return planes;
	}

	/** @return a new array with the values of one band */
	private static Object band(final Raster raster, final int band) {
		final int width = raster.getWidth(), height = raster.getHeight();
		return raster.createChild(raster.getMinX(), raster.getMinY(), width, height, 0, 0, new int[] { band })
			.getDataElements(0, 0, width, height, null);
	}

	private static ImageProcessor plane(final Object values, final int width, final int height, final boolean signed)
		throws IOException
	{
		if (values instanceof byte[] bytes) {
			for (int i = 0; i < bytes.length && signed; i++)
				bytes[i] ^= (byte) 0x80;
			return new ByteProcessor(width, height, bytes);
		}
		if (values instanceof short[] shorts) {
			for (int i = 0; i < shorts.length && signed; i++)
				shorts[i] ^= (short) 0x8000;
			return new ShortProcessor(width, height, shorts, null);
		}
		if (values instanceof int[] whole) {
			final float[] pixels = new float[whole.length];
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = signed ? whole[i] : whole[i] & 0xffffffffL;
			return new FloatProcessor(width, height, pixels);
		}
		if (values instanceof float[] floats) return new FloatProcessor(width, height, floats);
		if (values instanceof double[] doubles) return new FloatProcessor(width, height, doubles);
		throw new IOException("its pixel type cannot be read");
	}

	/** Through the colour model: for palettes, for CMYK, for pixels of 15 or 16 bits and others that are packed. */
	static ColorProcessor rgb(final BufferedImage image) {
		final int width = image.getWidth(), height = image.getHeight();
		final int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
		for (int i = 0; i < pixels.length; i++)
			pixels[i] |= 0xff000000;
		return new ColorProcessor(width, height, pixels);
	}

	/** @return a grey image if all of its colours are grey, as ImageJ makes of JPEGs; otherwise the image */
	static ImageProcessor greyIfEqual(final ColorProcessor image) {
		final int[] pixels = (int[]) image.getPixels();
		for (final int p : pixels)
			if ((p >> 16 & WHITE) != (p & WHITE) || (p >> 8 & WHITE) != (p & WHITE)) return image;
		final byte[] grey = new byte[pixels.length];
		for (int i = 0; i < grey.length; i++)
			grey[i] = (byte) pixels[i];
		return new ByteProcessor(image.getWidth(), image.getHeight(), grey);
	}

	/** Divides premultiplied colours by their transparency, which is the last band. */
	static void unmultiply(final WritableRaster raster, final int white) {
		final int bands = raster.getNumBands();
		int[] row = null;
		for (int y = 0; y < raster.getHeight(); y++) {
			row = raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
			for (int i = 0; i < row.length; i += bands) {
				final int alpha = row[i + bands - 1];
				if (alpha == 0 || alpha == white) continue;
				for (int b = i; b < i + bands - 1; b++)
					row[b] = (int) Math.min(white, ((long) row[b] * white + alpha / 2) / alpha);
			}
			raster.setPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
		}
	}
}
