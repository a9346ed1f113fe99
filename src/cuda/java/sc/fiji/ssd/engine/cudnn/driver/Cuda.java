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

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.cuda.cudart.CUevent_st;
import org.bytedeco.cuda.cudart.CUgraphExec_st;
import org.bytedeco.cuda.cudart.CUgraph_st;
import org.bytedeco.cuda.cudart.CUstream_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.SizeTPointer;

/**
 * One GPU: its memory, a stream for computations and further streams for copies. {@link #close()} frees all memory.
 * Threads other than the one that created it must call {@link #use()} first.
 */
public final class Cuda implements AutoCloseable {

	private static final int NON_BLOCKING = 1, THREAD_LOCAL = 1, FOR_ALL_CARDS = 1, NO_TIMING = 2;

	private final int device;
	private final CUctx_st context = new CUctx_st();
	private final CUstream_st work = new CUstream_st();
	private final CUevent_st begun = new CUevent_st();
	private final CUevent_st ended = new CUevent_st();
	private final List<Long> memory = new ArrayList<>();
	/** Memory that is kept until the end, whatever is freed after a mark. */
	private final List<Long> kept = new ArrayList<>();
	private final List<Pointer> pinned = new ArrayList<>();
	private final List<CUgraphExec_st> graphs = new ArrayList<>();
	private final List<CUevent_st> events = new ArrayList<>();
	private final List<CopyStream> streams = new ArrayList<>();
	private final CopyStream copies;

	/** @param ordinal N of {@code cuda:N} */
	public Cuda(final int ordinal) {
		check(cuInit(0), "cuInit");
		final int[] found = new int[1];
		check(cuDeviceGet(found, ordinal), "cuDeviceGet");
		device = found[0];
		check(cuDevicePrimaryCtxRetain(context, device), "cuDevicePrimaryCtxRetain");
		try {
			use();
			check(cuStreamCreate(work, NON_BLOCKING), "cuStreamCreate");
			check(cuEventCreate(begun, 0), "cuEventCreate");
			check(cuEventCreate(ended, 0), "cuEventCreate");
			copies = copyStream();
		}
		catch (final CudaException e) {
			close();
			throw e;
		}
	}

	public static void check(final int status, final String call) {
		if (status == CUDA_SUCCESS) return;
		final BytePointer name = new BytePointer();
		final String text = cuGetErrorName(status, name) == CUDA_SUCCESS && !name.isNull()
			? name.getString()
			: "error " + status;
		final String message = call + " gives " + text;
		if (status == CUDA_ERROR_OUT_OF_MEMORY) throw new CudaException.OutOfMemory(message);
		throw new CudaException(message);
	}

	/** Directs the CUDA calls of the calling thread to this GPU. */
	public void use() {
		check(cuCtxSetCurrent(context), "cuCtxSetCurrent");
	}

	/** As {@link #use}, but does not fail: if the GPU is lost, so do the calls that follow. */
	public void useIfPossible() {
		cuCtxSetCurrent(context);
	}

	/** @return a new stream for copies, closed with the GPU */
	public CopyStream copyStream() {
		final CopyStream made = new CopyStream(work);
		streams.add(made);
		made.open();
		return made;
	}

	/** @return the stream of all kernels */
	public CUstream_st work() {
		return work;
	}

	/** @return an event that does not record times, closed with the GPU */
	public CUevent_st event() {
		final CUevent_st made = new CUevent_st();
		check(cuEventCreate(made, NO_TIMING), "cuEventCreate");
		events.add(made);
		return made;
	}

	/** Records all earlier work in an event. */
	public void record(final CUevent_st event) {
		check(cuEventRecord(event, work), "cuEventRecord");
	}

	/** Makes later work wait for an event of any GPU. */
	public void workAfter(final CUevent_st event) {
		check(cuStreamWaitEvent(work, event, 0), "cuStreamWaitEvent");
	}

	/**
	 * Lets this GPU copy from another one directly where possible; otherwise the driver copies through the host's
	 * memory.
	 */
	public void reach(final Cuda other) {
		final int[] can = new int[1];
		check(cuDeviceCanAccessPeer(can, device, other.device), "cuDeviceCanAccessPeer");
		if (can[0] == 0) return;
		final int status = cuCtxEnablePeerAccess(other.context, 0);
		if (status != CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED) check(status, "cuCtxEnablePeerAccess");
	}

	/** @return the GPU's context */
	CUctx_st context() {
		return context;
	}

	/** @return the free memory in bytes */
	public long freeBytes() {
		final SizeTPointer free = new SizeTPointer(1), total = new SizeTPointer(1);
		check(cuMemGetInfo(free, total), "cuMemGetInfo");
		return free.get();
	}

	/**
	 * @param bytes at least 0
	 * @return address of memory of the GPU, undefined values
	 * @throws CudaException.OutOfMemory if there is not enough
	 */
	public long allocate(final long bytes) {
		final long[] address = new long[1];
		check(cuMemAlloc(address, Math.max(bytes, 256)), "cuMemAlloc of " + bytes + " bytes");
		memory.add(address[0]);
		return address[0];
	}

