/*-
 * #%L
 * Trains, runs and evaluates SSD, the Single Shot MultiBox Detector (Liu et al., ECCV 2016), inside Fiji and ImageJ.
 * %%
 * Copyright (C) 2026 SSD for Fiji developers.
 * %%
 * Redistribution and use in source and binary forms, with or without
 * modification, are permitted provided that the following conditions are met:
 * 
 * 1. Redistributions of source code must retain the above copyright notice,
 *    this list of conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice,
 *    this list of conditions and the following disclaimer in the documentation
 *    and/or other materials provided with the distribution.
 * 
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS"
 * AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
 * IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE
 * ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS OR CONTRIBUTORS BE
 * LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF
 * SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
 * INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN
 * CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE)
 * ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE.
 * #L%
 */
package sc.fiji.ssd.train.loss;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Waits for tasks of an executor and passes on what they throw. */
public final class Parallel {

	private Parallel() {}

	/**
	 * @param executor runs the task
	 * @param n how often
	 * @param task gets the numbers below n, each in any thread; all are done when this returns
	 */
	public static void forEach(final ExecutorService executor, final int n, final IntConsumer task) {
		final List<Callable<Object>> tasks = IntStream.range(0, n)
			.mapToObj(i -> Executors.callable(() -> task.accept(i))).toList();
		try {
			for (final Future<Object> done : executor.invokeAll(tasks))
				await(done);
		}
		catch (final InterruptedException e) {
			throw interrupted();
		}
	}

	/** Waits for one task. */
	public static <T> T await(final Future<T> task) {
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
