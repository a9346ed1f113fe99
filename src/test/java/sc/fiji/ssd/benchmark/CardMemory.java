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

package sc.fiji.ssd.benchmark;

import sc.fiji.ssd.engine.gpu.CudaDevice;
import sc.fiji.ssd.engine.gpu.CudaDevices;

/** Memory that is in use on the first GPU, whoever uses it, looked at every second: each look disturbs the GPU. */
final class CardMemory implements AutoCloseable {

	private static final int EVERY_MILLISECONDS = 1000;

	private final Thread thread = new Thread(this::look, "card-memory");
	private volatile boolean ended;
	private volatile double peak;

	CardMemory() {
		thread.setDaemon(true);
		thread.start();
	}

	/** @return MiB; 0 where there is no GPU, or where it does not tell */
	static double used() {
		final CudaDevices cards = CudaDevices.discover();
		if (cards.devices().isEmpty()) return 0;
		final CudaDevice first = cards.devices().get(0);
		return first.freeBytes() < 0 ? 0 : (first.totalBytes() - first.freeBytes()) / (double) (1 << 20);
	}

	/** @return the first GPU's */
	static String name() {
		return CudaDevices.discover().devices().stream().map(CudaDevice::name).findFirst().orElse("no GPU");
	}

	private void look() {
		try {
			while (!ended) {
				Thread.sleep(EVERY_MILLISECONDS);
				peak = Math.max(peak, used());
			}
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** @return the most so far, MiB; engines keep their memory, so what is in use now counts as well */
	double peak() {
		return Math.max(peak, used());
	}

	@Override
	public void close() {
		ended = true;
	}
}
