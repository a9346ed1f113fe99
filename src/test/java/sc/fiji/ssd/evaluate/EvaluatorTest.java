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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.evaluate.TestDataset.found;
import static sc.fiji.ssd.evaluate.TestDataset.image;
import static sc.fiji.ssd.evaluate.TestDataset.truth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.TinyModel;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.detect.folder.FolderDetection;
import sc.fiji.ssd.detect.folder.FolderSettings;
import sc.fiji.ssd.detect.folder.PngReader;
import sc.fiji.ssd.detect.folder.Shard;
import sc.fiji.ssd.io.UserException;

class EvaluatorTest {

	@TempDir
	Path root;

	@Test
	void onlyWhatBelongsToTheTruthIsScored() {
		final TestDataset data = new TestDataset(List.of(image("a", truth("c", 0, 0, 10, 10)), image("b")),
			List.of("c"));
		final Evaluation evaluation = Evaluator.evaluate(data,
			Map.of("a", List.of(found("c", 0.5, 0, 0, 10, 10), found("stranger", 0.9, 0, 0, 10, 10)), "elsewhere",
				List.of(found("c", 0.9, 0, 0, 10, 10))),
			Evaluator.VOC2012);
		assertEquals(1, evaluation.map());
		assertEquals(1, evaluation.perClass().get("c").detections());
		assertEquals(2, evaluation.images());
		assertEquals(1, evaluation.warnings().size());
		assertTrue(evaluation.warnings().get(0).contains("stranger"));
	}

	@Test
	void whatCannotBeMeasuredIsRefused() {
		final TestDataset empty = new TestDataset(List.of(image("a")), List.of());
		assertTrue(assertThrows(UserException.class, () -> Evaluator.evaluate(empty, Map.of(), Evaluator.COCO))
			.getMessage().startsWith("dataset:"));
		assertTrue(assertThrows(UserException.class, () -> Evaluator.evaluate(empty, Map.of(), "voc")).getMessage()
			.startsWith("metric:"));
	}

	/** Three images of 64 x 64; the tiny model finds every bright cell of 16 x 16. */
	private TestDataset images() throws IOException {
		final List<AnnotatedImage> images = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			final Path file = root.resolve("in/" + i + ".png");
			PngReader.write(file, 64, 64, i, 250, 15, 150);
			images.add(new AnnotatedImage(i + ".png", file, 64, 64,
				List.of(new GroundTruth(new Box(16 * i, 0, 16 * i + 16, 16), "white"),
					new GroundTruth(new Box(48, 48, 64, 64), "grey"))));
		}
		return new TestDataset(images, List.of("grey", "white"));
	}

	private Path detect(final DetectionSettings settings) throws IOException {
		final Path model = root.resolve("m.ssd");
		Files.writeString(model, "m");
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), settings)) {
			new FolderDetection(detector, new PngReader(), null, model, null, (d, t, m) -> {})
				.run(new FolderSettings(root.resolve("in"), root.resolve("out"), false, false, Shard.ALL, true, null));
		}
		return root.resolve("out/detections.csv");
	}

	@Test
	void aModelAndItsDetectionsFileScoreTheSame() throws IOException {
		final TestDataset data = images();
		final List<String> messages = new ArrayList<>();
		final Map<String, List<Detection>> direct;
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), DetectionSettings.PAPER)) {
			direct = ModelEvaluation.detect(data, detector, new PngReader(), (d, t, m) -> messages.add(m));
		}
		assertEquals(3, messages.size());
		assertEquals(3, direct.size());
		final Evaluation first = Evaluator.evaluate(data, direct, Evaluator.VOC2012);
		final Evaluation second = Evaluator.evaluate(data, detect(DetectionSettings.PAPER), Evaluator.VOC2012);
		assertEquals(1, first.map(), 1e-12);
		assertEquals(first.map(), second.map(), 1e-12);
		assertEquals(List.of(), second.warnings());
	}

	@Test
	void aCutCurveAndMissingImagesAreWarnedOf() throws IOException {
		final TestDataset data = images();
		Files.delete(root.resolve("in/2.png"));
		final Evaluation evaluation = Evaluator.evaluate(data, detect(DetectionSettings.DEFAULT), Evaluator.VOC2007);
		assertEquals(2, evaluation.warnings().size());
		assertTrue(evaluation.warnings().get(0).contains("score=0.5"));
		assertTrue(evaluation.warnings().get(1).contains("1 of the dataset's 3 images were not searched (2.png"));
	}

	@Test
	void detectionsOfOtherImagesAreRefused() throws IOException {
		final TestDataset data = images();
		final Path file = root.resolve("d.csv");
		DetectionsCsv.write(file,
			List.of(new DetectionsCsv.Row("JPEGImages/0.png", 1, "grey", 0.5, new Box(0, 0, 1, 1))));
		final String message = assertThrows(UserException.class, () -> Evaluator.evaluate(data, file, Evaluator.VOC2012))
			.getMessage();
		assertTrue(message.contains("JPEGImages/0.png here, 0.png there"), message);
		DetectionsCsv.write(file, List.of(new DetectionsCsv.Row("0.png", 2, "grey", 0.5, new Box(0, 0, 1, 1))));
		assertTrue(assertThrows(UserException.class, () -> Evaluator.evaluate(data, file, Evaluator.VOC2012))
			.getMessage().contains("slice 2"));
		DetectionsCsv.write(file, List.of());
		assertEquals(0, Evaluator.evaluate(data, file, Evaluator.VOC2012).map());
	}

	@Test
	void anImageThatCannotBeReadOrHasAnotherSizeEndsIt() throws IOException {
		final TestDataset data = images();
		try (Detector detector = new Detector(TinyModel.model(), TinyModel.engine(2), DetectionSettings.PAPER)) {
			PngReader.write(root.resolve("in/1.png"), 64, 63, 2, 255);
			assertTrue(assertThrows(UserException.class,
				() -> ModelEvaluation.detect(data, detector, new PngReader(), (d, t, m) -> {})).getMessage()
				.contains("64 x 63"));
			Files.writeString(root.resolve("in/1.png"), "broken");
			final String message = assertThrows(UserException.class,
				() -> ModelEvaluation.detect(data, detector, new PngReader(), (d, t, m) -> {})).getMessage();
			assertTrue(message.startsWith(root.resolve("in/1.png").toString()), message);
			assertFalse(message.contains("\n"));
		}
	}
}
