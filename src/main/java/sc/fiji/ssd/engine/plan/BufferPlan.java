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
package sc.fiji.ssd.engine.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Shares one block of memory among buffers: those that are never used at the same time may have the same place. Add all
 * buffers and note the steps of the execution that use them, then call {@link #place}.
 */
public final class BufferPlan {

	/** Offsets are multiples of this: a page. */
	private static final long ALIGNMENT = 4096;

	/** A piece of the block. Its contents last from the first step that uses it to the last one. */
	public static final class Buffer {

		private final long bytes;
		private int first = Integer.MAX_VALUE;
		private int last = -1;
		private long offset;

		private Buffer(final long bytes) {
			this.bytes = bytes;
		}

		/** @param step a step of the execution that reads or writes this buffer, 0 or more */
		public void usedAt(final int step) {
			first = Math.min(first, step);
			last = Math.max(last, step);
		}

		/** @return bytes from the start of the block to this buffer, a multiple of 4096; valid after {@link #place} */
		public long offset() {
			return offset;
		}

		private boolean meets(final Buffer other) {
			return first <= other.last && other.first <= last;
		}

		private long end() {
			return offset + bytes;
		}
	}

	private final List<Buffer> buffers = new ArrayList<>();

	/**
	 * @param bytes size of a new buffer
	 * @return the buffer
	 */
	public Buffer add(final long bytes) {
		final Buffer buffer = new Buffer(bytes);
		buffers.add(buffer);
		return buffer;
	}

	/**
	 * Places the largest buffers first, each as low as it fits.
	 *
	 * @return bytes of the block
	 */
	public long place() {
		final List<Buffer> placed = new ArrayList<>();
		long total = 0;
		for (final Buffer buffer : buffers.stream().sorted(Comparator.comparingLong(b -> -b.bytes)).toList()) {
			buffer.offset = 0;
			for (final Buffer other : placed.stream().filter(buffer::meets)
				.sorted(Comparator.comparingLong(b -> b.offset)).toList())
			{
				if (buffer.end() <= other.offset) break;
				buffer.offset = Math.max(buffer.offset, (other.end() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
			}
			placed.add(buffer);
			total = Math.max(total, buffer.end());
		}
		return total;
	}
}
