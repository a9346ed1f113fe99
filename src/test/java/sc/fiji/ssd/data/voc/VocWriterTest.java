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
package sc.fiji.ssd.data.voc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.TestFiles;
import sc.fiji.ssd.io.UserException;

class VocWriterTest {

	@TempDir
	Path folder;

	private byte[] png() throws IOException {
		return Files.readAllBytes(TestFiles.image(folder.resolve("source.png"), 60, 50));
	}

	@Test
	void whatIsWrittenIsReadBack() throws IOException {
		final List<GroundTruth> objects = List.of(new GroundTruth(new Box(0, 0, 1, 2), "a <b> & \"c\" é"),
			new GroundTruth(new Box(3.125, 4.5, 60, 50), "rod", true, false));
		final VocWriter writer = new VocWriter(folder.resolve("data"));
		writer.write("field 1.png", png(), 60, 50, 1, objects, "train");
		writer.write("b.png", png(), 60, 50, 1, List.of(), "train");
		writer.write("c.png", png(), 60, 50, 1, objects, "val");
		final Dataset dataset = Datasets.open(folder.resolve("data").toString(), "train", List.of());
		assertEquals(List.of(), dataset.warnings());
		assertEquals(List.of("field 1.png", "b.png"),
			dataset.images().stream().map(AnnotatedImage::name).collect(Collectors.toList()));
		assertEquals(objects, dataset.images().get(0).objects());
		assertArrayEquals(png(), Files.readAllBytes(dataset.images().get(0).file()));
		final String xml = Files.readString(folder.resolve("data/Annotations/field 1.xml"));
		assertTrue(xml.contains("<xmin>1</xmin>\n\t\t\t<ymin>1</ymin>\n\t\t\t<xmax>1</xmax>\n\t\t\t<ymax>2</ymax>"),
			xml);
		assertTrue(xml.contains("<xmin>4.125</xmin>"), xml);
	}

	@Test
	void listsKeepTheirLines() throws IOException {
		final Path data = folder.resolve("data");
		TestFiles.split(data, "train", "old\n\nolder  1\n");
		final VocWriter writer = new VocWriter(data);
		for (final String name : new String[] { "x.png", "old.png", "x.png", "older.png", "y.jpeg" })
			writer.write(name, png(), 60, 50, 1, List.of(), "train");
		assertEquals(List.of("old", "older  1", "x", "y"),
			Files.readAllLines(data.resolve("ImageSets/Main/train.txt")));
		try (Stream<Path> files = Files.walk(data)) {
			assertEquals(1 + 3 + 1 + 4 + 4 + 1, files.count(), "nothing half-written is left");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "x.txt | train | does not end in any of", ".png | train | does not end in any of",
		"../x.png | train | leads out of", "/x.png | train | leads out of", "x.png | a/b | is not a valid name for a list",
		"x.png | '' | is not a valid name for a list", "' x.png' | train | white space" })
	void unusableNamesAreRefused(final String name, final String split, final String message) throws IOException {
		final byte[] png = png();
		final Path data = folder.resolve("data");
		final UserException e = assertThrows(UserException.class,
			() -> new VocWriter(data).write(name, png, 60, 50, 1, List.of(), split));
		assertTrue(e.getMessage().contains(message), e.getMessage());
		assertFalse(Files.exists(data));
	}

	@Test
	void boxesOutsideAreRefused() throws IOException {
		final byte[] png = png();
		for (final Box box : List.of(new Box(1, 1, 61, 9), new Box(-1, 1, 6, 9), new Box(5, 1, 5, 9),
			new Box(Double.NaN, 1, 5, 9)))
		{
			final UserException e = assertThrows(UserException.class, () -> new VocWriter(folder.resolve("data"))
				.write("x.png", png, 60, 50, 1, List.of(new GroundTruth(box, "c")), "train"));
			assertTrue(e.getMessage().contains("x.png: the box of c"), e.getMessage());
			assertFalse(Files.exists(folder.resolve("data")));
		}
	}
}
