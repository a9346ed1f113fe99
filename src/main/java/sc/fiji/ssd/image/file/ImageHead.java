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
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The header data that decide how an image is shown.
 *
 * @param width as stored, in pixels; 0 for formats whose header is not read here
 * @param height as stored, in pixels
 * @param orientation as in Exif, 1 to 8
 */
public record ImageHead(int width, int height, int orientation) {

	private static final ImageHead UNKNOWN = new ImageHead(0, 0, 1);

	/** Profiles and previews may come before the size. */
	private static final int LONGEST_HEAD = 1 << 20;

	/**
	 * @param file any
	 * @return its head
	 * @throws IOException if it cannot be read, or is damaged
	 */
	public static ImageHead of(final Path file) throws IOException {
		return switch (ImageFormat.of(file)) {
			case JPEG -> ofJpeg(file);
			case PNG -> new ImageHead(0, 0, PngChunks.read(file).orientation());
			case WEBP -> new ImageHead(0, 0, WebpChunks.read(file).orientation());
			case TIFF -> {
				final TiffPage page = TiffFile.read(file).pages().get(0);
				yield new ImageHead(page.width(), page.height(), page.orientation());
			}
			default -> UNKNOWN;
		};
	}

	private static ImageHead ofJpeg(final Path file) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			final JpegSegments segments = JpegSegments.read(in.readNBytes(LONGEST_HEAD));
			return segments == null
				? UNKNOWN
				: new ImageHead(segments.width(), segments.height(), segments.orientation());
		}
	}
}
