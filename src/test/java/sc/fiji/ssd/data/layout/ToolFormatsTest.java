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
package sc.fiji.ssd.data.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.data.TestFiles.image;
import static sc.fiji.ssd.data.TestFiles.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

/** YOLO, Labelme, GeoJSON and CSV: files written by hand after each format's own documentation. */
class ToolFormatsTest {

	private static final String DATA_YAML = "# Ultralytics\npath: ../datasets/cells\ntrain: images/train\nval: images/val\ntest:\n\nnames:\n  0: white cell\n  1: \"Ä/ü, x\"\n";

	private static final String LABELME = "{\"version\":\"5.4.1\",\"flags\":{},\"shapes\":[%s],\"imagePath\":\"a.png\"," +
		"\"imageData\":null,\"imageHeight\":80,\"imageWidth\":100}";

	private static final String FEATURE = "{\"type\":\"Feature\",\"id\":\"8d5b2b1e-0001\",\"geometry\":{\"type\":\"Polygon\"," +
		"\"coordinates\":[[[10,20],[30.5,20],[30.5,40.25],[10,40.25],[10,20]]]},\"properties\":{\"objectType\":\"annotation\"," +
		"\"classification\":{\"name\":\"Tumor\",\"color\":[200,0,0]}}}";

	@TempDir
	Path folder;

	private Dataset open() {
		return Datasets.open(folder.toString(), "val", List.of());
	}

	private GroundTruth only() {
		final Dataset dataset = open();
		assertEquals(1, dataset.images().size());
		assertEquals(1, dataset.images().get(0).objects().size(), dataset.warnings().toString());
		return dataset.images().get(0).objects().get(0);
	}

