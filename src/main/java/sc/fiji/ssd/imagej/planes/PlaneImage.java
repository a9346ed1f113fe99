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

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;

import javax.imageio.ImageIO;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import sc.fiji.ssd.image.ImagePlane;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * Writes one plane of an image with all its channels as a lossless file: PNG for 8-bit grey and RGB of unknown pixel
 * size, TIFF, which keeps that, for all else.
 */
public final class PlaneImage {

	private final ImagePlus image;
	private final ImagePlane plane;
	private final int first;

	/**
	 * @param image any
	 * @param planes of the image
	 * @param index of one of them, 0-based
	 */
	public PlaneImage(final ImagePlus image, final ImagePlusPlanes planes, final int index) {
		this.image = image;
		plane = planes.get(index);
		first = plane.slice();
	}

	/** @return channels of a pixel, 3 for RGB */
	public int depth() {
		return plane.pixels().numDimensions() > 2 ? (int) plane.pixels().dimension(2) : 1;
	}

	/** @return {@code .png} or {@code .tif} */
	public String ending() {
		return isPng() ? ".png" : ".tif";
	}

	/** @return the file's content */
	public byte[] bytes() throws IOException {
		return isPng() ? png() : tiff();
	}

	/**
	 * @param whole any image
	 * @return whether its first plane has the same pixels, of the same type
	 */
	public boolean isFirstOf(final ImagePlus whole) {
		final RandomAccessibleInterval<? extends RealType<?>> other = new ImagePlusPlanes(whole).get(0).pixels();
		final RandomAccessibleInterval<? extends RealType<?>> mine = plane.pixels();
		if (other.numDimensions() != mine.numDimensions()) return false;
		for (int d = 0; d < mine.numDimensions(); d++)
			if (mine.dimension(d) != other.dimension(d)) return false;
		final Iterator<? extends RealType<?>> a = Views.flatIterable(mine).iterator();
		final Iterator<? extends RealType<?>> b = Views.flatIterable(other).iterator();
		while (a.hasNext()) {
			final RealType<?> x = a.next(), y = b.next();
			if (x.getClass() != y.getClass() || Double.compare(x.getRealDouble(), y.getRealDouble()) != 0) return false;
		}
		return true;
	}

	private boolean isPng() {
		return image.getNChannels() == 1 && ImagePlusPlanes.pixelSize(image) == null &&
			(image.getType() == ImagePlus.GRAY8 || image.getType() == ImagePlus.COLOR_RGB);
	}

	private ImageProcessor processor(final int channel) {
		return image.getStackSize() == 1 ? image.getProcessor() : image.getStack().getProcessor(first + channel);
	}

	private byte[] png() throws IOException {
		final ImageProcessor pixels = processor(0);
		final BufferedImage picture;
		if (pixels instanceof ColorProcessor) {
			picture = new BufferedImage(pixels.getWidth(), pixels.getHeight(), BufferedImage.TYPE_INT_RGB);
			final int[] from = (int[]) pixels.getPixels();
			System.arraycopy(from, 0, ((DataBufferInt) picture.getRaster().getDataBuffer()).getData(), 0, from.length);
		}
		else {
			picture = new BufferedImage(pixels.getWidth(), pixels.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
			final byte[] from = (byte[]) ((ByteProcessor) pixels).getPixels();
			System.arraycopy(from, 0, ((DataBufferByte) picture.getRaster().getDataBuffer()).getData(), 0, from.length);
		}
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		if (!ImageIO.write(picture, "png", out)) throw new IOException("this Java cannot write PNG");
		return out.toByteArray();
	}

	private byte[] tiff() throws IOException {
		final int channels = image.getNChannels();
		final ImageStack stack = new ImageStack(image.getWidth(), image.getHeight());
		for (int c = 0; c < channels; c++)
			stack.addSlice(image.getStack().getSliceLabel(first + c), processor(c));
		ImagePlus single = new ImagePlus("plane", stack);
		single.setDimensions(channels, 1, 1);
		if (image.isComposite() && channels > 1)
			single = new CompositeImage(single, ((CompositeImage) image).getMode());
		if (image.getType() == ImagePlus.COLOR_256) single.setTypeToColor256(); // ImageJ notes it in the file
		single.setCalibration(image.getCalibration().copy());
		final byte[] tiff = new FileSaver(single).serialize();
		if (tiff == null) throw new IOException("the plane does not fit into a TIFF");
		return tiff;
	}
}
