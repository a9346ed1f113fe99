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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;

import com.google.gson.JsonObject;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.Golden;

class BoxCoderTest {

	private final BoxCoder coder = new BoxCoder(0.1, 0.2);

	@Test
	void agreesWithTorchvision() {
		final JsonObject golden = Golden.read("boxes").getAsJsonObject("coder");
		final DefaultBoxes priors = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.SIZES);
		final int[] index = Golden.ints(golden.get("priors"));
		final float[] truths = Golden.flat(golden.get("truths")), encoded = Golden.flat(golden.get("encoded")),
			offsets = Golden.flat(golden.get("offsets")), decoded = Golden.flat(golden.get("decoded"));
		final float[] out = new float[4];
		for (int i = 0; i < index.length; i++) {
			coder.encode(priors, index[i], truths, i, out, 0);
			for (int k = 0; k < 4; k++)
				assertEquals(encoded[4 * i + k], out[k], 1e-4 * Math.max(1, Math.abs(out[k])));
			coder.decode(priors, index[i], offsets[4 * i], offsets[4 * i + 1], offsets[4 * i + 2], offsets[4 * i + 3],
				out, 0);
			for (int k = 0; k < 4; k++)
				assertEquals(decoded[4 * i + k], out[k], 1e-5 * Math.max(1, Math.abs(out[k])));
		}
	}

	@Test
	void decodesWhatItEncoded() {
		final Random random = new Random(1);
		final DefaultBoxes priors = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.NONE);
		for (int i = 0; i < 200; i++) {
			final float x = random.nextFloat() * 0.5f, y = random.nextFloat() * 0.5f;
			final float[] truth = { 9, 9, 9, 9, x, y, x + 0.01f + random.nextFloat() * 0.4f,
				y + 0.01f + random.nextFloat() * 0.4f };
			final float[] code = new float[6], back = new float[4];
			final int prior = random.nextInt(priors.size());
			coder.encode(priors, prior, truth, 1, code, 2);
			coder.decode(priors, prior, code[2], code[3], code[4], code[5], back, 0);
			assertArrayEquals(new float[] { truth[4], truth[5], truth[6], truth[7] }, back, 2e-6f);
		}
	}

	@Test
	void refusesVariancesThatDivideByZero() {
		assertThrows(IllegalArgumentException.class, () -> new BoxCoder(0, 0.2));
		assertThrows(IllegalArgumentException.class, () -> new BoxCoder(0.1, Double.NaN));
	}

	/** torchvision's {@code bbox_xform_clip}. */
	@Test
	void sizesAreLimitedWhereItIsAsked() {
		final DefaultBoxes priors = TorchvisionDefaultBoxes.ssd300(DefaultBoxes.Clipping.SIZES);
		final BoxCoder limited = new BoxCoder(0.1, 0.2, Math.log(1000.0 / 16));
		final float[] free = new float[4], out = new float[4];
		limited.decode(priors, 0, 0, 0, 100, 20, out, 0);
		assertEquals(62.5 * priors.centers()[2], out[2] - out[0], 1e-4);
		coder.decode(priors, 0, 0, 0, 1, 20, free, 0);
		assertEquals(free[3], out[3], "below the limit nothing changes");
		assertThrows(IllegalArgumentException.class, () -> new BoxCoder(0.1, 0.2, 0));
	}
}
