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
package sc.fiji.ssd.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.voc.VocFormat;
import sc.fiji.ssd.io.UserException;

class DatasetsTest {

	@TempDir
	Path folder;

	private static String failure(final String spec, final String split, final String... classes) {
		final String message = assertThrows(UserException.class, () -> Datasets.open(spec, split, List.of(classes)))
			.getMessage();
		assertEquals(1, message.lines().count(), message);
		return message;
	}

	private static void assertContains(final String text, final String... parts) {
		for (final String part : parts)
			assertTrue(text.contains(part), "\"" + part + "\" is not in: " + text);
	}

	private Path dataset(final String name, final String id, final String className) throws IOException {
		final Path dataset = folder.resolve(name);
		voc(dataset, id, object(className, 1, 1, 9, 9));
		split(dataset, "train", id);
		return dataset;
	}

	private static List<String> names(final Dataset dataset) {
		return dataset.images().stream().map(AnnotatedImage::name).collect(Collectors.toList());
	}

	@Test
	void joinsFoldersInTheirOrder() throws IOException {
		final Path b = dataset("b", "2", "rod");
		final Path a = dataset("a", "1", "cell");
		final Dataset dataset = Datasets.open(b + " ; " + a + ";", "train", List.of());
		assertEquals(List.of("2.png", "1.png"), names(dataset));
		assertEquals(List.of("cell", "rod"), dataset.classNames());
		assertEquals(b + ";" + a, dataset.location());
	}

	@Test
	void everyFolderMayHaveItsOwnSplit() throws IOException {
		final Path a = dataset("a", "1", "cell");
		voc(a, "2", object("rod", 1, 1, 9, 9));
		split(a, "test", "2");
		final Path b = dataset("b", "3", "cell");
		assertEquals(List.of("1.png", "2.png", "3.png"),
			names(Datasets.open(a + ";" + a + ";" + b, "train; test ;train", List.of())));
		assertEquals(List.of("2.png"), names(Datasets.open(a + ";" + b, "test;", List.of())));
		assertContains(failure(a + ";" + b, "train;test;train"),
			"split: 'train;test;train' names 3 parts for 2 folders");
		assertContains(failure(a + ";" + a, "train;train"), "is given twice");
		assertContains(failure(a + ";" + b, " ; "), "split: is empty");
		assertContains(failure(a + ";" + b, "train;test"), "split: ", "test.txt does not exist");
	}

	@Test
	void equalNamesGetTheirFoldersName() throws IOException {
		final Path a = dataset("a", "1", "cell");
		final Path b = dataset("b", "1", "cell");
		final Path c = dataset("c/b", "1", "cell");
		assertEquals(List.of("a/1.png", "b/1.png"), names(Datasets.open(a + ";" + b, "train", List.of())));
		assertEquals(List.of("1/1.png", "2/1.png"), names(Datasets.open(b + ";" + c, "train", List.of())));
	}

	@Test
	void classesAreFilteredAndImagesStay() throws IOException {
		final String spec = dataset("a", "1", "cell") + ";" + dataset("b", "2", "rod");
		final Dataset dataset = Datasets.open(spec, "train", List.of("rod"));
		assertEquals(List.of("rod"), dataset.classNames());
		assertEquals(List.of("1.png", "2.png"), names(dataset));
		assertEquals(List.of(), dataset.images().get(0).objects());
		assertContains(failure(spec, "train", "rod", "spindle"), "classes: spindle has no object in split train",
			"the existing classes are cell, rod");
		assertEquals(List.of("rod"),
			Datasets.select(Datasets.open(spec, "train", List.of()), List.of("rod", "spindle")).classNames());
	}

	@Test
	void foldersThatAreNoDatasetsAreNamed() throws IOException {
		Files.createDirectories(folder.resolve("empty"));
		text(folder.resolve("file"), "");
		assertContains(failure(folder + "/absent", "train"),
			"dataset: " + folder.resolve("absent") + " does not exist");
		assertContains(failure(folder + "/file", "train"), "is not a folder");
		assertContains(failure(folder + "/empty", "train"), "not a dataset in a known format", "VOC", "COCO");
		assertContains(failure(" ; ", "train"), "dataset: is empty");
		assertContains(failure(null, "train"), "dataset: is empty");
		assertContains(failure("a\0b", "train"), "is not a path");
		final Path a = dataset("a", "1", "cell");
		assertContains(failure(a + ";" + a, "train"), "is given twice");
		assertContains(failure(a.toString(), " "), "split: is empty");
	}

	@Test
	void datasetsWithoutObjectsAreRefused() throws IOException {
		voc(folder, "1", "");
		split(folder, "train", "1");
		assertContains(failure(folder.toString(), "train"), "dataset: " + folder,
			"no image of split train has a usable object");
	}

	@Test
	void theDigestTellsDatasetsApart() throws IOException {
		final Set<String> digests = new HashSet<>();
		digests.add(digest("1", "cell", 9, 4));
		assertEquals(64, digests.iterator().next().length());
		assertEquals(digests.iterator().next(), digest("1", "cell", 9, 4));
		digests.add(digest("2", "cell", 9, 4));
		digests.add(digest("1", "rod", 9, 4));
		digests.add(digest("1", "cell", 9.001, 4));
		digests.add(digest("1", "cell", 9, 5));
		assertEquals(5, digests.size());
		final Dataset dataset = builder("1", "cell", 9, 4).build();
		assertNotEquals(dataset.digest(), Datasets.select(dataset, List.of()).digest());
	}

