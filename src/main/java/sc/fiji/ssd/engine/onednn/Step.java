package sc.fiji.ssd.engine.onednn;

import java.util.List;

/** Something that a program does. */
sealed interface Step permits Operation, Step.Fork {

	/**
	 * Lists of operations that run at the same time, each on one thread.
	 *
	 * @param lanes the lists
	 */
	record Fork(List<List<Step>> lanes) implements Step {}
}
