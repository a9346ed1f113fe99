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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/** Tests the interval of {@link Bootstrap} against cases whose distribution is known. */
class BootstrapIntervalTest {

	private static final Box BOX = new Box(10, 10, 30, 30);

	@Test
	void isAPointWhereAllImagesAreFoundAlike() {
		assertEquals(new Bootstrap.Interval(1, 1), interval(20, 20));
		assertEquals(new Bootstrap.Interval(0, 0), interval(20, 0));
	}

	/** Without false detections the average precision is the fraction of objects that are found: a binomial. */
	@Test
	void isThatOfABinomialWhereTheScoreIsAShare() {
		final Bootstrap.Interval few = interval(25, 20), many = interval(400, 320);
		assertEquals(0.8 - 1.96 * 0.08, few.low(), 0.05);
		assertEquals(0.8 + 1.96 * 0.08, few.high(), 0.05);
		assertEquals(0.8 - 1.96 * 0.02, many.low(), 0.01);
		assertEquals(0.8 + 1.96 * 0.02, many.high(), 0.01);
		assertTrue(many.high() - many.low() < 0.5 * (few.high() - few.low()));
	}

	/** One object in each image, of which the first are found. */
	private static Bootstrap.Interval interval(final int images, final int found) {
		final List<AnnotatedImage> all = new ArrayList<>();
		final Map<String, List<Detection>> detections = new LinkedHashMap<>();
		for (int i = 0; i < images; i++) {
			all.add(TestDataset.image("image" + i, new GroundTruth(BOX, "cell")));
			detections.put("image" + i, i < found ? List.of(new Detection(BOX, 1, "cell", 0.9 - 1e-4 * i)) : List.of());
		}
		return Bootstrap.voc2012(new TestDataset(all, List.of("cell")), detections);
	}
}