	private void refused(final String... parts) {
		assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
			final String line = assertThrows(UserException.class, this::open).getMessage();
			assertTrue(line.length() <= 500 && line.lines().count() == 1, line);
			assertFalse(line.contains("Exception") || line.contains("snakeyaml"), line);
			for (final String part : parts)
				assertTrue(line.contains(part), part + " is not in: " + line);
		});
	}

	private void yolo(final String yaml, final String labels) throws IOException {
		text(folder.resolve("data.yaml"), yaml);
		image(folder.resolve("images/val/a.png"), 100, 80);
		text(folder.resolve("labels/val/a.txt"), labels);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "1 0.2 0.25 0.2 0.25", "1 0.2 0.25 0.2 0.25 0.87", "  1\t0.2  0.25 2e-1 .25\r",
		"1.0 0.2 0.25 0.2 0.25", "1 0.1 0.125 0.3 0.125 0.3 0.375 0.1 0.375", "1 0.1 0.25 0.2 0.125 0.3 0.25 0.2 0.375",
		"1 0.1 0.125 0.3 0.2 0.15 0.375" })
	void yolosLinesBecomeBoxes(final String line) throws IOException {
		yolo(DATA_YAML, line + "\n");
		final GroundTruth object = only();
		assertEquals("Ä/ü, x", object.className());
		assertEquals(10, object.box().xMin(), 1e-9);
		assertEquals(10, object.box().yMin(), 1e-9);
		assertEquals(30, object.box().xMax(), 1e-9);
		assertEquals(30, object.box().yMax(), 1e-9);
	}

	@ParameterizedTest
	@ValueSource(strings = { "names: [white cell, x]\nnc: 2\nval: ./images/val\n", "names: ['white cell', x]\nval: ../valid/images\n",
		"names: {0: white cell, 1: x}\nval: [images/val]\n", "names:\n- white cell\n- x\nval: val.txt\n",
		"names: [white cell, x]\n", "names: [white cell, x]\npath: /datasets/c\nval: /datasets/c/images/val\nroboflow:\n  url: x\n" })
	void yolosPartsAreFound(final String yaml) throws IOException {
		yolo(yaml, "0 0.5 0.5 0.5 0.5\n");
		if (yaml.contains("valid/images")) {
			image(folder.resolve("valid/images/a.png"), 100, 80);
			text(folder.resolve("valid/labels/a.txt"), "0 0.5 0.5 0.5 0.5");
		}
		text(folder.resolve("val.txt"), "./images/val/a.png\n");
		assertEquals(new GroundTruth(new Box(25, 20, 75, 60), "white cell"), only());
	}

	@ParameterizedTest
	@CsvSource({ "classes.txt, images/a.png, labels/a.txt", "classes.txt, a.png, a.txt", "labels/classes.txt, images/a.png, labels/a.txt",
		"obj.names, obj_train_data/a.png, obj_train_data/a.txt", "dataset.yaml, images/val/a.png, labels/val/a.txt",
		"data.yml, val/images/a.png, val/labels/a.txt" })
	void yolosOtherLayoutsAreFound(final String names, final String image, final String labels) throws IOException {
		text(folder.resolve(names), names.endsWith("ml") ? "names: [cell]" : "cell\n");
		image(folder.resolve(image), 100, 80);
		text(folder.resolve(labels), "0 0.5 0.5 0.5 0.5\n");
		assertEquals("cell", only().className());
	}

	@Test
	void yolosImagesWithoutLabelsAreEmpty() throws IOException {
		yolo(DATA_YAML, "0 0.5 0.5 0.5 0.5\n0 0.5 0.5 0.5 0.5\n");
		image(folder.resolve("images/val/b.png"), 100, 80);
		text(folder.resolve("images/val/c.txt"), "");
		image(folder.resolve("images/val/c.png"), 100, 80);
		final Dataset dataset = open();
		assertEquals(List.of(1, 0, 0), dataset.images().stream().map(image -> image.objects().size()).toList());
		assertEquals(2, dataset.warnings().size(), dataset.warnings().toString());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "2 0.5 0.5 0.5 0.5 | there is no class 2", "0 0.5 0.5 0.5 | has 4 numbers",
		"0 50 40 20 20 | not a fraction of the image", "0 x 0.5 0.5 0.5 | x is not a number", "-1 0.5 0.5 0.5 0.5 | the class is -1",
		"0 NaN 0.5 0.5 0.5 | NaN is not a number", "0 0.5 0.5 0.5 0.5 7 | not a score", "cell 0.5 0.5 0.5 0.5 | cell is not a number",
		"0 0.5 0.5 0.5 0.5 1 1 1 | has 8 numbers" })
	void yolosWrongLinesAreNamed(final String line, final String words) throws IOException {
		yolo(DATA_YAML, "0 0.5 0.5 0.5 0.5\n" + line + "\n");
		refused("a.txt, line 2", words);
		yolo(DATA_YAML, "0 0.5 0.5 0.5 0.5" + " ".repeat(300_000) + "x");
		refused("a.txt, line 1");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "names: [a, b]~nc: 3 | nc is 3", "train: x | has no list names", "[1, 2] | has no keys",
		"names: [a~b: | not valid YAML", "names: {x: a} | key x", "names: !!java.net.URL [x] | not valid YAML",
		"names: [a]~names: [b] | not valid YAML", "a: &a [x]~names: [*a, ''] | is named", "names: [a]~kpt_shape: 7 | kpt_shape" })
	void yolosWrongYamlIsNamed(final String yaml, final String words) throws IOException {
		yolo(yaml.replace('~', '\n'), "0 0.5 0.5 0.5 0.5\n");
		refused("data.yaml", words);
	}

	@Test
	void yolosYamlIsBounded() throws IOException {
		final StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
		for (int i = 1; i < 60; i++)
			bomb.append("a").append(i).append(": &a").append(i).append(" [").append(("*a" + (i - 1) + ",").repeat(8)).append("x]\n");
		yolo(bomb + "names: *a59\n", "0 0.5 0.5 0.5 0.5\n");
		refused("data.yaml");
		yolo("names: " + "[".repeat(100_000), "");
		refused("data.yaml");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "rectangle | [[30,30],[10,10]]", "polygon | [[10,10],[30,20],[20,30]]",
		"circle | [[20,20],[20,30]]", "rotation | [[20,10],[30,20],[20,30],[10,20]]", "mask | [[10,10],[30,30]]" })
	void labelmesShapesBecomeBoxes(final String type, final String points) throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		text(folder.resolve("a.json"), String.format(LABELME, "{\"label\":\"Ä/ü, x\",\"points\":" + points +
			",\"group_id\":null,\"description\":\"\",\"shape_type\":\"" + type + "\",\"flags\":{\"difficult\":true},\"mask\":\"xx\"}"));
		assertEquals(new GroundTruth(new Box(10, 10, 30, 30), "Ä/ü, x", true, false), only());
	}

	@Test
	void labelmesPointsAndLinesAreLeftOut() throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		text(folder.resolve("a.json"), String.format(LABELME, "{\"label\":\"p\",\"points\":[[1,2]],\"shape_type\":\"point\"}," +
			"{\"label\":\"c\",\"points\":[[1,2],[5,6]],\"shape_type\":\"rectangle\"}"));
		assertEquals("c", only().className());
		assertTrue(open().warnings().stream().anyMatch(line -> line.contains("point") && line.contains("left out")));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"label\":\"c\",\"points\":[[1]],\"shape_type\":\"rectangle\"} | [x, y]",
		"{\"label\":\"c\",\"points\":[[1,2]],\"shape_type\":\"rectangle\"} | 1 point", "{\"points\":[[1,2],[3,4]]} | no label",
		"{\"label\":\"c\",\"points\":[[null,2],[3,4]],\"shape_type\":\"rectangle\"} | coordinate", "3 | not an object",
		"{\"label\":\"c\",\"label\":\"d\",\"points\":[]} | twice in one object", "{\"label\":\"c\"} | no list of points", "{ | not valid JSON" })
	void labelmesMistakesAreNamed(final String shape, final String words) throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		text(folder.resolve("a.json"), String.format(LABELME, shape));
		refused("a.json", words);
	}

	@ParameterizedTest
	@CsvSource({ "[%s]", "'{\"type\":\"FeatureCollection\",\"features\":[%s]}'", "%s" })
	void qupathsFeaturesAreRead(final String frame) throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		text(folder.resolve("a.geojson"), String.format(frame, FEATURE));
		assertEquals(new GroundTruth(new Box(10, 20, 30.5, 40.25), "Tumor"), only());
		Files.move(folder.resolve("a.geojson"), folder.resolve("a.png.geojson"));
		assertEquals("Tumor", only().className());
	}

	@Test
	void qupathsOtherFeaturesAreSaid() throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		final String unnamed = FEATURE.replaceAll(",\"classification\".*?}", "");
		text(folder.resolve("a.geojson"), "[" + String.join(",", FEATURE, unnamed, FEATURE.replace("Polygon", "Point"),
			FEATURE.replace("[30.5,20]", "[29,21]"), FEATURE.replace("\"Polygon\",\"coordinates\":[", "\"MultiPolygon\",\"coordinates\":[[")
				.replace("]]]}", "]]]]}").replace("10,20", "11,20")) + "]");
		final Dataset dataset = open();
		assertEquals(3, dataset.images().get(0).objects().size());
		assertEquals(4, dataset.warnings().size(), dataset.warnings().toString()); // divided, bounds, no class, no area
	}

	@Test
	void qupathsPlanesAreImages() throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		final String second = FEATURE.replace("},\"properties\"", ",\"plane\":{\"c\":-1,\"z\":2,\"t\":0}},\"properties\"");
		text(folder.resolve("a.geojson"), "[" + FEATURE + "," + second + "]");
		assertEquals(List.of("a.png", "a.png#3"), open().images().stream().map(image -> image.name()).toList());
		assertEquals(2, open().images().get(1).plane());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "{\"type\":\"Topology\"} | not GeoJSON", "[3] | is not a Feature", "[{\"type\":\"Feature\"}] | no geometry",
		"{\"type\":\"FeatureCollection\"} | no list of features",
		"[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[\"x\",4]]]}}] | coordinate",
		"[{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,2]]]}}] | fewer than three" })
	void qupathsMistakesAreNamed(final String content, final String words) throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		text(folder.resolve("a.geojson"), content);
		refused("a.geojson", words);
	}

	@ParameterizedTest
	@ValueSource(strings = { "image,class,x_min,y_min,x_max,y_max\na.png,Ä,10,20,30,40", "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,100,80,Ä,10,20,30,40",
		"image_id,label,x,y,width,height\na,Ä,10,20,20,20", "Path;Label;X1;Y1;X2;Y2\r\n/data/me/a.png;Ä;10;20;30;40\r\n",
		"image_id,width,height,bbox,source,label\na,100,80,\"[10.0, 20.0, 20.0, 20.0]\",x,Ä", "\uFEFFFile\tClass Name\tleft\ttop\tright\tbottom\nval\\a.png\tÄ\t10\t20\t30\t40",
		"image,slice,class,score,x_min,y_min,x_max,y_max\na.png,1,Ä,0.9,10.000,20.000,30.000,40.000",
		"split,image,class,xmin,ymin,xmax,ymax\nval,a.png,Ä,10,20,30,40\ntrain,b.png,x,1,2,3,4" })
	void tablesAreRecognisedByTheirHeader(final String table) throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		image(folder.resolve("b.png"), 100, 80);
		text(folder.resolve("boxes.csv"), table);
		assertEquals(new GroundTruth(new Box(10, 20, 30, 40), "Ä"), only());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "a.png,c,1,2,3 | has 5 values", "a.png,c,1,2,x,4 | x is not a number", "z.png,c,1,2,3,4 | z.png is not in",
		"a.png,,1,2,3,4 | no class", "../../a.txt,c,1,2,3,4 | is not in" })
	void wrongLinesOfTablesAreNamed(final String line, final String words) throws IOException {
		image(folder.resolve("a.png"), 100, 80);
		text(folder.resolve("val.csv"), "image,class,x_min,y_min,x_max,y_max\na.png,c,1,2,3,4\n" + line + "\n");
		refused("val.csv, line 3", words);
		text(folder.resolve("val.csv"), "image,class,x_min,y_min,x_max,y_max\na.png,c,1" + " ".repeat(300_000) + "x,2,3,4\n");
		refused("val.csv, line 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "cells/", "a b/" })
	void zipsAreDatasets(final String top) throws IOException {
		final Path zip = folder.resolve("cells.zip");
		image(folder.resolve("x.png"), 100, 80);
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
			for (final String name : List.of("data.yaml", "images/val/a.png", "labels/val/a.txt")) {
				out.putNextEntry(new ZipEntry(top + name));
				if (name.endsWith("yaml")) out.write(DATA_YAML.getBytes(StandardCharsets.UTF_8));
				else if (name.endsWith("txt")) out.write("0 0.5 0.5 0.5 0.5".getBytes(StandardCharsets.UTF_8));
				else out.write(Files.readAllBytes(folder.resolve("x.png")));
			}
		}
		final Dataset dataset = Datasets.open(zip.toString(), "val", List.of());
		assertEquals(List.of("a.png"), dataset.images().stream().map(image -> image.name()).toList());
		assertEquals(1, dataset.images().get(0).objects().size());
	}

	@ParameterizedTest
	@ValueSource(strings = { "../x.txt", "/etc/x.txt", "a/../../x.txt" })
	void zipsStayInside(final String name) throws IOException {
		final Path zip = folder.resolve("cells.zip");
		try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
			out.putNextEntry(new ZipEntry(name));
		}
		assertTrue(assertThrows(UserException.class, () -> Datasets.open(zip.toString(), "val", List.of())).getMessage()
			.contains("cannot be unpacked"));
		Files.write(zip, new byte[100]);
		assertTrue(assertThrows(UserException.class, () -> Datasets.open(zip.toString(), "val", List.of())).getMessage()
			.contains("cannot be unpacked"));
	}

	@Test
	void whatIsMissingIsSaid() throws IOException {
		image(folder.resolve("images/a.png"), 100, 80);
		text(folder.resolve("labels/a.txt"), "0 0.5 0.5 0.5 0.5");
		refused("for YOLO", "no data.yaml or classes.txt");
	}
}
