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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import sc.fiji.ssd.box.Box;

/**
 * The shape of one object of a synthetic field: where it is and how it shines.
 * Local coordinates (u, v) have their origin in its centre and turn with it. All
 * lengths are pixels. Arithmetic is such that every platform gives the same bits.
 */
abstract class FieldShape {

	private static final int OUTLINE_POINTS = 360;

	private final double x;

	private final double y;

	private final double cos;

	private final double sin;

	FieldShape(final double x, final double y, final double angle) {
		this.x = x;
		this.y = y;
		this.cos = StrictMath.cos(angle);
		this.sin = StrictMath.sin(angle);
	}

	abstract String className();

	/** @return signed distance to the outer outline, negative inside; near the outline accurate enough to soften it */
	abstract double distance(double u, double v);

	/**
	 * @return light at a point, 1 for the object's brightest part; half of it at the
	 *         outline
	 */
	abstract double light(double u, double v, double blur);

	/** @return (u, v) of the outline at a position that runs from 0 to 1 around the object */
	abstract double[] outline(double position);

	/** @return no part of the object is farther from its centre */
	abstract double reach();

	final double x() {
		return x;
	}

	final double y() {
		return y;
	}

	/** @return u of a point of the field */
	final double u(final double px, final double py) {
		return (px - x) * cos + (py - y) * sin;
	}

	/** @return v of a point of the field */
	final double v(final double px, final double py) {
		return (py - y) * cos - (px - x) * sin;
	}

	/**
	 * @param size of the square field
	 * @return the tight box of the outline's part inside the field; empty if it does not exist
	 */
	final Box box(final int size) {
		double[][] polygon = new double[OUTLINE_POINTS][];
		for (int i = 0; i < OUTLINE_POINTS; i++) {
			final double[] p = outline((double) i / OUTLINE_POINTS);
			polygon[i] = new double[] { x + p[0] * cos - p[1] * sin, y + p[0] * sin + p[1] * cos };
		}
		for (int side = 0; side < 4; side++)
			polygon = cut(polygon, side / 2, side % 2 == 0 ? 0 : size, side % 2 == 0 ? 1 : -1);
		return Box.around(Arrays.asList(polygon));
	}

	/** One step of Sutherland and Hodgman's clipping: keeps where sign * p[axis] is at least sign * edge. */
	private static double[][] cut(final double[][] polygon, final int axis, final double edge, final int sign) {
		final List<double[]> kept = new ArrayList<>();
		for (int i = 0; i < polygon.length; i++) {
			final double[] p = polygon[i];
			final double[] q = polygon[(i + 1) % polygon.length];
			final boolean pIn = sign * (p[axis] - edge) >= 0;
			final boolean qIn = sign * (q[axis] - edge) >= 0;
			if (pIn) kept.add(p);
			if (pIn != qIn) {
				final double t = (edge - p[axis]) / (q[axis] - p[axis]);
				final double[] r = { p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]) };
				r[axis] = edge;
				kept.add(r);
			}
		}
		return kept.toArray(new double[0][]);
	}

	/**
	 * A blurred edge.
	 *
	 * @param distance signed, negative inside
	 * @param blur standard deviation of the blur
	 * @return 1 inside, 0 outside, 1/2 at the edge
	 */
	static double edge(final double distance, final double blur) {
		final double t = 0.5 - distance / (4 * blur);
		return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
	}
}
