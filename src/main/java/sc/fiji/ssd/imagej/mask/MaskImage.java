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
package sc.fiji.ssd.imagej.mask;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ij.ImagePlus;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import sc.fiji.ssd.data.mask.MaskPlane;
import sc.fiji.ssd.imagej.read.ImageOpener;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/** Reads the values of a mask: grey values, places in a palette, or colours. */
final class MaskImage {

	private MaskImage() {}

	/**
	 * @param file of a mask
	 * @return its planes
	 * @throws UserException one line: it cannot be read, or has values between whole numbers
	 */
	static List<MaskPlane> read(final Path file) {
		final ImagePlus image = FileAccess.get(() -> ImageOpener.open(file),
			e -> file + ": cannot be read (" + e.getMessage() + "); replace the mask or remove it");
		final List<MaskPlane> planes = new ArrayList<>();
		for (int i = 1; i <= image.getStackSize(); i++)
			planes.add(new MaskPlane(image.getWidth(), image.getHeight(), values(image.getStack().getProcessor(i), file)));
		return planes;
	}

	private static int[] values(final ImageProcessor ip, final Path file) {
		final int[] values = new int[ip.getWidth() * ip.getHeight()];
		for (int i = 0; i < values.length; i++) {
			if (ip instanceof ColorProcessor) values[i] = ip.get(i) & 0xffffff;
			else if (ip instanceof FloatProcessor) {
				final float value = ip.getf(i);
				if (value != Math.rint(value) || Math.abs(value) > 1 << 24)
					throw new UserException(
						file + ": has the value " + value + ", which is not an object number; save whole numbers");
				values[i] = (int) value;
			}
			else values[i] = ip.get(i);
		}
		return values;
	}
}
