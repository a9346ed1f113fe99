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
package sc.fiji.ssd.data.write;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.data.TestFiles.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.AnnotationFolder;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

/** Every format gives back what was written into it, to its own rounding. */
class DatasetConversionTest {

	private static final List<String> CLASSES = List.of("white cell", "Äpfel & Ümläute", "a/b\\c", "x, y; z", "'quoted' \"name\"",
		"细胞", "<tag>", "# 1: no", "[list]", "yes", "007", "null");

	@TempDir
	Path folder;

	private Dataset random(final String name, final int images, final int objects) throws IOException {
		final Random random = new Random(7);
		final DatasetBuilder builder = new DatasetBuilder(name);
		for (int i = 0; i < images; i++) {
			final Path file = image(folder.resolve(name + "/sub " + i % 2 + "/" + name + i + ".png"), 333 + i, 257);
			builder.image("sub " + i % 2 + "/" + name + i + ".png", file, 333 + i, 257);
			for (int k = 0; k < objects; k++) {
				final double x = random.nextDouble() * 300, y = random.nextDouble() * 220;
				builder.object("o", new GroundTruth(new Box(x, y, x + 2 + random.nextDouble() * 30, y + 2 + random.nextDouble() * 30),
					CLASSES.get(random.nextInt(CLASSES.size()))));
			}
		}
		return builder.build();
	}

	private static double decimals(final StoreFormat format) {
		return switch (format) {
			case VOC -> 5.001e-4;
			case COCO -> 1.001e-4;
			case YOLO -> 6e-5;
			default -> 5.001e-5;
		};
	}

	@ParameterizedTest
	@EnumSource(StoreFormat.class)
	void threeHundredBoxesComeBack(final StoreFormat format) throws IOException {
		final Map<String, Dataset> parts = new LinkedHashMap<>();
		parts.put("train", random("one", 10, 25));
		parts.put("val", random("two", 5, 10));
		final List<String> warnings = new ArrayList<>();
		final Path out = folder.resolve("out");
		final DatasetConversion.Converted converted = new DatasetConversion(out, format, (file, plane) -> {
			throw new IOException("not a stack");
		}, warnings::add).convert(parts, () -> false);
		assertEquals(new DatasetConversion.Converted(15, 300), converted);
		assertEquals(1, warnings.size(), warnings.toString()); // the names have lost their folders
		for (final Map.Entry<String, Dataset> part : parts.entrySet()) {
			final Dataset back = Datasets.open(out.toString(), part.getKey(), List.of());
			assertEquals(List.of(), back.warnings());
			assertEquals(part.getValue().classNames(), back.classNames());
			final Map<String, AnnotatedImage> byName = new LinkedHashMap<>();
			back.images().forEach(image -> byName.put(image.name(), image));
			for (final AnnotatedImage image : part.getValue().images())
				same(image, byName.get(image.name().replace('/', '_')), decimals(format));
		}
		assertTrue(assertThrows(UserException.class, () -> new DatasetConversion(out, format, null, warnings::add)
			.convert(parts, () -> false)).getMessage().contains("is not empty"));
	}

	private static void same(final AnnotatedImage expected, final AnnotatedImage actual, final double tolerance)
		throws IOException
	{
		assertEquals(expected.width(), actual.width());
		assertArrayEquals(Files.readAllBytes(expected.file()), Files.readAllBytes(actual.file()));
		assertEquals(expected.objects().size(), actual.objects().size());
		for (int i = 0; i < expected.objects().size(); i++) {
			final GroundTruth a = expected.objects().get(i);
			// YOLO's readers may change the order
			assertTrue(actual.objects().stream().anyMatch(b -> b.className().equals(a.className()) && near(a.box(), b.box(), tolerance)),
				a + " is not in " + actual.name());
		}
	}

	private static boolean near(final Box a, final Box b, final double tolerance) {
		return Math.abs(a.xMin() - b.xMin()) <= tolerance && Math.abs(a.yMin() - b.yMin()) <= tolerance &&
			Math.abs(a.xMax() - b.xMax()) <= 2 * tolerance && Math.abs(a.yMax() - b.yMax()) <= 2 * tolerance;
	}

