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
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import ij.ImagePlus;
import ij.io.FileInfo;
import sc.fiji.ssd.image.file.TiffFile;
import sc.fiji.ssd.image.file.TiffPage;
import sc.fiji.ssd.io.UserException;

/**
 * Tells whether an image that is open in ImageJ shows its file. ImageJ takes the bytes of TIFFs whose compression it does not know for
 * pixels, so it shows noise.
 */
public final class FileBehind {

	private static final int NONE = 1, OLD_JPEG = 6, JPEG = 7;

	private FileBehind() {}

	/**
	 * @param image open in ImageJ
	 * @throws UserException if ImageJ took compressed bytes for its pixels
	 */
	public static void check(final ImagePlus image) {
		final FileInfo info = image.getOriginalFileInfo();
		if (info == null || info.fileFormat != FileInfo.TIFF || info.compression > FileInfo.COMPRESSION_NONE ||
			info.fileName == null || info.directory == null) return;
		final TiffPage page = page(info);
		if (page == null || page.compression() == NONE && !page.tiled() && !page.isReversed()) return;
		final String name = page.compression() == NONE ? page.tiled() ? "stored in tiles" : "stored with the bits of each byte in reverse order,"
			: page.compression() == JPEG || page.compression() == OLD_JPEG ? "compressed with JPEG"
				: "compressed in a way";
		throw new UserException("image: " + image.getTitle() + " shows noise, as its TIFF is " + name +
			" that ImageJ does not know; open it with Bio-Formats, or use SSD Detect Folder..., which reads it.");
	}

	/** @return the page that ImageJ opened; null if that cannot be told */
	private static TiffPage page(final FileInfo info) {
		try {
			final Path file = Path.of(info.directory, info.fileName);
			if (!TiffImages.isTiff(file)) return null;
			final TiffPage first = TiffFile.read(file).pages().get(0);
			return first.width() == info.width && first.height() == info.height ? first : null;
		}
		catch (final IOException | InvalidPathException e) {
			return null; // the file was replaced, or it never was one
		}
	}
}
