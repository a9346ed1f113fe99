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

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ij.ImagePlus;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.io.FuzzRun;

/**
 * Damages image files at random places: each is read, or refused (see {@link FuzzRun}).
 */
class ImageFuzzTest {

	private static final int SMOKE_CASES = 600;

	/** What one image may take here. */
	private static final MemoryLimit LIMIT = new MemoryLimit(64 << 20);

	@TempDir
	private Path folder;

	@Test
	void damagedFilesAreReadOrRefused() throws IOException {
		final Map<String, ImageVariants.Variant> all = ImageVariants.all();
		final List<String> names = new ArrayList<>(all.keySet());
		final FuzzRun run = new FuzzRun(4 * LIMIT.bytes());
		final Path[] file = { null };
		run.all("images", SMOKE_CASES, random -> {
			final String name = names.get(random.nextInt(names.size()));
			file[0] = Files.write(folder.resolve("image." + all.get(name).ending()), damage(all.get(name).bytes(), random));
			return name;
		}, () -> read(file[0]));
		assertTrue(run.read() > 0 && run.refused() > run.read() / 3, run.read() + " read, " + run.refused() + " refused");
	}

	/** Found in ten minutes: ImageJ read 15 million values of an unknown type, for eight minutes. */
	@Test
	void aCountOfAnUnknownTypeIsBounded() throws IOException {
		final TiffBytes tiff = new TiffBytes(44, 36);
		tiff.rows = 5;
		final byte[] bytes = tiff.write(ImageVariants::grey);
		final ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		for (int at = b.getInt(4) + 2; at + 12 < bytes.length; at += 12)
			if (b.getShort(at) == 279) b.putShort(at + 2, (short) 48132).putInt(at + 4, 14_979_074);
		final Path file = Files.write(folder.resolve("image.tif"), bytes);
		assertNotNull(new FuzzRun(4 * LIMIT.bytes()).check("an unknown type", () -> read(file)));
	}

	/** Found in ten minutes: ImageJ made room for a strip that its directory called 1 GB long. */
	@ParameterizedTest
	@ValueSource(ints = { 8, 16, 32 })
	void aLengthOfAStripIsBounded(final int bits) throws IOException {
		final TiffBytes tiff = new TiffBytes(44, 36);
		tiff.rows = 5;
		tiff.bits = bits;
		final byte[] bytes = tiff.write(ImageVariants::grey);
		final ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		for (int at = b.getInt(4) + 2; at + 12 < bytes.length; at += 12)
			if (b.getShort(at) == 279) b.putInt(b.getInt(at + 8) + 12, 1_024_000_184);
		final Path file = Files.write(folder.resolve("image.tif"), bytes);
		final FuzzRun run = new FuzzRun();
		assertNull(run.check(bits + " bits", () -> read(file)), "all its pixels are there");
		assertTrue(run.largest() < 64 << 20, (run.largest() >> 20) + " MiB");
	}

	/** Found in ten minutes: a header that only ImageJ took for a BMP's, whose palette of two billion colours it read for a quarter of an hour. */
	@Test
	void whatOnlyImageJTakesForABmpIsRefused() throws IOException {
		final byte[] bytes = ImageVariants.all().get("bmp-palette-falling-8").bytes().clone();
		final ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		b.put(15, (byte) 1).putInt(46, Integer.MAX_VALUE);
		for (final String ending : new String[] { "bmp", "png", "avi" }) {
			final Path file = Files.write(folder.resolve("image." + ending), bytes);
			assertNotNull(new FuzzRun().check(ending, () -> read(file)));
		}
	}

	/** Found in ten minutes: the decoder of WebP went on with zeros when its data ended, for 13 s and with 5 GB of garbage. */
	@Test
	void aWebpThatEndsEarlyIsRefused() throws IOException {
		final byte[] bytes = ImageVariants.all().get("webp-lossless").bytes().clone();
		final int start = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("VP8L") + 9, side = 3999;
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(start, side | side << 14);
		final Path file = Files.write(folder.resolve("image.webp"), bytes);
		final FuzzRun run = new FuzzRun(LIMIT.bytes());
		assertNotNull(run.check("a WebP of 4000 x 4000 pixels", () -> read(file)));
	}

