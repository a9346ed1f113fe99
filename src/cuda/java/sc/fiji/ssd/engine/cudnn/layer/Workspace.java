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
package sc.fiji.ssd.engine.cudnn.layer;

import sc.fiji.ssd.engine.cudnn.driver.Cuda;

/** Memory that the kernels of a stream share, one after another, in addition to their maps. */
public final class Workspace {

	private final Cuda cuda;
	private long address;
	private long bytes;
	private boolean bound;

	public Workspace(final Cuda cuda) {
		this.cuda = cuda;
	}

	/**
	 * @param wanted bytes
	 * @return the address of that many bytes; the address of an earlier call is no longer valid, unless it was bound
	 * @throws CudaException.OutOfMemory if there is not enough
	 */
	long atLeast(final long wanted) {
		if (wanted <= bytes) return address;
		if (address != 0 && !bound) {
			cuda.finish();
			cuda.free(address);
		}
		address = 0;
		bytes = 0;
		address = cuda.allocate(wanted);
		bytes = wanted;
		bound = false;
		return address;
	}

	/** @return the address of the memory now, 0 for none; valid until the GPU is closed */
	long bind() {
		bound = true;
		return address;
	}
}
