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
package sc.fiji.ssd.imagej.annotate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

/** Tests {@link FolderAnnotation} and what it does to the files of the dataset. */
class FolderAnnotationTest {

	@TempDir
	Path folder;

	private FolderAnnotation annotation() {
		return new FolderAnnotation(folder.resolve("in"), folder.resolve("data"), "train", List.of("rod"), line -> {});
	}

	private void image(final String name, final int slices) throws Exception {
		Files.createDirectories(folder.resolve("in"));
		final ImagePlus image = IJ.createImage(name, "8-bit ramp", 60 + name.length(), 50, slices);
		Files.write(folder.resolve("in").resolve(name), new FileSaver(image).serialize());
	}

	private static void save(final FolderAnnotation annotation, final int index, final int plane,
		final GroundTruth... truths) throws Exception
	{
		final FolderAnnotation.Opened opened = annotation.open(index);
		final List<List<GroundTruth>> planes = new ArrayList<>(opened.planes());
		planes.set(plane, List.of(truths));
		annotation.save(index, opened.image(), plane, planes);
	}

	private static GroundTruth truth(final double x, final String name) {
		return new GroundTruth(new Box(x, 5, x + 10, 20), name);
	}

	@Test
	void aboutAFifthIsKeptForValidation() throws Exception {
		for (int i = 0; i < 10; i++)
			image("f" + i + ".tif", 1);
		for (int i = 0; i < 10; i++)
			save(new FolderAnnotation(folder.resolve("in"), folder.resolve("data"), FolderAnnotation.AUTO, List.of("rod"),
				line -> {}), i, 0, truth(1, "rod"));
		final List<String> train = Files.readAllLines(folder.resolve("data/ImageSets/Main/train.txt")),
			val = Files.readAllLines(folder.resolve("data/ImageSets/Main/val.txt"));
		assertEquals(10, train.size() + val.size());
		assertTrue(!val.isEmpty() && val.size() < 5, val.toString());
		// an image that is in a list stays there, whatever the folder gains
		image("f0000.tif", 1);
		final FolderAnnotation more = new FolderAnnotation(folder.resolve("in"), folder.resolve("data"),
			FolderAnnotation.AUTO, List.of("rod"), line -> {});
		assertEquals(10, more.done());
		for (int i = 0; i < 11; i++)
			save(more, i, 0, truth(2, "rod"));
		assertTrue(Files.readAllLines(folder.resolve("data/ImageSets/Main/val.txt")).containsAll(val));
		assertEquals(11, Files.readAllLines(folder.resolve("data/ImageSets/Main/train.txt")).size() +
			Files.readAllLines(folder.resolve("data/ImageSets/Main/val.txt")).size());
	}

	@Test
	void boxesAreReplacedAndComeBack() throws Exception {
		image("a.tif", 1);
		image("bb.tif", 1);
		final FolderAnnotation first = annotation();
		assertEquals(2, first.files().size());
		save(first, 0, 0, truth(1, "rod"), truth(20, "ring"));
		save(first, 1, 0);
		assertEquals(2, first.done());
		final Path xml = folder.resolve("data/Annotations/a.xml");
		Files.writeString(xml, Files.readString(xml).replace("Unspecified", "Left"));
		final FolderAnnotation again = annotation();
		assertEquals(2, again.done());
		assertEquals(List.of("rod", "ring"), again.classes());
		assertEquals(1, again.count("ring"));
		assertEquals(List.of(truth(1, "rod"), truth(20, "ring")), again.open(0).planes().get(0));
		assertEquals(List.of(), again.open(1).planes().get(0));
		save(again, 0, 0, truth(20, "rod"));
		assertEquals(List.of(truth(20, "rod")), again.open(0).planes().get(0));
		assertTrue(Files.readString(xml).contains("<pose>Left</pose>"), "what other tools wrote is kept");
		assertEquals(0, again.count("ring"));
		assertEquals(List.of("a", "bb"), Files.readAllLines(folder.resolve("data/ImageSets/Main/train.txt")));
	}

	@Test
	void planesOfStacksAreImages() throws Exception {
		image("s.tif", 3);
		save(annotation(), 0, 1, truth(3, "rod"));
		final FolderAnnotation.Opened opened = annotation().open(0);
		assertEquals(null, opened.planes().get(0));
		assertEquals(List.of(truth(3, "rod")), opened.planes().get(1));
		assertTrue(Files.exists(folder.resolve("data/Annotations/s-z002.xml")));
		assertFalse(Files.exists(folder.resolve("data/Annotations/s-z001.xml")));
	}

	@Test
	void anEmptyFolderIsRefused() throws Exception {
		Files.createDirectories(folder.resolve("in"));
		assertTrue(assertThrows(UserException.class, this::annotation).getMessage().startsWith("input: "));
	}
}
