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
package sc.fiji.ssd.engine.onednn.primitives;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/** The threads of one engine, those of oneDNN and those that do other work. */
public final class Threads implements AutoCloseable {

	private final OpenMp openMp;
	private final int count;
	private final ForkJoinPool pool;

	/**
	 * @param openMp runtime of oneDNN
	 * @param count how many may compute at a time
	 */
	public Threads(final OpenMp openMp, final int count) {
		this.openMp = openMp;
		this.count = count;
		pool = new ForkJoinPool(count);
	}

	/** @return how many may compute at a time */
	public int count() {
		return count;
	}

	/** @return where work is done that does not use oneDNN */
	public ForkJoinPool pool() {
		return pool;
	}

	/** Lets oneDNN use all threads for some work; this is needed for all but workers. */
	public void all(final Runnable work) {
		openMp.with(count, work);
	}

	/** Lets oneDNN use some of the threads; operations that are made so run so. */
	public void some(final int threads, final Runnable work) {
		openMp.with(threads, work);
	}

	/** Runs steps one after another, inside {@link #all}. */
	public void run(final List<Step> steps) {
		for (int i = 0; i < steps.size(); i++) {
			final Step step = steps.get(i);
			if (step instanceof Operation operation) Dnnl.execute(operation);
			else if (step instanceof Step.Parallel parallel) run(parallel);
		}
	}

	private void run(final Step.Parallel parallel) {
		final List<ForkJoinTask<?>> others = new ArrayList<>();
		for (final List<Step> worker : parallel.workers().subList(1, parallel.workers().size()))
			others.add(pool.submit(() -> some(parallel.threads(), () -> run(worker))));
		try {
			some(parallel.threads(), () -> run(parallel.workers().get(0)));
		}
		finally {
			others.forEach(ForkJoinTask::join);
		}
	}

	@Override
	public void close() {
		pool.shutdown();
	}
}