	/** Found in ten minutes: ImageJ takes other files for DICOM, and makes room for a text as long as it is announced. */
	@ParameterizedTest
	@ValueSource(strings = { "explicit", "implicit", "big-endian", "bare" })
	void aLengthInADicomFileIsBounded(final String kind) throws IOException {
		final byte[] bytes = DicomBytes.write(44, 36, 8, kind, ImageVariants::grey);
		final ByteBuffer b = ByteBuffer.wrap(bytes)
			.order(kind.equals("big-endian") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
		final int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("Nobody") - 4;
		b.putInt(name, 0x40004242); // no representation, so that all of it is a length
		final Path file = Files.write(folder.resolve("image.dcm"), bytes), other = Files.write(folder.resolve("image.bmp"), bytes);
		for (final Path each : new Path[] { file, other }) {
			final FuzzRun run = new FuzzRun();
			assertNotNull(run.check(kind, () -> read(each)));
			assertTrue(run.largest() < 16 << 20, (run.largest() >> 20) + " MiB");
		}
	}

	/** Found in ten minutes: ImageJ continues after an empty pixel element, and makes room for what its pixels seem to announce. */
	@Test
	void anEmptyPixelElementIsBounded() throws IOException {
		final byte[] bytes = DicomBytes.write(44, 36, 8, "implicit", (x, y) -> 0x40 + x % 2);
		final int pixels = bytes.length - 44 * 36;
		ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(pixels - 4, 0);
		bounded("image.dcm", bytes);
	}

	/** Found in ten minutes: of a number ImageJ reads two bytes, however long it is, and takes what follows for an element. */
	@Test
	void aNumberThatIsTooLongIsBounded() throws IOException {
		final byte[] bytes = DicomBytes.write(44, 36, 8, "implicit", ImageVariants::grey);
		final ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		final int text = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("MONOCHROME2");
		b.putShort(text - 6, (short) 0x100); // its text becomes the bits of a value
		bounded("image.dcm", bytes);
	}

	/** Found in ten minutes: an image in a GIF that is larger than the canvas. */
	@Test
	void aGifImageLargerThanItsCanvasIsBounded() throws IOException {
		final byte[] bytes = ImageVariants.all().get("gif").bytes().clone();
		final ByteBuffer b = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		int image = 0;
		while (bytes[image] != 0x2c || b.getInt(image + 1) != 0 || b.getInt(image + 5) != (36 << 16 | 44))
			image++;
		b.putInt(image + 5, 25000 << 16 | 25000);
		bounded("image.gif", bytes);
	}

	/** Found in six minutes: a loop over as many axes as a FITS file claims; with ten digits it did not end. */
	@ParameterizedTest
	@ValueSource(strings = { "  99999999", "9999999999", "      1000" })
	void axesOfAFitsFileAreBounded(final String axes) throws IOException {
		final byte[] bytes = ImageVariants.all().get("fits-8").bytes().clone();
		final int card = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("NAXIS   =");
		System.arraycopy(axes.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, card + 20, 10);
		bounded("image.fits", bytes);
	}

	private void bounded(final String name, final byte[] bytes) throws IOException {
		final Path file = Files.write(folder.resolve(name), bytes);
		final FuzzRun run = new FuzzRun();
		assertNotNull(run.check(name, () -> read(file)));
		assertTrue(run.largest() < 16 << 20, (run.largest() >> 20) + " MiB");
	}

	private static void read(final Path file) throws IOException {
		final ImagePlus image = ImageOpener.open(file, LIMIT, note -> {});
		for (final ImagePlane plane : new ImagePlusPlanes(image))
			plane.pixels().getAt(plane.pixels().minAsLongArray());
	}

	private static byte[] damage(final byte[] sound, final Random random) {
		byte[] bytes = sound.clone();
		final int head = Math.min(bytes.length, 400);
		for (int n = 1 + random.nextInt(4); n > 0; n--) {
			final int at = random.nextInt(random.nextBoolean() ? head : bytes.length);
			switch (random.nextInt(7)) {
				case 0 -> bytes[at] ^= 1 << random.nextInt(8);
				case 1 -> bytes[at] = (byte) random.nextInt();
				case 2 -> number(bytes, at, random);
				case 3 -> bytes = Arrays.copyOf(bytes, Math.max(20, random.nextInt(bytes.length)));
				case 4 -> { // TIFFs of the test end with their directory
					final int tail = Math.max(0, bytes.length - 1 - random.nextInt(Math.min(260, bytes.length)));
					if (random.nextBoolean()) bytes[tail] = (byte) random.nextInt();
					else number(bytes, tail, random);
				}
				case 5 -> {
					final int from = random.nextInt(bytes.length), length = Math.min(bytes.length - Math.max(from, at), 64);
					System.arraycopy(bytes, from, bytes, at, length);
				}
				default -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(40)), (byte) random.nextInt());
			}
			if (bytes.length < head) break;
		}
		return bytes;
	}

	/** Numbers that break counts: none, small, large, negative. */
	private static void number(final byte[] bytes, final int at, final Random random) {
		final int[] values = { 0, 1, 8, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0xffff, 4_000_000, random.nextInt(),
			bytes.length };
		final int value = values[random.nextInt(values.length)], width = random.nextBoolean() ? 4 : 2;
		final boolean big = random.nextBoolean();
		for (int i = 0; i < width && at + i < bytes.length; i++)
			bytes[at + i] = (byte) (value >> 8 * (big ? width - 1 - i : i));
	}
}
