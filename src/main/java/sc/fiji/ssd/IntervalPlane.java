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
package sc.fiji.ssd;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.ARGBType;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Util;

import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.io.UserException;

/** An imglib2 image as the plane that a detector searches. */
final class IntervalPlane {

	private static final int RED = 1, GREEN = 2, BLUE = 3;

	private IntervalPlane() {}

	/**
	 * @param image of size (x, y) or (x, y, channel), of a real type or ARGB
	 * @return the plane; pixels are not copied
	 * @throws UserException if it has other dimensions or another type
	 */
	@SuppressWarnings("unchecked")
	static ImagePlane of(final RandomAccessibleInterval<?> image) {
		final Object type = Util.getTypeFromInterval((RandomAccessibleInterval<ARGBType>) image);
		if (image.numDimensions() < 2 || image.numDimensions() > 3)
			throw new UserException("image: it has " + image.numDimensions() +
				" dimensions; give one of (x, y) or (x, y, channel), such as a slice of it.");
		if (type instanceof ARGBType)
			return new ImagePlane(1,
				Converters.argbChannels((RandomAccessibleInterval<ARGBType>) image, RED, GREEN, BLUE));
		if (type instanceof RealType<?>)
			return new ImagePlane(1, (RandomAccessibleInterval<? extends RealType<?>>) image);
		throw new UserException("image: pixels of type " + type.getClass().getSimpleName() +
			" cannot be searched; convert them to real numbers or ARGB.");
	}
}
