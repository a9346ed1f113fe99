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
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.data.TestFiles.image;
import static sc.fiji.ssd.data.TestFiles.object;
import static sc.fiji.ssd.data.TestFiles.split;
import static sc.fiji.ssd.data.TestFiles.text;
import static sc.fiji.ssd.data.TestFiles.voc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

class VocDatasetTest {

	@TempDir
	Path folder;

	private Dataset open() {
		return Datasets.open(folder.toString(), "train", List.of());
	}

	/** @return the one line of the failure */
	private String failure() {
		final String message = assertThrows(UserException.class, this::open).getMessage();
		assertEquals(1, message.lines().count(), message);
		return message;
	}

	private static void assertContains(final String text, final String... parts) {
		for (final String part : parts)
			assertTrue(text.contains(part), "\"" + part + "\" is not in: " + text);
	}

	@Test
	void readsBoxesMarksAndEmptyImages() throws IOException {
		voc(folder, "b", object("rod", 1, 1, 100, 80) +
			object("cell", 10.5, 20.25, 30.75, "4e1").replace("<difficult>0<", "<difficult>1<"));
		voc(folder, "a", "");
		split(folder, "train", "\uFEFFb\r\n\r\n a \n");
		final Dataset dataset = open();
		assertEquals(folder.toString(), dataset.location());
		assertEquals(List.of("cell", "rod"), dataset.classNames());
		assertEquals(List.of(), dataset.warnings());
		assertEquals(2, dataset.images().size());
		final AnnotatedImage first = dataset.images().get(0);
		assertEquals("b.png", first.name());
		assertTrue(Files.isRegularFile(first.file()));
		assertEquals(100, first.width());
		assertEquals(80, first.height());
		assertEquals(new GroundTruth(new Box(0, 0, 100, 80), "rod"), first.objects().get(0));
		assertEquals(new GroundTruth(new Box(9.5, 19.25, 30.75, 40), "cell", true, false), first.objects().get(1));
		assertEquals(List.of(), dataset.images().get(1).objects());
	}

	@ParameterizedTest
	@ValueSource(strings = { ".png", ".jpg", ".JPG", ".jpeg", ".tif", ".tiff", ".bmp", ".gif" })
	void findsTheImageByIdWhenTheFilenameIsOfNoUse(final String ending) throws IOException {
		final String xml = "<annotation><filename>%s</filename>" + object("c", 2, 2, 9, 9) + "</annotation>";
		image(folder.resolve("JPEGImages/x" + ending), 12, 34);
		split(folder, "train", "x");
		for (final String filename : new String[] { "elsewhere.png", "x", "C:\\data\\x.png", "" }) {
			text(folder.resolve("Annotations/x.xml"), String.format(xml, filename));
			final AnnotatedImage image = open().images().get(0);
			assertEquals("x" + ending, image.name());
			assertEquals(12, image.width());
			assertEquals(34, image.height());
		}
	}

	@Test
	void theFilenameIsFollowedWhereNoImageHasTheNameOfTheList() throws IOException {
		voc(folder, "x", object("c", 2, 2, 9, 9));
		Files.move(folder.resolve("JPEGImages/x.png"), folder.resolve("JPEGImages/sub.x.png"));
		Files.createDirectories(folder.resolve("JPEGImages/day 1"));
		Files.move(folder.resolve("JPEGImages/sub.x.png"), folder.resolve("JPEGImages/day 1/x.png"));
		final Path xml = folder.resolve("Annotations/x.xml");
		text(xml, Files.readString(xml).replace(">x.png<", ">day 1/x.png<"));
		split(folder, "train", "x");
		assertEquals("day 1/x.png", open().images().get(0).name());
		image(folder.resolve("JPEGImages/x.tif"), 5, 5);
		final Dataset dataset = open();
		assertEquals("x.tif", dataset.images().get(0).name());
		assertContains(String.join("\n", dataset.warnings()), "x.xml", "day 1/x.png", "the list is used", "x.tif");
	}

