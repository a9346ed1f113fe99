package sc.fiji.ssd.box;

/** Intersection over union on flat arrays of corners, in float32 as Caffe and torchvision compute it. */
final class Overlap {

	private Overlap() {}

	/**
	 * @param a {@code [][4]} corners
	 * @param i offset of a box in a, a multiple of 4
	 * @param b {@code [][4]} corners
	 * @param j offset of a box in b, a multiple of 4
	 * @return 0 to 1; 0 if they do not overlap or a number is NaN
	 */
	static float iou(final float[] a, final int i, final float[] b, final int j) {
		final float ax0 = a[i], ax1 = a[i + 2], bx0 = b[j], bx1 = b[j + 2];
		if (!(ax0 < bx1 && bx0 < ax1)) return 0;
		final float ay0 = a[i + 1], ay1 = a[i + 3], by0 = b[j + 1], by1 = b[j + 3];
		if (!(ay0 < by1 && by0 < ay1)) return 0;
		final float common = ((ax1 < bx1 ? ax1 : bx1) - (ax0 > bx0 ? ax0 : bx0)) * ((ay1 < by1 ? ay1 : by1) - (ay0 > by0
			? ay0 : by0));
		final float union = (ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - common;
		return union > 0 ? common / union : 0;
	}
}
