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
package sc.fiji.ssd.imagej.annotate;

import java.awt.EventQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import ij.IJ;

/** Reads and writes files in its own thread, one task after another, so that windows stay responsive. */
final class FileWorker {

	/** Something that reads or writes files. */
	interface Task {

		void run() throws Exception;
	}

	private final ExecutorService worker = Executors.newSingleThreadExecutor(task -> new Thread(task, "SSD-annotate"));
	private final Consumer<String> failures;

	/** @param failures is told in the event thread why a task failed */
	FileWorker(final Consumer<String> failures) {
		this.failures = failures;
	}

	/** @param task runs later @param afterFailure runs in the event thread if the task fails */
	void run(final Task task, final Runnable afterFailure) {
		worker.execute(() -> {
			try {
				task.run();
			}
			catch (final Exception | OutOfMemoryError e) {
				EventQueue.invokeLater(() -> {
					afterFailure.run();
					failures.accept(String.valueOf(e.getMessage()));
					IJ.error("SSD Annotate", String.valueOf(e.getMessage()));
				});
			}
		});
	}

	/** Finishes all submitted tasks, then ends. @param end runs in the event thread after that */
	void close(final Runnable end) {
		worker.execute(() -> EventQueue.invokeLater(end));
		worker.shutdown();
	}
}
