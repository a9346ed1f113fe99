package sc.fiji.ssd.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a training write its checkpoint when the JVM is asked to end (SIGTERM,
 * as batch systems send it before their time limit, or Ctrl-C).
 */
final class ShutdownGuard implements AutoCloseable {

	/** Batch systems kill 30 seconds or more after they asked (Slurm's KillWait). */
	private static final long SECONDS = 30;

	private final CountDownLatch done = new CountDownLatch(1);
	private final Thread hook;

	/** @param stop asks the training to end after the current step */
	ShutdownGuard(final Runnable stop) {
		hook = new Thread(() -> {
			stop.run();
			try {
				done.await(SECONDS, TimeUnit.SECONDS);
			}
			catch (final InterruptedException e) {
				Thread.currentThread().interrupt();
			}
		}, "ssd-checkpoint");
		Runtime.getRuntime().addShutdownHook(hook);
	}

	/** The files are written: the JVM may end. */
	@Override
	public void close() {
		done.countDown();
		try {
			Runtime.getRuntime().removeShutdownHook(hook);
		}
		catch (final IllegalStateException e) {
			// the JVM is ending already; the hook has run
		}
	}
}
