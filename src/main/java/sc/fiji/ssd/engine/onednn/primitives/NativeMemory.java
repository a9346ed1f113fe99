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

import java.nio.FloatBuffer;
import java.util.concurrent.atomic.AtomicLong;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Native memory that is freed by hand, aligned to cache lines; much of it, to
 * huge pages.
 *
 * @param raw what the C library gave
 * @param start its first aligned byte
 * @param bytes that can be used from there
 */
public record NativeMemory(Pointer raw, BytePointer start, long bytes) implements AutoCloseable {

	private static final int ALIGNMENT = 64;
	private static final long MIB = 1 << 20;

	/** Current total size of all native memory. */
	private static final AtomicLong TAKEN = new AtomicLong();

	/**
	 * JavaCPP counts nothing that is freed by hand, so its limit is held here.
	 *
	 * @return zeroed memory
	 */
	static NativeMemory allocate(final long bytes) {
		final boolean much = bytes >= HugePages.SIZE;
		final long alignment = much ? HugePages.SIZE : ALIGNMENT;
		final long most = Pointer.maxBytes(), taken = TAKEN.addAndGet(bytes);
		final Pointer raw = most > 0 && taken > most ? null : Pointer.calloc(1, bytes + alignment);
		if (raw == null || raw.isNull()) {
			TAKEN.addAndGet(-bytes);
			throw new OutOfMemoryError("the network needs " + (taken + MIB - 1) / MIB +
				" MiB outside the heap, org.bytedeco.javacpp.maxbytes allows " + most / MIB);
		}
		final long skipped = (alignment - raw.address() % alignment) % alignment;
		if (much) HugePages.advise(raw.address() + skipped, bytes);
		return new NativeMemory(raw, new BytePointer(raw).getPointer(skipped), bytes);
	}

	/** @return the address at this offset in bytes */
	public Pointer at(final long offset) {
		return start.getPointer(offset);
	}

	/** @return a view of this many floats from an index on */
	public FloatBuffer floats(final long index, final int count) {
		return new FloatPointer(at(index * Float.BYTES)).capacity(count).asBuffer();
	}

	@Override
	public void close() {
		TAKEN.addAndGet(-bytes);
		Pointer.free(raw);
	}
}
