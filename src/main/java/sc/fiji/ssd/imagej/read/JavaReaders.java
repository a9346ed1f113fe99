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

import java.io.File;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import com.twelvemonkeys.imageio.stream.BufferedFileImageInputStreamSpi;

/** Readers of one kind each, asked for by their class: which of several Java would take depends on what else Fiji has installed. */
final class JavaReaders {

	private static final String OF_THE_JDK = "com.sun.imageio.plugins.";

	private JavaReaders() {}

	/** @param format as Java names it @return the JDK's own reader @throws IOException if it does not exist */
	static ImageReader ofTheJdk(final String format) throws IOException {
		final Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
		while (readers.hasNext()) {
			final ImageReader reader = readers.next();
			if (reader.getClass().getName().startsWith(OF_THE_JDK)) return reader;
			reader.dispose();
		}
		throw new IOException("this Java has no reader for " + format.toUpperCase(Locale.ROOT));
	}

	/** @return TwelveMonkeys' reader, which knows CMYK and what Adobe's programs write; it decodes with the JDK's */
	static ImageReader ofAnyJpeg() throws IOException {
		final JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
		provider.onRegistration(IIORegistry.getDefaultInstance(), ImageReaderSpi.class); // finds the JDK's
		return provider.createReaderInstance(null);
	}

	static ImageInputStream stream(final File file) throws IOException {
		return new BufferedFileImageInputStreamSpi().createInputStreamInstance(file, false, null);
	}
}
