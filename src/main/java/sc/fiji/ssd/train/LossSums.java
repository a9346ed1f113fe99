package sc.fiji.ssd.train;

/**
 * The loss of some images before it is divided. Sums of several batches make the
 * loss of all of them, so that accumulated batches are weighted as one large
 * batch is.
 *
 * @param localization summed smooth L1 loss
 * @param confidence summed softmax cross-entropy
 * @param matches number of matched default boxes
 * @param negatives number of mined background boxes
 * @param images number of images
 */
record LossSums(double localization, double confidence, long matches, long negatives, int images) {

	static final LossSums ZERO = new LossSums(0, 0, 0, 0, 0);

	LossSums plus(final LossSums other) {
		return new LossSums(localization + other.localization, confidence + other.confidence, matches + other.matches,
			negatives + other.negatives, images + other.images);
	}

	/**
	 * What loss and gradients are divided by: the matches, as in equation 1 of the
	 * paper. Without any match there is nothing but background of empty images,
	 * each with as many negatives as one match would bring: then their number.
	 *
	 * @return at least 1
	 */
	double normalizer() {
		return Math.max(1, matches > 0 || negatives == 0 ? matches : images);
	}

	/** @return both parts, divided */
	double loss() {
		return (localization + confidence) / normalizer();
	}
}
