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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;

class CocoMetricTest {

	@Test
	void agreesWithPycocotools() {
		final TestDataset.Scene scene = TestDataset.golden("coco");
		final Evaluation evaluation = Evaluator.evaluate(scene.truth(), scene.detections(), Evaluator.COCO);
		final double[] expected = Golden.doubles(scene.expected().get("summary"));
		assertEquals(List.of("AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"),
			new ArrayList<>(evaluation.summary().keySet()));
		assertArrayEquals(expected, evaluation.summary().values().stream().mapToDouble(v -> v).toArray(), 1e-12);
		assertEquals(expected[0], evaluation.map(), 1e-12);
		final JsonObject perClass = scene.expected().getAsJsonObject("per_class");
		for (final String name : scene.truth().classNames()) {
			final double ap = evaluation.perClass().get(name).ap();
			if (perClass.get(name).isJsonNull()) assertTrue(Double.isNaN(ap));
			else assertEquals(perClass.get(name).getAsDouble(), ap, 1e-12);
		}
		assertArrayEquals(Golden.doubles(scene.expected().get("cell_precision_50")),
			evaluation.perClass().get("cell").precision(), 1e-12);
	}

	@Test
	void sizesWithoutObjectsAreNoNumber() {
		final TestDataset data = new TestDataset(List.of(image("a", truth("c", 0, 0, 10, 10))), List.of("c"));
		final Evaluation evaluation = Evaluator.evaluate(data, Map.of("a", List.of(found("c", 0.3, 0, 0, 10, 10))),
			Evaluator.COCO);
		assertEquals(1, evaluation.map(), 1e-12);
		assertEquals(1, evaluation.summary().get("APs"), 1e-12);
		assertTrue(Double.isNaN(evaluation.summary().get("APl")));
		assertTrue(Double.isNaN(evaluation.summary().get("ARm")));
	}
}
