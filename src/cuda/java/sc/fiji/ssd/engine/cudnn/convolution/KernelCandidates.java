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

import static org.bytedeco.cuda.global.cudnn.*;

import java.util.List;

import org.bytedeco.cuda.cudnn.cudnnContext;

import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.driver.Descriptor;

/** The kernels that cuDNN proposes for a graph, as configurations of its engines. */
final class KernelCandidates {

	private static final int MOST = 64;

	private KernelCandidates() {}

	/**
	 * @param graph finalized
	 * @param mode CUDNN_HEUR_MODE_...
	 * @return the configurations, the most promising first, to be closed
	 * @throws CudaException if cuDNN does not support the graph
	 */
	static List<Descriptor> of(final Descriptor graph, final int mode) {
		try (Descriptor heuristics = new Descriptor(CUDNN_BACKEND_ENGINEHEUR_DESCRIPTOR)
			.descriptor(CUDNN_ATTR_ENGINEHEUR_OPERATION_GRAPH, graph)
			.choice(CUDNN_ATTR_ENGINEHEUR_MODE, CUDNN_TYPE_HEUR_MODE, mode).done())
		{
			return heuristics.get(CUDNN_ATTR_ENGINEHEUR_RESULTS, CUDNN_BACKEND_ENGINECFG_DESCRIPTOR, MOST);
		}
	}

	/** @return the plan of a configuration, finalized, which compiles the kernel where that is necessary */
	static Descriptor plan(final cudnnContext library, final Descriptor configuration) {
		return new Descriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR)
			.library(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, library)
			.descriptor(CUDNN_ATTR_EXECUTION_PLAN_ENGINE_CONFIG, configuration).done();
	}

	/** @return the plan that was written as JSON, finalized */
	static Descriptor plan(final cudnnContext library, final String json) {
		return new Descriptor(CUDNN_BACKEND_EXECUTION_PLAN_DESCRIPTOR)
			.library(CUDNN_ATTR_EXECUTION_PLAN_HANDLE, library)
			.text(CUDNN_ATTR_EXECUTION_PLAN_JSON_REPRESENTATION, json).done();
	}

	/** @return cuDNN's notes on a configuration; a note that cannot be queried counts as kept */
	static KernelRules.Notes notes(final Descriptor configuration) {
		List<Descriptor> engines = List.of();
		try {
			engines = configuration.get(CUDNN_ATTR_ENGINECFG_ENGINE, CUDNN_BACKEND_ENGINE_DESCRIPTOR, 1);
			return new KernelRules.Notes(
				engines.get(0).choices(CUDNN_ATTR_ENGINE_NUMERICAL_NOTE, CUDNN_TYPE_NUMERICAL_NOTE,
					CUDNN_NUMERICAL_NOTE_TYPE_COUNT),
				engines.get(0)
					.choices(CUDNN_ATTR_ENGINE_BEHAVIOR_NOTE, CUDNN_TYPE_BEHAVIOR_NOTE, CUDNN_BEHAVIOR_NOTE_TYPE_COUNT)
					.contains(CUDNN_BEHAVIOR_NOTE_RUNTIME_COMPILATION));
		}
		catch (final CudaException.OutOfMemory e) {
			throw e;
		}
		catch (final CudaException e) {
			return new KernelRules.Notes(List.of(), true);
		}
		finally {
			engines.forEach(Descriptor::close);
		}
	}
}
