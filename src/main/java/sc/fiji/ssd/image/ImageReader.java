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
package sc.fiji.ssd.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.model.PixelSize;

/** Reads image files. Inside ImageJ, the implementation reads every file that ImageJ opens. */
public interface ImageReader {

	/**
	 * @param file an image file
	 * @return its planes, at least one, in the stack's order
	 * @throws IOException if the file cannot be read as an image
	 */
	List<ImagePlane> read(Path file) throws IOException;

	/**
	 * @param file a file, which need not exist, or a folder in a format whose images are folders
	 * @return whether its name ends as an image's that this reader knows
	 */
	boolean reads(Path file);

	/**
	 * @param file an image file
	 * @return the images that it holds, as paths to read: the file itself if it is one image, otherwise those of {@link SeriesPath}
	 * @throws IOException if the file cannot be read
	 */
	default List<Path> images(final Path file) throws IOException {
		return List.of(file);
	}

	/**
	 * @param file an image file
	 * @return the size of its pixels, read only from the header of the file; null if not given
	 * @throws IOException if it cannot be read
	 */
	default PixelSize pixelSize(final Path file) throws IOException {
		return null;
	}
}
