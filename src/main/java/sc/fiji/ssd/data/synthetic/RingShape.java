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

/** A ring: a bright wall around a dim inside, as a stained membrane or a vesicle. */
final class RingShape extends RoundShape {

	static final String NAME = "ring";

	private final double wall;

	private final double inside;

	private final double unevenness;

	private final double brightSide;

	private final Mottle mottle;

	/** @param diameter outer, of the long axis */
	RingShape(final double x, final double y, final double angle, final double diameter, final Random random) {
		super(x, y, angle, diameter / 2, diameter / 2 * (0.78 + 0.22 * random.nextDouble()), 0.05, random);
		wall = Math.max(3.2, diameter * (0.11 + 0.07 * random.nextDouble()));
		inside = 0.05 + 0.17 * random.nextDouble();
		unevenness = 0.3 * random.nextDouble();
		brightSide = 2 * StrictMath.PI * random.nextDouble();
		mottle = new Mottle(4 + diameter / 12, random);
	}

	@Override
	String className() {
		return NAME;
	}

	@Override
	double light(final double u, final double v, final double blur) {
		final double distance = distance(u, v);
		final double outer = edge(distance, blur);
		if (outer == 0) return 0;
		final double hole = edge(distance + wall, blur);
		final double side = 1 - unevenness * (0.5 + 0.5 * StrictMath.cos(StrictMath.atan2(v, u) - brightSide));
		return (outer - hole * (1 - inside)) * side * (1 + 0.15 * mottle.at(u, v));
	}
}
