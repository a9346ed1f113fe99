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
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

import com.twelvemonkeys.imageio.plugins.tiff.BigTIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;

import ij.process.ImageProcessor;
import sc.fiji.ssd.image.file.CompressedChunks;
import sc.fiji.ssd.image.file.TiffFile;
import sc.fiji.ssd.image.file.TiffPage;

/** Reads pages of a TIFF with TwelveMonkeys' reader: tiles, BigTIFF, packed and odd bits, all that has been compressed. One thread at a time. */
final class TiffPageReader implements AutoCloseable {

	private static final int FLOATS = 3, SIGNED = 2, WHITE_IS_ZERO = 0, BLACK_IS_ZERO = 1, RGB = 2, CMYK = 5, PREMULTIPLIED = 1;

	private final Path file;
	private final TiffFile tiff;
	private final ImageReader reader;
	private final ImageInputStream in;
	/** Whether a decoder of JPEG filled up what is missing. */
	private boolean cut;

	TiffPageReader(final Path file, final TiffFile tiff) throws IOException {
		this.file = file;
		this.tiff = tiff;
		in = JavaReaders.stream(file.toFile());
		reader = tiff.big()
			? new BigTIFFImageReaderSpi().createReaderInstance(null)
			: new TIFFImageReaderSpi().createReaderInstance(null);
		reader.setInput(in);
		reader.addIIOReadWarningListener((source, warning) -> cut |= warning.matches(JpegImages.CUT));
	}

	/**
	 * @param index of the page in {@link TiffFile#pages()}
	 * @return its channels, upright
	 * @throws IOException in words
	 */
	List<ImageProcessor> read(final int index) throws IOException {
		final TiffPage page = tiff.pages().get(index);
		final int number = tiff.numbers().get(index);
		check(page);
		cut = false;
		final List<ImageProcessor> planes = Damage.ofPixels("TIFF", () -> planes(number, page));
		if (cut) throw new IOException("it is a damaged TIFF: the JPEG data of a strip or tile end too early");
		if (page.photometric() == WHITE_IS_ZERO && hasNumbers(page)) planes.forEach(TiffPageReader::invert);
		return planes.stream().map(p -> TurnedImages.turn(p, page.orientation())).toList();
	}

	private void check(final TiffPage page) throws IOException {
		try {
			CompressedChunks.check(file, page);
		}
		catch (final IOException | ArithmeticException e) {
			throw new IOException("it is a damaged TIFF: " + e.getMessage(), e);
		}
	}

	/** @return whether its values are numbers to keep; all others are levels, which the reader inverts if white is zero */
	private static boolean hasNumbers(final TiffPage page) {
		return page.format() == FLOATS || page.format() == SIGNED || page.bits() > 8;
	}

	/** As ImageJ does: the table of colours is inverted, the numbers stay. */
	private static void invert(final ImageProcessor pixels) {
		if (pixels.getBitDepth() == 8) pixels.invert();
		else pixels.invertLut();
	}

	private List<ImageProcessor> planes(final int number, final TiffPage page) throws IOException {
		final int channels = page.samples() - (page.alpha() > 0 ? 1 : 0);
		final boolean signed = page.format() == SIGNED;
		if (page.format() == FLOATS || signed || page.alpha() == PREMULTIPLIED || page.bits() > 16 ||
			page.photometric() == WHITE_IS_ZERO && hasNumbers(page))
		{
			final Raster raster = reader.readRaster(number, null);
			if (page.alpha() == PREMULTIPLIED && page.bits() <= 16 && raster instanceof WritableRaster pixels)
				RasterImages.unmultiply(pixels, (1 << page.bits()) - 1);
			return RasterImages.planes(raster, channels, signed);
		}
		final BufferedImage image = reader.read(number);
		if (page.photometric() == CMYK || page.photometric() > 6) return List.of(RasterImages.rgb(image));
		if (page.photometric() == RGB && page.bits() >= 8) return RasterImages.planes(image.getRaster(), 3, false);
		if (page.photometric() > BLACK_IS_ZERO || page.bits() < 8) return RasterImages.planes(image);
		return RasterImages.planes(image.getRaster(), channels, false);
	}

	@Override
	public void close() {
		reader.dispose();
		try {
			in.close();
		}
		catch (final IOException e) {
			// it was only read
		}
	}
}
