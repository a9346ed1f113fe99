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
package sc.fiji.ssd.commands;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.process.Blitter;
import ij.process.ByteProcessor;
import ij.process.ImageConverter;
import sc.fiji.ssd.imagej.sample.SampleImages;
import sc.fiji.ssd.model.library.LibraryModel;
import sc.fiji.ssd.model.library.ModelLibrary;

/** {@code SSD Detect...} with every model that comes with the plugin and all defaults, in images of each type. */
class ShippedModelsTest extends CommandTest {

	/** Share of the annotated objects that must be found, as boxes with an IoU of at least 0.5. */
	private static final double SHARE = 0.75;

	private static Stream<String> models() {
		return ModelLibrary.shipped().stream().map(LibraryModel::name).filter(name -> name.contains("fluorescence"));
	}

	/** Detects with nothing given but the image and the name of a model, and compares with the annotated boxes. */
	private void check(final ImagePlus image, final Overlay truth) throws Exception {
		for (final String model : models().toList()) {
			final CommandModule module = context.service(CommandService.class)
				.run(Detect.class, true, "image", image, "model", model).get();
			assertFalse(module.isCanceled(), module.getCancelReason());
			final Overlay found = image.getOverlay();
			assertNotNull(found, "nothing was found in " + image);
			final List<Roi> boxes = List.of(found.toArray());
			final long hits = Stream.of(truth.toArray())
				.filter(object -> boxes.stream().anyMatch(box -> isSamePlane(box, object) && iou(box, object) >= 0.5)).count();
			assertTrue(hits >= SHARE * truth.size(),
				model + " finds " + hits + " of " + truth.size() + " objects in " + image + " with " + boxes.size() + " boxes");
			assertTrue(boxes.size() < 1.5 * truth.size(), boxes.size() + " boxes for " + truth.size() + " objects");
			image.setOverlay(null);
		}
	}

	private static boolean isSamePlane(final Roi a, final Roi b) {
		return a.getZPosition() == b.getZPosition();
	}

	private static double iou(final Roi a, final Roi b) {
		final Rectangle2D one = a.getFloatBounds(), other = b.getFloatBounds(), common = one.createIntersection(other);
		if (common.isEmpty()) return 0;
		final double area = common.getWidth() * common.getHeight();
		return area / (one.getWidth() * one.getHeight() + other.getWidth() * other.getHeight() - area);
	}

	/** A hyperstack with two channels of 16 bits, whose objects are in the current channel. */
	@Test
	void twoChannelHyperstack() throws Exception {
		final Overlay truth = SampleImages.stack(true).getOverlay();
		check(SampleImages.stack(false), truth);
	}

	@Test
	void plain8And16BitsAndRgb() throws Exception {
		final Overlay truth = SampleImages.field(true).getOverlay();
		check(SampleImages.field(false), truth);
		final ImagePlus wide = SampleImages.field(false);
		final ImagePlus deep = new ImagePlus("16 bits", wide.getProcessor().convertToShort(false));
		deep.setCalibration(wide.getCalibration());
		deep.getProcessor().multiply(13);
		check(deep, truth);
		final ImagePlus colour = SampleImages.field(false);
		new ImageConverter(colour).convertToRGB();
		check(colour, truth);
	}

	@Test
	@EnabledIfSystemProperty(named = "ssd.large", matches = "true", disabledReason = "opt-in, takes a minute: -Dssd.large=true")
	void large() throws Exception {
		final ImagePlus part = SampleImages.largeField(true);
		final int side = part.getWidth(), times = 6000 / side;
		final ByteProcessor pixels = new ByteProcessor(6000, 6000);
		final Overlay truth = new Overlay();
		for (int i = 0; i < times * times; i++) {
			final int x = i % times * side, y = i / times * side;
			pixels.copyBits(part.getProcessor(), x, y, Blitter.COPY);
			for (final Roi roi : part.getOverlay()) {
				final Rectangle2D box = roi.getFloatBounds();
				truth.add(new Roi(box.getX() + x, box.getY() + y, box.getWidth(), box.getHeight()));
			}
		}
		final ImagePlus image = new ImagePlus("6000 x 6000", pixels);
		image.setCalibration(part.getCalibration());
		check(image, truth);
	}
}
