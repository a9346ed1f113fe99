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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.data.TestFiles.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.geojson.GeoJsonReader;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

/** Files that were written by hand after each format's documentation, see {@code formats/README.txt}. */
class GoldenFormatsTest {

	private static final Path FORMATS = Path.of("src/test/resources/sc/fiji/ssd/data/formats");

	private static final List<GroundTruth> OBJECTS = List.of(new GroundTruth(new Box(10, 20, 30.5, 40.25), "white cell"),
		new GroundTruth(new Box(50, 0, 100, 25), "Äpfel, a/b"), new GroundTruth(new Box(0, 60, 20, 80), "white cell"));

	@TempDir
	private Path folder;

	private Path copy(final String format, final String image) throws IOException {
		final Path from = FORMATS.resolve(format), to = folder.resolve(format);
		try (Stream<Path> files = Files.walk(from)) {
			for (final Path file : files.filter(Files::isRegularFile).toList()) {
				final Path target = to.resolve(from.relativize(file).toString());
				Files.createDirectories(target.getParent());
				Files.copy(file, target);
			}
		}
		image(to.resolve(image), 100, 80);
		return to;
	}

	private static List<GroundTruth> read(final Path dataset, final String split) {
		final Dataset opened = Datasets.open(dataset.toString(), split, List.of());
		assertEquals(1, opened.images().size());
		assertEquals(Set.of("white cell", "Äpfel, a/b"), Set.copyOf(opened.classNames()));
		return opened.images().get(0).objects();
	}

	/** Read, and written again in every format and read back. */
	@ParameterizedTest
	@CsvSource({ "voc,p.png,all", "coco,train/p.png,train", "yolo,images/train/p.png,train", "labelme,p.png,all",
		"geojson,p.png,all", "csv,p.png,all" })
	void areReadAndWritten(final String format, final String image, final String split) throws IOException {
		final Path dataset = copy(format, image);
		assertSame(OBJECTS, read(dataset, split), format);
		for (final StoreFormat target : StoreFormat.values()) {
			final Path out = folder.resolve("out-" + target);
			new DatasetConversion(out, target, null, line -> {})
				.convert(Map.of("train", Datasets.open(dataset.toString(), split, List.of())), () -> false);
			assertSame(OBJECTS, read(out, "train"), format + " to " + target);
		}
	}

	private static void assertSame(final List<GroundTruth> expected, final List<GroundTruth> actual, final String title) {
		assertEquals(expected.size(), actual.size(), title);
		for (final GroundTruth object : expected)
			assertTrue(actual.stream().anyMatch(o -> o.className().equals(object.className()) && near(o.box(), object.box())),
				title + ": " + object + " is not among " + actual);
	}

	private static boolean near(final Box a, final Box b) {
		return Math.abs(a.xMin() - b.xMin()) < 1e-9 && Math.abs(a.yMin() - b.yMin()) < 1e-9 &&
			Math.abs(a.xMax() - b.xMax()) < 1e-9 && Math.abs(a.yMax() - b.yMax()) < 1e-9;
	}

	private Path written(final StoreFormat format) throws IOException {
		final Path dataset = copy("csv", "p.png"), out = folder.resolve("written");
		new DatasetConversion(out, format, null, line -> {})
			.convert(Map.of("train", Datasets.open(dataset.toString(), "all", List.of())), () -> false);
		return out;
	}

	@Test
	void yoloIsBuiltAsByHand() throws IOException {
		assertEquals(Files.readAllLines(FORMATS.resolve("yolo/labels/train/p.txt")),
			Files.readAllLines(written(StoreFormat.YOLO).resolve("labels/train/p.txt")));
	}

	@Test
	void cocoIsBuiltAsByHand() throws IOException {
		final JsonObject mine = json(written(StoreFormat.COCO).resolve("annotations/instances_train.json")).getAsJsonObject(),
				hand = json(FORMATS.resolve("coco/annotations/instances_train.json")).getAsJsonObject();
		for (int i = 0; i < 3; i++) {
			final JsonObject a = mine.getAsJsonArray("annotations").get(i).getAsJsonObject(),
					b = hand.getAsJsonArray("annotations").get(i).getAsJsonObject();
			assertEquals(b.keySet(), a.keySet());
			for (final String key : List.of("bbox", "area", "iscrowd"))
				assertEquals(b.get(key).toString(), a.get(key).toString());
		}
		final JsonObject image = mine.getAsJsonArray("images").get(0).getAsJsonObject();
		assertEquals(Set.of("id", "width", "height", "file_name"), image.keySet());
	}

