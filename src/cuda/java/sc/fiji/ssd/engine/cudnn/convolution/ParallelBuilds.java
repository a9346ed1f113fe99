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
package sc.fiji.ssd.engine.cudnn.convolution;

import static org.bytedeco.cuda.global.cudnn.CUDNN_ATTR_EXECUTION_PLAN_JSON_REPRESENTATION;
import static org.bytedeco.cuda.global.cudnn.CUDNN_HEUR_MODE_A;
import static org.bytedeco.cuda.global.cudnn.cudnnCreate;
import static org.bytedeco.cuda.global.cudnn.cudnnDestroy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

import org.bytedeco.cuda.cudnn.cudnnContext;

import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.driver.Descriptor;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.io.Daemon;

/**
 * Builds the first allowed kernel of many convolutions on all processors, where it has to be compiled: one after
 * another, a network would take minutes. Each thread has its own cuDNN handle and descriptors, and returns the
 * kernel's JSON, which contains the compiled code. What cannot be built here is left to the next caller,
 * and the kernels are the ones that would have been tried first anyway, so the choice is the same.
 */
final class ParallelBuilds {

	/** Threads that build, if not one for each processor. */
	static final String PROPERTY = "ssd.cudnn.builders";

	/**
	 * A convolution that will be needed.
	 *
	 * @param name key of the choice
	 * @param kind what is computed
	 * @param layer a convolution
	 * @param images number of images computed together
	 */
	record Wanted(String name, ConvolutionPlan.Kind kind, LayerPlan layer, int images) {}

	private static final int MOST_MINUTES = 10;

	private final Cuda cuda;
	private final Precision precision;
	private final KernelRules rules;

	ParallelBuilds(final Cuda cuda, final Precision precision, final KernelRules rules) {
		this.cuda = cuda;
		this.precision = precision;
		this.rules = rules;
	}

	/** @return kernels as JSON by the names of what they are for; not all of them */
	Map<String, String> build(final List<Wanted> all) {
		final Map<String, String> built = new ConcurrentHashMap<>();
		final int threads = Math.min(Integer.getInteger(PROPERTY, Runtime.getRuntime().availableProcessors()),
			all.size());
		if (threads < 2) return built;
		final ExecutorService executor = Daemon.pool("cudnn-kernels", threads);
		try {
			for (final Wanted wanted : all)
				executor.execute(() -> build(wanted, built));
			executor.shutdown();
			if (!executor.awaitTermination(MOST_MINUTES, TimeUnit.MINUTES)) executor.shutdownNow();
		}
		catch (final InterruptedException e) {
			executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
		return built;
	}

	private void build(final Wanted wanted, final Map<String, String> built) {
		final cudnnContext library = new cudnnContext();
		final List<Descriptor> open = new ArrayList<>();
		try {
			cuda.use();
			Descriptor.check(cudnnCreate(library), "cudnnCreate");
			open.add(new ConvolutionGraphs(library, precision).of(wanted.kind, wanted.layer, wanted.images));
			final List<Descriptor> candidates = KernelCandidates.of(open.get(0), CUDNN_HEUR_MODE_A);
			open.addAll(candidates);
			for (final Descriptor candidate : candidates) {
				final KernelRules.Notes notes = KernelCandidates.notes(candidate);
				if (!rules.allow(notes, KernelRules.Concession.NONE)) continue;
				if (!notes.compiled()) return;
				final Descriptor plan = KernelCandidates.plan(library, candidate);
				open.add(plan);
				built.put(wanted.name, plan.text(CUDNN_ATTR_EXECUTION_PLAN_JSON_REPRESENTATION));
				return;
			}
		}
		catch (final CudaException e) {
			// the next caller gets the reason
		}
		finally {
			for (int k = open.size() - 1; k >= 0; k--)
				open.get(k).close();
			if (!library.isNull()) cudnnDestroy(library);
		}
	}
}
