package sc.fiji.ssd.image;

/** The mean over the covered area, in floating point. */
final class AreaPass {

	private AreaPass() {}

	static void resize(final float[] from, final int sourceWidth, final Taps x, final Taps y, final float[] to) {
		final int width = x.size();
		final float[][] rows = new float[from.length / sourceWidth][];
		for (int j = 0, tap = 0; j < y.size(); j++) {
			final float[] sum = new float[width];
			for (int k = 0; k < y.count(); k++, tap++) {
				final float weight = y.weight()[tap];
				if (weight == 0) continue;
				final int source = y.index()[tap];
				if (rows[source] == null) rows[source] = row(from, source * sourceWidth, x);
				for (int i = 0; i < width; i++)
					sum[i] += weight * rows[source][i];
			}
			for (int i = 0; i < width; i++)
				to[j * width + i] = FixedPointPass.level(sum[i]);
		}
	}

	private static float[] row(final float[] plane, final int start, final Taps x) {
		final float[] row = new float[x.size()];
		for (int i = 0, tap = 0; i < row.length; i++) {
			float sum = 0;
			for (int k = 0; k < x.count(); k++, tap++)
				sum += plane[start + x.index()[tap]] * x.weight()[tap];
			row[i] = sum;
		}
		return row;
	}
}
