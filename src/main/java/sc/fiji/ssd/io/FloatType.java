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

import java.nio.ByteBuffer;

/** The formats of floating-point numbers in weight files; all are little-endian. */
public enum FloatType {

	F16(2), BF16(2), F32(4), F64(8);

	/** Bits of 65536, of infinity, and of the smallest normal number of binary16, as floats; the distance of the exponents. */
	private static final int HALF_INFINITY = 0x47800000, FLOAT_INFINITY = 0x7f800000, HALF_NORMAL = 0x38800000,
			EXPONENTS = 0x38000000;

	private final int size;

	FloatType(final int size) {
		this.size = size;
	}

	/** @return bytes of a number */
	public int size() {
		return size;
	}

	/**
	 * @param from its remaining bytes are converted to float32
	 * @param to receives the numbers
	 * @param at where the first goes
	 */
	public void convert(final ByteBuffer from, final float[] to, final int at) {
		final int count = from.remaining() / size;
		switch (this) {
			case F32 -> from.asFloatBuffer().get(to, at, count);
			case F64 -> {
				for (int i = 0; i < count; i++)
					to[at + i] = (float) from.getDouble();
			}
			case BF16 -> {
				for (int i = 0; i < count; i++)
					to[at + i] = Float.intBitsToFloat(from.getShort() << 16);
			}
			case F16 -> {
				for (int i = 0; i < count; i++)
					to[at + i] = half(from.getShort());
			}
		}
	}

	/** IEEE 754 binary16; Java has this conversion from version 20 on. */
	private static float half(final short bits) {
		final int exponent = bits >> 10 & 0x1f, mantissa = bits & 0x3ff;
		final float magnitude = exponent == 0x1f
			? (mantissa == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
			: exponent == 0 ? mantissa * 0x1p-24f : Math.scalb(1 + mantissa * 0x1p-10f, exponent - 15);
		return bits < 0 ? -magnitude : magnitude;
	}

	/**
	 * @param value any
	 * @return its bits as binary16, to the nearest, ties to even; infinite from 65520 on
	 */
	public static short half(final float value) {
		final int bits = Float.floatToRawIntBits(value), sign = bits >>> 16 & 0x8000, magnitude = bits & 0x7fffffff;
		if (magnitude >= HALF_INFINITY) return (short) (sign | (magnitude > FLOAT_INFINITY ? 0x7e00 : 0x7c00));
		if (magnitude < HALF_NORMAL) return (short) (sign | (int) Math.rint(Math.abs(value) * 0x1p24));
		return (short) (sign | magnitude + 0xfff + (magnitude >>> 13 & 1) - EXPONENTS >>> 13);
	}
}
