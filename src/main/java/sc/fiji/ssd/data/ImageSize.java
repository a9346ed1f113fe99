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
package sc.fiji.ssd.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Function;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

import sc.fiji.ssd.image.file.ImageFormat;
import sc.fiji.ssd.image.file.JpegSegments;
import sc.fiji.ssd.image.file.PngChunks;
import sc.fiji.ssd.image.file.TiffFile;
import sc.fiji.ssd.image.file.TiffPage;
import sc.fiji.ssd.image.file.WebpChunks;

/**
 * Width and height of an image file as it is shown, from its header alone.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record ImageSize(int width, int height) {

	/** Profiles and previews may come before the size of a JPEG. */
	private static final int LONGEST_HEAD = 1 << 20;

	private static volatile Function<Path, ImageSize> others = file -> null;

	/**
	 * @param file an image file
	 * @return how many channels its pixels have; 1 if it is not an image that Java itself can read
	 */
	public static int channels(final Path file) {
		try {
			return with(file, reader -> {
				final ImageTypeSpecifier type = reader.getRawImageType(0);
				return type == null ? 3 : type.getNumBands();
			}, 1);
		}
		catch (final IOException | RuntimeException e) {
			return 1;
		}
	}

	/**
	 * @param file an image file
	 * @return its size, turned as its orientation says; null if nothing reads it
	 */
	public static ImageSize of(final Path file) {
		final ImageSize told = ofHead(file);
		return told != null ? told : others.apply(file);
	}

	/**
	 * From now on sizes of images whose header is not known here are found by reading the image.
	 *
	 * @param reader returns the size of the image in a file, or null if it cannot read it
	 */
	public static void readOthersWith(final Function<Path, ImageSize> reader) {
		others = reader;
	}

	private static ImageSize ofHead(final Path file) {
		try {
			return switch (ImageFormat.of(file)) {
				case JPEG -> ofJpeg(file);
				case TIFF -> {
					final TiffPage page = TiffFile.read(file).first();
					yield shown(page.width(), page.height(), page.orientation());
				}
				case PNG -> ofReader(file, PngChunks.read(file).orientation());
				case WEBP -> ofReader(file, WebpChunks.read(file).orientation());
				default -> ofReader(file, 1);
			};
		}
		catch (final IOException | RuntimeException e) {
			return null;
		}
	}

	private static ImageSize ofJpeg(final Path file) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			final JpegSegments segments = JpegSegments.read(in.readNBytes(LONGEST_HEAD));
			return segments == null || segments.width() < 1
				? ofReader(file, 1)
				: shown(segments.width(), segments.height(), segments.orientation());
		}
	}

	private static ImageSize ofReader(final Path file, final int orientation) throws IOException {
		return with(file, reader -> shown(reader.getWidth(0), reader.getHeight(0), orientation), null);
	}

	/** Uses Java's reader for a file. @return what the work gives; the other value if Java has no reader for it */
	private static <T> T with(final Path file, final Work<T> work, final T otherwise) throws IOException {
		try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
			final Iterator<ImageReader> readers = in == null ? Collections.emptyIterator() : ImageIO.getImageReaders(in);
			if (!readers.hasNext()) return otherwise;
			final ImageReader reader = readers.next();
			try {
				reader.setInput(in, true, true);
				return work.with(reader);
			}
			finally {
				reader.dispose();
			}
		}
	}

	private static ImageSize shown(final int width, final int height, final int orientation) {
		return orientation > 4 ? new ImageSize(height, width) : new ImageSize(width, height);
	}

	/** Asks a reader. */
	@FunctionalInterface
	private interface Work<T> {

		T with(ImageReader reader) throws IOException;
	}
}
