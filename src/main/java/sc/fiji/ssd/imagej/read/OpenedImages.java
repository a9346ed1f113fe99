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
import java.util.HashMap;
import java.util.Map;

import ij.ImagePlus;

/** Images that were read and are soon wanted again, as long as they take little memory. Safe for use by several threads. */
public final class OpenedImages {

	private final long capacity;
	private final Map<Path, ImagePlus> images = new HashMap<>();
	private long used;

	/** @param capacity bytes that they may take together */
	public OpenedImages(final long capacity) {
		this.capacity = capacity;
	}

	/** Keeps an image, if there is room. */
	synchronized void put(final Path file, final ImagePlus image) {
		final long bytes = bytes(image);
		if (image.getStack().isVirtual() || used + bytes > capacity) return;
		if (images.putIfAbsent(file, image) == null) used += bytes;
	}

	/** @return the image, which is kept no longer; null if it was not */
	public synchronized ImagePlus take(final Path file) {
		final ImagePlus image = images.remove(file);
		if (image != null) used -= bytes(image);
		return image;
	}

	private static long bytes(final ImagePlus image) {
		return (long) image.getWidth() * image.getHeight() * image.getStackSize() * image.getBytesPerPixel();
	}
}
