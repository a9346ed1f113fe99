package sc.fiji.ssd.engine;

import java.nio.ByteBuffer;

/**
 * An engine that does the first part of detection where the predictions are:
 * softmax, threshold and decoding, so that not all predictions have to be
 * brought back. What it finds is what the predictions of
 * {@link NetworkEngine#predict} give.
 */
public interface CandidateEngine extends NetworkEngine {

	/**
	 * Which boxes are wanted.
	 *
	 * @param centers {@code [P][4]} centre x, centre y, width, height of the default boxes
	 * @param centerVariance multiplies the predicted offsets of the centre
	 * @param sizeVariance multiplies the predicted logarithms of width and height
	 * @param maxLogSize those are not larger than this then
	 * @param score the probability of a class must be above this
	 */
	record Rule(float[] centers, double centerVariance, double sizeVariance, double maxLogSize, double score) {}

	/**
	 * What was found, in no order; valid until the next call.
	 *
	 * @param counts of every image
	 * @param room entries of an image in {@code entries}, of which the first ones are filled
	 * @param entries {@code [n][room]} of {@value #BYTES} bytes, in native order: int default box, int class
	 *          (1-based), float probability, float x min, y min, x max, y max, normalised to the image, not clipped
	 */
	record Candidates(int[] counts, int room, ByteBuffer entries) {

		/** Of an entry. */
		public static final int BYTES = 28;
	}

	/**
	 * Runs the network on the input.
	 *
	 * @param n number of images in the input
	 * @param rule which boxes are wanted
	 * @return those of all images; null if there are more than it has room for:
	 *         then {@link #predict} has to be called
	 */
	Candidates candidates(int n, Rule rule);
}
