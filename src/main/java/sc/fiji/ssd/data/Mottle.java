package sc.fiji.ssd.data;

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
