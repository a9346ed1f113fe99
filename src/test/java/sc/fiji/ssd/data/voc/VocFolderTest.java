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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.data.AnnotationFolder;
import sc.fiji.ssd.io.UserException;

/** What is in a dataset survives what is added. */
class VocFolderTest {

	private static final String XML = """
										<annotation>
											<source><database>ours</database></source>
											<filename>a.jpg</filename>
											<size><width>100</width><height>80</height><depth>3</depth></size>
											<object><name>cell</name><pose>Left</pose><difficult>1</difficult>
												<bndbox><xmin>11</xmin><ymin>11.0</ymin><xmax>30</xmax><ymax>30</ymax></bndbox></object>
											<object><name>rod &amp; tip</name><part><name>tip</name></part>
												<bndbox><xmin>51</xmin><ymin>11</ymin><xmax>60</xmax><ymax>30</ymax></bndbox></object>
										</annotation>
										""";

	@TempDir
	private Path folder;

	private Path image;
	private Path xml;
	private VocFolder voc;

	@BeforeEach
	void write() throws IOException {
		image = folder.resolve("JPEGImages/a.jpg");
		xml = folder.resolve("Annotations/a.xml");
		Files.createDirectories(image.getParent());
		Files.createDirectories(xml.getParent());
		Files.createDirectories(folder.resolve("ImageSets/Main"));
		Files.write(image, new byte[] { 1, 2, 3 });
		Files.writeString(xml, XML);
		Files.writeString(folder.resolve("ImageSets/Main/train.txt"), "a\n");
		voc = new VocFolder(folder, "train");
	}

	private AnnotationFolder.Merged merge(final GroundTruth... objects) throws IOException {
		return voc.merge("a", image, 100, 80, 3, List.of(objects));
	}

	private static GroundTruth object(final String name, final double x, final double y, final double w,
		final double h)
	{
		return new GroundTruth(new Box(x, y, x + w, y + h), name);
	}

	@Test
	void newObjectsAreAddedAndOldOnesKept() throws IOException {
		final AnnotationFolder.Merged merged = merge(object("a/b <ü>", 0.25, 40, 10, 10.125));
		assertEquals(1, merged.added());
		assertEquals(0, merged.changed());
		assertEquals(List.of("cell (10.0, 10.0, 30.0, 30.0)", "rod & tip (50.0, 10.0, 60.0, 30.0)"), merged.kept());
		final List<VocAnnotation.Item> items = VocAnnotation.read(xml).objects();
		assertEquals(List.of("cell", "rod & tip", "a/b <ü>"), items.stream().map(VocAnnotation.Item::name).toList());
		assertEquals(1.25, items.get(2).xMin());
		assertEquals(50.125, items.get(2).yMax());
		assertTrue(items.get(0).difficult());
		final String text = Files.readString(xml);
		for (final String kept : List.of("<database>ours</database>", "<pose>Left</pose>",
			"<part><name>tip</name></part>"))
			assertTrue(text.contains(kept), text);
		assertEquals(List.of("a"), Files.readAllLines(folder.resolve("ImageSets/Main/train.txt")));
		assertEquals(3, Files.size(image));
	}

	@Test
	void aMovedBoxIsTheSameObject() throws IOException {
		final AnnotationFolder.Merged merged = merge(object("cell", 12, 11, 19, 19), object("rod & tip", 50, 10, 10, 20));
		assertEquals(new AnnotationFolder.Merged(0, 1, List.of()), merged);
		final VocAnnotation.Item moved = VocAnnotation.read(xml).objects().get(0);
		assertEquals(new VocAnnotation.Item("cell", 13, 12, 31, 30, true), moved);
	}

	@Test
	void theNearerBoxIsTheObjectThatIsThere() throws IOException {
		final AnnotationFolder.Merged merged = merge(object("cell", 12, 12, 20, 20), object("cell", 10, 10, 20, 20));
		assertEquals(1, merged.added());
		assertEquals(0, merged.changed());
	}

	@Test
	void aBoxOfAnotherClassIsRenamedOnlyWhereItIsTheSame() throws IOException {
		assertEquals(1, merge(object("nucleus", 12, 12, 18, 18)).added());
		final AnnotationFolder.Merged merged = merge(object("rod", 50, 10, 10, 20));
		assertEquals(1, merged.changed());
		assertEquals(List.of("cell", "rod", "nucleus"),
			VocAnnotation.read(xml).objects().stream().map(VocAnnotation.Item::name).toList());
		assertTrue(Files.readString(xml).contains("<part><name>tip</name></part>"));
	}

	@Test
	void nothingNewLeavesTheFileAsItIs() throws IOException {
		assertEquals(new AnnotationFolder.Merged(0, 0, List.of()),
			merge(object("cell", 10, 10, 20, 20), object("rod & tip", 50, 10, 10, 20)));
		assertEquals(XML, Files.readString(xml));
	}

	@Test
	void anImageIsFoundByItsAnnotationOrItsName() throws IOException {
		Files.move(image, image.resolveSibling("b.PNG"));
		Files.writeString(xml, XML.replace("a.jpg", "b.PNG"));
		assertEquals("b.PNG", voc.image("a").get().getFileName().toString());
		assertTrue(voc.isTaken("b"));
		assertFalse(voc.isTaken("c"));
		// its annotation has another name: no second one is made
		voc.merge("b", voc.image("b").get(), 100, 80, 3, List.of(object("cell", 60, 60, 9, 9)));
		assertFalse(Files.exists(folder.resolve("Annotations/b.xml")));
		assertEquals(3, VocAnnotation.read(xml).objects().size());
	}

	@Test
	void anImageWithoutAnnotationGetsOne() throws IOException {
		Files.delete(xml);
		assertEquals(1, merge(object("cell", 1, 1, 9, 9)).added());
		assertEquals(1, VocAnnotation.read(xml).objects().size());
	}

	@Test
	void otherSplitsAreKnownAndNamesOfListsChecked() throws IOException {
		for (final String split : List.of("val", "trainval"))
			Files.writeString(folder.resolve("ImageSets/Main/" + split + ".txt"), "b\na\n");
		assertEquals(List.of("val"), voc.otherSplits("a"));
		assertThrows(UserException.class, () -> new VocFolder(folder, "../x"));
	}

	@Test
	void aDamagedAnnotationIsNeverOverwritten() throws IOException {
		Files.writeString(xml, "<annotation><object>");
		assertThrows(UserException.class, () -> merge(object("cell", 1, 1, 9, 9)));
		assertThrows(UserException.class, () -> voc.image("a"));
		assertEquals("<annotation><object>", Files.readString(xml));
	}
}
