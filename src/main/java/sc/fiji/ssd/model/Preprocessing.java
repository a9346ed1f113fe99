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
package sc.fiji.ssd.model;

import java.util.List;

import sc.fiji.ssd.io.UserException;

/**
 * The conversion of pixels into the network's input; stored in the model, so that detection prepares images as training
 * did.
 *
 * @param order of the three input planes, {@code BGR} or {@code RGB}
 * @param mean subtracted from the planes, in their order, on the 0 to 255 scale
 *          (Caffe: 104, 117, 123)
 * @param scale factor after the mean is off; 1 in Caffe
 * @param channels of the image that become red, green and blue: {@code auto} (RGB as it is, grey thrice, otherwise the
 * first three), or 1-based numbers with commas, such as {@code 2} or {@code 3,1,2}
 * @param intensityRange what becomes 0 and 255: {@code auto} (8-bit as it is, otherwise {@code percentile}, see
 * {@code levels}), {@code type} (the whole range of the pixel type), {@code minmax} or {@code percentile} (0.1 to 99.9)
 * of each image and channel, or {@code LOW,HIGH}
 * @param resizing how images are warped to the input size when a model detects:
 *          {@link #LEVELS} or {@link #EXACT}; null, as in older files, is the
 *          former
 * @param levels what the percentiles of images that are not of 8 bits become with
 *          {@code auto}; null, as in models that know of no 8-bit images, is 0 and 255
 */
public record Preprocessing(String order, List<Double> mean, double scale, String channels, String intensityRange,
	String resizing, Levels levels)
{

	/**
	 * The levels at which the percentiles of 8-bit training images lie on average, so that other images are shown as
	 * bright as these.
	 *
	 * @param low of the lower percentile, 0 to 255
	 * @param high of the upper one, above it
	 */
	public record Levels(double low, double high) {

		private static final double LARGEST = 255;

		public Levels {
			if (!(low >= 0 && low < high && high <= LARGEST))
				throw new UserException("preprocessing: levels from " + low + " to " + high +
					" are not valid; both must be from 0 to 255, and the first below the second.");
		}
	}

	/** Channels of a model that was trained on grey images: the first of several channels; colour images are unchanged. */
	public static final String FIRST = "first";

	/** Bilinear, rounded to whole 8-bit levels, as OpenCV does it for Caffe and the PyTorch ports. */
	public static final String LEVELS = "levels";

	/** Bilinear in floating point, as torchvision does it. */
	public static final String EXACT = "exact";

	/** A range that stretches every image in the same way, whatever its type. */
	public static final String PERCENTILE = "percentile";

	/** Caffe's, with channels and range found from the image. */
	public static final Preprocessing CAFFE = new Preprocessing("BGR", List.of(104.0, 117.0, 123.0), 1, "auto", "auto");

	public Preprocessing {
		mean = List.copyOf(mean);
		if (resizing == null) resizing = LEVELS;
		if (!resizing.equals(LEVELS) && !resizing.equals(EXACT))
			throw new UserException(
				"preprocessing: resizing is '" + resizing + "'; it must be " + LEVELS + " or " + EXACT + ".");
	}

	/** With {@link #LEVELS}; see the record for the parameters. */
	public Preprocessing(final String order, final List<Double> mean, final double scale, final String channels,
		final String intensityRange)
	{
		this(order, mean, scale, channels, intensityRange, LEVELS, null);
	}

	/**
	 * @param colour 0 red, 1 green, 2 blue
	 * @return the mean of that plane, whatever the order of the network's
	 */
	public float meanOf(final int colour) {
		return mean.get(order.equals("BGR") ? 2 - colour : colour).floatValue();
	}

	/** @return whether the training images were grey, as far as the mean tells: it is the same for red, green and blue */
	public boolean isOfGrey() {
		return mean.stream().distinct().count() == 1;
	}

	/** @return whether the training images were in colour, as far as the mean tells */
	public boolean isOfColour() {
		return !isOfGrey() && !mean.equals(CAFFE.mean);
	}

	/**
	 * @param newChannels see {@link #channels()}
	 * @param newRange see {@link #intensityRange()}
	 * @return the same with other channels and range
	 */
	public Preprocessing with(final String newChannels, final String newRange) {
		return new Preprocessing(order, mean, scale, newChannels, newRange, resizing, levels);
	}

	/** @param newLevels see {@link #levels()} @return the same with other levels */
	public Preprocessing with(final Levels newLevels) {
		return new Preprocessing(order, mean, scale, channels, intensityRange, resizing, newLevels);
	}
}
