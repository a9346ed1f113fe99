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
package sc.fiji.ssd.engine.cudnn;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.layer.KernelModule;
import sc.fiji.ssd.engine.cudnn.layer.Program;
import sc.fiji.ssd.engine.plan.HostBuffer;

/** Does the first part of detection on the GPU: softmax, threshold and decoding. Only candidates are copied back. */
final class CandidateSearch {

	/** Number of calls at the same time: one is copied in, one is computed, one is copied out. */
	private static final int SLOTS = 3;
	/** Margin that keeps rounding from dropping a candidate. */
	private static final double MARGIN = 1e-3;

	private final CudnnBackend engine;
	private final Cuda cuda;
	private final KernelModule kernels;
	private final CardTask task;
	private final List<DetectionSlot> slots = new ArrayList<>();
	private final long centers;
	private CandidateEngine.Rule rule;

	CandidateSearch(final CudnnBackend engine, final Cuda cuda, final KernelModule kernels, final CardTask task,
		final int most)
	{
		this.engine = engine;
		this.cuda = cuda;
		this.kernels = kernels;
		this.task = task;
		centers = cuda.allocate(task.bytes(HostBuffer.LOCATIONS));
		for (int k = 0; k < (task.training() ? 1 : SLOTS); k++)
			slots.add(new DetectionSlot(engine, cuda, task.plan(), most));
	}

	List<DetectionSlot> slots() {
		return List.copyOf(slots);
	}

	/** Queues all work for a slot's images on the GPU without waiting for it. */
	synchronized void start(final DetectionSlot slot, final int n, final CandidateEngine.Rule wanted) {
		engine.check(n);
		engine.guarded(() -> {
			if (wanted != rule) take(wanted);
			slot.comeIn(n);
			engine.sets().inParts(n, (part, first, images) -> {
				if (first == 0) cuda.clear(slot.counts(0), n * (long) Integer.BYTES);
				find(slot, part, first, images);
			});
			slot.goOut(n);
		});
	}

	private void find(final DetectionSlot slot, final int part, final int first, final int images) {
		final int priors = task.plan().priors(), classes = task.plan().network().classes();
		final double shortcut = Math.log(rule.score() / (1 - rule.score())) - MARGIN;
		final WorkingSet set = engine.sets().of(part);
		set.share();
		final Program program = set.program(images);
		cuda.move(set.memory().images(), slot.images(first), images * task.bytes(HostBuffer.INPUT));
		program.forward();
		kernels
			.launch("candidates", (long) images * priors, set.memory().locations(), set.memory().confidences(), centers,
				slot.found(first), slot.counts(first), (long) images * priors, priors, classes, slot.room(),
				(float) shortcut, rule.score(), rule.centerVariance(), rule.sizeVariance(), rule.maxLogSize())
			.run();
	}

	private void take(final CandidateEngine.Rule wanted) {
		final long bytes = wanted.centers().length * (long) Float.BYTES;
		try (BytePointer here = new BytePointer(bytes)) {
			HostBuffers.floats(here, wanted.centers().length).put(0, wanted.centers());
			cuda.toCard(centers, here, bytes);
			cuda.finish();
		}
		rule = wanted;
	}

	/** @return all predictions for a slot's images, computed again; needed if there are too many candidates */
	synchronized Predictions again(final DetectionSlot slot) {
		final int n = slot.started();
		engine.guarded(() -> engine.predict(slot.input(), n));
		return new Predictions(n, task.plan().priors(), task.plan().network().classes(),
			copy(engine.buffer(HostBuffer.LOCATIONS, engine.firstImage(), n)),
			copy(engine.buffer(HostBuffer.CONFIDENCES, engine.firstImage(), n)));
	}

	private static FloatBuffer copy(final FloatBuffer values) {
		return FloatBuffer.allocate(values.limit()).put(0, values, 0, values.limit());
	}
}
