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
package sc.fiji.ssd.evaluate.analysis;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.evaluate.analysis.Scenes.found;
import static sc.fiji.ssd.evaluate.analysis.Scenes.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.VocMatching;
import sc.fiji.ssd.io.UserException;

class ErrorAnalysisTest {

	private static final double TOLERANCE = 1e-12;

	/**
	 * Four cats, a dog, a car; the eight detections of cats are, in descending order of score: right, double, dog,
	 * right, car, nothing, shifted, right.
	 */
	private static EvaluationTable cats() {
		return Scenes.table(List.of("car", "cat", "dog"),
			List.of(truth("cat", 0, 0, 40, 40), truth("cat", 100, 0, 140, 40), truth("cat", 200, 0, 240, 40),
				truth("cat", 300, 0, 340, 40), truth("dog", 0, 100, 40, 140), truth("car", 100, 100, 140, 140)),
			List.of(found("cat", 0.9, 0, 0, 40, 41), found("cat", 0.8, 1, 0, 41, 40), found("cat", 0.7, 0, 100, 40, 140),
				found("cat", 0.6, 100, 0, 140, 40), found("cat", 0.5, 100, 100, 140, 140),
				found("cat", 0.4, 300, 300, 340, 340), found("cat", 0.3, 225, 0, 265, 40),
				found("cat", 0.2, 300, 0, 340, 40)));
	}

	@Test
	void fractionsOfErrorsByConstruction() {
		final EvaluationTable table = cats();
		final HoiemErrors errors = HoiemErrors.of(table, VocMatching.of(table), SimilarClasses.VOC);
		final int cat = table.classes().indexOf("cat");
		final List<HoiemErrors.Step> steps = errors.steps(cat);
		// multiples 0.125, 0.25, 0.5, 1, 2, 4, 8 of four objects
		assertEquals(List.of(1, 1, 2, 4, 8, 8, 8), steps.stream().map(HoiemErrors.Step::detections).toList());
		assertArrayEquals(new double[] { 0.5, 0.5, 0, 0, 0 }, steps.get(2).shares(), TOLERANCE);
		assertArrayEquals(new double[] { 0.5, 0.25, 0.25, 0, 0 }, steps.get(3).shares(), TOLERANCE);
		assertArrayEquals(new double[] { 3 / 8.0, 2 / 8.0, 1 / 8.0, 1 / 8.0, 1 / 8.0 }, steps.get(4).shares(), TOLERANCE);
		assertEquals(0.5, steps.get(3).strongRecall(), TOLERANCE);
		assertEquals(0.75, steps.get(4).strongRecall(), TOLERANCE);
		assertEquals(1, steps.get(4).weakRecall(), TOLERANCE);
		assertArrayEquals(new double[] { 0, 2 / 5.0, 1 / 5.0, 1 / 5.0, 1 / 5.0 }, errors.falseSteps(cat).get(4).shares(),
			TOLERANCE);
	}

	@Test
	void similarClassesAreParsed() {
		assertTrue(SimilarClasses.VOC.areSimilar("cat", "dog"));
		assertFalse(SimilarClasses.VOC.areSimilar("cat", "car"));
		assertTrue(SimilarClasses.parse("a, b; c,d", List.of("a", "b", "c", "d")).areSimilar("c", "d"));
		assertTrue(assertThrows(UserException.class, () -> SimilarClasses.parse("a,x", List.of("a"))).getMessage()
			.startsWith("similar_classes: 'x'"));
	}

	@Test
	void whatIsTakenForWhat() {
		final EvaluationTable table = cats();
		final ConfusionMatrix matrix = ConfusionMatrix.of(table, new double[] { 0.5, 0.25, 0.5 });
		// rows and columns: car, cat, dog, then background or missed
		assertArrayEquals(new int[][] { { 0, 1, 0, 0 }, { 0, 2, 0, 2 }, { 0, 1, 0, 0 }, { 0, 3, 0, 0 } }, matrix.counts());
	}

	@Test
	void thresholdsByConstruction() {
		final EvaluationTable table = cats();
		final ScoreCurve curve = ScoreCurve.of(table, VocMatching.of(table), table.classes().indexOf("cat"));
		assertEquals(8, curve.points().size());
		assertEquals(2.0 * 3 / (8 + 4), curve.bestF1().f1(), TOLERANCE); // right ones at ranks 1, 4 and 8: 0.4, 0.5, 0.5
		assertEquals(0.5, curve.bestF1().f1(), TOLERANCE);
		assertEquals(0.55, curve.bestF1().threshold(), TOLERANCE);
		assertEquals(4, curve.forCount(4).detections());
		assertEquals(0.55, curve.forCount(4).threshold(), TOLERANCE);
		assertEquals(3, curve.at(0.62).detections());
		assertEquals(0, curve.at(0.95).detections());
	}

