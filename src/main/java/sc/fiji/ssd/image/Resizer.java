package sc.fiji.ssd.image;

/**
 * Resizes pictures as OpenCV resizes 8-bit images: same positions, same kernels,
 * result rounded to whole levels and held within 0 to 255. OpenCV's fixed-point
 * weights can differ from these by one level.
 */
public final class Resizer {

	private Resizer() {}

	/**
	 * @param picture any
	 * @param width of the result, at least 1
	 * @param height of the result, at least 1
	 * @param how the interpolation
	 * @return a new picture; the picture warped to the size, its ratio not kept
	 */
	public static Picture resize(final Picture picture, final int width, final int height, final Interpolation how) {
		final Picture result = new Picture(width, height);
		final boolean same = width == picture.width() && height == picture.height();
		final Taps x = same ? null : taps(picture, width, height, how, true);
		final Taps y = same ? null : taps(picture, width, height, how, false);
		for (int c = 0; c < 3; c++) {
			final float[] from = picture.planes()[c];
			final float[] to = result.planes()[c];
			if (same) System.arraycopy(from, 0, to, 0, to.length);
			else vertical(horizontal(from, picture.width(), picture.height(), x, width, y), width, y, to, height);
			round(to);
		}
		return result;
	}

	private static Taps taps(final Picture picture, final int width, final int height, final Interpolation how,
		final boolean alongX)
	{
		final int source = alongX ? picture.width() : picture.height();
		final int size = alongX ? width : height;
		final boolean shrinks = width <= picture.width() && height <= picture.height();
		return how == Interpolation.AREA && !shrinks ? Taps.areaEnlarging(source, size) : Taps.of(source, size, how);
	}

	/** @return the rows that the vertical pass needs, resized along x; null for the others */
	private static float[][] horizontal(final float[] plane, final int sourceWidth, final int sourceHeight, final Taps x,
		final int width, final Taps y)
	{
		final float[][] rows = new float[sourceHeight][];
		for (final int row : y.index())
			if (rows[row] == null) rows[row] = row(plane, row * sourceWidth, x, width);
		return rows;
	}

	private static float[] row(final float[] plane, final int start, final Taps x, final int width) {
		final float[] row = new float[width];
		final int[] index = x.index();
		final float[] weight = x.weight();
		if (x.count() == 2) {
			for (int i = 0; i < width; i++)
				row[i] = plane[start + index[2 * i]] * weight[2 * i] + plane[start + index[2 * i + 1]] * weight[2 * i + 1];
			return row;
		}
		for (int i = 0, tap = 0; i < width; i++) {
			float sum = 0;
			for (int k = 0; k < x.count(); k++, tap++)
				sum += plane[start + index[tap]] * weight[tap];
			row[i] = sum;
		}
		return row;
	}

	private static void vertical(final float[][] rows, final int width, final Taps y, final float[] to,
		final int height)
	{
		for (int j = 0, tap = 0; j < height; j++)
			for (int k = 0; k < y.count(); k++, tap++) {
				final float weight = y.weight()[tap];
				if (weight == 0) continue;
				final float[] row = rows[y.index()[tap]];
				final int start = j * width;
				for (int i = 0; i < width; i++)
					to[start + i] += weight * row[i];
			}
	}

	private static void round(final float[] plane) {
		for (int i = 0; i < plane.length; i++) {
			final float value = plane[i];
			plane[i] = value <= 0 ? 0 : value >= 255 ? 255 : (int) (value + 0.5f);
		}
	}
}
