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
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.Function;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.stream.ImageInputStream;

import sc.fiji.ssd.image.file.ImageHead;

/**
 * Width and height of an image file as it is shown, from its header alone.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record ImageSize(int width, int height) {

	private static volatile Function<Path, ImageSize> others = file -> null;

	/**
	 * @param file an image file
	 * @return how many channels its pixels have; 1 if it is not an image that Java itself can read
	 */
	public static int channels(final Path file) {
		try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
			final Iterator<ImageReader> readers = in == null ? null : ImageIO.getImageReaders(in);
			if (readers == null || !readers.hasNext()) return 1;
			final ImageReader reader = readers.next();
			try {
				reader.setInput(in, true, true);
				final ImageTypeSpecifier type = reader.getRawImageType(0);
				return type == null ? 3 : type.getNumBands();
			}
			finally {
				reader.dispose();
			}
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
			final ImageHead head = ImageHead.of(file);
			if (head.width() > 0) return shown(head.width(), head.height(), head);
			try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
				if (in == null) return null;
				final Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
				if (!readers.hasNext()) return null;
				final ImageReader reader = readers.next();
				try {
					reader.setInput(in, true, true);
					return shown(reader.getWidth(0), reader.getHeight(0), head);
				}
				finally {
					reader.dispose();
				}
			}
		}
		catch (final IOException | RuntimeException e) {
			return null;
		}
	}

	private static ImageSize shown(final int width, final int height, final ImageHead head) {
		return head.orientation() > 4 ? new ImageSize(height, width) : new ImageSize(width, height);
	}
}
