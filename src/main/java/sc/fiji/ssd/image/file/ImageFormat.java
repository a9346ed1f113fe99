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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The format of a file by its first bytes, regardless of its name. */
public enum ImageFormat {

	/** TIFF and BigTIFF, of either byte order. */
	TIFF,
	/** Portable Network Graphics. */
	PNG,
	/** JPEG, with or without a JFIF or Exif header. */
	JPEG,
	/** GIF 87a and 89a. */
	GIF,
	/** Windows bitmap. */
	BMP,
	/** Portable bitmap, greymap or pixmap, text or binary (P1 to P6). */
	PNM,
	/** Flexible Image Transport System. */
	FITS,
	/** WebP. */
	WEBP,
	/** DICOM with its 128-byte preamble. */
	DICOM,
	/** Zip archive, in which ImageJ stores a TIFF. */
	ZIP,
	/** Everything else: other programs' formats, or no image. */
	OTHER;

	private static final int PREAMBLE = 128;

	/**
	 * @param file a regular file
	 * @return its format
	 * @throws IOException if it cannot be read
	 */
	public static ImageFormat of(final Path file) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			return of(in.readNBytes(PREAMBLE + 4));
		}
	}

	static ImageFormat of(final byte[] start) {
		final String text = new String(start, StandardCharsets.ISO_8859_1);
		if (text.startsWith("II*\0") || text.startsWith("MM\0*") || text.startsWith("II+\0") ||
			text.startsWith("MM\0+")) return TIFF;
		if (text.startsWith("\u0089PNG\r\n\u001a\n")) return PNG;
		if (text.startsWith("\u00ff\u00d8\u00ff")) return JPEG;
		if (text.startsWith("GIF8")) return GIF;
		if (text.startsWith("SIMPLE  =")) return FITS;
		if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) return WEBP;
		if (text.startsWith("PK\u0003\u0004")) return ZIP;
		if (text.startsWith("DICM", PREAMBLE)) return DICOM;
		if (text.matches("(?s)P[1-6][\\s#].*")) return PNM;
		return text.startsWith("BM") && text.length() > 18 && start[14] >= 12 && start[15] == 0 ? BMP : OTHER;
	}
}