	/** @return address of memory of the GPU, all 0 */
	public long zeros(final long bytes) {
		final long address = allocate(bytes);
		clear(address, bytes);
		return address;
	}

	/** @return as {@link #zeros}, but never freed by {@link #freeSince}, although allocated later than other memory */
	public long lasting(final long bytes) {
		final long address = allocate(bytes);
		memory.remove((Long) address);
		kept.add(address);
		clear(address, bytes);
		return address;
	}

	/** Never fails; errors of the GPU appear at the next call. */
	public void free(final long address) {
		if (memory.remove((Long) address)) cuMemFree(address);
	}

	/** @return a mark for {@link #freeSince} */
	public int mark() {
		return memory.size();
	}

	/** Frees all memory that was allocated since a mark. */
	public void freeSince(final int mark) {
		finish();
		while (memory.size() > mark)
			free(memory.get(memory.size() - 1));
	}

	/** @return page-locked host memory, all 0, which every GPU can access directly */
	public BytePointer pinned(final long bytes) {
		final Pointer made = new Pointer();
		check(cuMemHostAlloc(made, Math.max(bytes, 256), FOR_ALL_CARDS), "cuMemHostAlloc of " + bytes + " bytes");
		pinned.add(made);
		final BytePointer all = new BytePointer(made).capacity(bytes);
		Pointer.memset(all, 0, bytes);
		return all;
	}

	/** Sets bytes to 0, in the order of the work. */
	public void clear(final long address, final long bytes) {
		check(cuMemsetD8Async(address, (byte) 0, bytes, work), "cuMemsetD8Async");
	}

	/** Copies on the GPU, in the order of the work. */
	public void move(final long to, final long from, final long bytes) {
		check(cuMemcpyDtoDAsync(to, from, bytes, work), "cuMemcpyDtoDAsync");
	}

	/**
	 * Copies to the GPU after all earlier work; later work waits for it.
	 *
	 * @param from pinned memory, not to be changed until {@link #finish()}
	 */
	public void toCard(final long to, final Pointer from, final long bytes) {
		copies.afterWork();
		copies.toCard(to, from, bytes);
		copies.beforeWork();
	}

	/** Copies from the GPU after all earlier work; the values are there after {@link #finish()}. */
	public void toHost(final Pointer to, final long from, final long bytes) {
		copies.afterWork();
		copies.toHost(to, from, bytes);
		copies.beforeWork();
	}

	/** Waits until all work is done, except for copies on further streams. */
	public void finish() {
		copies.finish();
		check(cuStreamSynchronize(work), "cuStreamSynchronize");
	}

	/** @return the time that the GPU needs for the work, in milliseconds */
	public double time(final Runnable calls) {
		check(cuEventRecord(begun, work), "cuEventRecord");
		calls.run();
		check(cuEventRecord(ended, work), "cuEventRecord");
		check(cuEventSynchronize(ended), "cuEventSynchronize");
		final float[] milliseconds = new float[1];
		check(cuEventElapsedTime(milliseconds, begun, ended), "cuEventElapsedTime");
		return milliseconds[0];
	}

	/**
	 * Records work instead of doing it.
	 *
	 * @param calls queue work on {@link #work()} only
	 * @return code that launches all of it at once; null if CUDA cannot record it
	 */
	public CUgraphExec_st capture(final Runnable calls) {
		check(cuStreamBeginCapture(work, THREAD_LOCAL), "cuStreamBeginCapture");
		final CUgraph_st graph = new CUgraph_st();
		boolean complete = false;
		try {
			calls.run();
			complete = true;
		}
		catch (final CudaException e) {
			// what cannot be recorded is done call by call
		}
		if (cuStreamEndCapture(work, graph) != CUDA_SUCCESS || graph.isNull()) return null;
		try {
			final CUgraphExec_st made = new CUgraphExec_st();
			if (!complete || cuGraphInstantiate(made, graph, 0) != CUDA_SUCCESS) return null;
			graphs.add(made);
			return made;
		}
		finally {
			cuGraphDestroy(graph);
		}
	}

	public void launch(final CUgraphExec_st graph) {
		check(cuGraphLaunch(graph, work), "cuGraphLaunch");
	}

	@Override
	public void close() {
		if (context.isNull()) return;
		useIfPossible();
		if (!work.isNull()) cuStreamSynchronize(work);
		streams.forEach(CopyStream::close);
		graphs.forEach(graph -> cuGraphExecDestroy(graph));
		memory.forEach(address -> cuMemFree(address));
		kept.forEach(address -> cuMemFree(address));
		pinned.forEach(pointer -> cuMemFreeHost(pointer));
		events.forEach(event -> cuEventDestroy(event));
		for (final CUevent_st event : List.of(begun, ended))
			if (!event.isNull()) cuEventDestroy(event);
		if (!work.isNull()) cuStreamDestroy(work);
		cuDevicePrimaryCtxRelease(device);
		context.setNull();
	}
}
