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
package sc.fiji.ssd.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

import org.junit.jupiter.api.Test;

/** Binary16 there and back. */
class FloatTypeTest {

	private static float value(final int bits) {
		final float[] value = new float[1];
		FloatType.F16.convert(ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN).putShort((short) bits).flip(), value, 0);
		return value[0];
	}

	@Test
	void everyHalfComesBack() {
		for (int bits = 0; bits < 1 << 16; bits++) {
			final float value = value(bits);
			if (Float.isNaN(value)) assertTrue(Float.isNaN(value(FloatType.half(value))));
			else assertEquals((short) bits, FloatType.half(value), "bits " + bits);
		}
	}

	/** The nearest of all halves; of two that are as near, the even one. */
	@Test
	void floatsAreRoundedToTheNearest() {
		final Random random = new Random(1);
		for (int i = 0; i < 200_000; i++) {
			final int low = random.nextInt(0x7bff);
			final double below = value(low), above = value(low + 1), middle = (below + above) / 2;
			final float near = (float) (below + (above - below) * random.nextDouble());
			final int expected = near < middle || near == middle && low % 2 == 0 ? low : low + 1;
			assertEquals((short) expected, FloatType.half(near), near + "");
			assertEquals((short) (expected | 0x8000), FloatType.half(-near), "-" + near);
			assertEquals((short) (low % 2 == 0 ? low : low + 1), FloatType.half((float) middle), middle + "");
		}
		assertEquals(0x7bff, FloatType.half(Math.nextDown(65520f)));
		assertEquals(0x7c00, FloatType.half(65520f));
		assertEquals(0x7c00, FloatType.half(Float.MAX_VALUE));
		assertEquals(0, FloatType.half(0x1p-25f), "half of the smallest: to even");
		assertEquals(1, FloatType.half(Math.nextUp(0x1p-25f)));
	}
}
