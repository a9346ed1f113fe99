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
package sc.fiji.ssd.data.synthetic;

import java.util.Random;

/** A shape whose outline is an ellipse, a little irregular. */
abstract class RoundShape extends FieldShape {

	private static final int HARMONICS = 3;

	private final double a;

	private final double b;

	private final double[] amplitude = new double[HARMONICS];

	private final double[] phase = new double[HARMONICS];

	/**
	 * @param a half of the long axis, in pixels
	 * @param b half of the short axis
	 * @param irregularity largest relative deviation of each harmonic
	 */
	RoundShape(final double x, final double y, final double angle, final double a, final double b,
		final double irregularity, final Random random)
	{
		super(x, y, angle);
		this.a = a;
		this.b = b;
		for (int i = 0; i < HARMONICS; i++) {
			amplitude[i] = irregularity * random.nextDouble() / (i + 1);
			phase[i] = 2 * StrictMath.PI * random.nextDouble();
		}
	}

	/** @return half of the short axis */
	final double b() {
		return b;
	}

	@Override
	final double distance(final double u, final double v) {
		return Math.sqrt(u * u + v * v) - radius(StrictMath.atan2(v, u));
	}

	/** @return the outline's distance from the centre in a direction */
	private double radius(final double angle) {
		final double c = StrictMath.cos(angle) / a;
		final double s = StrictMath.sin(angle) / b;
		double factor = 1;
		for (int i = 0; i < HARMONICS; i++)
			factor += amplitude[i] * StrictMath.cos((i + 2) * angle + phase[i]);
		return factor / Math.sqrt(c * c + s * s);
	}

	@Override
	final double[] outline(final double position) {
		final double angle = 2 * StrictMath.PI * position;
		final double r = radius(angle);
		return new double[] { r * StrictMath.cos(angle), r * StrictMath.sin(angle) };
	}

	@Override
	final double reach() {
		double factor = 1;
		for (final double value : amplitude)
			factor += value;
		return a * factor;
	}
}
