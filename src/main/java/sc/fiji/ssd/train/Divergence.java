package sc.fiji.ssd.train;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.engine.NamedWeights;

/** Recognises a training that has run away, and says what to change. */
final class Divergence {

	private Divergence() {}

	/** @throws SsdException if the loss is not finite */
	static void check(final LossSums sums, final int iteration, final double rate, final TrainingFiles files) {
		if (!Double.isFinite(sums.loss())) throw diverged("the loss is " + sums.loss(), iteration, rate, files);
	}

	/** @throws SsdException if a weight is not finite */
	static void check(final NamedWeights weights, final int iteration, final double rate, final TrainingFiles files) {
		weights.arrays().forEach((name, array) -> {
			for (final float value : array.values())
				if (!Float.isFinite(value)) throw diverged(name + " holds " + value, iteration, rate, files);
		});
	}

	/** @throws SsdException if the norm of the gradients is not finite */
	static void check(final double norm, final int iteration, final double rate, final TrainingFiles files) {
		if (!Double.isFinite(norm)) throw diverged("the norm of the gradients is " + norm, iteration, rate, files);
	}

	private static SsdException diverged(final String what, final int iteration, final double rate,
		final TrainingFiles files)
	{
		return new SsdException("learning_rate: the training diverged in iteration " + iteration + " at rate " + rate +
			" (" + what + "); lower learning_rate, lengthen warmup or clip the gradients, and start again. The last good state is " +
			files.last() + ".");
	}
}