	@ParameterizedTest
	@EnumSource(StoreFormat.class)
	void marksSurviveOrALineSaysThatTheyDoNot(final StoreFormat format) throws IOException {
		final DatasetBuilder builder = new DatasetBuilder("marks");
		builder.image("a.png", image(folder.resolve("a.png"), 100, 80), 100, 80);
		builder.object("o", new GroundTruth(new Box(1, 2, 30, 40), "cell", true, false));
		builder.object("o", new GroundTruth(new Box(10, 20, 50, 60), "cell", false, true));
		final List<String> warnings = new ArrayList<>();
		final Path out = folder.resolve("out");
		new DatasetConversion(out, format, null, warnings::add).convert(Map.of("val", builder.build()), () -> false);
		final List<GroundTruth> back = Datasets.open(out.toString(), "val", List.of()).images().get(0).objects();
		final boolean difficult = back.stream().anyMatch(GroundTruth::difficult), crowd = back.stream().anyMatch(GroundTruth::crowd);
		assertEquals(!difficult, warnings.stream().anyMatch(line -> line.contains("difficult")), warnings.toString());
		assertEquals(!crowd, warnings.stream().anyMatch(line -> line.contains("crowd")), warnings.toString());
		assertEquals(format == StoreFormat.VOC || format == StoreFormat.COCO || format == StoreFormat.LABELME, difficult);
		assertEquals(format == StoreFormat.COCO || format == StoreFormat.LABELME, crowd);
	}

	@ParameterizedTest
	@EnumSource(value = StoreFormat.class, names = "VOC", mode = EnumSource.Mode.EXCLUDE)
	void whatIsThereIsKept(final StoreFormat format) throws IOException {
		final Path data = folder.resolve("data");
		final StoredFolder stored = new StoredFolder(format, data, "train");
		assertFalse(stored.isTaken("a"));
		final byte[] png = Files.readAllBytes(image(folder.resolve("a.png"), 100, 80));
		stored.add("a.png", png, 100, 80, 1, List.of(new GroundTruth(new Box(10, 10, 30, 30), "cell"), new GroundTruth(new Box(60, 10, 90, 40), "rod")));
		stored.add("b.png", png, 100, 80, 1, List.of(new GroundTruth(new Box(1, 1, 9, 9), "new class")));
		assertTrue(stored.isTaken("a"));
		final AnnotationFolder.Merged merged = stored.merge("a", stored.image("a").orElseThrow(), 100, 80, 1,
			List.of(new GroundTruth(new Box(11, 10, 31, 30), "cell"), new GroundTruth(new Box(5, 50, 15, 70), "ring")));
		assertEquals(1, merged.added());
		assertEquals(1, merged.changed());
		assertEquals(1, merged.kept().size());
		final Dataset back = Datasets.open(data.toString(), "train", List.of());
		assertEquals(2, back.images().size());
		assertEquals(List.of("cell", "new class", "ring", "rod"), back.classNames());
		assertTrue(back.images().get(0).objects().stream().anyMatch(object -> near(object.box(), new Box(11, 10, 31, 30), 1e-4)));
		assertEquals(3, back.images().get(0).objects().size());
		assertEquals(new AnnotationFolder.Merged(0, 0, List.of()), stored.merge("b", stored.image("b").orElseThrow(), 100, 80, 1,
			List.of(new GroundTruth(new Box(1, 1, 9, 9), "new class"))));
		final StoredFolder held = new StoredFolder(format, data, "val");
		held.add("a.png", png, 100, 80, 1, List.of(new GroundTruth(new Box(10, 10, 30, 30), "cell")));
		assertEquals(List.of("train"), held.otherSplits("a"));
		assertEquals(1, Datasets.open(data.toString(), "val", List.of()).images().size());
		assertEquals(2, Datasets.open(data.toString(), "train", List.of()).images().size());
	}

	@Test
	void polygonsOfLabelmeStay() throws IOException {
		final StoredFolder stored = new StoredFolder(StoreFormat.LABELME, folder, "train");
		stored.add("a.png", Files.readAllBytes(image(folder.resolve("x/a.png"), 100, 80)), 100, 80, 1,
			List.of(new GroundTruth(new Box(10, 10, 30, 30), "cell")));
		final Path json = folder.resolve("train/a.json");
		Files.writeString(json, Files.readString(json).replace("\"shapes\": [", "\"shapes\": [{\"label\":\"p\",\"points\":[[1,1],[5,9],[9,1]]," +
			"\"shape_type\":\"polygon\",\"mine\":7},{\"label\":\"q\",\"points\":[[3,3]],\"shape_type\":\"point\"},"));
		stored.merge("a", stored.image("a").orElseThrow(), 100, 80, 1, List.of(new GroundTruth(new Box(12, 10, 30, 30), "cell")));
		final String after = Files.readString(json);
		assertTrue(after.contains("\"mine\": 7") && after.contains("polygon") && after.contains("point") && after.contains("12"), after);
	}
}
