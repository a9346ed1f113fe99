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
package sc.fiji.ssd.evaluate.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.TestDataset;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.UserException;

class DetectionFormatsTest {

	@TempDir
	Path root;

	private final TestDataset.Scene scene = TestDataset.golden("coco");

	/** The golden scene with image files that have an ending. */
	private TestDataset truth() {
		final List<AnnotatedImage> images = new ArrayList<>();
		for (final AnnotatedImage image : scene.truth().images())
			images.add(new AnnotatedImage(image.name() + ".jpg", Path.of(image.name() + ".jpg"), 400, 300, image.objects()));
		return new TestDataset(images, scene.truth().classNames());
	}

	private LoadedDetections found() {
		final Map<String, List<Detection>> byName = new HashMap<>();
		scene.detections().forEach((name, list) -> byName.put(name + ".jpg", list));
		return DetectionSink.load(truth(), byName);
	}

	@ParameterizedTest
	@CsvSource({ "csv,csv/detections.csv", "coco,coco/detections.json", "voc,voc", "yolo,yolo" })
	void whatIsWrittenIsReadAgain(final String format, final String source) {
		final LoadedDetections found = found();
		DetectionExport.write(root, DetectionExport.parse(format), "val", found);
		final LoadedDetections again = DetectionSource.read(root.resolve(source), truth());
		assertEquals(List.of(), again.warnings());
		final EvaluationTable a = found.table(), b = again.table();
		assertEquals(a.found().size(), b.found().size());
		for (int row = 0; row < a.found().size(); row++) {
			assertEquals(a.found().imageOf()[row], b.found().imageOf()[row]);
			assertEquals(a.found().classOf()[row], b.found().classOf()[row]);
			assertEquals(a.found().scores()[row], b.found().scores()[row], 1e-6);
			for (int k = 0; k < 4; k++)
				assertEquals(a.found().boxes()[4 * row + k], b.found().boxes()[4 * row + k], 2e-3);
		}
		assertEquals(Evaluator.evaluate(found, Evaluator.COCO).map(), Evaluator.evaluate(again, Evaluator.COCO).map(), 1e-9);
	}

	@Test
	void pixelsOfVocAreNumberedFromOne() throws IOException {
		Files.writeString(root.resolve("comp4_det_val_cell.txt"), "image0 0.75 1 1 10 20\nelsewhere 0.5 1 1 2 2\n");
		Files.writeString(root.resolve("comp4_det_val_rod.txt"), "image1 0.5 3 4 5 6\n");
		Files.writeString(root.resolve("comp3_det_val_rod.txt"), "image1 0.5 3 4 5 6\n");
		final LoadedDetections found = DetectionSource.read(root.resolve("comp4_det_val_cell.txt"), truth());
		assertEquals(2, found.buffer().size());
		assertEquals(new Box(0, 0, 10, 20), found.table().found().box(0));
		assertEquals(1, found.warnings().size());
		assertTrue(found.warnings().get(0).startsWith("1 detections are in 1 image that are not in the dataset (elsewhere"),
			found.warnings().get(0));
	}

	@Test
	void classNumbersOfYoloAreThoseOfItsList() throws IOException {
		Files.writeString(root.resolve("image0.txt"), "1 0.5 0.5 0.25 0.5 0.9\n0 0.5 0.5 0.25 0.5 0.8\n");
		LoadedDetections found = DetectionSource.read(root, truth());
		assertTrue(found.warnings().get(0).contains("classes.txt"), found.warnings().get(0));
		Files.writeString(root.resolve("classes.txt"), "rod\ncell\n");
		found = DetectionSource.read(root, truth());
		assertEquals(List.of(), found.warnings());
		final EvaluationTable table = found.table();
		assertEquals("cell", table.classes().get(table.found().classOf()[0]));
		assertEquals(new Box(150, 75, 250, 225), table.found().box(0));
	}

	@ParameterizedTest
	@ValueSource(strings = { "image0 0.5 1 1 2", "image0 1.5 1 1 2 2", "image0 x 1 1 2 2", "image0 0.5 9 9 2 2",
		"image0 0.5 1 1 NaN 2", "image0 0.5 1 1 1e300 2" })
	void damagedVocLinesAreNamed(final String line) throws IOException {
		Files.writeString(root.resolve("comp4_det_val_cell.txt"), "image0 0.5 1 1 2 2\n" + line + "\n");
		assertOneLine("comp4_det_val_cell.txt, line 2", root);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0 0.5 0.5 0.1 0.1", "-1 0.5 0.5 0.1 0.1 0.9", "0 0.5 0.5 0.1 0.1 7", "a b c d e f",
		"0 0.5 0.5 0.1 0.1 0.9 0.9", "0 300 200 10 10 0.5" })
	void damagedYoloLinesAreNamed(final String line) throws IOException {
		Files.writeString(root.resolve("image0.txt"), line + "\n");
		assertOneLine("image0.txt, line 1", root);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[1]", "[{}]", "[{\"image_id\":\"image0\"}]", "", "[", "null", "[null]",
		"[{\"image_id\":\"image0\",\"category_id\":\"cell\",\"bbox\":[1,2,3],\"score\":0.5}]",
		"[{\"image_id\":\"image0\",\"category_id\":\"cell\",\"bbox\":[1,2,-3,4],\"score\":0.5}]",
		"[{\"image_id\":\"image0\",\"category_id\":\"cell\",\"bbox\":[1,2,3,4],\"score\":5}]",
		"[{\"image_id\":\"image0\",\"category_id\":\"cell\",\"bbox\":[1,2,\"x\",4],\"score\":0.5}]",
		"[{\"image_id\":17,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":0.5}]" })
	void damagedJsonIsNamed(final String text) throws IOException {
		final Path file = root.resolve("d.json");
		Files.writeString(file, text);
		assertOneLine("d.json", file);
	}

	@Test
	void sourcesWithoutDetectionsAreRefused() throws IOException {
		assertOneLine("has no detections", Files.createDirectories(root.resolve("empty")));
		Files.writeString(root.resolve("a.txt"), "0 0.5 0.5 0.1 0.1 0.9\n");
		assertOneLine("one text file", root.resolve("a.txt"));
		assertOneLine("none of its images is in the dataset (a.txt here", root);
	}

	private void assertOneLine(final String part, final Path source) {
		final String message = assertThrows(UserException.class, () -> DetectionSource.read(source, truth())).getMessage();
		assertTrue(message.contains(part), message);
		assertTrue(message.length() < 500 && !message.contains("\n"), message);
	}
}
