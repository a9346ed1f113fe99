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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.data.TestFiles.image;
import static sc.fiji.ssd.data.TestFiles.object;
import static sc.fiji.ssd.data.TestFiles.split;
import static sc.fiji.ssd.data.TestFiles.text;
import static sc.fiji.ssd.data.TestFiles.voc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.io.UserException;

/** VOC annotations and lists as people and tools write them: read as they are meant, or one line. */
class VocVariantsTest {

	@TempDir
	Path folder;

	@BeforeEach
	void annotate() throws IOException {
		voc(folder, "a", object("cell", 10, 10, 30, 30));
		voc(folder, "good", object("cell", 5, 5, 20, 20));
		voc(folder, "well 1", object("cell", 5, 5, 20, 20));
		split(folder, "val", "a\ngood\nwell 1\n");
	}

	private Dataset open() {
		return Datasets.open(folder.toString(), "val", List.of());
	}

	private String line() {
		final String line = assertThrows(UserException.class, this::open).getMessage();
		assertEquals(1, line.lines().count(), line);
		assertTrue(line.length() <= 500, line);
		return line;
	}

	private void edit(final String from, final String to) throws IOException {
		final Path xml = folder.resolve("Annotations/a.xml");
		final String content = Files.readString(xml);
		assertTrue(content.contains(from));
		Files.writeString(xml, content.replace(from, to));
	}

	@ParameterizedTest
	@CsvSource({ "0, false, 0", "1, true, 0", "false, false, 0", "False, false, 0", "TRUE, true, 0", "True, true, 0",
		"yes, true, 0", "No, false, 0", "Unspecified, false, 0", "unspecified, false, 0", "None, false, 0",
		"1.0, true, 0", "0.0, false, 0", "'', false, 0", "' 1 ', true, 0", "maybe, false, 1", "-1, false, 1",
		"2, false, 1" })
	void difficultIsReadInAllItsSpellings(final String spelled, final boolean difficult, final int lines)
		throws IOException
	{
		edit("<difficult>0<", "<difficult>" + spelled + "<");
		final Dataset dataset = open();
		assertEquals(difficult, dataset.images().get(0).objects().get(0).difficult());
		assertEquals(lines, dataset.warnings().size(), dataset.warnings().toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/home/user/data/images/a.png", "C:\\Users\\me\\a.png", "\\\\server\\share\\a.png", "a.png",
		"a", "", "images/a.png", "../images/a.png" })
	void namesOfOtherMachinesDoNotMatter(final String filename) throws IOException {
		edit("<filename>a.png<", "<filename>" + filename + "<");
		final Dataset dataset = open();
		assertEquals("a.png", dataset.images().get(0).name());
		assertEquals(List.of(), dataset.warnings());
	}

