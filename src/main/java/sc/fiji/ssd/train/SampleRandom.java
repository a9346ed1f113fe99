package sc.fiji.ssd.train;

import java.util.SplittableRandom;

/**
 * Random numbers as functions of what they are for, not of who draws them: so
 * threads do not change a training, and resuming needs the iteration alone.
 */
final class SampleRandom {

	private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

	private SampleRandom() {}

	/**
	 * @param seed of the training
	 * @param a first place, such as the iteration
	 * @param b second place, such as the sample's place in the iteration
	 * @return a generator whose stream belongs to the three numbers
	 */
	static SplittableRandom of(final long seed, final long a, final long b) {
		return new SplittableRandom(mix(mix(mix(seed) + a) + b));
	}

	/** @return a number from low (inclusive) to high; low if they are equal */
	static double uniform(final SplittableRandom random, final double low, final double high) {
		return low + (high - low) * random.nextDouble();
	}

	/** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014; Stafford's variant 13). */
	private static long mix(final long value) {
		long z = value + GOLDEN_GAMMA;
		z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
		z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
		return z ^ z >>> 31;
	}
}
