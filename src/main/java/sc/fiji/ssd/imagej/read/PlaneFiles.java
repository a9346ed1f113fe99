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

import ij.ImagePlus;
import sc.fiji.ssd.data.write.DatasetConversion;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.imagej.planes.PlaneImage;

/** Makes image files of single planes of stacks, lossless, as annotations are saved. */
public final class PlaneFiles {

	private PlaneFiles() {}

	/**
	 * @param file an image that ImageJ opens
	 * @param plane all channels of one z and t, 0-based
	 * @return a PNG, or a TIFF where a PNG would lose something
	 * @throws IOException if the file cannot be read, or has no such plane
	 */
	public static DatasetConversion.Encoded encode(final Path file, final int plane) throws IOException {
		final ImagePlus image = ImageOpener.open(file);
		final ImagePlusPlanes planes = new ImagePlusPlanes(image);
		if (plane >= planes.size()) throw new IOException("it has " + planes.size() + " planes, not " + (plane + 1));
		final PlaneImage one = new PlaneImage(image, planes, plane);
		return new DatasetConversion.Encoded(one.bytes(), one.ending(), one.depth());
	}

	/**
	 * @param plane of an image
	 * @param file any
	 * @return whether the first plane of the file has the same pixels, of the same type; not so if it cannot be read
	 */
	public static boolean holds(final PlaneImage plane, final Path file) {
		try {
			return plane.isFirstOf(ImageOpener.open(file));
		}
		catch (final IOException | RuntimeException e) {
			return false;
		}
	}
}
