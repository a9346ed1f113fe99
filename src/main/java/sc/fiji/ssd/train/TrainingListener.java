package sc.fiji.ssd.train;

/**
 * Hears what a {@link Trainer} does. Calls come from the thread that trains, one
 * after another; what a listener throws ends the training.
 */
public interface TrainingListener {

	/** @param start what is going to be trained; called once, before the first iteration */
	default void started(final TrainingStart start) {}

	/** @param progress of the run; called after every iteration */
	default void iteration(final TrainingProgress progress) {}

	/**
	 * @param iteration after which the model was validated
	 * @param map mean average precision (voc2012) on the validation images, 0 to 1
	 */
	default void validated(final int iteration, final double map) {}

	/** @param result what was made; called once, after all files are written; not if training fails */
	default void finished(final TrainingResult result) {}
}
