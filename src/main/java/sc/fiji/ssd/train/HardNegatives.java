package sc.fiji.ssd.train;

import java.util.Arrays;

/**
 * Chooses the background boxes that an image learns from: those whose background
 * loss is highest (section 2.2 of the paper, {@code MAX_NEGATIVE} in Caffe).
 */
final class HardNegatives {

	/** Negatives for each positive (paper, section 2.2: "at most 3:1"). */
	static final int RATIO = 3;

	/** Boxes that overlap an object this much are neither (Caffe's {@code neg_overlap}). */
	static final float MAX_OVERLAP = 0.5f;

	private HardNegatives() {}

	/**
	 * @param truthOfPrior {@code [P]} matched truth, -1: none
	 * @param bestIou {@code [P]} highest IoU with any truth
	 * @param backgroundLoss {@code [P]} not negative
	 * @param wanted largest number of negatives
	 * @return indices of the chosen boxes, by falling loss, equal loss by index
	 */
	static int[] choose(final int[] truthOfPrior, final float[] bestIou, final float[] backgroundLoss,
		final int wanted)
	{
		final long[] keys = new long[truthOfPrior.length];
		int candidates = 0;
		for (int p = 0; p < truthOfPrior.length; p++)
			if (truthOfPrior[p] < 0 && bestIou[p] < MAX_OVERLAP) keys[candidates++] = key(backgroundLoss[p], p);
		Arrays.sort(keys, 0, candidates);
		final int[] chosen = new int[Math.min(wanted, candidates)];
		for (int i = 0; i < chosen.length; i++)
			chosen[i] = (int) keys[i];
		return chosen;
	}

	/** Rises with falling loss, then with the index; the bits of floats that are not negative rise with their value. */
	private static long key(final float loss, final int prior) {
		return (long) ~Float.floatToIntBits(loss) << 32 | prior;
	}
}
