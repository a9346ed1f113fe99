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
package sc.fiji.ssd.train.setup;

import java.io.IOException;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.PictureConverter;

/** Tells photographs, which are 8-bit red, green and blue, from images with the channels of a microscope. */
public final class NaturalImages {

	/** The images of a dataset are alike. */
	private static final int LOOKED_AT = 5;

	private NaturalImages() {}

	/**
	 * @param dataset of which up to five images are read
	 * @param reader of its images
	 * @return whether one of them is in red, green and blue, or none can be read
	 */
	public static boolean are(final Dataset dataset, final ImageReader reader) {
		int read = 0;
		for (final AnnotatedImage image : Spread.of(dataset.images(), LOOKED_AT)) {
			try {
				final RandomAccessibleInterval<? extends RealType<?>> pixels = reader.read(image.file())
					.get(image.plane()).pixels();
				if (PictureConverter.isOf8Bits(pixels) && pixels.numDimensions() > 2 && pixels.dimension(2) == 3)
					return true;
				read++;
			}
			catch (final IOException e) {
				continue; // the training will say so
			}
		}
		return read == 0;
	}
}