	@ParameterizedTest
	@ValueSource(strings = { "good.png", "well 1.png", "renamed_long_ago.png", "IMG_0001.JPG" })
	void theListDecidesWhichImageIsMeant(final String filename) throws IOException {
		edit("<filename>a.png<", "<filename>" + filename + "<");
		final Dataset dataset = open();
		assertEquals(List.of("a.png", "good.png", "well 1.png"),
			dataset.images().stream().map(image -> image.name()).toList());
		assertEquals(1, dataset.warnings().size());
		assertTrue(dataset.warnings().get(0).contains(filename), dataset.warnings().get(0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a.png\ngood.png\nwell 1.png", "JPEGImages/a.png Annotations/a.xml\ngood\nwell 1",
		"VOC2007/JPEGImages/a.png VOC2007/Annotations/a.xml\ngood\nwell 1", "/data/voc/JPEGImages/a.png\ngood\nwell 1",
		"JPEGImages\\a.png\r\ngood\r\nwell 1\r\n", "\"a\"\n'good.png'\n\"well 1\"", "a\na\ngood\nwell 1", "a 1\ngood  -1\nwell 1",
		"a.png 3\ngood.png 0\nwell 1", "\uFEFFa\r\ngood\r\n\r\nwell 1", "a\rgood\rwell 1\r", "  a\t\n\tgood  \n  well 1",
		"a,1\ngood,0\nwell 1", "a\ngood.png\nwell%201", "a\nfile:///C:/x/good.png\nJPEGImages/well%201.png", "./a.png\n./good.png\n./well 1.png", "A.PNG\ngood\nwell 1", "a.jpg\ngood.tif\nwell 1" })
	void listsAreTakenAsPeopleWriteThem(final String list) throws IOException {
		if (list.startsWith("A.PNG")) Files.move(folder.resolve("Annotations/a.xml"), folder.resolve("Annotations/A.xml"));
		split(folder, "val", list);
		if (list.startsWith("A.PNG")) Files.move(folder.resolve("JPEGImages/a.png"), folder.resolve("JPEGImages/A.PNG"));
		assertEquals(3, open().images().size());
	}

	@Test
	void aLineThatNamesNoImageIsNamed() throws IOException {
		split(folder, "val", "a\n\nnobody\n");
		final String line = line();
		assertTrue(line.contains("val.txt, line 3 is nobody") && line.contains("nobody.xml does not exist"), line);
	}

	@Test
	void aDocumentTypeIsRefusedInTheUsersWords() throws IOException {
		final Path xml = folder.resolve("Annotations/a.xml");
		Files.writeString(xml, "<!DOCTYPE annotation>" + Files.readString(xml));
		final String line = line();
		assertTrue(line.contains("<!DOCTYPE>") && line.contains("delete it"), line);
		assertFalse(line.contains("http:"), line);
	}

	@ParameterizedTest
	@CsvSource({ "0.1,0.2,0.5,0.9,1", "0,0,0.25,1,1", "0.5,0.5,0.75,0.75,1", "1,1,2,2,0", "0.5,0.5,40,50,0" })
	void fractionsAreSaid(final double xMin, final double yMin, final double xMax, final double yMax, final int lines)
		throws IOException
	{
		voc(folder, "a", object("cell", xMin, yMin, xMax, yMax));
		final Dataset dataset = open();
		final List<String> said = dataset.warnings().stream().filter(line -> line.contains("fractions")).toList();
		assertEquals(lines, said.size(), dataset.warnings().toString());
		assertEquals(1 - lines, dataset.images().get(0).objects().size());
	}

	@Test
	void longTextsTakeLinearTimeAndGiveAShortLine() throws IOException {
		final String blanks = " ".repeat(300_000);
		voc(folder, "a", object("cell", "10" + blanks + "x", 10, 30, 30));
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertTrue(line().contains("<xmin>")));
		voc(folder, "a", object("cell", blanks + "10" + blanks, 10, 30, 30));
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertEquals(3, open().images().size()));
		voc(folder, "a", object("cell", 10, 10, 30, 30).replace("<difficult>0", "<difficult>0" + blanks + "x"));
		assertTimeoutPreemptively(Duration.ofSeconds(5), () -> assertEquals(1, open().warnings().size()));
		voc(folder, "a", object("cell", 10, 10, 30, 30));
		for (final String list : List.of("a" + blanks + "\n", "a" + blanks + "x\n", blanks + "a\n", "a " + "1 ".repeat(150_000),
			"a/".repeat(200_000), "\"" + blanks))
		{
			split(folder, "val", list);
			assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
				try {
					open();
				}
				catch (final UserException e) {
					assertTrue(e.getMessage().length() <= 500, e.getMessage());
				}
			});
		}
	}

	@Test
	void aLineOfHundredMegabytesIsALine() throws IOException {
		final Path list = folder.resolve("ImageSets/Main/val.txt");
		final byte[] part = "a".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
		try (OutputStream out = Files.newOutputStream(list)) {
			for (int i = 0; i < 100; i++)
				out.write(part);
		}
		assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertTrue(line().contains("line 1 is longer than")));
		final byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
		try (OutputStream out = Files.newOutputStream(list)) {
			for (int i = 0; i < 100; i++)
				out.write(blanks);
			out.write('a');
		}
		assertTimeoutPreemptively(Duration.ofSeconds(20), () -> assertEquals(1, open().images().size()));
	}

	@ParameterizedTest
	@CsvSource({ ".,.", "images,annotations", "images,Annotations", "data,labels", "images,labels", "images,xml" })
	void layoutsWithoutListsAreDivided(final String images, final String annotations) throws IOException {
		final Path flat = folder.resolve("flat");
		for (int i = 0; i < 20; i++) {
			image(flat.resolve(images).resolve("f" + i + ".png"), 100, 80);
			text(flat.resolve(annotations).resolve("f" + i + ".xml"),
				"<annotation><filename>f" + i + ".png</filename>" + object("cell", 3, 3, 30, 30 + i) + "</annotation>");
		}
		image(flat.resolve(images).resolve("unlabelled.png"), 100, 80);
		final Dataset train = Datasets.open(flat.toString(), "train", List.of());
		final Dataset val = Datasets.open(flat.toString(), "val", List.of());
		assertEquals(20, train.images().size() + val.images().size());
		assertTrue(val.images().size() >= 1 && val.images().size() <= 9, val.images().size() + " of 20");
		assertEquals(20, Datasets.open(flat.toString(), "all", List.of()).images().size());
		text(flat.resolve("val.txt"), "f3.png\nf4\n");
		text(flat.resolve("train.txt"), "f0\n");
		assertEquals(2, Datasets.open(flat.toString(), "val", List.of()).images().size());
	}

	@ParameterizedTest
	@CsvSource({ "valid/.,valid/.", "images/val,annotations/val", "val/images,val/annotations", "validation,validation" })
	void partsAreFoundUnderTheNamesThatToolsGiveThem(final String images, final String annotations) throws IOException {
		final Path parts = folder.resolve("parts");
		image(parts.resolve(images).resolve("f.png"), 100, 80);
		text(parts.resolve(annotations).resolve("f.xml"), "<annotation>" + object("cell", 3, 3, 30, 30) + "</annotation>");
		assertEquals(1, Datasets.open(parts.toString(), "val", List.of()).images().size());
	}

	@Test
	void cvatsOnlyListIsDivided() throws IOException {
		Files.move(folder.resolve("ImageSets/Main/val.txt"), folder.resolve("ImageSets/Main/default.txt"));
		assertEquals(3, Datasets.open(folder.toString(), "default", List.of()).images().size());
		assertEquals(3, Datasets.open(folder.toString(), "all", List.of()).images().size());
		assertEquals(3, open().images().size() + Datasets.open(folder.toString(), "train", List.of()).images().size());
	}
}
