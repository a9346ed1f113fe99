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

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;

/** An ImagePlus with the pixels of an interval of imglib2. */
public final class IntervalImage {

	private IntervalImage() {}

	/**
	 * @param interval of real numbers or colours; its axes are x and y, and all others together are slices
	 * @return an image with a copy of its pixels: 8 and 16 bits without sign and colours as they are, all else as float;
	 *         null for any other type
	 */
	public static ImagePlus of(final RandomAccessibleInterval<?> interval) {
		if (interval.numDimensions() < 2 || interval.size() == 0) return null;
		final Object type = interval.getType();
		if (!(type instanceof RealType) && !(type instanceof ARGBType)) return null;
		final int width = Math.toIntExact(interval.dimension(0)), height = Math.toIntExact(interval.dimension(1));
		final ImageStack stack = new ImageStack(width, height);
		final Cursor<?> cursor = Views.flatIterable(interval).cursor();
		final int area = Math.multiplyExact(width, height);
		for (long slice = 0; slice < interval.size() / area; slice++)
			stack.addSlice("", plane(cursor, width, height, type));
		return new ImagePlus("image", stack);
	}

	private static ImageProcessor plane(final Cursor<?> cursor, final int width, final int height, final Object type) {
		final ImageProcessor plane = type instanceof ARGBType
			? new ColorProcessor(width, height)
			: type instanceof UnsignedByteType
				? new ByteProcessor(width, height)
				: type instanceof UnsignedShortType ? new ShortProcessor(width, height) : new FloatProcessor(width, height);
		for (int i = 0; i < width * height; i++) {
			final Object value = cursor.next();
			if (value instanceof ARGBType colour) plane.set(i, colour.get());
			else plane.setf(i, ((RealType<?>) value).getRealFloat());
		}
		return plane;
	}
}
