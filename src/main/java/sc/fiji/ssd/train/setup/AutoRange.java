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


import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;

/**
 * Resolves {@code intensity_range=auto} for the images of a training, so that a model sees a scene in the same way
 * whatever the pixel type. If no image has 8 bits, all images are stretched by percentiles, and later 8-bit images must
 * be as well: the range is {@code percentile}. If some images have 8 bits, these are used unchanged, and others are
 * made as bright: their percentiles get the {@link Preprocessing.Levels} that those of the 8-bit images have.
 */
final class AutoRange {

	/** More images do not change the levels by much. */
	private static final int MOST_IMAGES = 100;

	private AutoRange() {}

	/**
	 * @param dataset to train on: all of its images are looked at, or 100 spread evenly
	 * @param reader of its images
	 * @param preprocessing whose channels hold
	 * @return the same, with range and levels if the range is {@code auto}; levels that it has stay if no image is of 8
	 *         bits
	 * @throws UserException if an image cannot be read
	 */
	static Preprocessing of(final Dataset dataset, final ImageReader reader, final Preprocessing preprocessing) {
		if (!preprocessing.intensityRange().equals(Preprocessing.CAFFE.intensityRange())) return preprocessing;
		final PictureConverter percentiles = new PictureConverter(
			preprocessing.with(preprocessing.channels(), Preprocessing.PERCENTILE));
		double low = 0, high = 0;
		int count = 0;
		boolean bytes = false;
		for (final AnnotatedImage image : Spread.of(dataset.images(), MOST_IMAGES)) {
			final RandomAccessibleInterval<? extends RealType<?>> pixels = Spread.pixels(image, reader);
			if (!PictureConverter.isOf8Bits(pixels)) continue;
			bytes = true;
			final PictureConverter.Levels levels = percentiles.levels(pixels);
			for (int colour = 0; colour < 3; colour++)
				if (levels.high(colour) > levels.low(colour)) { // not black, and not of one value
					low += levels.low(colour);
					high += levels.high(colour);
					count++;
				}
		}
		if (count > 0)
			return preprocessing.with(new Preprocessing.Levels(hundredths(low / count), hundredths(high / count)));
		return bytes || preprocessing.levels() != null
			? preprocessing
			: preprocessing.with(preprocessing.channels(), Preprocessing.PERCENTILE);
	}

	private static double hundredths(final double level) {
		return Math.round(100 * level) / 100.0;
	}

}
