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

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ImageProcessor;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.image.file.PngChunks;
import sc.fiji.ssd.image.file.WebpChunks;

/** Opens PNG and BMP with the JDK's readers and WebP with TwelveMonkeys'. */
final class LibraryImages {

	private static final String WEBP = "WebP";

	/** A bitmap's headers up to the number of its bytes, the size of the second one in OS/2, and how pixels are packed; above: JPEG, PNG. */
	private static final int BMP_HEAD = 38, OS2_HEADER = 12, PLAIN = 0, MASKS = 3;

	private LibraryImages() {}

	static ImagePlus openPng(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		final PngChunks chunks = Damage.ofHeader("PNG", () -> PngChunks.read(file));
		return open(file, "PNG", JavaReaders.ofTheJdk("png"), limit, chunks.orientation(), notes);
	}

	static ImagePlus openBmp(final Path file, final MemoryLimit limit) throws IOException {
		checkSize(file);
		return open(file, "BMP", JavaReaders.ofTheJdk("bmp"), limit, 1, text -> {});
	}

	/** The JDK's reader makes room for all pixels, and for a JPEG or PNG inside, before it looks for them. It checks all else itself. */
	private static void checkSize(final Path file) throws IOException {
		try (InputStream in = Files.newInputStream(file)) {
			final ByteBuffer head = ByteBuffer.wrap(in.readNBytes(BMP_HEAD)).order(ByteOrder.LITTLE_ENDIAN);
			if (head.limit() < BMP_HEAD || head.getInt(14) == OS2_HEADER) return;
			final int packing = head.getInt(30);
			final long row = (Math.abs((long) head.getInt(18)) * head.getShort(28) + 31) / 32 * 4;
			final long bytes = packing == PLAIN || packing == MASKS ? row * Math.abs((long) head.getInt(22))
				: packing > MASKS ? Integer.toUnsignedLong(head.getInt(34)) : 0;
			if (bytes > Files.size(file)) throw new IOException("it is a damaged BMP: it ends before its last pixel");
		}
	}

	static ImagePlus openWebp(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		final WebpChunks chunks = Damage.ofHeader(WEBP, () -> WebpChunks.read(file));
		if (chunks.frames() > 1)
			notes.accept("only the first of its " + chunks.frames() + " frames is used; WebP animations are not read as stacks");
		final ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
		return open(file, WEBP, reader, limit, chunks.orientation(), notes);
	}

	private static ImageInputStream stream(final Path file, final MemoryLimit limit) throws IOException {
		limit.check(Files.size(file));
		return new EndingStream(Files.readAllBytes(file));
	}

	private static ImagePlus open(final Path file, final String format, final ImageReader reader,
		final MemoryLimit limit, final int orientation, final Consumer<String> notes) throws IOException
	{
		final List<ImageProcessor> planes = Damage.ofPixels(format, () -> {
					try (ImageInputStream in = format.equals(WEBP) ? stream(file, limit) : JavaReaders.stream(file.toFile())) {
						reader.setInput(in, true, true);
						limit.checkRgb((long) reader.getWidth(0) * reader.getHeight(0));
						final List<ImageProcessor> read = RasterImages.planes(reader.read(0));
						if (in.getStreamPosition() > in.length()) throw new EOFException(); // skipped what is missing
						return read;
					}
					finally {
						reader.dispose();
					}
				});
		if (orientation > 1) notes.accept(TurnedImages.note(orientation));
		return image(file, planes.stream().map(p -> TurnedImages.turn(p, orientation)).toList());
	}

	private static ImagePlus image(final Path file, final List<ImageProcessor> planes) {
		final String title = file.getFileName().toString();
		if (planes.size() == 1) return new ImagePlus(title, planes.get(0));
		final ImageStack stack = new ImageStack(planes.get(0).getWidth(), planes.get(0).getHeight());
		planes.forEach(stack::addSlice);
		final ImagePlus image = new ImagePlus(title, stack);
		image.setDimensions(planes.size(), 1, 1);
		return new CompositeImage(image, CompositeImage.COMPOSITE);
	}
}
