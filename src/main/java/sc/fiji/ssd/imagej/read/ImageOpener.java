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
import ij.ImageStack;
import ij.Prefs;
import ij.io.Opener;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import sc.fiji.ssd.imagej.installed.SuppressedErrors;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.imagej.installed.InstalledReaders;
import sc.fiji.ssd.image.SeriesPath;
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
				case DICOM -> DicomImages.open(file, limit, notes);
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
	static ImagePlus openWithImageJ(final Path file, final MemoryLimit limit) throws IOException {
		return suppressed(() -> {
			final Opener opener = new Opener();
			opener.setSilentMode(true);
			synchronized (ImageOpener.class) {
				if (opener.getFileType(file.toAbsolutePath().toString()) == Opener.DICOM) DicomImages.check(file, limit);
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

	private static ImagePlus openGif(final Path file, final MemoryLimit limit) throws IOException {
		final GifBlocks blocks = Damage.ofHeader("GIF", () -> GifBlocks.read(file));
		limit.checkRgb(blocks.pixels() * Math.max(1, blocks.frames()));
		return openWithImageJ(file, limit);
	}

	private static ImagePlus openPnm(final Path file, final MemoryLimit limit) throws IOException {
		final PnmHeader header = Damage.ofHeader("portable anymap", () -> PnmHeader.read(file));
		limit.checkRgb((long) header.width() * header.height());
		return header.isBitmap()
			? new ImagePlus(file.getFileName().toString(), new ByteProcessor(header.width(), header.height(), header.bitmap(file)))
			: openWithImageJ(file, limit);
	}

	private static ImagePlus openFits(final Path file, final MemoryLimit limit) throws IOException {
		final FitsHeader header = Damage.ofHeader("FITS file", () -> FitsHeader.read(file));
		if (header.width() < 1) throw new IOException("its first part has no image; images in extensions of FITS files are not read");
		limit.check(header.isScaled() ? header.bytes() + Float.BYTES * header.pixels() : header.bytes());
		final ImagePlus image = openWithImageJ(file, limit);
		if (image != null && header.isScaled()) scale(image, header);
		return image;
	}

	/** ImageJ leaves out the scale of FITS files, except for unsigned 16-bit values. */
	private static void scale(final ImagePlus image, final FitsHeader header) {
		final ImageStack scaled = new ImageStack(image.getWidth(), image.getHeight());
		for (int i = 1; i <= image.getStackSize(); i++) {
			final ImageProcessor plane = image.getStack().getProcessor(i);
			plane.setCalibrationTable(image.getCalibration().getCTable());
			final FloatProcessor values = plane.convertToFloatProcessor();
			values.multiply(header.scale());
			values.add(header.zero());
			scaled.addSlice(values);
		}
		image.getCalibration().setFunction(Calibration.NONE, null, "");
		image.setStack(scaled);
	}

	/** What ImageJ does not know under an ending that it knows can be known to other plugins. */
	private static ImagePlus openOther(final Path file, final MemoryLimit limit, final Consumer<String> notes)
		throws IOException
	{
		final boolean misnamed = CHECKED.contains(new Opener().getFileType(file.toAbsolutePath().toString()));
		final ImagePlus image = misnamed ? null : DicomImages.checked(file, openWithImageJ(file, limit));
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
