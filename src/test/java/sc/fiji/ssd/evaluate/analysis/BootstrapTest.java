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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import sc.fiji.ssd.evaluate.Bootstrap;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.TestDataset;

import sc.fiji.ssd.evaluate.formats.DetectionSink;
import sc.fiji.ssd.evaluate.match.AreaRanges;
import sc.fiji.ssd.evaluate.match.CocoMatching;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.VocMatching;

class BootstrapTest {

	private final TestDataset.Scene scene = TestDataset.golden("coco");
	private final EvaluationTable table = DetectionSink.load(scene.truth(), scene.detections()).table();

	/** The mean of the draws is near the figure itself, and the same draws come again. */
	@Test
	void drawsLieAroundTheFigure() {
		final Bootstrap bootstrap = new Bootstrap(table.images().size(), 200, 1);
		final double[] coco = bootstrap.coco(table, CocoMatching.of(table, AreaRanges.COCO, 100)),
			voc = bootstrap.voc(table, VocMatching.of(table), false);
		final double map = Evaluator.evaluate(scene.truth(), scene.detections(), Evaluator.COCO).map();
		assertEquals(map, Arrays.stream(coco).average().orElseThrow(), 0.05);
		final Bootstrap.Interval interval = Bootstrap.Interval.of(coco);
		assertTrue(interval.low() < map && map < interval.high(), interval + " " + map);
		assertTrue(interval.high() - interval.low() > 0.01);
		assertEquals(Evaluator.evaluate(scene.truth(), scene.detections(), Evaluator.VOC2012).map(),
			Arrays.stream(voc).average().orElseThrow(), 0.05);
		assertArrayEquals(voc, new Bootstrap(table.images().size(), 200, 1).voc(table, VocMatching.of(table), false));
	}

	/** An image that is drawn twice counts as two images. */
	@Test
	void oneImageIsAlwaysItself() {
		final EvaluationTable one = Scenes.table(List.of("a"),
			List.of(Scenes.truth("a", 0, 0, 10, 10), Scenes.truth("a", 50, 50, 60, 60)),
			List.of(Scenes.found("a", 0.9, 100, 100, 110, 110), Scenes.found("a", 0.8, 0, 0, 10, 10)));
		for (final double value : new Bootstrap(1, 5, 0).voc(one, VocMatching.of(one), false))
			assertEquals(0.25, value, 1e-12);
	}

	@Test
	void intervalsHoldNineteenOfTwenty() {
		final Bootstrap.Interval interval = Bootstrap.Interval
			.of(IntStream.rangeClosed(0, 1000).mapToDouble(i -> i).toArray());
		assertEquals(25, interval.low(), 1e-9);
		assertEquals(975, interval.high(), 1e-9);
		assertTrue(interval.excludesZero());
		assertFalse(new Bootstrap.Interval(-1, 1).excludesZero());
	}
}
