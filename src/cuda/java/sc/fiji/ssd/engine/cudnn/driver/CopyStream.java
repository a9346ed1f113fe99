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
package sc.fiji.ssd.engine.cudnn.driver;

import static org.bytedeco.cuda.global.cudart.*;

import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.Pointer;

/**
 * Copies to and from a GPU while it computes. Copies keep their order; they are ordered with the computations only
 * by {@link #afterWork()} and {@link #beforeWork()}. {@link #finish()} may be called by any thread, the other
 * methods only by the thread that queues the computations.
 */
public final class CopyStream {

	private static final int NON_BLOCKING = 1, NO_TIMING = 2;

	private final CUstream_st work;
	private final CUstream_st stream = new CUstream_st();
	private final CUevent_st copied = new CUevent_st();
	private final CUevent_st worked = new CUevent_st();

	/** @param work the stream of the computations; {@link #open()} must be called next */
	CopyStream(final CUstream_st work) {
		this.work = work;
	}

	void open() {
		Cuda.check(cuStreamCreate(stream, NON_BLOCKING), "cuStreamCreate");
		Cuda.check(cuEventCreate(copied, NO_TIMING), "cuEventCreate");
		Cuda.check(cuEventCreate(worked, NO_TIMING), "cuEventCreate");
	}

	/** Makes later copies wait for all earlier work. */
	public void afterWork() {
		Cuda.check(cuEventRecord(worked, work), "cuEventRecord");
		Cuda.check(cuStreamWaitEvent(stream, worked, 0), "cuStreamWaitEvent");
	}

	/** Makes later work wait for all earlier copies. */
	public void beforeWork() {
		Cuda.check(cuEventRecord(copied, stream), "cuEventRecord");
		Cuda.check(cuStreamWaitEvent(work, copied, 0), "cuStreamWaitEvent");
	}

	/** Makes later copies wait for an event of any GPU. */
	public void after(final CUevent_st event) {
		Cuda.check(cuStreamWaitEvent(stream, event, 0), "cuStreamWaitEvent");
	}

	/** Copies from another GPU to this one. */
	public void fromCard(final long to, final Cuda here, final long from, final Cuda other, final long bytes) {
		if (bytes > 0) Cuda.check(cuMemcpyPeerAsync(to, here.context(), from, other.context(), bytes, stream),
			"cuMemcpyPeerAsync");
	}

	/** @param from pinned memory, not to be changed until {@link #finish()} */
	public void toCard(final long to, final Pointer from, final long bytes) {
		Cuda.check(cuMemcpyHtoDAsync(to, from, bytes, stream), "cuMemcpyHtoDAsync");
	}

	/** @param to pinned memory, which holds the values after {@link #finish()} */
	public void toHost(final Pointer to, final long from, final long bytes) {
		Cuda.check(cuMemcpyDtoHAsync(to, from, bytes, stream), "cuMemcpyDtoHAsync");
	}

	/** Waits until everything is copied. */
	public void finish() {
		Cuda.check(cuStreamSynchronize(stream), "cuStreamSynchronize");
	}

	/** Never fails, whatever the state of the GPU. */
	void close() {
		if (!stream.isNull()) cuStreamSynchronize(stream);
		if (!copied.isNull()) cuEventDestroy(copied);
		if (!worked.isNull()) cuEventDestroy(worked);
		if (!stream.isNull()) cuStreamDestroy(stream);
	}
}
