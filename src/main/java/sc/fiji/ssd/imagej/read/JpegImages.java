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

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.image.file.JpegSegments;
import sc.fiji.ssd.io.OneLine;

/**
 * Opens JPEGs, decoded in the calling thread: those that most programs write with the JDK's decoder and to the same pixels as
 * ImageJ, all others (CMYK, colours of Adobe, Exif without JFIF) with TwelveMonkeys'.
 */
final class JpegImages {

	/** Warnings of the decoder if pixels are missing; it continues with grey. */
	static final String CUT = "(?i).*(premature end|truncated|missing eoi).*";

	private JpegImages() {}

	/**
	 * @param file a JPEG
	 * @param limit of memory
	 * @param notes takes what a user should know
	 * @return the image, upright, not shown
	 * @throws IOException one line: what is wrong with it
	 */
	static ImagePlus open(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		limit.check(Files.size(file));
		final byte[] bytes = Files.readAllBytes(file);
		final JpegSegments segments = JpegSegments.read(bytes);
		if (segments == null || segments.width() < 1 || segments.height() < 1)
			throw new IOException("it is a damaged JPEG: its header makes no sense");
		limit.checkRgb((long) segments.width() * segments.height());
		final ImageProcessor pixels = pixels(
			decode(bytes, segments.plain() ? JavaReaders.ofTheJdk("jpeg") : JavaReaders.ofAnyJpeg()));
		if (segments.orientation() > 1) notes.accept(TurnedImages.note(segments.orientation()));
		final ImagePlus image = new ImagePlus(file.getFileName().toString(),
			TurnedImages.turn(pixels, segments.orientation()));
		final FileInfo info = new FileInfo();
		info.fileFormat = FileInfo.GIF_OR_JPG;
		info.fileName = file.getFileName().toString();
		info.directory = file.toAbsolutePath().getParent() + "/";
		image.setFileInfo(info);
		return image;
	}

	private static ImageProcessor pixels(final BufferedImage image) throws IOException {
		final List<ImageProcessor> planes = RasterImages.planes(image);
		if (planes.size() > 1) throw new IOException("it is a JPEG whose colours cannot be read");
		return planes.get(0) instanceof ColorProcessor colours
			? RasterImages.greyIfEqual(colours)
			: planes.get(0);
	}

	private static BufferedImage decode(final byte[] bytes, final ImageReader reader) throws IOException {
		final boolean[] cut = new boolean[1];
		try (ImageInputStream in = new ByteArrayImageInputStream(bytes)) {
			reader.addIIOReadWarningListener((source, warning) -> cut[0] |= warning.matches(CUT));
			reader.setInput(in, true, true);
			final BufferedImage image = reader.read(0);
			if (!cut[0]) return image;
		}
		catch (final IOException e) {
			if (!cut[0]) throw new IOException("it cannot be read as JPEG: " + OneLine.words(e), e);
		}
		catch (final RuntimeException e) {
			throw new IOException("it is a damaged JPEG", e);
		}
		finally {
			reader.dispose();
		}
		throw new IOException("it is a damaged JPEG: its end is missing");
	}
}
