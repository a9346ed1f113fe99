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

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileOpener;
import ij.io.Opener;
import ij.io.TiffDecoder;
import sc.fiji.ssd.data.ImageSize;
import sc.fiji.ssd.model.PixelSize;

/** Opens image files with ImageJ, without dialogs and windows. ImageJ shows some cut-off and
 * damaged files as if whole; here they fail, as do those that cannot fit the heap. Stacks that would fill it are read plane by
 * plane. */
public final class ImageOpener {

	/** Of a pixel in ImageJ. */
	private static final int RGB_BYTES = 4;

	/** A stack that would take a larger part of the heap than one in so many is not read at once. */
	private static final int HEAP_SHARE = 8;

	/** What ImageJ reads without variables that all images share, as its reader of DICOM has. */
	private static final List<String> SEVERAL = List.of(".tif", ".tiff", ".png", ".jpg", ".jpeg");

	private ImageOpener() {}

	/**
	 * @param file an image file
	 * @return the image, not shown
	 * @throws IOException one line: what is wrong with it
	 */
	public static ImagePlus open(final Path file) throws IOException {
		return open(file, Runtime.getRuntime().maxMemory());
	}

	/** @param heap bytes that there are for images */
	public static ImagePlus open(final Path file, final long heap) throws IOException {
		if (!Files.isRegularFile(file)) throw new IOException("there is no such file");
		if (Files.size(file) == 0) throw new IOException("the file is empty");
		final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		FileInfo[] virtual = null;
		if (name.endsWith(".tif") || name.endsWith(".tiff")) virtual = checkTiff(file, heap);
		else if (name.endsWith(".zip")) checkZip(file, heap);
		else if (name.endsWith(".jpg") || name.endsWith(".jpeg")) {
			final ImagePlus plain = openPlain(file, heap);
			if (plain != null) return plain;
			checkSize(file, heap);
			checkJpeg(file);
		}
		else checkSize(file, heap);
		if (name.endsWith(".png")) checkPng(file);
		ImagePlus image;
		try (SuppressedErrors aside = new SuppressedErrors()) {
			final Opener opener = new Opener();
			opener.setSilentMode(true);
			image = virtual != null
				? TiffPlanes.open(file, virtual)
				: openWithImageJ(file, opener, SEVERAL.stream().anyMatch(name::endsWith));
		}
		catch (final OutOfMemoryError e) {
			throw lacksMemory(e);
		}
		catch (final RuntimeException e) {
			throw new IOException("it cannot be opened as an image (" + e + ")", e);
		}
		if (image == null) throw new IOException("it is damaged or no image that ImageJ opens");
		if (image.getWidth() < 1 || image.getHeight() < 1) throw new IOException("it has no pixels");
		return image;
	}

	/** @return null if it is another kind of JPEG, or damaged */
	private static ImagePlus openPlain(final Path file, final long heap) throws IOException {
		try {
			return PlainJpeg.open(file, heap);
		}
		catch (final OutOfMemoryError e) {
			throw lacksMemory(e);
		}
	}

	private static IOException lacksMemory(final OutOfMemoryError e) {
		return new IOException("it needs more memory than Java has left; give Java more with -Xmx", e);
	}

	private static void checkSize(final Path file, final long heap) throws IOException {
		final ImageSize size = ImageSize.of(file);
		if (size != null) checkRgb((long) size.width() * size.height(), heap);
	}

	/** @param atOnce whether ImageJ opens several of its kind at the same time */
	private static ImagePlus openWithImageJ(final Path file, final Opener opener, final boolean atOnce) {
		final String path = file.toAbsolutePath().toString();
		if (atOnce) return opener.openImage(path);
		synchronized (ImageOpener.class) {
			return opener.openImage(path);
		}
	}

	/** @return the pixel size that the head of a TIFF tells; null if it is none or does not */
	static PixelSize pixelSize(final Path file) throws IOException {
		final String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		if (!name.endsWith(".tif") && !name.endsWith(".tiff")) return null;
		final FileInfo[] planes = tiff(file);
		if (planes == null || planes.length == 0) return null;
		new FileOpener(planes[0]).decodeDescriptionString(planes[0]); // puts what ImageJ wrote there into the record
		return PixelSize.of(planes[0].pixelWidth, planes[0].pixelHeight, planes[0].unit);
	}

