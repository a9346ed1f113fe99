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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

import ij.ImagePlus;
import ij.ImageStack;
import ij.io.FileInfo;
import ij.io.Opener;
import ij.io.TiffDecoder;
import ij.process.ImageProcessor;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.image.file.ImageFormat;
import sc.fiji.ssd.image.file.TiffFile;
import sc.fiji.ssd.image.file.TiffPage;
import sc.fiji.ssd.model.PixelSize;

/**
 * Opens TIFFs: the plain ones with ImageJ, which knows its own hyperstacks, calibrations and overlays, all others with
 * {@link TiffPageReader}.
 */
final class TiffImages {

	/** A stack that would take more than one part in this number of the memory is not read at once. */
	private static final int SHARE_AT_ONCE = 8;

	private static final int PLAIN = 1, CHUNKY = 1, PALETTE = 3, RGB = 2, UNSIGNED = 1, SIGNED = 2, FLOAT = 3;

	private TiffImages() {}

	/**
	 * @param file a TIFF
	 * @param limit of memory
	 * @param notes takes what a user should know
	 * @return the image, not shown
	 * @throws IOException one line: what is wrong with it
	 */
	static ImagePlus open(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		final TiffFile tiff = read(file);
		final TiffStack stack = TiffStack.of(file, tiff, notes);
		final TiffPage first = stack.first();
		limit.check(bytes(first));
		final long all = bytes(first) * stack.pages().size();
		final boolean virtual = stack.pages().size() > 1 && all > limit.bytes() / SHARE_AT_ONCE;
		if (stack.order() == null && isForImageJ(tiff)) {
			final FileInfo[] planes = imagejPlanes(file);
			final boolean bounded = hasBoundedStrips(planes, Files.size(file));
			if (tiff.vendor() && !bounded) throw new IOException("it is a damaged TIFF: it calls a strip longer than the file");
			if (tiff.vendor() || bounded && isUnderstood(planes, first)) return openWithImageJ(file, planes, limit, virtual);
		}
		refuseUnknown(first);
		if (stack.order() == null && tiff.others() > 0)
			notes.accept("only its " + tiff.stack().size() + " pages of " + first.width() + " x " + first.height() +
				" pixels are used; " + tiff.others() + " have another size or type");
		final int others = first.samples() - 3 - (first.alpha() > 0 ? 1 : 0);
		if (first.photometric() == RGB && first.format() == UNSIGNED && first.bits() <= 16 && others > 0)
			notes.accept("only its red, green and blue are used; " + others +
				(others == 1 ? " other channel is left out" : " other channels are left out"));
		if (first.orientation() > 1) notes.accept(TurnedImages.note(first.orientation()));
		return virtual ? TiffPageStack.open(stack) : openAtOnce(stack);
	}

	static boolean isTiff(final Path file) throws IOException {
		return Files.isRegularFile(file) && ImageFormat.of(file) == ImageFormat.TIFF;
	}

	/** @return the pixel size that the directories tell; null if they do not */
	static PixelSize pixelSize(final Path file) throws IOException {
		return new TiffMetadata(read(file)).pixelSize();
	}

	private static TiffFile read(final Path file) throws IOException {
		return Damage.ofHeader("TIFF", () -> TiffFile.read(file));
	}

	/** The memory that its pixels take in ImageJ. */
	private static long bytes(final TiffPage page) {
		final long pixels = (long) page.width() * page.height();
		if (page.photometric() == RGB && page.bits() == 8) return pixels * Math.max(MemoryLimit.RGB_BYTES, page.samples());
		return pixels * page.samples() * Math.max(1, Math.min(page.bits(), 32) / 8);
	}

	private static boolean isForImageJ(final TiffFile tiff) {
		if (tiff.big() || tiff.pages().stream().anyMatch(p -> p.tiled() || p.isReversed() || p.orientation() > 1)) return false;
		if (tiff.vendor()) return true;
		return tiff.others() == 0 && tiff.stack().size() == tiff.pages().size() &&
			tiff.pages().stream().allMatch(p -> p.compression() == PLAIN && p.planar() == CHUNKY && isPlain(p));
	}

	private static boolean isPlain(final TiffPage p) {
		if (p.samples() == 3) return p.photometric() == RGB && p.format() == UNSIGNED && (p.bits() == 8 || p.bits() == 16);
		if (p.samples() != 1 || p.photometric() > PALETTE || p.photometric() == RGB) return false;
		return switch (p.bits()) {
			case 8 -> p.format() == UNSIGNED;
			case 16 -> p.photometric() != PALETTE && (p.format() == UNSIGNED || p.format() == SIGNED);
			case 32 -> p.photometric() == 1 && p.format() == FLOAT;
			default -> false;
		};
	}

