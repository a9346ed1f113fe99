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
package sc.fiji.ssd.imagej.installed;

import java.io.IOException;

/**
 * The memory that one plane of an image may take.
 *
 * @param bytes at most
 */
public record MemoryLimit(long bytes) {

	/** An image is too large. */
	public static final class Exceeded extends IOException {

		private static final long serialVersionUID = 1L;

		Exceeded(final String message) {
			super(message);
		}
	}

	/** Bytes of an RGB pixel in ImageJ. */
	public static final int RGB_BYTES = 4;

	/** @return what Java has in all */
	public static MemoryLimit ofTheHeap() {
		return new MemoryLimit(Runtime.getRuntime().maxMemory());
	}

	/**
	 * @param needed bytes
	 * @throws Exceeded in words, if that is more
	 */
	public void check(final long needed) throws Exceeded {
		if (needed > bytes)
			throw new Exceeded("a plane of it needs " + (needed >> 20) + " MiB of memory, " + (bytes >> 20) +
				" are allowed; give Java more with -Xmx, increase image_memory, or divide the image");
	}

	/** @param pixels of an image that ImageJ may hold as RGB */
	public void checkRgb(final long pixels) throws Exceeded {
		check(pixels > Long.MAX_VALUE / RGB_BYTES ? Long.MAX_VALUE : pixels * RGB_BYTES);
	}
}
