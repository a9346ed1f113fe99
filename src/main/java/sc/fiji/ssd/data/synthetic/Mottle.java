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

/** A smooth random texture of values from -1 to 1, repeating after its lattice. */
final class Mottle {

	private static final int SIZE = 16;

	private final double[] lattice = new double[SIZE * SIZE];

	private final double grain;

	/** @param grain distance of the lattice's points in pixels */
	Mottle(final double grain, final Random random) {
		this.grain = grain;
		for (int i = 0; i < lattice.length; i++)
			lattice[i] = 2 * random.nextDouble() - 1;
	}

	double at(final double u, final double v) {
		final double x = u / grain;
		final double y = v / grain;
		final int ix = (int) Math.floor(x);
		final int iy = (int) Math.floor(y);
		final double fx = ease(x - ix);
		final double fy = ease(y - iy);
		final double top = point(ix, iy) * (1 - fx) + point(ix + 1, iy) * fx;
		final double bottom = point(ix, iy + 1) * (1 - fx) + point(ix + 1, iy + 1) * fx;
		return top * (1 - fy) + bottom * fy;
	}

	private double point(final int x, final int y) {
		return lattice[Math.floorMod(y, SIZE) * SIZE + Math.floorMod(x, SIZE)];
	}

	private static double ease(final double t) {
		return t * t * (3 - 2 * t);
	}
}
