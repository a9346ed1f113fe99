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
package sc.fiji.ssd.imagej.host;

import org.scijava.convert.ConvertService;

import ij.ImagePlus;
import net.imglib2.RandomAccessibleInterval;
import sc.fiji.ssd.imagej.planes.IntervalImage;
import sc.fiji.ssd.io.UserException;

/** Takes whatever a script gives as image. */
public final class ImageInput {

	private ImageInput() {}

	/**
	 * @param given an ImagePlus; or what can be converted to one, as a Dataset or an ImgPlus in Fiji; or any interval of
	 *          real numbers, whose axes are x, y and, if there are more, slices
	 * @param converters that are installed
	 * @return null if nothing was given
	 * @throws UserException if it is not an image
	 */
	public static ImagePlus of(final Object given, final ConvertService converters) {
		if (given == null) return null;
		if (given instanceof ImagePlus image) return image;
		final ImagePlus converted = converters.supports(given, ImagePlus.class)
			? converters.convert(given, ImagePlus.class)
			: null;
		if (converted != null && converted.getWidth() > 0) {
			if (converted.getTitle().isBlank()) converted.setTitle("image"); // a Dataset without a name
			return converted;
		}
		final ImagePlus copied = given instanceof RandomAccessibleInterval<?> interval ? IntervalImage.of(interval) : null;
		if (copied != null) return copied;
		throw new UserException("image: " + (given instanceof CharSequence ? "'" + given + "'" : given.getClass().getName()) +
			" is not an image; give an ImagePlus, a Dataset, an ImgPlus or a RandomAccessibleInterval of real numbers.");
	}
}
