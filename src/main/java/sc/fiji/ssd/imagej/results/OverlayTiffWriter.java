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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.TiffEncoder;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.detect.folder.OverlayWriter;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.imagej.read.OpenedImages;
import sc.fiji.ssd.imagej.installed.SuppressedErrors;
import sc.fiji.ssd.imagej.read.TiffStream;
import sc.fiji.ssd.io.AtomicFiles;

/** Writes a copy of an image as TIFF, with its detections as overlay. An overlay that the image has is kept. */
public final class OverlayTiffWriter implements OverlayWriter {

	private final ImageJReader reader;
	private final OpenedImages opened;

	/** Opens images as Java's heap allows. */
	public OverlayTiffWriter() {
		reader = new ImageJReader();
		opened = new OpenedImages(0);
	}

	/** @param reader of the same images: what it has read is not read again, if it is small; used for one run */
	public OverlayTiffWriter(final ImageJReader reader) {
		this.reader = reader;
		opened = reader.keep();
	}

	@Override
	public void write(final Path source, final Path target, final List<PlaneDetections> planes) throws IOException {
		final ImagePlus kept = opened.take(source), image = kept == null ? reader.open(source) : kept;
		if (image.getStack().isVirtual()) {
			writeVirtual(image, target, planes);
			return;
		}
		DetectionOverlay.draw(image, planes);
		final FileInfo simple = TiffStream.of(image);
		if (simple != null) {
			AtomicFiles.write(target, out -> new TiffEncoder(simple).write(out));
			return;
		}
		final byte[] tiff = new FileSaver(image).serialize();
		if (tiff == null) throw new IOException(target + " cannot be written: the image does not fit into a TIFF");
		AtomicFiles.write(target, out -> out.write(tiff));
	}

	/** Plane by plane, through a file: ImageJ writes such stacks to files alone. */
	private static void writeVirtual(final ImagePlus image, final Path target, final List<PlaneDetections> planes)
		throws IOException
	{
		DetectionOverlay.draw(image, planes);
		final Path aside = Files.createTempFile(target.toAbsolutePath().getParent(), ".", ".part.tif");
		try {
			final boolean written;
			try (SuppressedErrors errors = new SuppressedErrors()) {
				written = new FileSaver(image).saveAsTiffStack(aside.toString());
			}
			if (!written || Files.size(aside) == 0) throw new IOException(target + " cannot be written");
			AtomicFiles.write(target, out -> Files.copy(aside, out));
		}
		finally {
			Files.deleteIfExists(aside);
		}
	}
}
