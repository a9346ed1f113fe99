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

/** A rod: a capsule, a little bent, sometimes with a septum, as bacteria have. */
final class RodShape extends FieldShape {

	static final String NAME = "rod";

	/** Half of the axis, without the caps. */
	private final double half;

	private final double radius;

	private final double bend;

	private final double septum;

	private final double slope;

	private final Mottle mottle;

	/** @param length from tip to tip */
	RodShape(final double x, final double y, final double angle, final double length, final Random random) {
		super(x, y, angle);
		radius = Math.max(4, length / (2 * (2.5 + 2.0 * random.nextDouble())));
		half = length / 2 - radius;
		bend = (random.nextDouble() - 0.5) * 0.24 * half;
		septum = random.nextInt(3) == 0 ? 0.2 + 0.25 * random.nextDouble() : 0;
		slope = (random.nextDouble() - 0.5) * 0.4;
		mottle = new Mottle(3 + radius / 2, random);
	}

	@Override
	String className() {
		return NAME;
	}

	/** The axis is a parabola between the caps' centres. */
	private double axis(final double u) {
		final double t = Math.max(-1, Math.min(1, u / half));
		return bend * (t * t - 0.5);
	}

	@Override
	double distance(final double u, final double v) {
		final double along = Math.max(0, Math.abs(u) - half);
		final double across = v - axis(u);
		return Math.sqrt(along * along + across * across) - radius;
	}

	@Override
	double light(final double u, final double v, final double blur) {
		final double distance = distance(u, v);
		final double edge = edge(distance, blur);
		if (edge == 0) return 0;
		final double depth = Math.min(1, Math.max(0, -distance) / radius);
		final double cut = 1 - septum * edge(Math.abs(u) - 0.8, blur + 0.3);
		return edge * (0.82 + 0.18 * depth) * cut * (1 + slope * u / (half + radius)) * (1 + 0.12 * mottle.at(u, v));
	}

	/** A fifth of the positions for each cap, the rest for the sides. */
	@Override
	double[] outline(final double position) {
		final double turn = position < 0.5 ? 1 : -1;
		final double t = position < 0.5 ? position * 2 : position * 2 - 1;
		if (t < 0.4) {
			final double angle = StrictMath.PI * (t / 0.4 - 0.5);
			return new double[] { turn * (half + radius * StrictMath.cos(angle)),
				axis(half) + turn * radius * StrictMath.sin(angle) };
		}
		final double u = turn * half * (1 - 2 * (t - 0.4) / 0.6);
		return new double[] { u, axis(u) + turn * radius };
	}

	@Override
	double reach() {
		return half + radius + Math.abs(bend);
	}
}
