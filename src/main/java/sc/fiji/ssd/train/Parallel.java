package sc.fiji.ssd.train;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Waits for tasks of an executor and passes on what they throw. */
final class Parallel {

	private Parallel() {}

	/** Runs all tasks and returns when the last is done. */
	static void run(final ExecutorService executor, final List<Callable<Void>> tasks) {
		try {
			for (final Future<Void> done : executor.invokeAll(tasks))
				await(done);
		}
		catch (final InterruptedException e) {
			throw interrupted();
		}
	}

	/** Waits for one task. */
	static <T> T await(final Future<T> task) {
		try {
			return task.get();
		}
		catch (final InterruptedException e) {
			throw interrupted();
		}
		catch (final ExecutionException e) {
			if (e.getCause() instanceof RuntimeException cause) throw cause;
			if (e.getCause() instanceof Error cause) throw cause;
			throw new IllegalStateException(e.getCause());
		}
	}

	private static CancellationException interrupted() {
		Thread.currentThread().interrupt();
		return new CancellationException("Interrupted");
	}
}
