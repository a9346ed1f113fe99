package sc.fiji.ssd.detect;

import sc.fiji.ssd.SsdException;

/**
 * What is reported of the network's predictions.
 *
 * @param score probability above which a box is reported, 0 to 1
 * @param overlap IoU above which the lower score of two boxes of one class is
 *          suppressed, 0 to 1
 * @param maxDetections the highest scores of an image, over all classes, that
 *          are reported; at least 1
 */
public record DetectionSettings(double score, double overlap, int maxDetections) {

	/** For looking at: only what the model is rather sure of. */
	public static final DetectionSettings DEFAULT = new DetectionSettings(0.5, 0.45, 200);

	/** For measuring: the paper's (section 3), whose low threshold keeps the precision-recall curve whole. */
	public static final DetectionSettings PAPER = new DetectionSettings(0.01, 0.45, 200);

	public DetectionSettings {
		checkShare("score", score);
		checkShare("overlap", overlap);
		if (maxDetections < 1) throw new SsdException("max_detections: " + maxDetections +
			" is too few; give a whole number from 1 on.");
	}

	private static void checkShare(final String key, final double value) {
		if (!(value >= 0 && value <= 1)) throw new SsdException(key + ": " + value + " is not between 0 and 1.");
	}
}
