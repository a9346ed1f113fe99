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
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

import ij.ImagePlus;
import ij.Prefs;
import ij.io.FileInfo;
import ij.io.Opener;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.util.DicomTools;
import ij.util.Tools;
import sc.fiji.ssd.imagej.installed.SuppressedErrors;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.imagej.installed.InstalledReaders;
import sc.fiji.ssd.image.SeriesPath;
import sc.fiji.ssd.image.file.DicomHeader;
import sc.fiji.ssd.image.file.FitsHeader;
import sc.fiji.ssd.image.file.GifBlocks;
import sc.fiji.ssd.image.file.ImageFormat;
import sc.fiji.ssd.image.file.PnmHeader;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FileNames;
import sc.fiji.ssd.io.OneLine;

/**
 * Opens image files, without dialogs and windows, so that pixels mean what the picture shows. The first bytes of a file
 * decide its format. Files that are cut off or damaged fail, as do those that need more memory than they may. Stacks
 * that would fill it are read plane by plane.
 */
public final class ImageOpener {

	/** ImageJ's numbers of formats whose first bytes were looked at: what ImageJ still takes for them is damaged, and ImageJ checks no bounds. */
	private static final Set<Integer> CHECKED = Set.of(Opener.TIFF, Opener.FITS, Opener.PGM, Opener.JPEG, Opener.GIF, Opener.BMP, Opener.ZIP,
		Opener.PNG, Opener.TIFF_AND_DICOM);

	private ImageOpener() {}

	/**
	 * @param file an image file
	 * @return the image, not shown
	 * @throws IOException one line: what is wrong with it
	 */
	public static ImagePlus open(final Path file) throws IOException {
		return open(file, MemoryLimit.ofTheHeap(), note -> {});
	}

	/**
	 * @param file an image file
	 * @param limit of memory
	 * @param notes takes what a user should know of this image, a line each
	 * @return the image, not shown
	 * @throws IOException one line: what is wrong with it
	 */
	static ImagePlus open(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		final SeriesPath series = SeriesPath.of(file);
		if (series != null) return InstalledReaders.current().open(series, limit, notes);
		if (Files.isDirectory(file) && InstalledReaders.current().reads(file))
			return InstalledReaders.current().open(file, limit, notes);
		if (!Files.isRegularFile(file)) throw new IOException("there is no such file");
		if (Files.size(file) == 0) throw new IOException("the file is empty");
		return FileNames.isText(file) ? openText(file, limit, notes) : openLinked(file, limit, notes);
	}

	/** By a link of another name, as ImageJ and Java's older classes open files by their text. */
	private static ImagePlus openLinked(final Path file, final MemoryLimit limit, final Consumer<String> notes)
		throws IOException
	{
		final String name = file.getFileName().toString();
		final String ending = name.substring(name.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9]", "_");
		final Path folder = Files.createTempDirectory("ssd"), link = folder.resolve("image." + ending);
		boolean needed = false;
		try {
			Files.createSymbolicLink(link, file.toAbsolutePath());
			final ImagePlus image = openText(link, limit, notes);
			needed = image.getStack().isVirtual();
			image.setTitle(FileNames.relative(file.toAbsolutePath().getParent(), file.toAbsolutePath()));
			return image;
		}
		finally {
			if (needed) {
				folder.toFile().deleteOnExit(); // in reverse order
				link.toFile().deleteOnExit();
			}
			else {
				Files.deleteIfExists(link);
				Files.delete(folder);
			}
		}
	}

