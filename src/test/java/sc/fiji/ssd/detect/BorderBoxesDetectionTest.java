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
package sc.fiji.ssd.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.DefaultBoxLayer;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.model.Decoding;

/** Which boxes that cross the border are looked at. */
class BorderBoxesDetectionTest {

	@Test
	void onlyUnusedBoxesAreNotLookedAt() {
		assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), found(DefaultBoxes.Border.USED));
		assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8), found(DefaultBoxes.Border.UNTRAINED));
		assertEquals(List.of(4), found(DefaultBoxes.Border.UNUSED));
	}

	/** Nine boxes of which all but the middle one cross, all alike. */
	private static List<Integer> found(final DefaultBoxes.Border border) {
		final DefaultBoxes priors = new DefaultBoxes(30,
			List.of(new DefaultBoxLayer(3, 3, 10, DefaultBoxLayer.shapes(11, 0, List.of()))), DefaultBoxes.Clipping.NONE, border);
		final float[] logits = new float[9 * 2];
		for (int p = 0; p < 9; p++)
			logits[2 * p + 1] = 2;
		return new PostProcessing(priors, new BoxCoder(0.1, 0.2), Decoding.CAFFE, 2,
			new DetectionSettings(0.1, 0.45, 200)).process(FloatBuffer.allocate(36), FloatBuffer.wrap(logits), 0)
			.stream().map(PostProcessing.Candidate::prior).toList();
	}
}
