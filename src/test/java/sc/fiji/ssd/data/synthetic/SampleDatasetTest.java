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
package sc.fiji.ssd.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.TestFiles;
import sc.fiji.ssd.io.UserException;

class SampleDatasetTest {

	@TempDir
	Path folder;

	private static Dataset open(final Path dataset, final String split) {
		return Datasets.open(dataset.toString(), split, List.of());
	}

	private static List<Path> list(final Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList();
		}
	}

	/** Boxes are written with three decimals. */
	private static void assertSame(final AnnotatedPicture expected, final AnnotatedImage image) throws IOException {
		assertEquals(expected.objects().size(), image.objects().size());
		for (int i = 0; i < expected.objects().size(); i++) {
			final Box box = expected.objects().get(i).box();
			final Box read = image.objects().get(i).box();
			assertEquals(expected.objects().get(i).className(), image.objects().get(i).className());
			assertArrayEquals(new double[] { box.xMin(), box.yMin(), box.xMax(), box.yMax() },
				new double[] { read.xMin(), read.yMin(), read.xMax(), read.yMax() }, 0.00051);
		}
		final BufferedImage jpeg = ImageIO.read(image.file().toFile());
		assertEquals(BufferedImage.TYPE_BYTE_GRAY, jpeg.getType());
		assertEquals(SyntheticFields.SIZE, jpeg.getWidth());
		final byte[] pixels = (byte[]) jpeg.getRaster().getDataElements(0, 0, jpeg.getWidth(), jpeg.getHeight(), null);
		double difference = 0;
		for (int i = 0; i < pixels.length; i++)
			difference += Math.abs((pixels[i] & 0xff) - (expected.pixels()[i] & 0xff));
		assertTrue(difference / pixels.length < 3, "mean difference " + difference / pixels.length);
	}

	@Test
	void writesADatasetThatOpens() throws IOException {
		final Path target = folder.resolve("new/data");
		SampleDataset.write(target, 10, 5);
		final Dataset train = open(target, "train");
		final Dataset val = open(target, "val");
		assertEquals(8, train.images().size());
		assertEquals(2, val.images().size());
		assertEquals(List.of(), train.warnings());
		assertEquals("field_0001.jpg", train.images().get(0).name());
		assertEquals("field_0009.jpg", val.images().get(0).name());
		final SyntheticFields fields = new SyntheticFields(5);
		assertSame(fields.field(3), train.images().get(3));
		assertSame(fields.field(9), val.images().get(1));
		final String readme = Files.readString(target.resolve("README.txt"));
		for (final String part : new String[] { "images=10 seed=5", "CC0", "SyntheticFields", "drawing version 1" })
			assertTrue(readme.contains(part), readme);
		assertEquals(List.of(target), list(target.getParent()), "nothing else is left behind");
	}

	@Test
	void theSameSeedGivesTheSameFiles() throws IOException {
		SampleDataset.write(folder.resolve("a"), 4, 9);
		Files.createDirectories(folder.resolve("b")); // an empty folder may be there
		SampleDataset.write(folder.resolve("b"), 4, 9);
		for (final String file : new String[] { "JPEGImages/field_0002.jpg", "Annotations/field_0002.xml",
			"ImageSets/Main/val.txt" })
			assertArrayEquals(Files.readAllBytes(folder.resolve("a").resolve(file)),
				Files.readAllBytes(folder.resolve("b").resolve(file)));
	}

	/** Other sizes are filled as densely as the frozen fields, and their README has the command that makes them. */
	@Test
	void fieldsOfOtherSizes() throws IOException {
		assertEquals(SyntheticFields.Look.STANDARD, SyntheticFields.Look.of(SyntheticFields.SIZE, 1));
		final Path target = folder.resolve("small");
		SampleDataset.write(target, 8, 3, SyntheticFields.Look.of(400, 0.5));
		final Dataset fields = open(target, "train");
		double sides = 0, count = 0;
		for (final AnnotatedImage image : fields.images()) {
			assertEquals(400, image.width());
			for (final GroundTruth object : image.objects()) {
				sides += Math.sqrt(object.box().area());
				count++;
			}
		}
		assertTrue(sides / count > 10 && sides / count < 30, "mean side " + sides / count);
		assertTrue(count / fields.images().size() > 14, "objects " + count);
		final String readme = Files.readString(target.resolve("README.txt"));
		assertTrue(readme.contains("images=8 seed=3 size=400 scale=0.5"), readme);
	}

	@Test
	void foldersInUseAreLeftAlone() throws IOException {
		final Path target = folder.resolve("used");
		TestFiles.text(target.resolve("thesis.txt"), "years of work");
		final UserException e = assertThrows(UserException.class, () -> SampleDataset.write(target, 4, 1));
		assertTrue(e.getMessage().startsWith("dataset: " + target + " is not empty"), e.getMessage());
		final UserException file = assertThrows(UserException.class,
			() -> SampleDataset.write(target.resolve("thesis.txt"), 4, 1));
		assertTrue(file.getMessage().contains("is a file"), file.getMessage());
		final UserException under = assertThrows(UserException.class,
			() -> SampleDataset.write(target.resolve("thesis.txt/data"), 4, 1));
		assertTrue(under.getMessage().contains("cannot be written"), under.getMessage());
		assertEquals(List.of(target.resolve("thesis.txt")), list(target));
		assertEquals(List.of(target), list(folder));
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 3, 100_001 })
	void theNumberOfImagesIsChecked(final int images) {
		final UserException e = assertThrows(UserException.class,
			() -> SampleDataset.write(folder.resolve("x"), images, 1));
		assertTrue(e.getMessage().startsWith("images: " + images + " is not from 4 to"), e.getMessage());
		assertFalse(Files.exists(folder.resolve("x")));
	}

	/** The dataset that comes with the sources was made by this generator, from seed 1. */
	@Test
	void theCommittedSampleIsTheGenerators() throws IOException {
		final Path sample = Path.of("sample-images");
		final Dataset train = open(sample, "train");
		final Dataset val = open(sample, "val");
		assertEquals(96, train.images().size());
		assertEquals(32, val.images().size());
		assertEquals(List.of(), train.warnings());
		assertEquals(List.of(), val.warnings());
		assertEquals(SyntheticFields.CLASSES, val.classNames());
		final SyntheticFields fields = new SyntheticFields(1);
		for (final int index : new int[] { 0, 1, 50, 95 })
			assertSame(fields.field(index), train.images().get(index));
		assertSame(fields.field(127), val.images().get(31));
		try (Stream<Path> files = Files.walk(sample)) {
			final long bytes = files.filter(file -> !file.getFileName().toString().startsWith("demo-model"))
				.mapToLong(file -> file.toFile().length()).sum();
			assertTrue(bytes < 4_000_000, bytes + " bytes");
		}
	}
}
