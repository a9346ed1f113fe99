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
package sc.fiji.ssd.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import com.google.gson.JsonParser;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.formats.DetectionSink;

class CocoResultsTest {

	private static final String JSON = """
										{"images": [{"id": 4711, "file_name": "b.png", "width": 60, "height": 50},
											{"id": 12345678901, "file_name": "a.png", "width": 60, "height": 50}],
										"categories": [{"id": 90, "name": "brush"}, {"id": 18, "name": "dog"}, {"id": 19, "name": "dog"}],
										"annotations": [{"id": 1, "image_id": 4711, "category_id": 18, "bbox": [1, 2, 30, 40], "iscrowd": 0}]}
										""";

	private static final Map<String, List<Detection>> FOUND = Map.of("a.png",
		List.of(new Detection(new Box(1.5, 2, 11.25, 22.0005), 1, "brush", 0.12345678),
			new Detection(new Box(0, 0, 1, 1), 3, "not there", 0.9)),
		"b.png", List.of(new Detection(new Box(-1, 2, 30, 40), 2, "dog", 1)));

	@TempDir
	private Path folder;

	private Path coco;

	@BeforeEach
	void write() throws IOException {
		coco = folder.resolve("coco");
		Files.createDirectories(coco.resolve("annotations"));
		Files.createDirectories(coco.resolve("val"));
		Files.writeString(coco.resolve("annotations/instances_val.json"), JSON);
		for (final String name : List.of("a", "b"))
			ImageIO.write(new BufferedImage(60, 50, BufferedImage.TYPE_BYTE_GRAY), "png",
				coco.resolve("val/" + name + ".png").toFile());
	}

	private Dataset open() {
		return Datasets.open(coco.toString(), "val", List.of());
	}

	@Test
	void numbersAreTheDatasetsOwn() throws IOException {
		CocoResults.write(folder.resolve("out"), DetectionSink.load(open(), FOUND));
		assertEquals(
			"[{\"image_id\":4711,\"category_id\":18,\"bbox\":[-1.000,2.000,31.000,38.000],\"score\":1.000000}," +
				"{\"image_id\":12345678901,\"category_id\":90,\"bbox\":[1.500,2.000,9.750,20.000],\"score\":0.123457}]",
			Files.readString(folder.resolve("out/detections.json")));
	}

	@Test
	void resultsOfAFolderRunStay() throws IOException {
		final Path out = Files.createDirectory(folder.resolve("out"));
		Files.writeString(out.resolve("run.json"), "{}");
		Files.writeString(out.resolve("detections.json"), "[]");
		CocoResults.write(out.resolve("scores.json"), DetectionSink.load(open(), FOUND));
		assertEquals("[]", Files.readString(out.resolve("detections.json")));
		assertEquals(2, JsonParser.parseString(Files.readString(out.resolve("evaluation-detections.json")))
			.getAsJsonArray().size());
		assertFalse(Files.exists(out.resolve("scores.json")));
	}

	@Test
	void otherDatasetsHaveNoNumbers() throws IOException {
		final Dataset kept = Datasets.select(open(), List.of("dog"));
		assertTrue(kept.cocoIds().isEmpty());
		CocoResults.write(folder.resolve("out"), DetectionSink.load(kept, FOUND));
		assertFalse(Files.exists(folder.resolve("out")));
	}
}
