package sc.fiji.ssd.train;

import java.util.List;

/**
 * The learning rate of every iteration: tenfold lower after each step (Caffe's
 * {@code multistep} with gamma 0.1), and rising linearly over the warm-up.
 *
 * @param base rate before any step
 * @param steps iterations after which the rate falls
 * @param warmup number of iterations over which the rate rises; the last of them
 *          has the full rate
 */
record LearningRate(double base, List<Integer> steps, int warmup) {

	/**
	 * @param iteration 1-based
	 * @return its rate
	 */
	double at(final int iteration) {
		double divisor = 1;
		for (final int step : steps)
			if (iteration > step) divisor *= 10;
		return base / divisor * (iteration < warmup ? (double) iteration / warmup : 1);
	}
}
