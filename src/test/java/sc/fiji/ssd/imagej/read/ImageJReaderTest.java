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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ImageProcessor;
import sc.fiji.ssd.imagej.installed.MemoryLimit;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.imagej.results.OverlayTiffWriter;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;

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

	static List<String> broken() {
		return BrokenImages.KINDS;
	}

	@ParameterizedTest
	@MethodSource("broken")
	void refusesBrokenFilesInOneLine(final String kind) throws IOException {
		for (int seed = 0; seed < 5; seed++) {
			final Path file = BrokenImages.write(folder, kind, seed + " ", new Random(seed));
			final String message = assertThrows(IOException.class, () -> reader.read(file)).getMessage();
			assertEquals(1, message.lines().count(), message);
			assertFalse(message.contains("Exception"), message);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "LZW", "ZLib", "Deflate", "PackBits" })
	void readsCompressedTiffsAndFindsTheirDamage(final String compression) throws IOException {
		final Random random = new Random(8);
		final BufferedImage image = new BufferedImage(300, 200, BufferedImage.TYPE_BYTE_GRAY);
		for (int y = 0; y < 200; y++)
			for (int x = 0; x < 300; x++)
				image.setRGB(x, y, 0x010101 * (x * y / 50 + random.nextInt(9) & 255));
		final byte[] tiff = BrokenImages.tiff(image, compression);
		final Path file = Files.write(folder.resolve("c.tif"), tiff);
		final RandomAccess<? extends RealType<?>> pixels = reader.read(file).get(0).pixels().randomAccess();
		for (int y = 0; y < 200; y++)
			for (int x = 0; x < 300; x++) {
				pixels.setPosition(new int[] { x, y });
				assertEquals(image.getRaster().getSample(x, y, 0), pixels.get().getRealDouble());
			}
		int found = 0;
		for (int i = 0; i < 40; i++) {
			final byte[] damaged = tiff.clone();
			for (int k = 0; k < 50; k++)
				damaged[1000 + random.nextInt(tiff.length - 2000)] = (byte) random.nextInt();
			Files.write(file, damaged);
			try {
				reader.read(file);
			}
			catch (final IOException e) {
				assertEquals(1, e.getMessage().lines().count());
				found++;
			}
		}
		assertTrue(found >= (compression.equals("PackBits") ? 1 : 38), found + " of 40"); // most of its bytes are pixels
	}

	@Test
	void aDamagedPixelOfAPngIsFound() throws IOException {
		final Path file = write("png");
		final byte[] bytes = Files.readAllBytes(file);
		bytes[bytes.length / 2] ^= 4;
		Files.write(file, bytes);
		assertEquals("it is a damaged PNG: its part IDAT has a wrong checksum",
			assertThrows(IOException.class, () -> reader.read(file)).getMessage());
	}

	@ParameterizedTest
	@ValueSource(ints = { 8, 16, 32, 24 })
	void aStackThatWouldFillTheHeapIsReadPlaneByPlane(final int bits) throws IOException {
		final ImagePlus stack = IJ.createHyperStack("s", 40, 30, 2, 3, 2, bits);
		for (int i = 1; i <= stack.getStackSize(); i++)
			stack.getStack().getProcessor(i).setRoi(i, 2, 9, 9);
		for (int i = 1; i <= stack.getStackSize(); i++) {
			final ImageProcessor plane = stack.getStack().getProcessor(i);
			plane.setValue(10 * i);
			plane.fill();
		}
		final Path file = folder.resolve("stack.tif"), target = folder.resolve("out.tif");
		Files.write(file, new FileSaver(stack).serialize());
		final ImagePlus virtual = within(file, 30_000);
		assertTrue(virtual.getStack().isVirtual());
		assertFalse(within(file, 1_000_000).getStack().isVirtual());
		final List<ImagePlane> planes = new ImagePlusPlanes(virtual), whole = reader.read(file);
		assertEquals(6, planes.size());
		for (int i = 0; i < 6; i++) {
			assertEquals(whole.get(i).slice(), planes.get(i).slice());
			final Iterator<? extends RealType<?>> expected = Views.flatIterable(whole.get(i).pixels()).iterator();
			for (final RealType<?> actual : Views.flatIterable(planes.get(i).pixels()))
				assertEquals(expected.next().getRealDouble(), actual.getRealDouble());
		}
		new OverlayTiffWriter(new ImageJReader(new ReadLimits(9, 30_000), (f, note) -> {})).write(file, target,
			List.of(new PlaneDetections(3, 40, 30, List.of(new Detection(new Box(1, 2, 11, 12), 1, "spot", 0.9)))));
		final ImagePlus written = ImageOpener.open(target);
		assertArrayEquals(stack.getDimensions(), written.getDimensions());
		assertEquals(1, written.getOverlay().size());
		assertEquals(stack.getStack().getProcessor(12).getPixelValue(4, 6),
			written.getStack().getProcessor(12).getPixelValue(4, 6));
	}

	@Test
	void aPlaneThatDoesNotFitTheHeapIsTold() throws IOException {
		for (final String ending : List.of("tif", "png", "bmp")) {
			final Path file = write(ending);
			final String message = assertThrows(IOException.class, () -> within(file, 3000)).getMessage();
			assertTrue(message.startsWith("a plane of it needs ") && message.contains("give Java more with -Xmx"),
				message);
		}
		final Path zip = folder.resolve("image.zip");
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
			out.putNextEntry(new ZipEntry("image.tif"));
			out.write(new byte[10_000_000]);
		}
		assertTrue(Files.size(zip) < 20_000);
		assertTrue(assertThrows(IOException.class, () -> within(zip, 3_000_000)).getMessage()
			.contains("give Java more"));
	}

	private static ImagePlus within(final Path file, final long bytes) throws IOException {
		return ImageOpener.open(file, new MemoryLimit(bytes), note -> {});
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