	@Test
	void oddBoxesAreDroppedOrClippedWithALine() throws IOException {
		voc(folder, "x", object("flat", 5, 5, 20, 4) + object("line", 8, 5, 7, 30) + object("far", 101, 5, 140, 20) +
			object("over", 90, -3, 104.5, 20) + object("good", 1, 1, 2, 2) + object("click", 5, 6, 5, 6));
		split(folder, "train", "x");
		final Dataset dataset = open();
		assertEquals(List.of("good", "over"), dataset.classNames());
		assertEquals(new Box(89, 0, 100, 20), dataset.images().get(0).objects().get(0).box());
		assertEquals(5, dataset.warnings().size());
		assertContains(dataset.warnings().get(0), "x.xml", "object 1 (flat)", "no area", "dropped");
		assertContains(dataset.warnings().get(1), "object 2 (line)", "no area");
		assertContains(dataset.warnings().get(2), "object 3 (far)", "(100, 4, 140, 20)", "outside", "100 x 80",
			"dropped");
		assertContains(dataset.warnings().get(3), "object 4 (over)", "clipped");
		assertContains(dataset.warnings().get(4), "x.xml: object 6 (click)", "no area", "dropped");
	}

	@Test
	void theImagesSizeGoesBeforeTheAnnotations() throws IOException {
		voc(folder, "x", object("c", 50, 50, 100, 80));
		image(folder.resolve("JPEGImages/x.png"), 60, 70);
		split(folder, "train", "x");
		final Dataset dataset = open();
		assertEquals(60, dataset.images().get(0).width());
		assertEquals(new Box(49, 49, 60, 70), dataset.images().get(0).objects().get(0).box());
		assertContains(dataset.warnings().get(0), "x.xml", "100 x 80", "60 x 70");
	}

