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

import java.util.stream.DoubleStream;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PictureConverter;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;

/**
 * The mean and the spread of the training images, for networks that start from
 * scratch: He's initialisation keeps signals in range only if the input has mean
 * 0 and variance 1, and micrographs are far from the photographs that Caffe's
 * mean was taken of.
 */
public final class InputStatistics {

	/** More images do not change the first digits. */
	private static final int MOST_IMAGES = 200;
	/** One pixel in this many is sampled. */
	private static final int PIXEL_STEP = 7;
	/** About this many pixels, evenly spread, are sampled in larger images. */
	private static final long MOST_PIXELS = 1 << 24;

	/** Images of one grey level would ask for an endless factor. */
	private static final double LEAST_DEVIATION = 1;

	private InputStatistics() {}

	/**
	 * @param dataset whose images are looked at: all of up to 200, otherwise 200 spread evenly
	 * @param reader of its images
	 * @param preprocessing whose order, channels and intensity range hold
	 * @return the same with the images' mean (a plane each, rounded to 0.01) and
	 *         the inverse of their standard deviation (all planes together, around
	 *         these means) as scale
	 * @throws UserException if an image cannot be read
	 */
	public static Preprocessing of(final Dataset dataset, final ImageReader reader, final Preprocessing preprocessing) {
		final PictureConverter converter = new PictureConverter(preprocessing);
		final double[] sums = new double[3], squares = new double[3];
		long count = 0;
		for (final AnnotatedImage image : Spread.of(dataset.images(), MOST_IMAGES)) {
			final Picture picture = picture(Spread.pixels(image, reader), converter);
			final int pixels = picture.width() * picture.height();
			for (int c = 0; c < 3; c++) {
				final float[] plane = picture.planes()[c];
				for (int p = 0; p < pixels; p += PIXEL_STEP) {
					sums[c] += plane[p];
					squares[c] += (double) plane[p] * plane[p];
				}
			}
			count += (pixels + PIXEL_STEP - 1) / PIXEL_STEP;
		}
		double variance = 0;
		final double[] rgb = new double[3];
		for (int c = 0; c < 3; c++) {
			rgb[c] = sums[c] / count;
			variance += (squares[c] / count - rgb[c] * rgb[c]) / 3;
		}
		final DoubleStream ordered = preprocessing.order().equals("BGR")
			? DoubleStream.of(rgb[2], rgb[1], rgb[0])
			: DoubleStream.of(rgb);
		final Preprocessing measured = new Preprocessing(preprocessing.order(),
			ordered.map(m -> Math.round(100 * m) / 100.0).boxed().toList(),
			(float) (1 / Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, variance)))), preprocessing.channels(),
			preprocessing.intensityRange());
		return measured.with(preprocessing.levels());
	}

	private static Picture picture(final RandomAccessibleInterval<? extends RealType<?>> pixels,
		final PictureConverter converter)
	{
		final long step = (long) Math.ceil(Math.sqrt((double) pixels.dimension(0) * pixels.dimension(1) / MOST_PIXELS));
		return converter.convert(step <= 1
			? pixels
			: pixels.numDimensions() == 2 ? Views.subsample(pixels, step) : Views.subsample(pixels, step, step, 1));
	}

}
