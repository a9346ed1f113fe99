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
package sc.fiji.ssd.detect;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingDeque;

import sc.fiji.ssd.io.Daemon;
import sc.fiji.ssd.io.OneLine;

/**
 * Several workers that compute at the same time, each in its own thread; whichever is free takes the next batch. A worker
 * that fails is no longer used and its batch is done by another, so nothing is lost as long as one worker works.
 */
final class DetectionWorkers implements AutoCloseable {

	private record Job(List<Detector.Prepared> batch, CompletableFuture<List<List<Detection>>> found) {}

	private final Detector detector;
	private final BlockingDeque<Job> jobs = new LinkedBlockingDeque<>();
	private final List<Thread> threads = new ArrayList<>();
	private final Set<String> leftOut = new HashSet<>();
	private int running;
	private RuntimeException failure;

	/** @param detector whose workers these are */
	DetectionWorkers(final Detector detector) {
		this.detector = detector;
		running = detector.workers().size();
		for (final DetectionWorker worker : detector.workers())
			threads.add(Daemon.start("SSD-" + worker.device(), () -> work(worker)));
	}

	/**
	 * @param batch at most as many images as the network takes at once
	 * @return what is found in them; fails only if no worker is left
	 */
	synchronized Future<List<List<Detection>>> start(final List<Detector.Prepared> batch) {
		final Job job = new Job(batch, new CompletableFuture<>());
		if (running == 0) job.found.completeExceptionally(failure);
		else jobs.add(job);
		return job.found;
	}

	private void work(final DetectionWorker worker) {
		while (true) {
			final Job job;
			try {
				job = jobs.take();
			}
			catch (final InterruptedException e) {
				return; // closed
			}
			try {
				job.found.complete(detector.find(worker, job.batch));
			}
			catch (final RuntimeException e) {
				leaveOut(worker, job, e);
				return;
			}
			catch (final Error e) {
				job.found.completeExceptionally(e);
			}
		}
	}

	private synchronized void leaveOut(final DetectionWorker worker, final Job job, final RuntimeException e) {
		running--;
		if (running > 0) {
			jobs.addFirst(job);
			if (leftOut.add(worker.device()))
				detector.note(worker.device() + " is left out, the others continue: " + OneLine.of(e));
			return;
		}
		failure = e;
		job.found.completeExceptionally(e);
		for (Job waiting = jobs.poll(); waiting != null; waiting = jobs.poll())
			waiting.found.completeExceptionally(e);
	}

	/** Returns when no thread uses an engine any more; batches that have not started are dropped. */
	@Override
	public void close() {
		threads.forEach(Thread::interrupt);
		threads.forEach(Daemon::join);
	}
}
