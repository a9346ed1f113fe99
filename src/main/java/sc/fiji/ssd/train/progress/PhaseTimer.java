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

package sc.fiji.ssd.train.progress;

import java.util.concurrent.atomic.AtomicLong;

/** Adds up what the time of a training goes to. */
public final class PhaseTimer {

	/** The phases of the training thread, one after another. */
	public enum Phase {
		WAITING, FORWARD, LOSS, BACKWARD, UPDATE
	}

	private final long[] spent = new long[Phase.values().length];
	private final AtomicLong reading = new AtomicLong();
	private final AtomicLong augmentation = new AtomicLong();
	private long last;

	/** A step begins. */
	public void start() {
		last = System.nanoTime();
	}

	/** @param phase that has just ended */
	public void ended(final Phase phase) {
		final long now = System.nanoTime();
		spent[phase.ordinal()] += now - last;
		last = now;
	}

	/** Any thread has loaded an image, from start to end in nanoseconds, and was done with reading between. */
	public void loaded(final long start, final long read, final long end) {
		reading.addAndGet(read - start);
		augmentation.addAndGet(end - read);
	}

	public PhaseTimes shares() {
		double sum = 0;
		for (final long nanos : spent)
			sum += nanos;
		final double all = Math.max(1, sum);
		return new PhaseTimes(spent[0] / all, spent[1] / all, spent[2] / all, spent[3] / all, spent[4] / all,
			reading.get() / all, augmentation.get() / all);
	}
}
