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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.evaluate.TestDataset.found;
import static sc.fiji.ssd.evaluate.TestDataset.image;
import static sc.fiji.ssd.evaluate.TestDataset.truth;

import java.util.List;
import java.util.Map;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

class VocMetricTest {

	@ParameterizedTest
	@ValueSource(strings = { Evaluator.VOC2007, Evaluator.VOC2012 })
	void agreesWithTheDevelopmentKitsRule(final String metric) {
		final TestDataset.Scene scene = TestDataset.golden("voc");
		final Evaluation evaluation = Evaluator.evaluate(scene.truth(), scene.detections(), metric);
		double sum = 0;
		int counted = 0;
		for (final String name : scene.truth().classNames()) {
			final JsonObject expected = scene.expected().getAsJsonObject(name);
			final ClassResult result = evaluation.perClass().get(name);
			assertEquals(expected.get("positives").getAsInt(), result.positives());
			assertEquals(expected.get("detections").getAsInt(), result.detections());
			if (expected.get(metric).isJsonNull()) {
				assertTrue(Double.isNaN(result.ap()));
				continue;
			}
			assertEquals(expected.get(metric).getAsDouble(), result.ap(), 1e-12);
			sum += result.ap();
			counted++;
		}
		assertEquals(4, counted);
		assertEquals(sum / counted, evaluation.map(), 1e-12);
		assertTrue(evaluation.warnings().get(0).contains("absent"));
	}

	private static ClassResult one(final String metric, final List<GroundTruth> truths, final Detection... detections) {
		final TestDataset data = new TestDataset(List.of(image("a", truths.toArray(GroundTruth[]::new))), List.of("c"));
		return Evaluator.evaluate(data, Map.of("a", List.of(detections)), metric).perClass().get("c");
	}

	@Test
	void byHand() {
		// hit, false, hit: precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1
		final List<GroundTruth> truths = List.of(truth("c", 0, 0, 10, 10), truth("c", 50, 50, 60, 60));
		final Detection[] detections = { found("c", 0.9, 0, 0, 10, 10), found("c", 0.8, 200, 200, 210, 210),
			found("c", 0.7, 50, 50, 60, 60) };
		final ClassResult result = one(Evaluator.VOC2012, truths, detections);
		assertArrayEquals(new double[] { 1, 0.5, 2 / 3.0 }, result.precision(), 1e-15);
		assertArrayEquals(new double[] { 0.5, 0.5, 1 }, result.recall(), 1e-15);
		assertArrayEquals(new double[] { 0.9, 0.8, 0.7 }, result.scores());
		assertEquals(0.5 + 0.5 * 2 / 3, result.ap(), 1e-15);
		assertEquals((6 + 5 * 2 / 3.0) / 11, one(Evaluator.VOC2007, truths, detections).ap(), 1e-15);
	}

	@Test
	void aSecondHitIsFalse() {
		final List<GroundTruth> truths = List.of(truth("c", 0, 0, 10, 10), truth("c", 50, 50, 60, 60));
		final ClassResult result = one(Evaluator.VOC2012, truths, found("c", 0.9, 0, 0, 10, 10),
			found("c", 0.8, 0, 0, 10, 9), found("c", 0.7, 50, 50, 60, 60));
		assertArrayEquals(new double[] { 1, 0.5, 2 / 3.0 }, result.precision(), 1e-15);
	}

	@Test
	void aSecondHitDoesNotFallToTheNextTruth() {
		// both detections overlap the first truth most, the second truth by more than a half too
		final List<GroundTruth> truths = List.of(truth("c", 0, 0, 10, 10), truth("c", 0, 2, 10, 12));
		assertEquals(0.5,
			one(Evaluator.VOC2012, truths, found("c", 0.9, 0, 0, 10, 10), found("c", 0.8, 0, 0.5, 10, 10.5)).ap(),
			1e-15);
	}

	@Test
	void difficultNeitherCountsNorPunishes() {
		final GroundTruth difficult = new GroundTruth(new Box(50, 50, 60, 60), "c", true, false);
		final ClassResult result = one(Evaluator.VOC2012, List.of(truth("c", 0, 0, 10, 10), difficult),
			found("c", 0.9, 50, 50, 60, 60), found("c", 0.8, 50, 50, 60, 61), found("c", 0.7, 0, 0, 10, 10));
		assertEquals(1, result.positives());
		assertEquals(1, result.ap(), 1e-15);
	}

	@Test
	void anOverlapOfOneHalfIsEnough() {
		// VOC's numbers: 1..10 by 1..10 against 1..10 by 1..5, so 50 of 100 pixels
		assertEquals(1, one(Evaluator.VOC2012, List.of(truth("c", 0, 0, 10, 10)), found("c", 0.9, 0, 0, 10, 5)).ap());
		assertEquals(0,
			one(Evaluator.VOC2012, List.of(truth("c", 0, 0, 10, 10)), found("c", 0.9, 0, 0, 10, 4.99)).ap());
	}

	@Test
	void nothingFoundIsZero() {
		assertEquals(0, one(Evaluator.VOC2012, List.of(truth("c", 0, 0, 10, 10))).ap());
		assertEquals(0, one(Evaluator.VOC2007, List.of(truth("c", 0, 0, 10, 10))).ap());
	}
}