	private String digest(final String name, final String className, final double xMax, final int bytes)
		throws IOException
	{
		return builder(name, className, xMax, bytes).build().digest();
	}

	private DatasetBuilder builder(final String name, final String className, final double xMax, final int bytes)
		throws IOException
	{
		final Path file = folder.resolve("f");
		Files.write(file, new byte[bytes]);
		final DatasetBuilder builder = new DatasetBuilder("here");
		builder.image(name, file, 20, 20);
		builder.object("f", new GroundTruth(new Box(1, 2, xMax, 8), className));
		return builder;
	}

	@Test
	void otherFormatsCanBeAdded() throws IOException {
		image(folder.resolve("a.png"), 10, 10);
		final DatasetFormat format = new DatasetFormat() {

			@Override
			public String name() {
				return "pictures";
			}

			@Override
			public Recognition recognise(final Path candidate) {
				return Files.exists(candidate.resolve("a.png")) ? Recognition.yes() : Recognition.no("it has no a.png");
			}

			@Override
			public Dataset open(final Path candidate, final String split) {
				final DatasetBuilder builder = new DatasetBuilder(candidate.toString());
				builder.image("a.png", candidate.resolve("a.png"), 10, 10);
				builder.object("a", new GroundTruth(new Box(1, 1, 5, 5), split));
				return builder.build();
			}
		};
		assertEquals(List.of("val"),
			Datasets.open(folder.toString(), "val", List.of(), List.of(new VocFormat(), format)).classNames());
	}

	@Test
	void classNamesAreSortedByCodePoints() {
		final DatasetBuilder builder = new DatasetBuilder("here");
		builder.image("a", folder, 10, 10);
		for (final String name : List.of("\uFF01", "\uD83D\uDE00", "b", "B", "ab", "a"))
			builder.object("a", new GroundTruth(new Box(1, 1, 5, 5), name));
		assertEquals(List.of("B", "a", "ab", "b", "\uFF01", "\uD83D\uDE00"), builder.build().classNames());
	}

	@Test
	void recognisesCoco() throws IOException {
		image(folder.resolve("val/sub/a.png"), 100, 80);
		image(folder.resolve("val/b.png"), 100, 80);
		final String json = "{\"images\":[{\"id\":7,\"file_name\":\"sub/a.png\",\"width\":100,\"height\":80}," +
			"{\"id\":3,\"file_name\":\"b.png\",\"width\":100,\"height\":80}]," +
			"\"categories\":[{\"id\":18,\"name\":\"dog\"},{\"id\":1,\"name\":\"person\"}]," +
			"\"annotations\":[{\"id\":1,\"image_id\":3,\"category_id\":18,\"bbox\":[10.5,20,30,40.25],\"iscrowd\":0,\"area\":800.5}," +
			"{\"id\":2,\"image_id\":3,\"category_id\":1,\"bbox\":[0,0,100,80],\"iscrowd\":1}," +
			"{\"id\":4,\"image_id\":7,\"category_id\":1,\"bbox\":[5,5,0,9],\"iscrowd\":0}]}";
		text(folder.resolve("annotations/instances_val.json"), json);
		final Dataset dataset = Datasets.open(folder.toString(), "val", List.of());
		assertEquals(List.of("sub/a.png", "b.png"), names(dataset));
		assertEquals(List.of(), dataset.images().get(0).objects());
		assertEquals(List.of(new GroundTruth(new Box(10.5, 20, 40.5, 60.25), "dog", false, false, 800.5),
			new GroundTruth(new Box(0, 0, 100, 80), "person", false, true)), dataset.images().get(1).objects());
		assertEquals(1, dataset.warnings().size());
		assertContains(dataset.warnings().get(0), "instances_val.json: annotation 4 of sub/a.png (person)", "no area");
		assertContains(failure(folder.toString(), "train"),
			"instances_train.json does not exist; the existing splits are val");
		damaged(json, "\"image_id\":7", "\"image_id\":8", "annotation 4 has image_id 8");
		damaged(json, "\"category_id\":18", "\"category_id\":19", "annotation 1 of b.png has category_id 19");
		damaged(json, "\"file_name\":\"b.png\"", "\"file_name\":\"../b.png\"", "leads out of");
		damaged(json, "\"file_name\":\"b.png\"", "\"file_name\":\"c.png\"", "its image c.png is not in");
		damaged(json, "[10.5,20,30,40.25]", "[10.5,20,30]", "annotations (id 1) has no bbox of four numbers");
		damaged(json, "800.5", "-1", "annotations (id 1) has an area of -1.0");
		damaged(json, "\"id\":7", "\"id\":3", "the image id 3 is used twice");
		damaged(json, "\"categories\"", "\"cats\"", "has no categories");
		damaged(json, "[10.5", "[\"x\"", "has x in its bbox");
		damaged(json, "{\"id\":18,\"name\":\"dog\"}", "null", "is empty or not an object");
	}

	private void damaged(final String json, final String from, final String to, final String message)
		throws IOException
	{
		assertTrue(json.contains(from));
		text(folder.resolve("annotations/instances_val.json"), json.replace(from, to));
		assertContains(failure(folder.toString(), "val"), "instances_val.json", message);
	}
}
