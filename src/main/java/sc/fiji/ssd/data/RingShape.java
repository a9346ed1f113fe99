package sc.fiji.ssd.data;

import java.util.Random;

/** A ring: a bright wall around a dim inside, as a stained membrane or a vesicle. */
final class RingShape extends FieldShape {

	static final String NAME = "ring";

	private final Contour contour;

	private final double wall;

	private final double inside;

	private final double unevenness;

	private final double brightSide;

	private final Mottle mottle;

	/** @param diameter outer, of the long axis */
	RingShape(final double x, final double y, final double angle, final double diameter, final Random random) {
		super(x, y, angle);
		final double a = diameter / 2;
		contour = new Contour(a, a * (0.78 + 0.22 * random.nextDouble()), 0.05, random);
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
	double distance(final double u, final double v) {
		return Math.sqrt(u * u + v * v) - contour.radius(StrictMath.atan2(v, u));
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

	@Override
	double[] outline(final double position) {
		return contour.point(position);
	}

	@Override
	double reach() {
		return contour.reach();
	}
}
