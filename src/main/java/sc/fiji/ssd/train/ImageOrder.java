package sc.fiji.ssd.train;

import java.util.SplittableRandom;

/**
 * Which image is trained when: every epoch all images once, in an order that is a
 * function of seed and epoch. Epochs follow one another without a gap, so every
 * batch is full.
 */
final class ImageOrder {

	/** Tells these random streams from those of the samples, whose first place is an iteration. */
	private static final long EPOCHS = -1;

	private final int size;
	private final long seed;
	private long epoch = -1;
	private int[] order;

	/**
	 * @param size number of images, at least 1
	 * @param seed of the training
	 */
	ImageOrder(final int size, final long seed) {
		this.size = size;
		this.seed = seed;
	}

	/**
	 * @param sample 0-based number of the sample since the first iteration
	 * @return index of its image
	 */
	synchronized int image(final long sample) {
		if (sample / size != epoch) {
			epoch = sample / size;
			order = shuffled(SampleRandom.of(seed, EPOCHS, epoch));
		}
		return order[(int) (sample % size)];
	}

	/** Fisher and Yates. */
	private int[] shuffled(final SplittableRandom random) {
		final int[] shuffled = new int[size];
		for (int i = 0; i < size; i++) {
			final int j = random.nextInt(i + 1);
			shuffled[i] = shuffled[j];
			shuffled[j] = i;
		}
		return shuffled;
	}
}