	@Test
	void labelmeIsBuiltAsByHand() throws IOException {
		final JsonObject mine = json(written(StoreFormat.LABELME).resolve("train/p.json")).getAsJsonObject(),
				hand = json(FORMATS.resolve("labelme/p.json")).getAsJsonObject();
		assertEquals(hand.keySet(), mine.keySet());
		final JsonObject a = mine.getAsJsonArray("shapes").get(0).getAsJsonObject(),
				b = hand.getAsJsonArray("shapes").get(0).getAsJsonObject();
		assertTrue(b.keySet().containsAll(a.keySet()), a.keySet().toString());
		for (final String key : a.keySet())
			assertEquals(b.get(key), a.get(key), key);
	}

	private static JsonElement json(final Path file) throws IOException {
		return JsonParser.parseString(Files.readString(file));
	}

	/** JTS, which QuPath has its geometries from, opens it; QuPath's members are there with QuPath's types. */
	@Test
	void geoJsonIsOpenedByALibrary() throws Exception {
		final Path file = written(StoreFormat.GEOJSON).resolve("train/p.geojson");
		final Geometry all = new GeoJsonReader().read(Files.readString(file));
		assertEquals(3, all.getNumGeometries());
		for (int i = 0; i < 3; i++) {
			final Geometry one = all.getGeometryN(i);
			assertTrue(one.isValid() && one.isRectangle());
			final Envelope bounds = one.getEnvelopeInternal();
			assertEquals(OBJECTS.get(i).box(), new Box(bounds.getMinX(), bounds.getMinY(), bounds.getMaxX(), bounds.getMaxY()));
		}
		final JsonObject mine = json(file).getAsJsonObject(), hand = json(FORMATS.resolve("geojson/p.geojson")).getAsJsonObject();
		assertEquals(hand.get("type"), mine.get("type"));
		final JsonObject a = mine.getAsJsonArray("features").get(0).getAsJsonObject(),
				b = hand.getAsJsonArray("features").get(0).getAsJsonObject();
		assertEquals(b.keySet(), a.keySet());
		assertEquals(b.get("geometry").toString(), a.get("geometry").toString());
		assertEquals(b.getAsJsonObject("properties").keySet(), a.getAsJsonObject("properties").keySet());
		assertEquals(36, a.get("id").getAsString().length());
	}

	/** Bytes are cut, changed and doubled: whatever comes of it, the dataset opens or a line says why not. */
	@ParameterizedTest
	@ValueSource(strings = { "voc/p.xml", "coco/annotations/instances_train.json", "yolo/labels/train/p.txt", "yolo/data.yaml",
		"labelme/p.json", "geojson/p.geojson", "csv/annotations.csv" })
	void damagedFilesEndInALine(final String name) throws IOException {
		final String format = name.substring(0, name.indexOf('/'));
		final Path dataset = copy(format, format.equals("coco") ? "train/p.png" : format.equals("yolo") ? "images/train/p.png" : "p.png");
		final Path file = folder.resolve(name);
		final byte[] whole = Files.readAllBytes(file);
		final Random random = new Random(name.hashCode());
		int refused = 0;
		for (int round = 0; round < 100; round++) {
			final List<Byte> bytes = new ArrayList<>();
			for (final byte b : whole)
				bytes.add(b);
			for (int change = 0; change <= random.nextInt(3); change++) {
				final int at = random.nextInt(bytes.size());
				switch (random.nextInt(4)) {
					case 0 -> bytes.subList(at, bytes.size()).clear();
					case 1 -> bytes.set(at, (byte) "-9e{[\"<>,:\n\u0000".charAt(random.nextInt(11)));
					case 2 -> bytes.addAll(at, new ArrayList<>(bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(40)))));
					default -> bytes.remove(at);
				}
				if (bytes.isEmpty()) bytes.add((byte) ' ');
			}
			final byte[] damaged = new byte[bytes.size()];
			for (int i = 0; i < damaged.length; i++)
				damaged[i] = bytes.get(i);
			Files.write(file, damaged);
			try {
				Datasets.open(dataset.toString(), "train", List.of());
			}
			catch (final UserException e) {
				refused++;
				assertTrue(e.getMessage().lines().count() == 1, e.getMessage());
			}
		}
		assertTrue(refused > 10, refused + " of 100");
	}
}
