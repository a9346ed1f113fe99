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
package sc.fiji.ssd.imagej.roi;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileInfo;
import ij.io.TiffDecoder;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.imagej.read.ImageOpener;
import sc.fiji.ssd.imagej.planes.StackShape;

/**
 * Size, shape and overlay of an image file; of a TIFF without its pixels.
 *
 * @param width in pixels
 * @param height in pixels
 * @param shape of the stack
 * @param overlay the ROIs saved in the file, null if it has no overlay
 */
record RoiImage(int width, int height, StackShape shape, List<Roi> overlay) {

	private static final StackShape SINGLE = new StackShape(1, 1, 1);

	/** @throws IOException one line: what is wrong with the file */
	static RoiImage read(final Path file) throws IOException {
		final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		if (name.endsWith(".tif") || name.endsWith(".tiff")) {
			final RoiImage tiff = tiff(file);
			if (tiff != null) return tiff;
		}
		else {
			final ImageSize size = ImageSize.of(file);
			if (size != null) return new RoiImage(size.width(), size.height(), SINGLE, null);
		}
		final ImagePlus image = ImageOpener.open(file);
		return new RoiImage(image.getWidth(), image.getHeight(), StackShape.of(image),
			image.getOverlay() == null ? null : List.of(image.getOverlay().toArray()));
	}

	/** @return null if it is not a TIFF */
	private static RoiImage tiff(final Path file) throws IOException {
		final Path absolute = file.toAbsolutePath();
		final FileInfo[] planes;
		try {
			planes = new TiffDecoder(absolute.getParent() + "/", absolute.getFileName().toString()).getTiffInfo();
		}
		catch (final IOException | RuntimeException | OutOfMemoryError e) {
			throw new IOException("it is a damaged TIFF (" + e.getMessage() + ")", e);
		}
		if (planes == null || planes.length == 0) return null;
		final FileInfo first = planes[0];
		if (first.width < 1 || first.height < 1) throw new IOException("it has no pixels");
		if (first.compression == FileInfo.COMPRESSION_UNKNOWN || first.fileType == FileInfo.RGB48) return null; // the opener knows
		return new RoiImage(first.width, first.height, shape(first, Math.max(planes.length, first.nImages)),
			overlay(first));
	}

	private static List<Roi> overlay(final FileInfo image) throws IOException {
		if (image.overlay == null) return null;
		final List<Roi> rois = new ArrayList<>();
		for (final byte[] roi : image.overlay)
			rois.add(RoiFile.decode(roi, null));
		return rois;
	}

	/** As ImageJ's opener makes it from what ImageJ writes into the file. */
	private static StackShape shape(final FileInfo image, final int planes) {
		if (planes == 1) return SINGLE;
		final int channels = number(image.description, "channels="), slices = number(image.description, "slices="),
			frames = number(image.description, "frames=");
		return (long) channels * slices * frames == planes
			? new StackShape(channels, slices, frames)
			: new StackShape(1, planes, 1);
	}

	private static int number(final String description, final String key) {
		if (description == null || !description.startsWith("ImageJ=")) return 1;
		final String text = description.lines().filter(line -> line.startsWith(key)).findFirst().orElse(key + "1")
			.substring(key.length()).strip();
		return text.matches("\\d{1,7}") ? Integer.parseInt(text) : 1;
	}
}
