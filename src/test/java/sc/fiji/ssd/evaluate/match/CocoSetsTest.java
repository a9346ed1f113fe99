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
package sc.fiji.ssd.evaluate.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.evaluate.TestDataset;

/** Thirty random sets whose numbers come from pycocotools; see {@code coco_sets.py}. */
class CocoSetsTest {

	private static final int[] MOST = { 1, 10, 100 };
	private static final double TOLERANCE = 1e-12;

	static Stream<JsonObject> sets() {
		return IntStream.range(0, Golden.read("coco_sets").getAsJsonArray("sets").size())
			.mapToObj(i -> Golden.read("coco_sets").getAsJsonArray("sets").get(i).getAsJsonObject());
	}

	static EvaluationTable table(final JsonObject set) {
		final List<List<GroundTruth>> objects = new ArrayList<>();
		final int images = set.get("images").getAsInt(), classes = set.get("classes").getAsInt();
		for (int i = 0; i < images; i++)
			objects.add(new ArrayList<>());
		for (final JsonElement e : set.getAsJsonArray("truths")) {
			final double[] t = Golden.doubles(e);
			objects.get((int) t[0]).add(new GroundTruth(box(t), "c" + (int) t[1], false, t[7] > 0, t[6]));
		}
		final List<AnnotatedImage> annotated = new ArrayList<>();
		for (int i = 0; i < images; i++)
			annotated.add(new AnnotatedImage("image" + i, Path.of("image" + i), 400, 400, objects.get(i)));
		final DetectionBuffer found = new DetectionBuffer();
		for (final JsonElement e : set.getAsJsonArray("detections")) {
			final double[] d = Golden.doubles(e);
			found.add((int) d[0], (int) d[1], d[6], box(d));
		}
		return EvaluationTable.of(
			new TestDataset(annotated, IntStream.range(0, classes).mapToObj(c -> "c" + c).toList()), found);
	}

	private static Box box(final double[] v) {
		return new Box(v[2], v[3], v[2] + v[4], v[3] + v[5]);
	}

	private static CocoTable evaluate(final EvaluationTable table) {
		return CocoTable.of(table, CocoMatching.of(table, AreaRanges.COCO, 100), AreaRanges.COCO, MOST);
	}

	/** One value stands for a list of equal ones; null is NaN. */
	private static double at(final JsonElement expected, final int... place) {
		JsonElement e = expected;
		for (final int i : place)
			if (e instanceof JsonArray list) e = list.get(i);
		return e.isJsonNull() ? Double.NaN : e.getAsDouble();
	}

	@ParameterizedTest
	@MethodSource("sets")
	void agreesWithPycocotools(final JsonObject set) {
		final CocoTable coco = evaluate(table(set));
		final JsonObject expected = set.getAsJsonObject("expected");
		for (int c = 0; c < set.get("classes").getAsInt(); c++)
			for (int a = 0; a < 4; a++)
				for (int t = 0; t < 10; t++) {
					final String where = "class " + c + ", area " + a + ", IoU " + t;
					assertEquals(at(expected.get("precision"), c, a, t), coco.precision(c, a, t), TOLERANCE, where);
					for (int m = 0; m < MOST.length; m++)
						assertEquals(at(expected.get("recall"), c, a, m, t), coco.recall(c, a, m, t), TOLERANCE, where);
				}
	}

	@Test
	void theSetsHaveWhatTheyAreFor() {
		final Map<String, Integer> counts = new HashMap<>();
		sets().forEach(set -> {
			final EvaluationTable table = table(set);
			final CocoTable coco = evaluate(table);
			for (int c = 0; c < table.classes().size(); c++)
				if (coco.positives(c, 0) == 0) counts.merge("class without objects", 1, Integer::sum);
			for (int i = 0; i < table.truths().size(); i++) {
				if (table.truths().crowd()[i]) counts.merge("crowd", 1, Integer::sum);
				if (Overlap.area(table.truths().boxes(), i) == 0) counts.merge("truth without area", 1, Integer::sum);
			}
			for (int row = 0; row < table.found().size(); row++) {
				if (table.found().rank()[row] >= 100) counts.merge("beyond 100", 1, Integer::sum);
				if (table.found().area(row) == 0) counts.merge("detection without area", 1, Integer::sum);
				if (row > 0 && table.found().rank()[row] > 0 &&
					table.found().scores()[row] == table.found().scores()[row - 1]) counts.merge("tie", 1, Integer::sum);
			}
			for (int i = 0; i < table.images().size(); i++)
				if (table.truths().imageStart()[i] == table.truths().imageStart()[i + 1])
					counts.merge("empty image", 1, Integer::sum);
		});
		for (final String kind : List.of("class without objects", "crowd", "truth without area", "beyond 100",
			"detection without area", "tie", "empty image"))
			assertEquals(true, counts.getOrDefault(kind, 0) >= 3, kind + ": " + counts);
	}

	@Test
	void threadsDoNotChangeANumber() {
		final JsonObject set = sets().findFirst().orElseThrow();
		final EvaluationTable table = table(set);
		final CocoTable one, four;
		final ForkJoinPool single = new ForkJoinPool(1), several = new ForkJoinPool(4);
		try {
			one = single.submit(() -> evaluate(table)).join();
			four = several.submit(() -> evaluate(table)).join();
		}
		finally {
			single.shutdown();
			several.shutdown();
		}
		for (int c = 0; c < table.classes().size(); c++)
			for (int a = 0; a < 4; a++)
				assertEquals(one.meanPrecision(c, a), four.meanPrecision(c, a), 0.0);
	}
}
