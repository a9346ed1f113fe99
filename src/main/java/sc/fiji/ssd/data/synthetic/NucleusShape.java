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

/** A nucleus: round to elliptic, filled, mottled, with a few darker nucleoli. */
final class NucleusShape extends RoundShape {

	static final String NAME = "nucleus";

	private final Mottle coarse;

	private final Mottle fine;

	private final double mottling;

	/** u, v, radius and depth of each nucleolus. */
	private final double[][] nucleoli;

	/** @param diameter of the long axis */
	NucleusShape(final double x, final double y, final double angle, final double diameter, final Random random) {
		super(x, y, angle, diameter / 2, diameter / 2 * (0.68 + 0.32 * random.nextDouble()), 0.09, random);
		coarse = new Mottle(diameter / 4.5, random);
		fine = new Mottle(2.5 + diameter / 18, random);
		mottling = 0.16 + 0.24 * random.nextDouble();
		nucleoli = new double[random.nextInt(4)][];
		for (int i = 0; i < nucleoli.length; i++) {
			final double direction = 2 * StrictMath.PI * random.nextDouble();
			final double r = 0.6 * b() * random.nextDouble();
			nucleoli[i] = new double[] { r * StrictMath.cos(direction), r * StrictMath.sin(direction),
				b() * (0.12 + 0.1 * random.nextDouble()), 0.15 + 0.25 * random.nextDouble() };
		}
	}

	@Override
	String className() {
		return NAME;
	}

	@Override
	double light(final double u, final double v, final double blur) {
		final double distance = distance(u, v);
		final double edge = edge(distance, blur);
		if (edge == 0) return 0;
		double light = 1 + mottling * (0.6 * coarse.at(u, v) + 0.5 * fine.at(u, v));
		for (final double[] spot : nucleoli) {
			final double d = Math.sqrt((u - spot[0]) * (u - spot[0]) + (v - spot[1]) * (v - spot[1])) - spot[2];
			light *= 1 - spot[3] * edge(d, blur + 0.4);
		}
		// thinner towards the rim
		final double depth = Math.min(1, Math.max(0, -distance) / (0.6 * reach()));
		return edge * light * (0.8 + 0.2 * depth);
	}
}
