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
package sc.fiji.ssd.imagej.sample;

import java.util.List;
import java.util.Random;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import sc.fiji.ssd.data.synthetic.AnnotatedPicture;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.synthetic.SyntheticFields;
import sc.fiji.ssd.imagej.results.ClassColors;

/** Draws the sample images of {@code File > Open Samples}: synthetic fluorescence fields, with their boxes on request. */
public final class SampleImages {

	/** Pixels of the sample images, in microns, as the demo model notes them. */
	private static final double PIXEL = 0.25;

	/** Not the seed of the demo model's training images. */
	private static final long SEED = 2016;

	private static final int LARGE = 1500, LARGE_FEWEST = 140, LARGE_MOST = 180, LARGE_CLUTTER = 25;

	private static final int SLICES = 5;

	private SampleImages() {}

	/** @param boxes whether the annotated boxes are drawn as overlay @return a field of 300 x 300 pixels, 8 bits */
	public static ImagePlus field(final boolean boxes) {
		return single("SSD field.tif", new SyntheticFields(SEED).field(1), boxes);
	}

	/** @param boxes whether the annotated boxes are drawn as overlay @return a field of 1500 x 1500 pixels, 8 bits */
	public static ImagePlus largeField(final boolean boxes) {
		final SyntheticFields.Look look = new SyntheticFields.Look(LARGE, 1, LARGE_FEWEST, LARGE_MOST, LARGE_CLUTTER);
		return single("SSD large field.tif", new SyntheticFields(SEED, look).field(1), boxes);
	}

	/**
	 * @param boxes whether the annotated boxes are drawn as overlay
	 * @return five slices of two channels, 16 bits: an even background in the first channel, the objects in the second,
	 *         which is the current one
	 */
	public static ImagePlus stack(final boolean boxes) {
		final SyntheticFields fields = new SyntheticFields(SEED);
		final int size = SyntheticFields.SIZE;
		final ImageStack stack = new ImageStack(size, size);
		final Overlay overlay = new Overlay();
		for (int z = 1; z <= SLICES; z++) {
			final AnnotatedPicture field = fields.field(z);
			stack.addSlice("background", background(size, z));
			stack.addSlice("objects", to16Bits(field));
			for (final Roi roi : rois(field.objects())) {
				roi.setPosition(0, z, 0);
				overlay.add(roi);
			}
		}
		final ImagePlus image = new ImagePlus("SSD stack.tif", stack);
		image.setDimensions(2, SLICES, 1);
		calibrate(image);
		final CompositeImage composite = new CompositeImage(image, CompositeImage.GRAYSCALE);
		composite.setPosition(2, 1, 1);
		for (int c = 2; c >= 1; c--) {
			composite.setC(c);
			composite.resetDisplayRange();
		}
		composite.setC(2);
		if (boxes) composite.setOverlay(overlay);
		return composite;
	}

	private static ImagePlus single(final String title, final AnnotatedPicture field, final boolean boxes) {
		final ImagePlus image = new ImagePlus(title, new ByteProcessor(field.width(), field.height(), field.pixels()));
		calibrate(image);
		if (!boxes) return image;
		final Overlay overlay = new Overlay();
		rois(field.objects()).forEach(overlay::add);
		image.setOverlay(overlay);
		return image;
	}

	private static List<Roi> rois(final List<GroundTruth> objects) {
		return objects.stream().map(object -> {
			final Roi roi = new Roi(object.box().xMin(), object.box().yMin(), object.box().width(),
				object.box().height());
			roi.setName(object.className());
			roi.setStrokeColor(ClassColors.of(SyntheticFields.CLASSES.indexOf(object.className()) + 1));
			return roi;
		}).toList();
	}

	private static void calibrate(final ImagePlus image) {
		final Calibration calibration = image.getCalibration();
		calibration.pixelWidth = calibration.pixelHeight = PIXEL;
		calibration.pixelDepth = 4 * PIXEL;
		calibration.setUnit("micron");
	}

	/** A camera's: 12 bits and an offset. */
	private static ShortProcessor to16Bits(final AnnotatedPicture field) {
		final short[] pixels = new short[field.pixels().length];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (short) (100 + 15 * (field.pixels()[i] & 0xff));
		return new ShortProcessor(field.width(), field.height(), pixels, null);
	}

	/** Light that falls off towards the corners. */
	private static ShortProcessor background(final int size, final int slice) {
		final short[] pixels = new short[size * size];
		final Random noise = new Random(slice);
		for (int y = 0; y < size; y++)
			for (int x = 0; x < size; x++) {
				final double away = Math.hypot(x - size / 2.0, y - size / 2.0) / size;
				pixels[y * size + x] = (short) (600 - 300 * away * away + 8 * noise.nextGaussian());
			}
		return new ShortProcessor(size, size, pixels, null);
	}
}
