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
package sc.fiji.ssd.box;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;

class OverlapTest {

	@Test
	void agreesWithTorchvision() {
		final JsonObject golden = Golden.read("boxes").getAsJsonObject("iou");
		final float[] a = Golden.flat(golden.get("a")), b = Golden.flat(golden.get("b"));
		final double[][] expected = Golden.rows(golden.get("iou"));
		int overlapping = 0;
		for (int i = 0; i < expected.length; i++)
			for (int j = 0; j < expected[i].length; j++) {
				assertEquals(expected[i][j], Overlap.iou(a, 4 * i, b, 4 * j), 1e-6);
				assertEquals(expected[i][j], box(a, i).iou(box(b, j)), 1e-7);
				if (expected[i][j] > 0.1) overlapping++;
			}
		assertEquals(true, overlapping > 20);
	}

	@Test
	void emptyAndNaNBoxesOverlapNothing() {
		final float[] boxes = { 0, 0, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, Float.NaN, 0, 1, 1 };
		assertEquals(0, Overlap.iou(boxes, 0, boxes, 4));
		assertEquals(0, Overlap.iou(boxes, 4, boxes, 4));
		assertEquals(0, Overlap.iou(boxes, 0, boxes, 8));
		assertEquals(1, Overlap.iou(boxes, 0, boxes, 0));
	}

	private static Box box(final float[] corners, final int i) {
		return new Box(corners[4 * i], corners[4 * i + 1], corners[4 * i + 2], corners[4 * i + 3]);
	}
}