	private static void refuseUnknown(final TiffPage p) throws IOException {
		final String compression = switch (p.compression()) {
			case 1, 2, 3, 4, 5, 8, 32773, 32946 -> null; // none, fax, LZW, Deflate, PackBits
			case 6, 7 -> p.bits() != 8
				? "JPEG of " + p.bits() + " bits"
				: p.planar() == CHUNKY || p.samples() == 1 ? null : "JPEG, one channel after the other";
			case 50000, 34926 -> "Zstandard";
			case 34925 -> "LZMA";
			case 34933 -> "PNG";
			case 50001 -> "WebP";
			case 50002 -> "JPEG XL";
			case 33003, 33004, 33005, 34712 -> "JPEG 2000";
			case 34887 -> "LERC";
			case 34661 -> "JBIG";
			default -> "method " + p.compression();
		};
		if (compression != null)
			throw new IOException("it is a TIFF compressed with " + compression +
				", which cannot be read; save it uncompressed or with LZW or Deflate");
		if (p.bits() == 0) throw new IOException("it is a TIFF whose channels have different numbers of bits, which cannot be read");
		final boolean packed = p.bits() > 8 && p.bits() % 8 > 0 || p.bits() == 24 || p.bits() == 6 || p.samples() == 3 && p.bits() < 8;
		if (packed && p.tiled() && p.width() % p.tileWidth() > 0) // TwelveMonkeys takes its last tiles for narrower ones
			throw new IOException("it is a TIFF of " + p.bits() + " bits in tiles that end beyond its edge, which cannot be read; save it in strips");
		if (p.bits() > 32 && p.format() != FLOAT)
			throw new IOException("it is a TIFF of " + p.bits() + "-bit whole numbers, which cannot be read; convert it to 32 bits");
	}

	private static FileInfo[] imagejPlanes(final Path file) throws IOException {
		final Path absolute = file.toAbsolutePath();
		final FileInfo[] planes = new TiffDecoder(absolute.getParent() + "/", absolute.getFileName().toString())
			.getTiffInfo();
		if (planes == null || planes.length == 0) throw new IOException("it is a damaged TIFF: it has no image");
		return planes;
	}

	/** @return whether ImageJ sees in odd directories what is seen here */
	private static boolean isUnderstood(final FileInfo[] planes, final TiffPage first) {
		for (final FileInfo plane : planes)
			if (plane.width != first.width() || plane.height != first.height() ||
				plane.compression > FileInfo.COMPRESSION_NONE) return false;
		return true;
	}

	/** ImageJ makes room for every strip as long as the directory calls it. */
	private static boolean hasBoundedStrips(final FileInfo[] planes, final long size) {
		for (final FileInfo plane : planes)
			if (plane.stripLengths != null) for (final int length : plane.stripLengths)
				if (length < 0 || length > size) return false;
		return true;
	}

	private static ImagePlus openWithImageJ(final Path file, final FileInfo[] planes, final MemoryLimit limit,
		final boolean virtual) throws IOException
	{
		final Path absolute = file.toAbsolutePath();
		final long size = Files.size(file);
		long all = 0;
		for (final FileInfo plane : planes) {
			final long one = (long) plane.width * plane.height * plane.getBytesPerPixel();
			final long images = Math.max(1, plane.nImages);
			if (images > 1 && plane.getOffset() + images * one + (images - 1) * plane.getGap() > size)
				throw new IOException("it is a damaged TIFF: it ends before its last pixel");
			all += images * Math.max(one, plane.fileType == FileInfo.RGB ? 4L * plane.width * plane.height : 0);
		}
		final boolean several = planes.length > 1 || planes[0].nImages > 1;
		if (virtual || several && all > limit.bytes() / SHARE_AT_ONCE) return TiffPlanes.open(file, planes);
		final Opener opener = new Opener();
		opener.setSilentMode(true);
		return opener.openTiff(absolute.getParent() + "/", absolute.getFileName().toString());
	}

	private static ImagePlus openAtOnce(final TiffStack stack) throws IOException {
		ImageStack pixels = null;
		int samples = 1;
		try (TiffPageReader reader = new TiffPageReader(stack.file(), stack.tiff())) {
			for (final int index : stack.pages()) {
				final List<ImageProcessor> planes = reader.read(index);
				samples = planes.size();
				if (pixels == null) pixels = new ImageStack(planes.get(0).getWidth(), planes.get(0).getHeight());
				for (final ImageProcessor plane : planes)
					pixels.addSlice(plane);
			}
		}
		return stack.describe(pixels, samples);
	}
}
