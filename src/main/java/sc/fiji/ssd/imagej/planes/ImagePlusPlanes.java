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

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import sc.fiji.ssd.image.ChannelPixels;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.InvertedPlane;
import sc.fiji.ssd.image.RgbPixels;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.PixelSize;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

/**
 * An ImagePlus as a list of planes.
 * <p> 8-, 16- and 32-bit planes are (x, y) and share the image's pixels where these are what is shown. An 8-bit plane
 * with a lookup table of greys has the greys; a 16-bit plane has the calibrated values that ImageJ shows, signed ones
 * among them; 16- and 32-bit planes with an inverted table are {@link InvertedPlane}s. RGB planes, and 8-bit colour
 * ones through their colour table, are seen as (x, y, c) with red, green and blue of 0 to 255, up to 2^24 pixels as
 * {@link RgbPixels}. The channels of a composite or hyperstack become the c of one (x, y, c) plane for each z and t;
 * its slice is the stack index of its first channel. A plane is read when it is requested, so virtual stacks stay on
 * the disk.
 * </p>
 */
public final class ImagePlusPlanes extends AbstractList<ImagePlane> {

	/** RGB planes of more pixels are not copied. */
	private static final int LARGE = 1 << 24;

	private final ImagePlus image;
	private final int channels;
	private final int depth;
	private final int planes;

	/**
	 * @param image any
	 * @throws UserException if it has no pixels
	 */
	public ImagePlusPlanes(final ImagePlus image) {
		if (image.getWidth() < 1 || image.getHeight() < 1 || image.getStackSize() < 1 || image.getProcessor() == null)
			throw new UserException(
				"image: " + image.getTitle() + " has no pixels; open an image and make it the active one.");
		this.image = image;
		channels = image.getNChannels();
		depth = image.getNSlices();
		planes = depth * image.getNFrames();
	}

	/**
	 * @param image any
	 * @return how large its pixels are; null if its calibration does not say
	 */
	public static PixelSize pixelSize(final ImagePlus image) {
		final Calibration calibration = image.getCalibration();
		return PixelSize.of(calibration.pixelWidth, calibration.pixelHeight, calibration.getUnit());
	}

	@Override
	public int size() {
		return planes;
	}

	@Override
	public ImagePlane get(final int index) {
		if (index < 0 || index >= planes) throw new IndexOutOfBoundsException(index);
		final int first = image.getStackIndex(1, index % depth + 1, index / depth + 1);
		if (channels == 1) return new ImagePlane(first, plane(first), pixelSize(image));
		final List<RandomAccessibleInterval<? extends RealType<?>>> all = new ArrayList<>();
		for (int c = 0; c < channels; c++)
			all.add(plane(first + c));
		return new ImagePlane(first, stack(all), pixelSize(image));
	}

	private RandomAccessibleInterval<? extends RealType<?>> plane(final int slice) {
		final ImageProcessor pixels = processor(slice);
		final int width = pixels.getWidth(), height = pixels.getHeight();
		if (pixels instanceof FloatProcessor)
			return shown(pixels, ArrayImgs.floats((float[]) pixels.getPixels(), width, height));
		if (pixels instanceof ShortProcessor) return shorts(pixels);
		if (pixels instanceof ByteProcessor bytes) {
			final byte[] shown = channels > 1 && image.getType() != ImagePlus.COLOR_256
				? (byte[]) bytes.getPixels()
				: ShownGreys.of(bytes);
			if (shown != null) return ArrayImgs.unsignedBytes(shown, width, height);
		}
		final int[] rgb = (int[]) pixels.convertToRGB().getPixels();
		if (rgb.length > LARGE) return Converters.argbChannels(ArrayImgs.argbs(rgb, width, height), 1, 2, 3);
		return new RgbPixels(rgb, width, height);
	}

	private RandomAccessibleInterval<? extends RealType<?>> shorts(final ImageProcessor pixels) {
		final short[] values = (short[]) pixels.getPixels();
		final int width = pixels.getWidth(), height = pixels.getHeight();
		final Calibration calibration = image.getCalibration();
		if (calibration.isSigned16Bit()) {
			final short[] signed = new short[values.length];
			for (int i = 0; i < signed.length; i++)
				signed[i] = (short) (values[i] ^ 0x8000);
			return shown(pixels, ArrayImgs.shorts(signed, width, height));
		}
		final float[] table = calibration.calibrated() ? calibration.getCTable() : null;
		return table != null && table.length == 1 << 16
			? CalibratedPixels.of(values, table, width, height, isInverted(pixels))
			: shown(pixels, ArrayImgs.unsignedShorts(values, width, height));
	}

	private <T extends RealType<T>> RandomAccessibleInterval<T> shown(final ImageProcessor pixels,
		final RandomAccessibleInterval<T> values)
	{
		return isInverted(pixels) ? new InvertedPlane<>(values) : values;
	}

	/** The tables of channels are colours that tell them apart. */
	private boolean isInverted(final ImageProcessor pixels) {
		return channels == 1 && pixels.isInvertedLut();
	}

	/** A single image's processor can be newer than its stack. */
	private ImageProcessor processor(final int slice) {
		final ImageStack stack = image.getStack();
		return image.getStackSize() == 1 && !(image instanceof CompositeImage)
			? image.getProcessor()
			: stack.getProcessor(slice);
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static RandomAccessibleInterval<? extends RealType<?>> stack(
		final List<RandomAccessibleInterval<? extends RealType<?>>> channels)
	{
		if (channels.get(0).numDimensions() == 3) return Views.concatenate(2, (List) channels);
		return new ChannelPixels(Views.stack((List) channels));
	}
}
