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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileOpener;
import sc.fiji.ssd.imagej.installed.SuppressedErrors;
import ij.process.ImageProcessor;

/**
 * The planes of a TIFF, each read when it is requested. ImageJ's own looks for the file under the name that the image
 * was saved with, and shows a plane that it cannot read as black; this one takes the file it was given, and fails.
 */
final class TiffPlanes extends PlaneStack {

	private final Path file;
	private final List<FileInfo> planes = new ArrayList<>();

	private TiffPlanes(final Path file, final FileInfo[] infos, final int bits) {
		super(infos[0].width, infos[0].height, bits);
		this.file = file;
		for (final FileInfo info : infos) {
			final long bytes = (long) info.width * info.height * info.getBytesPerPixel() + info.getGap();
			for (int i = 0; i < Math.max(1, info.nImages); i++)
				planes.add(plane(file, info, info.getOffset() + i * bytes));
		}
	}

	/**
	 * @param file the TIFF
	 * @param infos what ImageJ says of it: of one size and type
	 * @return the image, with its dimensions, calibration and overlay
	 * @throws IOException if its first plane cannot be read
	 */
	static ImagePlus open(final Path file, final FileInfo[] infos) throws IOException {
		final FileInfo head = plane(file, infos[0], infos[0].getOffset());
		head.overlay = infos[0].overlay;
		final ImagePlus first = new FileOpener(head).openImage();
		if (first == null) throw new IOException("its first plane cannot be read");
		final TiffPlanes stack = new TiffPlanes(file, infos, first.getBitDepth());
		final ImagePlus image = new ImagePlus(file.getFileName().toString(), stack);
		TiffMetadata.setDimensions(image, new FileOpener(infos[0]).decodeDescriptionString(infos[0]));
		image.setCalibration(first.getCalibration());
		image.setOverlay(first.getOverlay());
		return TiffMetadata.composite(image);
	}

	private static FileInfo plane(final Path file, final FileInfo info, final long offset) {
		final FileInfo plane = (FileInfo) info.clone();
		final Path absolute = file.toAbsolutePath();
		plane.directory = absolute.getParent() + "/";
		plane.fileName = absolute.getFileName().toString();
		plane.nImages = 1;
		plane.longOffset = offset;
		if (offset <= Integer.MAX_VALUE) plane.offset = (int) offset;
		if (plane.stripOffsets != null)
			plane.stripOffsets = plane.stripOffsets.length == 1
				? new int[] { (int) offset }
				: plane.stripOffsets.clone();
		if (plane.stripLengths != null) plane.stripLengths = plane.stripLengths.clone();
		plane.sliceLabels = null;
		plane.overlay = null;
		plane.roi = null;
		return plane;
	}

	@Override
	ImageProcessor read(final int n) {
		final ImagePlus plane;
		try (SuppressedErrors aside = new SuppressedErrors()) {
			final FileInfo info = planes.get(n - 1);
			plane = new FileOpener(plane(file, info, info.getOffset())).openImage(); // which alters what it is given
		}
		if (plane == null) throw new IllegalStateException("plane " + n + " of " + file + " cannot be read");
		return plane.getProcessor();
	}

	@Override
	public int size() {
		return planes.size();
	}

}
