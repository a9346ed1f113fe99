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
import java.util.ArrayList;
import java.util.List;

import ij.ImagePlus;
import ij.io.FileSaver;
import sc.fiji.ssd.image.SeriesPath;
import sc.fiji.ssd.imagej.planes.ZProjection;
import sc.fiji.ssd.imagej.read.ImageOpener;

/**
 * Files of images as they were searched: projections of stacks, and images (series) of a file with several, are written into a temporary
 * folder, which is deleted at the end.
 */
final class ProjectedFiles implements AutoCloseable {

	private final Path input;
	private final ZProjection projection;
	private final List<Path> made = new ArrayList<>();

	/**
	 * @param input folder of the images
	 * @param projection of the images that have slices
	 */
	ProjectedFiles(final Path input, final ZProjection projection) {
		this.input = input;
		this.projection = projection;
	}

	/**
	 * @param image path relative to the folder
	 * @return the image itself, or a TIFF of its projection or of one image in a file
	 * @throws IOException if the image cannot be read, or the projection not be written
	 */
	Path file(final String image) throws IOException {
		final Path file = input.resolve(image);
		final boolean series = SeriesPath.of(file) != null;
		if (projection == ZProjection.NONE && !series) return file;
		final ImagePlus stack = ImageOpener.open(file), projected = projection.of(stack);
		if (projected == stack && !series) return file;
		final Path folder = Files.createTempDirectory("ssd"), tiff = folder.resolve("projection.tif");
		made.add(tiff);
		made.add(folder);
		final boolean written = projected.getStackSize() > 1
			? new FileSaver(projected).saveAsTiffStack(tiff.toString())
			: new FileSaver(projected).saveAsTiff(tiff.toString());
		if (!written) throw new IOException("the projection of " + file + " cannot be written");
		return tiff;
	}

	@Override
	public void close() throws IOException {
		for (final Path path : made)
			Files.deleteIfExists(path);
	}
}
