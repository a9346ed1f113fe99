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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.io.Opener;

class JpegImagesTest {

	private static final int STEP = Integer.getInteger("ssd.jpeg.step", 11);

	@TempDir
	Path folder;

	/** Pixels, title, and all that ImageJ would write of it. */
	@Test
	void equalsWhatImageJOpens() throws IOException {
		for (final boolean progressive : new boolean[] { false, true }) {
			compare(jpeg(BufferedImage.TYPE_INT_RGB, 61, 43, false, progressive), ImagePlus.COLOR_RGB);
			compare(jpeg(BufferedImage.TYPE_BYTE_GRAY, 40, 33, false, progressive), ImagePlus.GRAY8);
			compare(jpeg(BufferedImage.TYPE_INT_RGB, 32, 32, true, progressive), ImagePlus.GRAY8);
		}
	}

	/**
	 * A profile, Adobe's mark and bytes after the end do not change the pixels that ImageJ shows; half a file and no JPEG are
	 * refused.
	 */
	@Test
	void opensOtherKindsToTheSamePixels() throws IOException {
		final byte[] bytes = jpeg(BufferedImage.TYPE_INT_RGB, 20, 20, false, false);
		compare(withSegment(bytes, 0xe2), ImagePlus.COLOR_RGB);
		compare(withSegment(bytes, 0xee), ImagePlus.COLOR_RGB);
		compare(Arrays.copyOf(bytes, bytes.length + 100_000), ImagePlus.COLOR_RGB);
		assertThrows(IOException.class, () -> ImageOpener.open(file(Arrays.copyOf(bytes, 200))));
		assertThrows(IOException.class, () -> ImageOpener.open(file(new byte[] { 1, 2, 3, 4, 5 })));
	}

	/** The decoders say that they filled up what is missing, wherever a file is cut off. */
	@Test
	void isRefusedWhereverItIsCut() throws IOException {
		final byte[] plain = jpeg(BufferedImage.TYPE_INT_RGB, 20, 20, false, false);
		final List<byte[]> kinds = List.of(plain, jpeg(BufferedImage.TYPE_BYTE_GRAY, 20, 20, false, false),
			jpeg(BufferedImage.TYPE_INT_RGB, 20, 20, false, true), withSegment(plain, 0xe2), withSegment(plain, 0xee));
		for (final byte[] bytes : kinds)
			for (int length = bytes.length - 1; length > 3; length -= length > bytes.length - 40 ? 1 : STEP) {
				final Path file = file(Arrays.copyOf(bytes, length));
				final int at = length;
				final String message = assertThrows(IOException.class, () -> ImageOpener.open(file),
					() -> kinds.indexOf(bytes) + " cut at " + at + " of " + bytes.length).getMessage();
				assertTrue(message.contains("JPEG"), message);
			}
	}

	/** As a download that was not finished leaves them, in a TIFF too. */
	@Test
	void isRefusedWhenItsEndIsZeros() throws IOException {
		final BufferedImage image = ImageVariants.scene(BufferedImage.TYPE_INT_RGB);
		for (final String ending : List.of("jpg", "tif")) {
			final byte[] bytes = ending.equals("jpg") ? ImageVariants.encoded(image, "jpg") : BrokenImages.tiff(image, "JPEG");
			int end = bytes.length - 1;
			while (bytes[end - 1] != (byte) 0xff || bytes[end] != (byte) 0xd9)
				end--;
			Arrays.fill(bytes, end - 40, end + 1, (byte) 0);
			final Path file = Files.write(folder.resolve("image." + ending), bytes);
			final String message = assertThrows(IOException.class, () -> ImageOpener.open(file), ending).getMessage();
			assertTrue(message.startsWith("it is a damaged"), message);
		}
	}

	@Test
	void keptImagesAreTakenOnce() throws IOException {
		final Path file = file(jpeg(BufferedImage.TYPE_BYTE_GRAY, 40, 33, false, false));
		final ImageJReader reader = new ImageJReader();
		final OpenedImages kept = reader.keep();
		reader.read(file);
		final ImagePlus image = kept.take(file);
		assertEquals(40, image.getWidth());
		assertNull(kept.take(file));
		final OpenedImages small = new OpenedImages(40 * 33 + 1);
		small.put(file, image);
		small.put(Path.of("second.jpg"), image);
		assertNull(small.take(Path.of("second.jpg")), "there is room for one");
		assertSame(image, small.take(file));
		small.put(Path.of("second.jpg"), image);
		assertSame(image, small.take(Path.of("second.jpg")));
	}

	private void compare(final byte[] bytes, final int type) throws IOException {
		final Path file = file(bytes);
		final ImagePlus expected = new Opener().openImage(file.toString()),
			actual = ImageOpener.open(file);
		assertEquals(type, actual.getType());
		assertEquals(expected.getType(), actual.getType());
		assertEquals(expected.getTitle(), actual.getTitle());
		assertArrayEquals(new FileSaver(expected).serialize(), new FileSaver(actual).serialize());
	}

	private Path file(final byte[] bytes) throws IOException {
		final Path file = folder.resolve("image.jpg");
		Files.write(file, bytes);
		return file;
	}

	private static byte[] withSegment(final byte[] jpeg, final int marker) {
		final byte[] with = new byte[jpeg.length + 6];
		System.arraycopy(jpeg, 0, with, 0, 2);
		with[2] = (byte) 0xff;
		with[3] = (byte) marker;
		with[5] = 4;
		System.arraycopy(jpeg, 2, with, 8, jpeg.length - 2);
		return with;
	}

	private static byte[] jpeg(final int type, final int width, final int height, final boolean grey,
		final boolean progressive) throws IOException
	{
		final BufferedImage image = new BufferedImage(width, height, type);
		final Random random = new Random(1);
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				final int level = (x * 5 + y * 3 + random.nextInt(30)) & 0xff;
				image.setRGB(x, y, grey ? level * 0x10101 : level << 16 | (255 - level) << 8 | (y * 5 & 0xff));
			}
		final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		final ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
		try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
			final ImageWriteParam param = writer.getDefaultWriteParam();
			if (progressive) param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
			writer.setOutput(out);
			writer.write(null, new IIOImage(image, null, null), param);
		}
		finally {
			writer.dispose();
		}
		return bytes.toByteArray();
	}
}