	/** @return the head of each plane; null if it is not a TIFF in spite of its name */
	private static FileInfo[] tiff(final Path file) throws IOException {
		try {
			final Path absolute = file.toAbsolutePath();
			return new TiffDecoder(absolute.getParent() + "/", absolute.getFileName().toString()).getTiffInfo();
		}
		catch (final IOException | RuntimeException e) {
			throw new IOException("it is a damaged TIFF (" + e.getMessage() + ")", e);
		}
	}

	/** @return its planes, if together they would fill too much of the heap, so that each is to be read when it is asked for; else null */
	private static FileInfo[] checkTiff(final Path file, final long heap) throws IOException {
		final FileInfo[] planes = tiff(file);
		if (planes == null) return null; // not a TIFF in spite of its name: ImageJ looks at the content
		final long size = Files.size(file);
		long all = 0;
		for (final FileInfo plane : planes) {
			if (plane.width < 1 || plane.height < 1) throw new IOException("it has no pixels");
			if (end(plane) > size) throw new IOException("it is a damaged TIFF: it ends before its last pixel");
			final long one = (long) plane.width * plane.height *
				Math.max(plane.getBytesPerPixel(), plane.fileType == FileInfo.RGB ? RGB_BYTES : 1);
			checkMemory(one, heap);
			all += one * Math.max(1, plane.nImages);
			checkStrips(file, plane);
		}
		final boolean several = planes.length > 1 || planes[0].nImages > 1;
		return several && all > heap / HEAP_SHARE && alike(planes) ? planes : null;
	}

	private static void checkStrips(final Path file, final FileInfo plane) throws IOException {
		try {
			CompressedStrips.check(file, plane);
		}
		catch (final IOException | ArithmeticException e) {
			throw new IOException("it is a damaged TIFF: " + e.getMessage(), e);
		}
	}

	/** Virtual stacks have planes of one size and type; of other files ImageJ opens the first plane alone. */
	private static boolean alike(final FileInfo[] planes) {
		for (final FileInfo plane : planes)
			if (plane.width != planes[0].width || plane.height != planes[0].height ||
				plane.fileType != planes[0].fileType) return false;
		return true;
	}

	/** @param pixels of an image that ImageJ may hold as RGB */
	static void checkRgb(final long pixels, final long heap) throws IOException {
		checkMemory(pixels * RGB_BYTES, heap);
	}

	private static void checkMemory(final long bytes, final long heap) throws IOException {
		if (bytes > heap)
			throw new IOException("a plane of it needs " + (bytes >> 20) + " MiB of memory, Java has " + (heap >> 20) +
				"; give Java more with -Xmx, or cut the image up");
	}

	private static void checkPng(final Path file) throws IOException {
		try {
			PngChunks.check(file);
		}
		catch (final IOException e) {
			throw new IOException("it is a damaged PNG: " + e.getMessage(), e);
		}
	}

	/** What it unpacks to counts, not what it says. */
	private static void checkZip(final Path file, final long heap) throws IOException {
		try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
			final byte[] buffer = new byte[1 << 16];
			while (zip.getNextEntry() != null)
				for (long bytes = 0, n = 0; n >= 0; n = zip.read(buffer)) {
					bytes += n;
					checkMemory(bytes, heap / 2);
				}
		}
		catch (final ZipException e) {
			throw new IOException("it is a damaged zip (" + e.getMessage() + ")", e);
		}
	}

	private static long end(final FileInfo plane) {
		if (plane.stripOffsets != null && plane.stripLengths != null) {
			long end = 0;
			for (int i = 0; i < plane.stripOffsets.length; i++)
				end = Math.max(end, (plane.stripOffsets[i] & 0xffffffffL) + plane.stripLengths[i]);
			if (plane.compression > FileInfo.COMPRESSION_NONE || plane.stripOffsets.length > 1) return end;
		}
		final long bytes = (long) Math.ceil(plane.width * (double) plane.height * plane.getBytesPerPixel());
		final long images = Math.max(1, plane.nImages);
		return plane.getOffset() + images * bytes + (images - 1) * plane.getGap();
	}

	private static void checkJpeg(final Path file) throws IOException {
		try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
			final byte[] start = new byte[2];
			in.readFully(start);
			if ((start[0] & 0xff) != 0xff || (start[1] & 0xff) != 0xd8) return; // not a JPEG in spite of its name
			final byte[] tail = new byte[(int) Math.min(PlainJpeg.TAIL, in.length())];
			in.seek(in.length() - tail.length);
			in.readFully(tail);
			if (PlainJpeg.hasEnd(tail)) return;
		}
		throw new IOException("it is a damaged JPEG: its end is missing");
	}
}