	private static ImagePlus openText(final Path file, final MemoryLimit limit, final Consumer<String> notes)
		throws IOException
	{
		final ImagePlus image;
		try {
			final boolean foreign = !ImageJReader.hasOwnEnding(file) && InstalledReaders.current().reads(file);
			image = foreign ? InstalledReaders.current().open(file, limit, notes) : switch (ImageFormat.of(file)) {
				case JPEG -> JpegImages.open(file, limit, notes);
				case PNG -> LibraryImages.openPng(file, limit, notes);
				case BMP -> LibraryImages.openBmp(file, limit);
				case WEBP -> LibraryImages.openWebp(file, limit, notes);
				case ZIP -> openZip(file, limit, notes);
				case TIFF -> suppressed(() -> TiffImages.open(file, limit, notes));
				case GIF -> openGif(file, limit);
				case PNM -> openPnm(file, limit);
				case FITS -> openFits(file, limit);
				case DICOM -> checked(file, openWithImageJ(file, limit));
				default -> openOther(file, limit, notes);
			};
		}
		catch (final OutOfMemoryError e) {
			throw new IOException("it needs more memory than Java has left; give Java more with -Xmx", e);
		}
		catch (final StackOverflowError e) {
			throw new IOException("it is damaged: its parts are nested too deeply", e);
		}
		catch (final RuntimeException e) {
			throw new IOException("it is damaged, or in a format that cannot be read", e);
		}
		if (image == null) throw new IOException("it is damaged or not an image that ImageJ can open");
		if (image.getWidth() < 1 || image.getHeight() < 1) throw new IOException("it has no pixels");
		return image;
	}

	private static ImagePlus suppressed(final FileAccess.Reading<ImagePlus> opening) throws IOException {
		try (SuppressedErrors errors = new SuppressedErrors()) {
			return opening.get();
		}
	}

	/**
	 * One after the other: several of ImageJ's readers share variables, as that of DICOM does. For a rescale slope, the
	 * latter would run commands of the menu, which need a display; here the slope becomes a calibration.
	 */
	private static ImagePlus openWithImageJ(final Path file, final MemoryLimit limit) throws IOException {
		return suppressed(() -> {
			final Opener opener = new Opener();
			opener.setSilentMode(true);
			synchronized (ImageOpener.class) {
				if (opener.getFileType(file.toAbsolutePath().toString()) == Opener.DICOM) checkDicom(file, limit);
				final boolean calibrates = Prefs.fixedDicomScaling, floats = Prefs.openDicomsAsFloat;
				Prefs.fixedDicomScaling = calibrates || !Prefs.ignoreRescaleSlope;
				Prefs.openDicomsAsFloat = false;
				try {
					return opener.openImage(file.toAbsolutePath().toString());
				}
				finally {
					Prefs.fixedDicomScaling = calibrates;
					Prefs.openDicomsAsFloat = floats;
				}
			}
		});
	}

	/** ImageJ takes files for DICOM that begin in a similar way, and makes room for a text as long as it is announced. */
	private static void checkDicom(final Path file, final MemoryLimit limit) throws IOException {
		limit.check(Damage.ofHeader("DICOM file", () -> DicomHeader.read(file)).bytes());
	}

	private static ImagePlus openGif(final Path file, final MemoryLimit limit) throws IOException {
		final GifBlocks blocks = Damage.ofHeader("GIF", () -> GifBlocks.read(file));
		limit.checkRgb(blocks.pixels() * Math.max(1, blocks.frames()));
		return openWithImageJ(file, limit);
	}

	private static ImagePlus openPnm(final Path file, final MemoryLimit limit) throws IOException {
		final PnmHeader header = Damage.ofHeader("portable anymap", () -> PnmHeader.read(file));
		limit.checkRgb((long) header.width() * header.height());
		return header.isBitmap() ? openBitmap(file, header) : openWithImageJ(file, limit);
	}