	@Test
	void anImageThatJavaCannotReadHasTheAnnotationsSize() throws IOException {
		voc(folder, "x", object("c", 50, 50, 100, 80));
		text(folder.resolve("JPEGImages/x.png"), "a format of another microscope");
		split(folder, "train", "x");
		assertEquals(100, open().images().get(0).width());
		final Path xml = folder.resolve("Annotations/x.xml");
		text(xml, Files.readString(xml).replace("<width>100<", "<width>0<"));
		assertContains(failure(), "x.xml", "x.png", "<size>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "NaN", "Infinity", "-Infinity" })
	void coordinatesThatAreNotFiniteAreRefused(final String value) throws IOException {
		voc(folder, "x", object("c", 5, value, 20, 30));
		split(folder, "train", "x");
		assertContains(failure(), "x.xml", "object 1 (c)", "finite");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { //
		"<object><name>c</name><bndbox><xmin>a</xmin><ymin>1</ymin><xmax>2</xmax><ymax>3</ymax></bndbox></object> | object 1 (c): <xmin> is \"a\"", //
		"<object><name>c</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax></bndbox></object> | object 1 (c) has no <ymax>", //
		"<object><name>c</name></object> | object 1 (c) has no <bndbox>", //
		"<object><name> </name></object> | object 1 has no <name>", //
		"<object> | is not valid XML", //
		"</annotation><annotation> | is not valid XML" })
	void damagedAnnotationsAreNamed(final String objects, final String message) throws IOException {
		voc(folder, "x", objects);
		split(folder, "train", "x");
		assertContains(failure(), "x.xml", message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no xml at all", "<other/>" })
	void filesThatAreNoAnnotationsAreNamed(final String content) throws IOException {
		voc(folder, "x", "");
		text(folder.resolve("Annotations/x.xml"), content);
		split(folder, "train", "x");
		assertContains(failure(), "x.xml");
	}

	@Test
	void entitiesAreRefused() throws IOException {
		voc(folder, "x", object("c", 1, 1, 9, 9));
		text(folder.resolve("secret.txt"), "secret");
		split(folder, "train", "x");
		final String body = "<annotation><filename>&e;</filename>" + object("&e;", 1, 1, 9, 9) + "</annotation>";
		for (final String type : new String[] {
			"<!DOCTYPE a [<!ENTITY e SYSTEM \"" + folder.resolve("secret.txt").toUri() + "\">]>",
			"<!DOCTYPE a [<!ENTITY f \"aaaaaaaaaa\"><!ENTITY e \"&f;&f;&f;&f;\">]>",
			"<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/a.dtd\">" })
		{
			text(folder.resolve("Annotations/x.xml"), type + body);
			final String message = failure();
			assertContains(message, "x.xml", "DOCTYPE");
			assertFalse(message.contains("secret\""), message);
		}
	}

	@Test
	void bottomlessNestingIsRefused() throws IOException {
		voc(folder, "x", "<a>".repeat(100_000) + "</a>".repeat(100_000));
		split(folder, "train", "x");
		assertContains(failure(), "x.xml", "is not a valid annotation");
	}

	@ParameterizedTest
	@ValueSource(strings = { "../../outside.png", "..\\..\\outside.png", "/etc/hostname",
		"sub/../../JPEGImages2/x.png" })
	void theFilenameStaysInside(final String filename) throws IOException {
		voc(folder, "x", object("c", 1, 1, 9, 9));
		final Path xml = folder.resolve("Annotations/x.xml");
		text(xml, Files.readString(xml).replace(">x.png<", ">" + filename + "<"));
		split(folder, "train", "x");
		assertEquals("x.png", open().images().get(0).name()); // the list decides
		Files.move(folder.resolve("JPEGImages/x.png"), folder.resolve("JPEGImages/y.png"));
		assertContains(failure(), "x.xml", filename.startsWith("/") ? "is not in" : "<filename> leads out of", filename);
	}

	@ParameterizedTest
	@ValueSource(strings = { "../x", "..\\x", "sub/../../x" })
	void idsStayInside(final String id) throws IOException {
		voc(folder, "x", "");
		split(folder, "train", id);
		assertContains(failure(), "train.txt, line 1 leads out of");
	}

	@Test
	void theSplitStaysInside() throws IOException {
		voc(folder, "x", "");
		split(folder, "train", "x");
		final UserException e = assertThrows(UserException.class,
			() -> Datasets.open(folder.toString(), "../../x", List.of()));
		assertContains(e.getMessage(), "split: ../../x leads out of");
	}

	@Test
	void missingFilesAreNamed() throws IOException {
		voc(folder, "x", object("c", 1, 1, 9, 9));
		split(folder, "train", "x\ny\n");
		assertContains(failure(), "y.xml", "does not exist");
		text(folder.resolve("Annotations/y.xml"), "<annotation/>");
		assertContains(failure(), "y.xml", "y.*", "is not in", "JPEGImages");
	}

	@Test
	void splitsThatCannotBeReadAreNamed() throws IOException {
		voc(folder, "x", object("c", 1, 1, 9, 9));
		assertContains(failure(), "train.txt does not exist", "no splits");
		split(folder, "val", "x");
		split(folder, "test", "x");
		assertContains(failure(), "train.txt does not exist; the existing splits are test, val");
		split(folder, "train", " \n\n");
		assertContains(failure(), "train.txt is empty");
		split(folder, "train", "x\nx\n");
		assertContains(open().warnings().get(0), "train.txt, line 2", "line 1", "used once");
		Files.write(folder.resolve("ImageSets/Main/train.txt"), new byte[] { (byte) 0xff, (byte) 0xfe, 'x', 0 });
		assertContains(failure(), "train.txt is not text in UTF-8");
	}

	@Test
	void listsOfOneClassHaveASecondColumn() throws IOException {
		voc(folder, "x", object("c", 1, 1, 9, 9));
		voc(folder, "field 1", "");
		split(folder, "train", "x  -1\nfield 1\n");
		final Dataset dataset = open();
		assertEquals("x.png", dataset.images().get(0).name());
		assertEquals("field 1.png", dataset.images().get(1).name());
	}

	@Test
	void twoAnnotationsOfOneImageAreRefused() throws IOException {
		voc(folder, "z", object("c", 1, 1, 9, 9));
		Files.move(folder.resolve("JPEGImages/z.png"), folder.resolve("JPEGImages/x.png"));
		final String xml = Files.readString(folder.resolve("Annotations/z.xml")).replace("z.png", "x.png");
		text(folder.resolve("Annotations/x.xml"), xml);
		text(folder.resolve("Annotations/y.xml"), xml);
		split(folder, "train", "x\ny\n");
		assertContains(failure(), "two entries have the image x.png");
	}

	@Test
	void aMissingFolderOfImagesIsNamed() throws IOException {
		text(folder.resolve("Annotations/x.xml"), "<annotation/>");
		split(folder, "train", "x");
		assertContains(failure(), "has no folder JPEGImages");
	}
}
