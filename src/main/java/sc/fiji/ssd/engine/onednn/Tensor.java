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
package sc.fiji.ssd.engine.onednn;

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * What operations read and write.
 *
 * @param desc how it lies in memory
 * @param memory where it lies
 * @param storage whose memory it is; null if it lies there for good
 */
record Tensor(dnnl_memory_desc desc, dnnl_memory memory, Storage storage) {

	/**
	 * Where a tensor or an alias begins in its storage.
	 *
	 * @param memory of the tensor
	 * @param offset in bytes
	 */
	record Place(dnnl_memory memory, long offset) {}

	/** Memory of one tensor and its aliases, which others take over outside its lifetime. */
	static final class Storage {

		private final long bytes;
		private final List<Place> places = new ArrayList<>();
		private int first = Integer.MAX_VALUE;
		private int last = -1;

		Storage(final long bytes) {
			this.bytes = bytes;
		}

		void add(final dnnl_memory memory, final long offset) {
			places.add(new Place(memory, offset));
		}

		/** @param step of the execution that uses it */
		void use(final int step) {
			first = Math.min(first, step);
			last = Math.max(last, step);
		}

		long bytes() {
			return bytes;
		}

		int first() {
			return first;
		}

		int last() {
			return last;
		}

		List<Place> places() {
			return places;
		}
	}
}
