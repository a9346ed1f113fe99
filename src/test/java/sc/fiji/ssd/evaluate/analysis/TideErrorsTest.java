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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sc.fiji.ssd.evaluate.analysis.Scenes.found;
import static sc.fiji.ssd.evaluate.analysis.Scenes.truth;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.evaluate.TestDataset;
import sc.fiji.ssd.evaluate.analysis.TideErrors.Kind;
import sc.fiji.ssd.evaluate.match.DetectionBuffer;
import sc.fiji.ssd.evaluate.match.EvaluationTable;

class TideErrorsTest {

	private static final double TOLERANCE = 1e-9;

	@Test
	void agreesWithThePublishedToolbox() {
		final JsonObject set = Golden.read("tide");
		final List<List<GroundTruth>> objects = new ArrayList<>();
		final int images = set.get("images").getAsInt();
		IntStream.range(0, images).forEach(i -> objects.add(new ArrayList<>()));
		for (final JsonElement e : set.getAsJsonArray("truths")) {
			final double[] t = Golden.doubles(e);
			objects.get((int) t[0])
				.add(new GroundTruth(box(t), "c" + (int) t[1], false, t[6] > 0, t[4] * t[5]));
		}
		final List<AnnotatedImage> annotated = IntStream.range(0, images)
			.mapToObj(i -> new AnnotatedImage("i" + i, Path.of("i" + i), 200, 200, objects.get(i))).toList();
		final DetectionBuffer buffer = new DetectionBuffer();
		for (final JsonElement e : set.getAsJsonArray("detections")) {
			final double[] d = Golden.doubles(e);
			buffer.add((int) d[0], (int) d[1], d[6], box(d));
		}
		final TideErrors tide = TideErrors
			.of(EvaluationTable.of(new TestDataset(annotated, List.of("c0", "c1", "c2", "c3")), buffer));
		final JsonObject expected = set.getAsJsonObject("expected"), gain = expected.getAsJsonObject("gain"),
			count = expected.getAsJsonObject("count");
		assertEquals(expected.get("ap").getAsDouble(), tide.ap(), TOLERANCE);
		for (final Kind kind : Kind.values()) {
			assertEquals(count.get(kind.name()).getAsInt(), tide.count().get(kind), kind.name());
			assertEquals(gain.get(kind.name()).getAsDouble(), tide.gain().get(kind), TOLERANCE, kind.name());
		}
		assertEquals(gain.get("FALSE_POSITIVE").getAsDouble(), tide.falsePositiveGain(), TOLERANCE);
		assertEquals(gain.get("FALSE_NEGATIVE").getAsDouble(), tide.falseNegativeGain(), TOLERANCE);
	}

	private static Box box(final double[] v) {
		return new Box(v[2], v[3], v[2] + v[4], v[3] + v[5]);
	}

	/** Two objects; one found, one missed: half of the AP (51 of 101 points) is gained by finding it. */
	@Test
	void aMissedObject() {
		final TideErrors tide = TideErrors.of(Scenes.table(List.of("a"),
			List.of(truth("a", 0, 0, 10, 10), truth("a", 100, 100, 120, 120)), List.of(found("a", 0.9, 0, 0, 10, 10))));
		assertEquals(51 / 101.0, tide.ap(), TOLERANCE);
		assertGains(tide, Kind.MISSED, 50 / 101.0);
		assertEquals(50 / 101.0, tide.falseNegativeGain(), TOLERANCE);
		assertEquals(0, tide.falsePositiveGain(), TOLERANCE);
	}

	/** One object, detected as the wrong class: both classes gain, one its object, the other loses its false one. */
	@Test
	void aSwappedClass() {
		final TideErrors tide = TideErrors.of(Scenes.table(List.of("a", "b"),
			List.of(truth("a", 0, 0, 10, 10), truth("b", 100, 100, 120, 120)),
			List.of(found("b", 0.9, 0, 0, 10, 10), found("b", 0.8, 100, 100, 120, 120))));
		assertEquals(0.25, tide.ap(), TOLERANCE); // b: one false before one right
		assertGains(tide, Kind.CLASS, 0.75);
	}

	/** One object; its only detection overlaps by a third, another lies on nothing. */
	@Test
	void aShiftedBoxAndOneOnTheBackground() {
		final TideErrors tide = TideErrors.of(Scenes.table(List.of("a"), List.of(truth("a", 0, 0, 10, 10)),
			List.of(found("a", 0.9, 5, 0, 15, 10), found("a", 0.95, 200, 200, 210, 210))));
		assertEquals(0, tide.ap(), TOLERANCE);
		assertEquals(0.5, tide.gain().get(Kind.LOCALIZATION), TOLERANCE);
		assertEquals(0, tide.gain().get(Kind.BACKGROUND), TOLERANCE);
		assertEquals(1, tide.count().get(Kind.LOCALIZATION));
		assertEquals(1, tide.count().get(Kind.BACKGROUND));
		assertEquals(0, tide.count().get(Kind.MISSED));
	}

	private static void assertGains(final TideErrors tide, final Kind only, final double gain) {
		for (final Kind kind : Kind.values()) {
			assertEquals(kind == only ? gain : 0, tide.gain().get(kind), TOLERANCE, kind.name());
			assertEquals(kind == only ? 1 : 0, tide.count().get(kind), kind.name());
		}
	}
}
