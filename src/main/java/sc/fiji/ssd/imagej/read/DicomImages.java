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
import java.util.function.Consumer;

import ij.ImagePlus;
import ij.Prefs;
import ij.io.FileInfo;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import ij.util.DicomTools;
import ij.util.Tools;
import sc.fiji.ssd.image.file.DicomHeader;
import sc.fiji.ssd.imagej.installed.InstalledReaders;
import sc.fiji.ssd.imagej.installed.MemoryLimit;

/**
 * Opens DICOM files with ImageJ, and refuses those that ImageJ would show wrongly: compressed ones, colours other than RGB, and numbers of
 * other sizes. What an installed reader can read is left to it.
 */
final class DicomImages {

	/** A DICOM file that is whole, but of a kind that ImageJ does not read. */
	private static final class OtherKind extends IOException {

		private static final long serialVersionUID = 1L;

		OtherKind(final String message) {
			super(message);
		}
	}

	private DicomImages() {}

	static ImagePlus open(final Path file, final MemoryLimit limit, final Consumer<String> notes) throws IOException {
		try {
			return checked(file, ImageOpener.openWithImageJ(file, limit));
		}
		catch (final OtherKind e) {
			if (InstalledReaders.current().reads(file)) return InstalledReaders.current().open(file, limit, notes);
			throw e;
		}
	}

	/**
	 * Checks the header. ImageJ takes files for DICOM that begin in a similar way, and makes room for a text as long as it is announced.
	 *
	 * @param file that ImageJ takes for DICOM
	 * @throws IOException one line: what is wrong with it
	 */
	static void check(final Path file, final MemoryLimit limit) throws IOException {
		final DicomHeader header = Damage.ofHeader("DICOM file", () -> DicomHeader.read(file));
		if (header.isCompressed()) throw new OtherKind("it is a DICOM file whose pixels are compressed, which cannot be read; save it uncompressed");
		limit.check(header.bytes());
	}

	/**
	 * @param file that was opened
	 * @param image as ImageJ opened it; may be null
	 * @return the image with the values that the file means, if it is DICOM
	 * @throws IOException if pixels are missing, which ImageJ shows as black, or of a kind that ImageJ does not know
	 */
	static ImagePlus checked(final Path file, final ImagePlus image) throws IOException {
		final FileInfo info = image == null ? null : image.getOriginalFileInfo();
		if (info == null || info.fileFormat != FileInfo.DICOM) return image;
		final String colours = String.valueOf(DicomTools.getTag(image, "0028,0004")).strip();
		checkKind(image, colours);
		final long bytes = (long) info.width * info.height * info.getBytesPerPixel() * Math.max(1, info.nImages);
		if (info.compression <= FileInfo.COMPRESSION_NONE && info.getOffset() + bytes > Files.size(file))
			throw new IOException("it is a damaged DICOM file: it ends before its last pixel");
		if (!Prefs.ignoreRescaleSlope) rescale(image, number(image, "0028,1053", 1), number(image, "0028,1052", 0));
		return image;
	}

	private static void checkKind(final ImagePlus image, final String colours) throws IOException {
		final int bits = (int) number(image, "0028,0100", 16), samples = (int) number(image, "0028,0002", 1);
		final boolean signed = number(image, "0028,0103", 0) == 1;
		if (samples > 1 && !(samples == 3 && bits == 8 && colours.startsWith("RGB"))) throw new OtherKind(
			"it is a DICOM file with colours of the kind " + colours + " and " + bits + " bits, which cannot be read; save it as RGB of 8 bits");
		if (bits != 16 && (signed || bits != 8 && bits != 32)) throw new OtherKind("it is a DICOM file with " +
			(signed ? "signed" : "unsigned") + " values of " + bits + " bits, which cannot be read; save it with 16 bits");
	}

	/** ImageJ calibrates by the slope only where there is an intercept, and never 32-bit images. */
	private static void rescale(final ImagePlus image, final double slope, final double intercept) {
		if (slope == 1) return;
		if (image.getBitDepth() == 32) {
			for (int i = 1; i <= image.getStackSize(); i++) {
				final ImageProcessor plane = image.getStack().getProcessor(i);
				plane.multiply(slope);
				plane.add(intercept);
			}
		}
		else if (intercept == 0 && image.getBitDepth() != 24) {
			final double black = image.getCalibration().isSigned16Bit() ? -32768 * slope : 0;
			image.getCalibration().setFunction(Calibration.STRAIGHT_LINE, new double[] { black, slope }, "Gray Value");
		}
	}

	private static double number(final ImagePlus image, final String tag, final double otherwise) {
		final double number = Tools.parseDouble(DicomTools.getTag(image, tag), otherwise);
		return number == 0 && otherwise == 1 ? 1 : number;
	}
}
