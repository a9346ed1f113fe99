package sc.fiji.ssd.box;

/**
 * Greedy non-maximum suppression: a box is kept unless it overlaps one that was
 * kept before it (section 2.2 of the paper, {@code ApplyNMSFast} of the Caffe
 * branch).
 */
public final class NonMaxSuppression {

	private NonMaxSuppression() {}

	/**
	 * @param corners {@code [][4]} corners in any unit
	 * @param order indices of boxes by falling score
	 * @param count how many of them to look at
	 * @param overlap IoU above which the lower score is dropped, 0.45 in the paper
	 * @param kept receives the indices that are kept, by falling score
	 * @param maxKept after this many it stops
	 * @return how many were kept
	 */
	public static int suppress(final float[] corners, final int[] order, final int count, final double overlap,
		final int[] kept, final int maxKept)
	{
		int n = 0;
		for (int i = 0; i < count && n < maxKept; i++) {
			final int box = 4 * order[i];
			boolean keep = true;
			for (int k = 0; k < n && keep; k++)
				keep = !(Overlap.iou(corners, box, corners, 4 * kept[k]) > overlap);
			if (keep) kept[n++] = order[i];
		}
		return n;
	}
}
