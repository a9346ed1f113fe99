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

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_get_size;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.bytedeco.dnnl.dnnl_memory_desc;

import sc.fiji.ssd.engine.onednn.layer.BackwardPass;
import sc.fiji.ssd.engine.onednn.layer.Compilation;
import sc.fiji.ssd.engine.onednn.layer.ForwardPass;
import sc.fiji.ssd.engine.onednn.layer.Session;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.SharedBuffer;
import sc.fiji.ssd.engine.onednn.primitives.Step;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.onednn.primitives.WorkerStream;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Makes the programs of one engine, on memory that they share. */
final class ProgramCompiler {

	private final Session session;
	private final WorkerStream main;
	private final SharedBuffer maps;
	private final List<SharedBuffer> workerMaps;

	/**
	 * @param session the engine's objects
	 * @param main runs the operations on which all threads work
	 */
	ProgramCompiler(final Session session, final WorkerStream main) {
		this.session = session;
		this.main = main;
		maps = new SharedBuffer(session.dnnl());
		workerMaps = session.workers().stream().map(worker -> new SharedBuffer(session.dnnl())).toList();
	}

	/** @return images whose small maps are computed together; depends on the machine, not on threads or images */
	int jointImages() {
		return session.cache() > 0 ? SmallMaps.IMAGES : 1;
	}

	/** @return a program in which all threads work on each operation, for all images */
	Program together(final int n) {
		final Compilation c = new Compilation(session, 0, n, true, new Recorder(main));
		final ForwardPass forward = new ForwardPass(c);
		final List<Step> there = forward.compile();
		final List<Step> back = session.training() ? new BackwardPass(c, forward).compile() : List.of();
		c.recorder().place(maps);
		return new Program(there, back);
	}

	/** @return a program in which threads work on their own images; several share an image if there are too few */
	Program apart(final int n) {
		final int workers = Math.min(n, session.threads().count()), each = session.threads().count() / workers;
		return parallel(apart(n, workers, each), each);
	}

	/**
	 * Images that one worker computes in turn.
	 *
	 * @param images the operations of each image
	 * @param rest what is computed for all of them together
	 */
	record Batch(List<List<Step>> images, List<Step> rest) {

		/** @return what computes the first images */
		Stream<List<Step>> first(final int count) {
			return Stream.concat(images.stream().limit(count), Stream.of(rest));
		}
	}

	/** @return a program in which each worker runs its batches one after another */
	static Program parallel(final List<List<Batch>> workers, final int each) {
		return new Program(
			List.of(new Step.Parallel(workers.stream().map(batches -> batches.stream()
				.flatMap(batch -> batch.first(batch.images().size())).flatMap(List::stream).toList()).toList(), each)),
			List.of());
	}

	/**
	 * Threads with their own images wait for each other once, not after every operation. Waiting costs much where other
	 * work, such as reading the next images, takes one of their cores for a while. And what one thread computes does
	 * not depend on how many there are.
	 *
	 * @param n images
	 * @param workers number of workers
	 * @param each threads of each worker
	 * @return the batches of each worker
	 */
	List<List<Batch>> apart(final int n, final int workers, final int each) {
		final List<List<Batch>> all = new ArrayList<>();
		session.threads().some(each, () -> {
			for (int i = 0; i < workers; i++) {
				final List<Batch> batches = new ArrayList<>();
				final int end = n * (i + 1) / workers;
				for (int image = n * i / workers; image < end; image += jointImages())
					batches.add(batch(image, Math.min(jointImages(), end - image), i));
				all.add(batches);
			}
		});
		return all;
	}

	/** @param worker computes them */
	private Batch batch(final int first, final int images, final int worker) {
		final Recorder recorder = new Recorder(session.workers().get(worker));
		final List<LayerPlan> operations = session.plan().operations();
		final int count = operations.size(), cut = images > 1 ? SmallMaps.first(operations) : count;
		final LayerPlan last = operations.get(cut - 1);
		final int type = session.precision().type();
		final Compilation all = new Compilation(session, first, images, false, recorder);
		final Tensor joined = cut < count ? recorder.tensor(all.map(type, last.channels(), last.size())) : null;
		final List<List<Step>> alone = new ArrayList<>();
		for (int i = 0; i < images; i++) {
			final Compilation c = new Compilation(session, first + i, 1, false, recorder);
			final ForwardPass one = new ForwardPass(c);
			one.record(0, cut);
			if (joined != null) {
				final dnnl_memory_desc part = c.map(type, last.channels(), last.size());
				recorder.copy(one.output(cut - 1), recorder.part(joined, part, i * dnnl_memory_desc_get_size(part)));
			}
			alone.add(recorder.take());
		}
		if (joined != null) {
			final ForwardPass rest = new ForwardPass(all);
			rest.give(cut - 1, joined);
			rest.record(cut, count);
		}
		final Batch batch = new Batch(alone, recorder.take());
		recorder.place(workerMaps.get(worker));
		return batch;
	}
}
