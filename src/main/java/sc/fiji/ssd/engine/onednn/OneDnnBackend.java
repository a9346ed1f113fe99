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

import java.nio.FloatBuffer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import sc.fiji.ssd.engine.onednn.layer.HostMemory;
import sc.fiji.ssd.engine.onednn.layer.Kernels;
import sc.fiji.ssd.engine.onednn.layer.Parameters;
import sc.fiji.ssd.engine.onednn.layer.Precision;
import sc.fiji.ssd.engine.onednn.layer.Session;
import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.Threads;
import sc.fiji.ssd.engine.onednn.primitives.WorkerStream;
import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterStore;

/** Runs a network as lists of oneDNN's primitives, made once for each batch size, on preallocated memory. */
final class OneDnnBackend implements Backend {

	private final Threads threads;
	private final boolean training;
	private final Dnnl dnnl;
	private final HostMemory memory;
	private final ParameterStore parameters;
	private final Kernels kernels;
	private final ProgramCompiler compiler;
	/** By batch size; null where none is made yet. */
	private final Program[] programs;
	private List<ImageWorker> workers = List.of();
	private boolean stale = true;

	/**
	 * @param plan what is computed
	 * @param precision type of maps and kernels
	 * @param threads threads that compute; closed with this back end
	 * @param maxBatch the largest number of images
	 * @param training whether something is learned
	 * @param cache bytes that an operation of one thread should read and write at a time, see {@link Session}
	 */
	OneDnnBackend(final NetworkPlan plan, final Precision precision, final Threads threads, final int maxBatch,
		final boolean training, final long cache)
	{
		this.threads = threads;
		this.training = training;
		programs = new Program[maxBatch + 1];
		dnnl = new Dnnl();
		try {
			final WorkerStream main = new WorkerStream(dnnl);
			final List<WorkerStream> all = Stream.generate(() -> new WorkerStream(dnnl)).limit(threads.count()).toList();
			final Parameters shared = Parameters.allocate(dnnl, ParameterLayout.dense(plan), training);
			parameters = shared.onHost(threads.pool(), () -> stale = true);
			kernels = new Kernels(main, shared);
			final int joint = cache > 0 ? SmallMaps.IMAGES : 1;
			final int images = Math.max(maxBatch,
				hasWorkers(maxBatch) ? threads.count() * workerBatch(maxBatch, joint) : 0);
			memory = new HostMemory(dnnl, plan, images, training);
			compiler = new ProgramCompiler(new Session(dnnl, plan, precision, training, cache, threads, memory,
				shared, kernels, all), main);
			threads.all(() -> compile(maxBatch));
		}
		catch (final Throwable e) {
			close();
			throw e;
		}
	}

	private boolean hasWorkers(final int maxBatch) {
		return !training && maxBatch > 1;
	}

	/** @return images of a worker: a multiple of those that are computed together */
	private int workerBatch(final int maxBatch, final int joint) {
		return (Math.max(1, maxBatch / threads.count()) + joint - 1) / joint * joint;
	}

	private void compile(final int maxBatch) {
		if (!hasWorkers(maxBatch)) {
			program(maxBatch);
			return;
		}
		final int count = threads.count(), most = workerBatch(maxBatch, compiler.jointImages());
		final List<List<ProgramCompiler.Batch>> apart = compiler.apart(count * most, count, 1);
		if (count * most == maxBatch) programs[maxBatch] = ProgramCompiler.parallel(apart, 1);
		workers = IntStream.range(0, count).mapToObj(i -> new ImageWorker(this, i * most, most, apart.get(i))).toList();
	}

	private Program program(final int n) {
		if (programs[n] == null) {
			programs[n] = training || n == 1 ? compiler.together(n) : compiler.apart(n);
			stale = true; // it may read kernels in its own order
		}
		return programs[n];
	}

	@Override
	public ParameterStore store() {
		return parameters;
	}

	@Override
	public FloatBuffer buffer(final HostBuffer buffer, final int first, final int images) {
		return memory.floats(buffer, first, images);
	}

	@Override
	public void forward(final int images) {
		threads.all(() -> {
			final Program program = program(images);
			refresh();
			threads.run(program.forward());
		});
	}

	private synchronized void refresh() {
		if (stale) kernels.refresh(threads);
		stale = false;
	}

	@Override
	public void backward(final int images) {
		threads.all(() -> threads.run(programs[images].backward()));
	}

	@Override
	public List<? extends Backend.Worker> workers() {
		return workers;
	}

	/** One thread, with its own images. */
	private record ImageWorker(OneDnnBackend backend, int firstImage, int maxBatch, List<ProgramCompiler.Batch> batches)
		implements Backend.Worker
	{

		@Override
		public void forward(final int images) {
			final int joint = backend.compiler.jointImages();
			backend.threads.some(1, () -> {
				backend.refresh();
				for (int i = 0; i * joint < images; i++)
					batches.get(i).first(images - i * joint).forEach(backend.threads::run);
			});
		}
	}

	@Override
	public void close() {
		threads.close();
		dnnl.close();
	}
}
