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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ij.Prefs;
import sc.fiji.ssd.image.InvertedPlane;

/** DICOM files with all kinds of numbers and rescaling (PS3.3 C.11.1), written here byte by byte, read without a display. */
class DicomTest {

	private static final int WIDTH = 6, HEIGHT = 5;

	@TempDir
	private Path folder;

	/** A value of the modality is the stored number times the slope plus the intercept. */
	@ParameterizedTest
	@CsvSource({ "8,0,,", "8,0,2,0", "8,0,0.5,-10", "16,0,,", "16,0,1,-1024", "16,0,0.5,0", "16,0,0.5,-10", "16,0,2.5,7",
		"16,1,,", "16,1,1,-1024", "16,1,0.5,0", "16,1,0.25,100", "32,0,,", "32,0,0.5,0", "32,0,0.5,-10" })
	void valuesAreRescaled(final int bits, final int signed, final Double slope, final Double intercept)
		throws IOException
	{
		final Path file = Files.write(folder.resolve("a.dcm"), dicom(bits, signed, "MONOCHROME2", slope, intercept));
		final boolean[] before = { Prefs.fixedDicomScaling, Prefs.openDicomsAsFloat };
		final RandomAccessibleInterval<? extends RealType<?>> pixels = new ImageJReader().read(file).get(0).pixels();
		assertTrue(Arrays.equals(before, new boolean[] { Prefs.fixedDicomScaling, Prefs.openDicomsAsFloat }));
		final RandomAccess<? extends RealType<?>> at = pixels.randomAccess();
		// ImageJ shows 8-bit numbers as they are: its calibration only changes what the status bar says
		final double times = slope == null || bits == 8 ? 1 : slope, plus = intercept == null || bits == 8 ? 0 : intercept;
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++)
				assertEquals(stored(bits, signed, x, y) * times + plus, at.setPositionAndGet(x, y).getRealDouble(), 0.01,
					x + "," + y);
	}

	@ParameterizedTest
	@CsvSource({ "8", "16" })
	void monochrome1IsWhiteAtZero(final int bits) throws IOException {
		final Path file = Files.write(folder.resolve("a.dcm"), dicom(bits, 0, "MONOCHROME1", null, null));
		final RandomAccessibleInterval<? extends RealType<?>> pixels = new ImageJReader().read(file).get(0).pixels();
		final double first = pixels.randomAccess().setPositionAndGet(0, 0).getRealDouble();
		final double last = pixels.randomAccess().setPositionAndGet(WIDTH - 1L, HEIGHT - 1L).getRealDouble();
		assertTrue(pixels instanceof InvertedPlane ? first < last : first > last, first + " " + last);
	}

	/** ImageJ would show each of them wrongly, or call it something else. */
	@ParameterizedTest
	@CsvSource({ "8,1,MONOCHROME2,signed values of 8 bits", "32,1,MONOCHROME2,signed values of 32 bits", "8,0,YBR_FULL,YBR_FULL and 8 bits",
		"8,0,YBR_FULL_422,YBR_FULL_422 and 8 bits", "16,0,RGB,RGB and 16 bits", "64,0,MONOCHROME2,unsigned values of 64 bits" })
	void otherKindsAreRefusedByName(final int bits, final int signed, final String photometric, final String words) throws IOException {
		final Path file = Files.write(folder.resolve("a.dcm"), dicom(bits, signed, photometric, null, null));
		final String message = assertThrows(IOException.class, () -> new ImageJReader().read(file)).getMessage();
		assertTrue(message.startsWith("it is a DICOM file with ") && message.contains(words), message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.5" })
	void compressedPixelsAreRefusedByName(final String syntax) throws IOException {
		final byte[] plain = dicom(16, 0, "MONOCHROME2", null, null);
		final byte[] text = (syntax + "\0".repeat(syntax.length() % 2)).getBytes(StandardCharsets.US_ASCII);
		final ByteArrayOutputStream other = new ByteArrayOutputStream();
		other.write(plain, 0, 138);
		other.write(text.length);
		other.write(0);
		other.writeBytes(text);
		other.write(plain, 160, plain.length - 160);
		final Path file = Files.write(folder.resolve("a.dcm"), other.toByteArray());
		final String message = assertThrows(IOException.class, () -> new ImageJReader().read(file)).getMessage();
		assertTrue(message.startsWith("it is a DICOM file whose pixels are compressed"), message);
	}

	@Test
	void aCutFileIsRefused() throws IOException {
		final byte[] whole = dicom(16, 0, "MONOCHROME2", 0.5, 0.);
		final Path file = Files.write(folder.resolve("a.dcm"), Arrays.copyOf(whole, whole.length - 2));
		final IOException e = assertThrows(IOException.class, () -> new ImageJReader().read(file));
		assertEquals("it is a damaged DICOM file: it ends before its last pixel", e.getMessage());
	}

	private static int stored(final int bits, final int signed, final int x, final int y) {
		final int value = 7 * (x + WIDTH * y);
		return bits == 8 ? value : signed == 1 ? 100 * value - 9000 : 100 * value;
	}

	private static byte[] dicom(final int bits, final int signed, final String photometric, final Double slope,
		final Double intercept)
	{
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(new byte[128]);
		out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
		text(out, 0x0002, 0x0010, "UI", "1.2.840.10008.1.2.1");
		number(out, 0x0002, photometric.startsWith("MONOCHROME") ? 1 : 3);
		text(out, 0x0028, 0x0004, "CS", photometric);
		number(out, 0x0010, HEIGHT);
		number(out, 0x0011, WIDTH);
		number(out, 0x0100, bits);
		number(out, 0x0101, bits);
		number(out, 0x0102, bits - 1);
		number(out, 0x0103, signed);
		if (intercept != null) text(out, 0x0028, 0x1052, "DS", intercept.toString());
		if (slope != null) text(out, 0x0028, 0x1053, "DS", slope.toString());
		final int bytes = WIDTH * HEIGHT * bits / 8 * (photometric.startsWith("MONOCHROME") ? 1 : 3);
		final ByteBuffer pixels = ByteBuffer.allocate(12 + bytes).order(ByteOrder.LITTLE_ENDIAN);
		pixels.putShort((short) 0x7FE0).putShort((short) 0x0010).put((byte) 'O').put((byte) (bits == 8 ? 'B' : 'W'));
		pixels.putShort((short) 0).putInt(bytes);
		for (int y = 0; y < HEIGHT; y++)
			for (int x = 0; x < WIDTH; x++) {
				final int value = stored(bits, signed, x, y);
				if (bits == 8) pixels.put((byte) value);
				else if (bits == 16) pixels.putShort((short) value);
				else if (bits == 32) pixels.putInt(value);
			}
		out.writeBytes(pixels.array());
		return out.toByteArray();
	}

	private static void number(final ByteArrayOutputStream out, final int element, final int value) {
		element(out, 0x0028, element, "US", new byte[] { (byte) value, (byte) (value >> 8) });
	}

	private static void text(final ByteArrayOutputStream out, final int group, final int element, final String type,
		final String value)
	{
		element(out, group, element, type, (value + " ".repeat(value.length() % 2)).getBytes(StandardCharsets.US_ASCII));
	}

	private static void element(final ByteArrayOutputStream out, final int group, final int element, final String type,
		final byte[] value)
	{
		out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putShort((short) group).putShort(
			(short) element).put(type.getBytes(StandardCharsets.US_ASCII)).putShort((short) value.length).array());
		out.writeBytes(value);
	}
}
