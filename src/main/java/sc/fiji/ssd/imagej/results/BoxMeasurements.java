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
package sc.fiji.ssd.imagej.results;

import java.util.ArrayList;
import java.util.List;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.measure.Measurements;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.ImageStatistics;

/**
 * Measures intensities in boxes, as {@code Analyze > Measure} of ImageJ does for the same ROI: on whole pixels, in
 * calibrated units. There is a set of columns for each channel; for an RGB image one for the grey values and one each for
 * red, green and blue.
 */
final class BoxMeasurements {

	private static final int OPTIONS = Measurements.AREA | Measurements.MEAN | Measurements.MIN_MAX;

	private static final String[] RGB = { "_red", "_green", "_blue" };

	/** @param suffix of the column names; empty if the image has a single channel */
	private record Channel(String suffix, ImageProcessor pixels) {}

	private final ImagePlus image;

	/** Keeps the pixels if the user closes the image meanwhile; empty if it is closed already. */
	private final ImageStack stack;

	private int slice;
	private List<Channel> channels;

	BoxMeasurements(final ImagePlus image) {
		this.image = image;
		stack = image.getStack();
	}

	/**
	 * Writes the intensities in a box into the last row of a table.
	 *
	 * @param table that gets the values
	 * @param first stack index of the first channel of the box's plane, 1-based; boxes of one plane should follow one
	 *          another
	 * @param box where to measure
	 */
	void addTo(final ResultsTable table, final int first, final Roi box) {
		if (channels == null || slice != first) {
			slice = first;
			channels = channels();
		}
		for (int c = 0; c < channels.size(); c++) {
			final Channel channel = channels.get(c);
			channel.pixels.setRoi(box);
			final ImageStatistics s = ImageStatistics.getStatistics(channel.pixels, OPTIONS, image.getCalibration());
			if (c == 0) table.addValue("roi_area", s.area);
			table.addValue("mean" + channel.suffix, s.mean);
			table.addValue("min" + channel.suffix, s.min);
			table.addValue("max" + channel.suffix, s.max);
			table.addValue("int_den" + channel.suffix, s.area * s.mean);
			table.addValue("raw_int_den" + channel.suffix, s.pixelCount * s.umean);
		}
	}

	/** ImageJ takes the pixels out of a stack whose image is closed. */
	private boolean exists(final int index) {
		return index <= stack.size() && (stack.isVirtual() || stack.getPixels(index) != null);
	}

	/** Copies share the pixels, but have their own ROI: that of the image is what the user selected. */
	private List<Channel> channels() {
		final List<Channel> list = new ArrayList<>();
		final int number = image.getNChannels();
		for (int c = 0; c < number && exists(slice + c); c++) {
			final ImageProcessor pixels = stack.getProcessor(slice + c);
			list.add(new Channel(number == 1 ? "" : "_c" + (c + 1), (ImageProcessor) pixels.clone()));
			if (!(pixels instanceof ColorProcessor color)) continue;
			for (int i = 0; i < RGB.length; i++)
				list.add(new Channel(RGB[i],
					new ByteProcessor(color.getWidth(), color.getHeight(), color.getChannel(i + 1))));
		}
		return list;
	}
}
