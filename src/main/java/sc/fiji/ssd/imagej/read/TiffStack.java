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
package sc.fiji.ssd.imagej.read;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import sc.fiji.ssd.image.file.OmeXml;
import sc.fiji.ssd.image.file.TiffFile;
import sc.fiji.ssd.image.file.TiffPage;
import sc.fiji.ssd.image.file.TiffPlaneOrder;

/**
 * The pages of a TIFF that make up its image, in ImageJ's order.
 *
 * @param file the TIFF
 * @param tiff its directories
 * @param pages indices in {@link TiffFile#pages()}
 * @param order how they are channels, slices and frames; null if the file does not say so as OME-XML
 * @param ome null if the file has no OME-XML
 */
record TiffStack(Path file, TiffFile tiff, List<Integer> pages, TiffPlaneOrder order, OmeXml ome) {

	private static final int SIGNED = 2;

	static TiffStack of(final Path file, final TiffFile tiff, final Consumer<String> notes) {
		if (!OmeXml.is(tiff.description())) return new TiffStack(file, tiff, tiff.stack(), null, null);
		final OmeXml ome = OmeXml.parse(tiff.description(), file.getFileName().toString());
		final Map<Integer, Integer> places = new HashMap<>();
		for (int i = 0; i < tiff.numbers().size(); i++)
			places.put(tiff.numbers().get(i), i);
		final int directories = tiff.numbers().get(tiff.numbers().size() - 1) + 1;
		final TiffPlaneOrder order = ome == null ? null : ome.order(directories);
		final List<Integer> pages = order == null ? null : pages(tiff, order, places);
		if (pages == null) {
			if (tiff.stack().size() > 1) notes.accept("its OME-XML does not say what its " + tiff.stack().size() +
				" pages are; they are taken as slices");
			return new TiffStack(file, tiff, tiff.stack(), null, ome);
		}
		if (ome.images() > 1)
			notes.accept("only the first of the " + ome.images() + " images that it holds is used");
		return new TiffStack(file, tiff, pages, order, ome);
	}

	private static List<Integer> pages(final TiffFile tiff, final TiffPlaneOrder order,
		final Map<Integer, Integer> places)
	{
		final List<Integer> pages = new ArrayList<>();
		TiffPage first = null;
		for (final int number : order.pages()) {
			final Integer index = places.get(number);
			if (index == null) return null;
			final TiffPage page = tiff.pages().get(index);
			if (first == null) first = page;
			if (!page.isLike(first)) return null;
			pages.add(index);
		}
		return pages;
	}

	/** @return the page that all others are like */
	TiffPage first() {
		return tiff.pages().get(pages.get(0));
	}

	/** @return the pixels as an image with the dimensions and the calibration that the file tells @param samples planes of a page */
	ImagePlus describe(final ImageStack pixels, final int samples) {
		final TiffPage first = first();
		final ImagePlus image = new ImagePlus(file.getFileName().toString(), pixels);
		if (first.format() == SIGNED && first.bits() <= 16 && image.getBitDepth() == 16)
			image.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] { -32768, 1 }, "Gray Value");
		final TiffMetadata metadata = new TiffMetadata(tiff);
		if (order == null) metadata.setDimensions(image, samples);
		else image.setDimensions(samples * order.channels(), order.slices(), order.frames());
		return metadata.calibrate(image, TurnedImages.isBy90(first.orientation()));
	}
}
