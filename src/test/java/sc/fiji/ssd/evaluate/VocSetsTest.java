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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.evaluate.match.DetectionBuffer;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.VocMatching;

/** Thirty random sets whose numbers come from the rules of VOC's development kit in fractions; see {@code voc_sets.py}. */
class VocSetsTest {

	private static final double TOLERANCE = 1e-12;

	static Stream<JsonObject> sets() {
		final List<JsonObject> sets = new ArrayList<>();
		Golden.read("voc_sets").getAsJsonArray("sets").forEach(set -> sets.add(set.getAsJsonObject()));
		return sets.stream();
	}

	private static EvaluationTable table(final JsonObject set) {
		final List<List<GroundTruth>> objects = new ArrayList<>();
		final int images = set.get("images").getAsInt(), classes = set.get("classes").getAsInt();
		for (int i = 0; i < images; i++)
			objects.add(new ArrayList<>());
		for (final JsonElement e : set.getAsJsonArray("truths")) {
			final int[] t = Golden.ints(e);
			objects.get(t[0]).add(new GroundTruth(box(t), "c" + t[1], t[6] > 0, false, box(t).area()));
		}
		final List<AnnotatedImage> annotated = new ArrayList<>();
		for (int i = 0; i < images; i++)
			annotated.add(new AnnotatedImage("image" + i, Path.of("image" + i), 600, 600, objects.get(i)));
		final DetectionBuffer found = new DetectionBuffer();
		for (final JsonElement e : set.getAsJsonArray("detections")) {
			final int[] d = Golden.ints(e);
			found.add(d[0], d[1], d[6] / 1000.0, box(d));
		}
		return EvaluationTable.of(
			new TestDataset(annotated, IntStream.range(0, classes).mapToObj(c -> "c" + c).toList()), found);
	}

	/** VOC's numbers to ours. */
	private static Box box(final int[] v) {
		return new Box(v[2] - 1, v[3] - 1, v[4], v[5]);
	}

	@ParameterizedTest
	@MethodSource("sets")
	void agreesWithTheRulesOfTheDevelopmentKit(final JsonObject set) {
		final EvaluationTable table = table(set);
		final VocMatching matching = VocMatching.of(table);
		final Evaluation eleven = VocMetric.evaluate(table, matching, Evaluator.VOC2007),
			all = VocMetric.evaluate(table, matching, Evaluator.VOC2012);
		for (int c = 0; c < table.classes().size(); c++) {
			final JsonElement expected = set.getAsJsonArray("expected").get(c);
			final double[] ap = expected.isJsonNull()
				? new double[] { Double.NaN, Double.NaN }
				: Golden.doubles(expected);
			assertEquals(ap[0], eleven.perClass().get("c" + c).ap(), TOLERANCE, "2007, class " + c);
			assertEquals(ap[1], all.perClass().get("c" + c).ap(), TOLERANCE, "2012, class " + c);
		}
	}

	@Test
	void theSetsHaveWhatTheyAreFor() {
		int difficult = 0, ties = 0, without = 0, onDifficult = 0;
		for (final JsonObject set : sets().toList()) {
			final EvaluationTable table = table(set);
			final VocMatching matching = VocMatching.of(table);
			for (int t = 0; t < table.truths().size(); t++)
				if (table.truths().ignored()[t]) difficult++;
			for (int i = 1; i < table.found().size(); i++) {
				final int a = table.found().ranking()[i - 1], b = table.found().ranking()[i];
				if (table.found().scores()[a] == table.found().scores()[b] &&
					table.found().source()[a] > table.found().source()[b]) ties++;
				if (matching.outcome(b) == VocMatching.Outcome.NOTHING) onDifficult++;
			}
			for (final JsonElement e : set.getAsJsonArray("expected"))
				if (e.isJsonNull()) without++;
		}
		assertTrue(difficult > 50 && ties > 50 && without > 3 && onDifficult > 50,
			difficult + " difficult, " + ties + " ties out of order, " + without + " classes without objects, " +
				onDifficult + " detections on difficult objects");
	}
}
