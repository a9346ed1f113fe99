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
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;

/**
 * JPEG files as most programs write them (JFIF, 8 bits, grey or YCbCr, no colour
 * profile), decoded in the calling thread. ImageJ leaves them to the toolkit and
 * looks 30 times a second whether they are there. The image is the same.
 */
final class PlainJpeg {

	private static final int SOI = 0xd8, EOI = 0xd9, SOF_BASELINE = 0xc0, SOF_EXTENDED = 0xc1, SOF_PROGRESSIVE = 0xc2,
		SOS = 0xda, APP0 = 0xe0, APP2 = 0xe2, APP14 = 0xee;

	/** Where the end mark is looked for, in bytes before the end: some writers add some after it. */
	static final int TAIL = 1 << 16;

	private PlainJpeg() {}

	/**
	 * @param file any
	 * @param heap bytes that there are for images
	 * @return the image; null if it is of another kind, or damaged
	 * @throws IOException if the file cannot be read, or the image needs more than the heap
	 */
	static ImagePlus open(final Path file, final long heap) throws IOException {
		final byte[] bytes = Files.readAllBytes(file);
		final long area = area(bytes);
		if (area == 0 || !hasEnd(bytes)) return null;
		ImageOpener.checkRgb(area, heap);
		final BufferedImage decoded = decode(bytes);
		if (decoded == null) return null;
		final ImageProcessor pixels = pixels(decoded);
		if (pixels == null) return null;
		final ImagePlus image = new ImagePlus(file.getFileName().toString(), pixels);
		final FileInfo info = new FileInfo();
		info.fileFormat = FileInfo.GIF_OR_JPG;
		info.fileName = file.getFileName().toString();
		info.directory = file.toAbsolutePath().getParent() + "/";
		image.setFileInfo(info);
		return image;
	}

	/** @return whether the end mark is there, near the end of these bytes */
	static boolean hasEnd(final byte[] bytes) {
		for (int i = bytes.length - 1; i > Math.max(0, bytes.length - TAIL); i--)
			if (at(bytes, i) == EOI && at(bytes, i - 1) == 0xff) return true;
		return false;
	}

	/**
	 * Goes through the segments up to the first scan.
	 *
	 * @return number of pixels; 0 if it is of another kind
	 */
	private static long area(final byte[] b) {
		if (b.length < 4 || at(b, 0) != 0xff || at(b, 1) != SOI) return 0;
		boolean jfif = false;
		long area = 0;
		int i = 2;
		while (i + 4 <= b.length) {
			if (at(b, i) != 0xff) return 0;
			final int marker = at(b, i + 1), length = at(b, i + 2) << 8 | at(b, i + 3), data = i + 4;
			if (marker == SOS) return jfif ? area : 0;
			if (length < 2 || i + 2 + length > b.length) return 0;
			if (marker == APP2 || marker == APP14) return 0; // a profile, or Adobe's colours
			if (marker == APP0 && length >= 7 && new String(b, data, 5, StandardCharsets.ISO_8859_1).equals("JFIF\0"))
				jfif = true;
			if (marker == SOF_BASELINE || marker == SOF_EXTENDED || marker == SOF_PROGRESSIVE) {
				if (length < 8 || at(b, data) != 8) return 0;
				final int components = at(b, data + 5);
				if (components != 1 && components != 3 || length != 8 + 3 * components) return 0;
				for (int c = 0; c < components; c++)
					if (components == 3 && at(b, data + 6 + 3 * c) != c + 1) return 0;
				area = (long) (at(b, data + 1) << 8 | at(b, data + 2)) * (at(b, data + 3) << 8 | at(b, data + 4));
			}
			i += 2 + length;
		}
		return 0;
	}

	private static int at(final byte[] bytes, final int index) {
		return bytes[index] & 0xff;
	}

	/** @return null if it is damaged: ImageJ shall say what it makes of it */
	private static BufferedImage decode(final byte[] bytes) {
		final Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("jpeg");
		if (!readers.hasNext()) return null;
		final ImageReader reader = readers.next();
		try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
			reader.setInput(in, true, true);
			return reader.read(0);
		}
		catch (final IOException | RuntimeException e) {
			return null;
		}
		finally {
			reader.dispose();
		}
	}

	private static ImageProcessor pixels(final BufferedImage image) {
		final int width = image.getWidth(), height = image.getHeight();
		if (!(image.getRaster().getDataBuffer() instanceof DataBufferByte buffer)) return null;
		final byte[] bytes = buffer.getData();
		if (image.getType() == BufferedImage.TYPE_BYTE_GRAY && bytes.length == width * height)
			return new ByteProcessor(width, height, bytes);
		if (image.getType() != BufferedImage.TYPE_3BYTE_BGR || bytes.length != 3 * width * height) return null;
		if (isGrey(bytes)) { // ImageJ makes a grey image of it
			final byte[] levels = new byte[width * height];
			for (int i = 0; i < levels.length; i++)
				levels[i] = bytes[3 * i];
			return new ByteProcessor(width, height, levels);
		}
		final int[] rgb = new int[width * height];
		for (int i = 0, o = 0; i < rgb.length; i++, o += 3)
			rgb[i] = 0xff000000 | (bytes[o + 2] & 0xff) << 16 | (bytes[o + 1] & 0xff) << 8 | bytes[o] & 0xff;
		return new ColorProcessor(width, height, rgb);
	}

	private static boolean isGrey(final byte[] pixels) {
		for (int i = 0; i < pixels.length; i += 3)
			if (pixels[i] != pixels[i + 1] || pixels[i] != pixels[i + 2]) return false;
		return true;
	}
}
