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
package sc.fiji.ssd.image.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The headers of a Windows bitmap.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record BmpHeader(int width, int height) {

	private static final int LENGTH = 54, OLD = 12;

	/** Not packed: plain, or with masks for red, green and blue. */
	private static final int PLAIN = 0, MASKS = 3;

	/**
	 * Reads the headers, and checks that the pixels follow.
	 *
	 * @param file a bitmap
	 * @return its size
	 * @throws IOException in words, to be put after "it is a damaged BMP: "
	 */
	public static BmpHeader read(final Path file) throws IOException {
		final byte[] start;
		try (InputStream in = Files.newInputStream(file)) {
			start = in.readNBytes(LENGTH);
		}
		final ByteBuffer b = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
		if (start.length < 26) throw new IOException("its end is missing");
		final boolean old = b.getInt(14) == OLD;
		if (!old && start.length < LENGTH) throw new IOException("its end is missing");
		final long width = old ? b.getShort(18) & 0xffff : b.getInt(18);
		final long height = old ? b.getShort(20) & 0xffff : Math.abs((long) b.getInt(22));
		if (width < 1 || height < 1 || height > Integer.MAX_VALUE) throw new IOException("it has no pixels");
		final int bits = b.getShort(old ? 24 : 28) & 0xffff, packing = old ? PLAIN : b.getInt(30);
		final long stored = old ? 0 : b.getInt(34) & 0xffffffffL;
		final long bytes = packing == PLAIN || packing == MASKS ? (width * bits + 31) / 32 * 4 * height : stored;
		if ((b.getInt(10) & 0xffffffffL) + bytes > Files.size(file)) throw new IOException("it ends before its last pixel");
		return new BmpHeader((int) width, (int) height);
	}
}
