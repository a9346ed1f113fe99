package sc.fiji.ssd.train;

import java.util.SplittableRandom;

/**
 * Puts the image somewhere on a larger canvas, so that objects become small
 * (paper, section 3.6; Caffe's {@code ExpandImage}).
 *
 * @param probability that it is done
 * @param maxRatio largest ratio of the canvas's sides to the image's
 */
record Expansion(double probability, double maxRatio) {

	/** None at all. */
	static final Expansion NONE = new Expansion(0, 1);

	/** Caffe's: up to four times as wide and high, half of the time. */
	static final Expansion CAFFE = new Expansion(0.5, 4);

	/** A smaller ratio is no expansion in Caffe. */
	private static final double LEAST = 1.01;

	/**
	 * @param random to draw from
	 * @param width of the image
	 * @param height of the image
	 * @return the canvas in pixels of the image: it begins at or left of and above
	 *         the image's origin
	 */
	PixelArea draw(final SplittableRandom random, final int width, final int height) {
		final boolean expand = probability > 0 && random.nextDouble() < probability;
		final double ratio = expand ? SampleRandom.uniform(random, 1, maxRatio) : 1;
		if (ratio < LEAST) return new PixelArea(0, 0, width, height);
		final int canvasWidth = (int) (width * ratio), canvasHeight = (int) (height * ratio);
		return new PixelArea(-(int) SampleRandom.uniform(random, 0, canvasWidth - width), -(int) SampleRandom.uniform(random,
			0, canvasHeight - height), canvasWidth, canvasHeight);
	}
}
