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
package sc.fiji.ssd.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.FloatBuffer;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.model.Preprocessing;

class InputTensorTest {

	private static float[] write(final Preprocessing preprocessing) {
		final Picture picture = new Picture(2, 1);
		picture.planes()[0][0] = 200;
		picture.planes()[1][0] = 117;
		picture.planes()[2][1] = 255;
		final FloatBuffer out = FloatBuffer.allocate(12);
		InputTensor.write(picture, preprocessing, out, 6);
		assertEquals(0, out.position());
		return out.array();
	}

	@Test
	void caffe() {
		assertArrayEquals(new float[] { 0, 0, 0, 0, 0, 0, -104, 151, 0, -117, 77, -123 }, write(Preprocessing.CAFFE));
	}

	@Test
	void redFirstAndScaled() {
		final Preprocessing rgb = new Preprocessing("RGB", List.of(100.0, 0.0, 55.0), 0.5, "auto", "auto");
		assertArrayEquals(new float[] { 0, 0, 0, 0, 0, 0, 50, -50, 58.5f, 0, -27.5f, 100 }, write(rgb));
	}
}
