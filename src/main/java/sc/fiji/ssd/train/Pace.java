package sc.fiji.ssd.train;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a training runs, from its last iterations. */
final class Pace {

	private static final int WINDOW = 50;

	private final Deque<double[]> window = new ArrayDeque<>();
	private double training;
	private double all;

	/**
	 * @param trainingSeconds that the iteration took
	 * @param otherSeconds that validation and files took after it
	 */
	void add(final double trainingSeconds, final double otherSeconds) {
		window.add(new double[] { trainingSeconds, otherSeconds });
		training += trainingSeconds;
		all += trainingSeconds + otherSeconds;
		if (window.size() <= WINDOW) return;
		final double[] oldest = window.remove();
		training -= oldest[0];
		all -= oldest[0] + oldest[1];
	}

	/** @param seconds that went by after the last iteration, besides training */
	void addToLast(final double seconds) {
		if (window.isEmpty()) return;
		window.getLast()[1] += seconds;
		all += seconds;
	}

	/** @return iterations a second, without validation and files; 0 before the first */
	double iterationsPerSecond() {
		return training > 0 ? window.size() / training : 0;
	}

	/**
	 * @param iterations that remain
	 * @return seconds that they will take
	 */
	double secondsFor(final int iterations) {
		return window.isEmpty() ? Double.NaN : Math.max(0, all) / window.size() * iterations;
	}
}
