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
import static sc.fiji.ssd.engine.cudnn.convolution.ConvolutionGraphs.B;
import static sc.fiji.ssd.engine.cudnn.convolution.ConvolutionGraphs.W;
import static sc.fiji.ssd.engine.cudnn.convolution.ConvolutionGraphs.X;
import static sc.fiji.ssd.engine.cudnn.convolution.ConvolutionGraphs.Y;

import org.bytedeco.cuda.cudnn.cudnnContext;

import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.driver.Descriptor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** One of cuDNN's kernels for a convolution of a layer, ready to run. */
public final class ConvolutionPlan implements AutoCloseable {

	/** What is computed, and which tensors a plan reads and writes, in the order of the addresses that it is given. */
	public enum Kind {
		/** x, w, y, b: convolution, bias and, if the layer has one, ReLU. */
		FUSED(X, W, Y, B),
		/** x, w, y. */
		FORWARD(X, W, Y),
		/** dx, w, dy. */
		BY_INPUT(X, W, Y),
		/** x, dw, dy. */
		BY_KERNEL(X, W, Y);

		private final long[] tensors;

		Kind(final long... tensors) {
			this.tensors = tensors;
		}

		/** @return whether a network always computes this of a layer; {@link #FORWARD} only replaces {@link #FUSED} */
		boolean isNeeded(final LayerPlan layer, final boolean training) {
			return switch (this) {
				case FUSED -> true;
				case FORWARD -> false;
				case BY_INPUT -> training && layer.used() && layer.input() != LayerPlan.IMAGE;
				case BY_KERNEL -> training && layer.used();
			};
		}
	}

	private final cudnnContext library;
	private final Kind kind;
	private final Descriptor graph;
	private final Descriptor plan;
	private final long workspace;

	/**
	 * @param library cuDNN's handle, with the stream of the work
	 * @param kind what it computes
	 * @param graph closed with the plan; null if the plan was made from JSON
	 * @param plan finalized; left open if this fails
	 */
	ConvolutionPlan(final cudnnContext library, final Kind kind, final Descriptor graph, final Descriptor plan) {
		this.library = library;
		this.kind = kind;
		this.graph = graph;
		this.plan = plan;
		workspace = plan.number(CUDNN_ATTR_EXECUTION_PLAN_WORKSPACE_SIZE);
	}

	/** @return the JSON from which cuDNN makes the plan again; null if it cannot be written */
	String json() {
		try {
			return plan.text(CUDNN_ATTR_EXECUTION_PLAN_JSON_REPRESENTATION);
		}
		catch (final CudaException e) {
			return null;
		}
	}

	/** @return the bytes that it needs in addition to its maps */
	public long workspace() {
		return workspace;
	}

	/**
	 * @param space address of the workspace
	 * @param addresses of the tensors, see {@link Kind}
	 * @return the code that runs it
	 */
	public Call on(final long space, final long... addresses) {
		return new Call(new Descriptor(CUDNN_BACKEND_VARIANT_PACK_DESCRIPTOR)
			.numbers(CUDNN_ATTR_VARIANT_PACK_UNIQUE_IDS, kind.tensors)
			.addresses(CUDNN_ATTR_VARIANT_PACK_DATA_POINTERS, addresses)
			.addresses(CUDNN_ATTR_VARIANT_PACK_WORKSPACE, space).done());
	}

	/** Frees the plan but not its graph, which other plans are made from. */
	void discard() {
		plan.close();
	}

	@Override
	public void close() {
		plan.close();
		if (graph != null) graph.close();
	}

	/** A plan with its addresses. */
	public final class Call implements Runnable, AutoCloseable {

		private final Descriptor pack;

		private Call(final Descriptor pack) {
			this.pack = pack;
		}

		@Override
		public void run() {
			Descriptor.check(cudnnBackendExecute(library, plan.handle(), pack.handle()), "cudnnBackendExecute");
		}

		@Override
		public void close() {
			pack.close();
		}
	}
}
