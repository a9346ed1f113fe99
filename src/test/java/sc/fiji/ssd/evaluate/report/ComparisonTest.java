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
package sc.fiji.ssd.evaluate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.CocoSettings;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.MetricSet;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.evaluate.TestDataset;
import sc.fiji.ssd.evaluate.formats.DetectionSink;

class ComparisonTest {

	@TempDir
	Path root;

	private final TestDataset.Scene scene = TestDataset.golden("coco");

	private MetricSet metrics(final Map<String, List<Detection>> found) {
		return MetricSet.of(DetectionSink.load(scene.truth(), found), CocoSettings.DEFAULT);
	}

	/** All scores halved: the order and so every figure is the same. */
	private Map<String, List<Detection>> halved() {
		final Map<String, List<Detection>> halved = new HashMap<>();
		scene.detections().forEach((name, list) -> halved.put(name, list.stream()
			.map(d -> new Detection(d.box(), d.classIndex(), d.className(), d.score() / 2)).toList()));
		return halved;
	}

	/** A false detection of score 1 in every image. */
	private Map<String, List<Detection>> worse() {
		final Map<String, List<Detection>> worse = new HashMap<>();
		scene.detections().forEach((name, list) -> {
			final List<Detection> more = new ArrayList<>(list);
			for (final String className : List.of("cell", "rod", "ring"))
				more.add(TestDataset.found(className, 1, 390, 390, 391, 391));
			worse.put(name, more);
		});
		return worse;
	}

	@Test
	void equalOnesDoNotDifferAndWorseOnesDo() throws IOException {
		final List<MetricSet> metrics = List.of(metrics(scene.detections()), metrics(halved()), metrics(worse()));
		for (final String metric : Evaluator.METRICS) {
			final Comparison comparison = Comparison.of(metric, List.of("a", "<b>", "c"), metrics, 100, 0);
			assertEquals(3, comparison.differences().size());
			final Comparison.Difference same = comparison.differences().get(0), worse = comparison.differences().get(1);
			assertEquals(0, same.value(), 1e-12);
			assertEquals(0, same.interval().high() - same.interval().low(), 1e-12);
			assertFalse(same.isClear());
			assertTrue(worse.isClear() && worse.value() < 0, worse.toString());
			ComparisonFiles.write(ReportFiles.of(root.resolve(metric)), "data", comparison, List.of());
			final String html = Files.readString(root.resolve(metric).resolve("comparison.html"));
			assertTrue(html.contains("&lt;b&gt;") && html.contains("no clear difference") && html.contains("worse"));
			assertEquals(4, Files.readAllLines(root.resolve(metric).resolve("comparison.csv")).size());
		}
	}
}