	private static ImagePlus openBitmap(final Path file, final PnmHeader header) throws IOException {
		final int width = header.width(), height = header.height(), row = (width + 7) / 8;
		final byte[] bytes = Files.readAllBytes(file), pixels = new byte[width * height];
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				final boolean black = (bytes[(int) header.start() + y * row + x / 8] >> 7 - x % 8 & 1) == 1;
				if (!black) pixels[y * width + x] = (byte) 255;
			}
		return new ImagePlus(file.getFileName().toString(), new ByteProcessor(width, height, pixels));
	}

	private static ImagePlus openFits(final Path file, final MemoryLimit limit) throws IOException {
		limit.check(Damage.ofHeader("FITS file", () -> FitsHeader.read(file)).bytes());
		return openWithImageJ(file, limit);
	}

	/** What ImageJ does not know under an ending that it knows can be known to other plugins. */
	private static ImagePlus openOther(final Path file, final MemoryLimit limit, final Consumer<String> notes)
		throws IOException
	{
		final boolean misnamed = CHECKED.contains(new Opener().getFileType(file.toAbsolutePath().toString()));
		final ImagePlus image = misnamed ? null : checked(file, openWithImageJ(file, limit));
		if (image != null || !InstalledReaders.current().reads(file)) return image;
		try {
			return InstalledReaders.current().open(file, limit, notes);
		}
		catch (final MemoryLimit.Exceeded e) {
			throw e;
		}
		catch (final IOException e) {
			return null; // it is not an image to any of them
		}
	}

	/** ImageJ shows what is missing as black. */
	private static ImagePlus checked(final Path file, final ImagePlus image) throws IOException {
		final FileInfo info = image == null ? null : image.getOriginalFileInfo();
		if (info == null || info.fileFormat != FileInfo.DICOM) return image;
		final long bytes = (long) info.width * info.height * info.getBytesPerPixel() * Math.max(1, info.nImages);
		if (info.compression <= FileInfo.COMPRESSION_NONE && info.getOffset() + bytes > Files.size(file))
			throw new IOException("it is a damaged DICOM file: it ends before its last pixel");
		if (!Prefs.ignoreRescaleSlope) rescale(image, dicomNumber(image, "0028,1053", 1), dicomNumber(image, "0028,1052", 0));
		return image;
	}

	/** ImageJ calibrates by the slope only where there is an intercept, and never 32-bit images. */
	private static void rescale(final ImagePlus image, final double slope, final double intercept) {
		if (slope == 1) return;
		if (image.getBitDepth() == 32) {
			for (int i = 1; i <= image.getStackSize(); i++) {
				image.getStack().getProcessor(i).multiply(slope);
				image.getStack().getProcessor(i).add(intercept);
			}
		}
		else if (intercept == 0 && image.getBitDepth() != 24) {
			final double black = image.getCalibration().isSigned16Bit() ? -32768 * slope : 0;
			image.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] { black, slope }, "Gray Value");
		}
	}

	private static double dicomNumber(final ImagePlus image, final String tag, final double otherwise) {
		final double number = Tools.parseDouble(DicomTools.getTag(image, tag), otherwise);
		return number == 0 && otherwise == 1 ? 1 : number;
	}

	/** The unpacked size counts, not the declared one. */
	private static ImagePlus openZip(final Path file, final MemoryLimit limit, final Consumer<String> notes)
		throws IOException
	{
		try (ZipInputStream zip = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
				final String name = entry.getName().toLowerCase(Locale.ROOT);
				if (!name.endsWith(".tif") && !name.endsWith(".dcm")) continue;
				return openEntry(zip, file, name.substring(name.length() - 4), limit, notes);
			}
		}
		catch (final ZipException e) {
			throw new IOException("it is a damaged zip (" + OneLine.words(e) + ")", e);
		}
		throw new IOException("it is a zip without a TIFF or a DICOM file");
	}

	private static ImagePlus openEntry(final InputStream entry, final Path file, final String ending,
		final MemoryLimit limit, final Consumer<String> notes) throws IOException
	{
		final Path unpacked = Files.createTempFile("ssd", ending);
		try {
			long bytes = 0;
			try (OutputStream out = Files.newOutputStream(unpacked)) {
				final byte[] buffer = new byte[1 << 16];
				for (int n = entry.read(buffer); n >= 0; n = entry.read(buffer)) {
					bytes += n;
					limit.check(8 * bytes); // so that it is read at once, not plane by plane
					out.write(buffer, 0, n);
				}
			}
			final ImagePlus image = open(unpacked, limit, notes);
			image.setTitle(file.getFileName().toString());
			return image;
		}
		finally {
			Files.deleteIfExists(unpacked);
		}
	}
}