	@Test
	void scoresThatAreProbabilitiesHaveNoError() {
		final List<GroundTruth> truths = new ArrayList<>();
		final List<Detection> found = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			final double x = 38 * i;
			if (i < 8) truths.add(truth("a", x, 0, x + 20, 20));
			found.add(found("a", 0.8, x, 0, x + 20, 20));
		}
		final EvaluationTable table = Scenes.table(List.of("a"), truths, found);
		final Calibration calibration = Calibration.of(table, VocMatching.of(table));
		assertEquals(0, calibration.error(), TOLERANCE);
		assertEquals(0.8 * 0.04 + 0.2 * 0.64, calibration.brier(), TOLERANCE);
		assertEquals(10, calibration.bins().get(8).detections());
	}

	/** All small objects are found, no large one. */
	@Test
	void sizesThatAreMissedShow() {
		final List<GroundTruth> truths = new ArrayList<>();
		final List<Detection> found = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			final double x = 45 * (i % 8), y = 45 * (i / 8), size = 10 + i;
			truths.add(truth("a", x, y, x + size, y + size));
			if (i < 6) found.add(found("a", 0.9 - 0.01 * i, x, y, x + size, y + size));
		}
		final EvaluationTable table = Scenes.table(List.of("a"), truths, found);
		final List<ShapeSensitivity.Part> parts = ShapeSensitivity.bySize(table, VocMatching.of(table));
		assertEquals(List.of(2, 4, 8, 4, 2), parts.stream().map(ShapeSensitivity.Part::objects).toList());
		assertEquals(List.of(1.0, 1.0, 0.0, 0.0, 0.0), parts.stream().map(ShapeSensitivity.Part::recall).toList());
		assertEquals(1, parts.get(0).precision(), TOLERANCE);
		assertEquals(0, parts.get(4).precision(), TOLERANCE);
	}

	/** A hundred objects that are all found well; a twentieth each is removed, shifted and renamed in the annotation. */
	@Test
	void plantedLabelErrorsComeFirst() {
		final Random random = new Random(3);
		final List<GroundTruth> truths = new ArrayList<>();
		final List<Detection> found = new ArrayList<>();
		final List<GroundTruth> wrong = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			final double x = 38 * (i % 10), y = 38 * (i / 10), n = random.nextGaussian();
			final String name = i % 2 == 0 ? "a" : "b";
			if (i % 20 == 1) wrong.add(truth(name, x, y, x + 30, y + 30)); // removed
			else if (i % 20 == 7) wrong.add(truth(name, x + 10, y + 5, x + 40, y + 35));
			else if (i % 20 == 13) wrong.add(truth(name.equals("a") ? "b" : "a", x, y, x + 30, y + 30));
			if (i % 20 == 7 || i % 20 == 13) truths.add(wrong.get(wrong.size() - 1));
			else if (i % 20 != 1) truths.add(truth(name, x, y, x + 30, y + 30));
			found.add(found(name, 0.75 + 0.05 * n, x + n, y, x + 30 + n, y + 30));
			found.add(found(name, 0.1, x + 8, y, x + 30, y + 30));
		}
		final EvaluationTable table = Scenes.table(List.of("a", "b"), truths, found);
		final List<SuspiciousLabels.Place> places = SuspiciousLabels.of(table);
		assertEquals(100, places.size());
		for (int i = 0; i < wrong.size(); i++) {
			final SuspiciousLabels.Place place = places.get(i);
			assertTrue(place.kind() != SuspiciousLabels.Kind.UNCONFIRMED, place.toString());
			assertTrue(place.suspicion() > 0.2, place.toString());
		}
		assertEquals(5, places.subList(0, 15).stream().filter(p -> p.kind() == SuspiciousLabels.Kind.MISSING).count());
		assertEquals(5, places.subList(0, 15).stream().filter(p -> p.kind() == SuspiciousLabels.Kind.CLASS).count());
		assertEquals(5, places.subList(0, 15).stream().filter(p -> p.kind() == SuspiciousLabels.Kind.SHIFTED).count());
	}
}
