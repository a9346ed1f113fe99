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

import ij.process.ImageProcessor;

/** Turns pixels as Exif and TIFF ask for it, so that the picture stands as viewers show it. */
final class TurnedImages {

	private TurnedImages() {}

	/** @param orientation 1 to 8, as in Exif @return the pixels upright; the same object if there is nothing to turn */
	static ImageProcessor turn(final ImageProcessor pixels, final int orientation) {
		ImageProcessor turned = pixels;
		switch (orientation) {
			case 5, 6 -> turned = turned.rotateRight();
			case 7, 8 -> turned = turned.rotateLeft();
			default -> {}
		}
		if (orientation == 2 || orientation == 3 || orientation == 5 || orientation == 7) turned.flipHorizontal();
		if (orientation == 3 || orientation == 4) turned.flipVertical();
		return turned;
	}

	/** @return whether width and height change places */
	static boolean isBy90(final int orientation) {
		return orientation > 4;
	}

	/** @return what a user should know */
	static String note(final int orientation) {
		return "rotated according to its orientation (" + orientation + " in Exif); boxes are in the rotated image";
	}
}
