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
package sc.fiji.ssd.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import sc.fiji.ssd.image.ImagePlane;

/** Tests {@link ImageJReader}. */
class ImageJReaderTest {

	private final ImageJReader reader = new ImageJReader();

	@TempDir
	private Path folder;

	/** Noise, so that half a file is half the picture. */
	private static BufferedImage noise(final int type) {
		final BufferedImage image = new BufferedImage(64, 48, type);
		final Random random = new Random(5);
		for (int y = 0; y < 48; y++)
			for (int x = 0; x < 64; x++)
				image.setRGB(x, y, 0x010101 * random.nextInt(256));
		return image;
	}

	private Path write(final String ending) throws IOException {
		final Path file = folder.resolve("image." + ending);
		if (ending.equals("tif"))
			Files.write(file, new FileSaver(new ImagePlus("x", noise(BufferedImage.TYPE_BYTE_GRAY))).serialize());
		else
			ImageIO.write(noise(BufferedImage.TYPE_INT_RGB), ending, file.toFile());
		return file;
	}

	@ParameterizedTest
	@ValueSource(strings = { "tif", "png", "jpg", "gif", "bmp" })
	void readsCommonFormats(final String ending) throws IOException {
		final List<ImagePlane> planes = reader.read(write(ending));
		assertEquals(1, planes.size());
		assertEquals(1, planes.get(0).slice());
		assertEquals(64, planes.get(0).pixels().dimension(0));
		assertEquals(48, planes.get(0).pixels().dimension(1));
	}

	@Test
	void readsStacks() throws IOException {
		final Path file = folder.resolve("stack.tif");
		Files.write(file, new FileSaver(IJ.createHyperStack("s", 20, 10, 2, 3, 1, 16)).serialize());
		final List<ImagePlane> planes = reader.read(file);
		assertEquals(List.of(1, 3, 5), planes.stream().map(ImagePlane::slice).toList());
		assertEquals(2, planes.get(0).pixels().dimension(2));
	}

	@ParameterizedTest
	@ValueSource(strings = { "tif", "png", "jpg", "gif", "bmp" })
	void refusesHalfAFile(final String ending) throws IOException {
		final Path file = write(ending);
		final byte[] whole = Files.readAllBytes(file);
		Files.write(file, Arrays.copyOf(whole, whole.length / 2));
		final String message = assertThrows(IOException.class, () -> reader.read(file)).getMessage();
		assertEquals(1, message.lines().count(), message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.tif", "a.png", "a.jpg", "a.gif", "a.bmp", "a.dcm", "a.fits", "a.zip", "a.avi",
		"a.lsm" })
	void refusesWhatIsNoImage(final String name) throws IOException {
		final Path file = folder.resolve(name);
		Files.writeString(file, "This is a letter to the editor, and no image at all. ".repeat(50));
		final String message = assertThrows(IOException.class, () -> reader.read(file)).getMessage();
		assertEquals(1, message.lines().count(), message);
		Files.write(file, new byte[0]);
		assertThrows(IOException.class, () -> reader.read(file));
		assertThrows(IOException.class, () -> reader.read(folder.resolve("absent-" + name)));
	}

	@Test
	void goesByTheName() {
		assertTrue(reader.reads(Path.of("x/a.TIF")));
		assertTrue(reader.reads(Path.of("a.b.jpeg")));
		assertFalse(reader.reads(Path.of("a.csv")));
		assertFalse(reader.reads(Path.of("tif")));
		assertFalse(reader.reads(Path.of(".a.tif")));
	}
}
