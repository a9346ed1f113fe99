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
package sc.fiji.ssd.imagej.read;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import sc.fiji.ssd.io.Daemon;

/**
 * Runs what reads an image in its own thread, and leaves that thread alone when its time is over or the caller is
 * interrupted: Java cannot end a reader that never returns. Such a thread does not keep Java from ending.
 *
 * @param seconds above 0
 */
record TimeLimit(double seconds) {

	private static final ExecutorService THREADS = Executors.newCachedThreadPool(
		task -> Daemon.thread("SSD-image", task));

	/**
	 * @param work that reads
	 * @return what it returned
	 * @throws IOException of the work, or saying that its time is over
	 */
	<T> T call(final Callable<T> work) throws IOException {
		final Future<T> future = THREADS.submit(work);
		try {
			return future.get((long) (seconds * 1000), TimeUnit.MILLISECONDS);
		}
		catch (final TimeoutException e) {
			future.cancel(true);
			throw new IOException(String.format(Locale.ROOT,
				"reading it took more than %s seconds; if the file is intact, increase image_seconds", number()), e);
		}
		catch (final InterruptedException e) {
			future.cancel(true);
			Thread.currentThread().interrupt();
			throw (IOException) new InterruptedIOException("reading was interrupted").initCause(e);
		}
		catch (final ExecutionException e) {
			if (e.getCause() instanceof IOException cause) throw cause;
			if (e.getCause() instanceof RuntimeException cause) throw cause;
			if (e.getCause() instanceof Error cause) throw cause;
			throw new IOException(e.getCause());
		}
	}

	private String number() {
		return seconds == Math.rint(seconds) ? String.valueOf((long) seconds) : String.valueOf(seconds);
	}
}
