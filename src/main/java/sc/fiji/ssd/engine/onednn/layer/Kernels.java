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
package sc.fiji.ssd.engine.onednn.layer;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.Pointer;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.SharedBuffer;
import sc.fiji.ssd.engine.onednn.primitives.Step;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.onednn.primitives.Threads;
import sc.fiji.ssd.engine.onednn.primitives.WorkerStream;
import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * The kernels, biases and scales as operations read them: copies of the parameters, in the type and order that oneDNN
 * has chosen, which are updated after the parameters have changed.
 */
public final class Kernels {

	private final Dnnl dnnl;
	private final Recorder recorder;
	private final Parameters parameters;
	/** Scratch memory in which kernels are turned into matrices. */
	private final SharedBuffer turning;
	private final Map<LayerPlan, List<Tensor>> copies = new HashMap<>();
	private final List<Step> refreshing = new ArrayList<>();

	/**
	 * @param worker makes the copies
	 * @param parameters has the weights
	 */
	public Kernels(final WorkerStream worker, final Parameters parameters) {
		dnnl = worker.dnnl();
		this.parameters = parameters;
		recorder = new Recorder(worker);
		turning = new SharedBuffer(dnnl);
	}

	/**
	 * @param plan of a convolution
	 * @param desc layout of its kernel
	 * @return the kernel, valid after the next {@link #refresh}
	 */
	Tensor kernel(final LayerPlan plan, final dnnl_memory_desc desc) {
		final List<Tensor> made = copies.computeIfAbsent(plan, p -> new ArrayList<>());
		for (final Tensor copy : made)
			if (dnnl_memory_desc_equal(copy.desc(), desc) != 0) return copy;
		final Tensor copy = copy(desc);
		recorder.copy(recorder.fixed(plainKernel(dnnl, plan), at(plan, NamedWeights.WEIGHT)), copy);
		refreshing.addAll(recorder.take());
		made.add(copy);
		return copy;
	}

	/**
	 * @param plan of a convolution
	 * @param type of the copy
	 * @param desc layout of the kernel as a matrix: rows by tap, then input channel, a column for each output channel
	 * @return the matrix, valid after the next {@link #refresh}
	 */
	Tensor matrix(final LayerPlan plan, final int type, final dnnl_memory_desc desc) {
		final Layer.Convolution c = (Layer.Convolution) plan.layer();
		final long taps = (long) c.kernel() * c.kernel(), in = c.inChannels(), out = c.outChannels();
		final dnnl_memory_desc byTap = dnnl.strided(dnnl_f32, new long[] { taps, in, out },
			new long[] { 1, taps, in * taps }), dense = dnnl.desc(type, dnnl_abc, taps, in, out),
			rows = dnnl.desc(type, dnnl_ab, taps * in, out);
		final Tensor between = recorder.tensor(dense), copy = copy(desc);
		recorder.copy(recorder.fixed(byTap, at(plan, NamedWeights.WEIGHT)), between);
		recorder.copy(recorder.alias(between, rows), copy);
		recorder.place(turning);
		refreshing.addAll(recorder.take());
		return copy;
	}

	/** @return the bias of a convolution as a matrix of one row, where the parameters are */
	Tensor biasRow(final LayerPlan plan) {
		return recorder.fixed(dnnl.desc(dnnl_f32, dnnl_ab, 1, plan.channels()), at(plan, NamedWeights.BIAS));
	}

	/**
	 * @param plan of a norm
	 * @param factor on the scale
	 * @return the scale times the factor, valid after the next {@link #refresh}
	 */
	Tensor scale(final LayerPlan plan, final float factor) {
		final List<Tensor> made = copies.computeIfAbsent(plan, p -> new ArrayList<>());
		if (made.isEmpty()) {
			final Tensor copy = copy(vector(plan));
			recorder.sum(copy, new float[] { factor }, List.of(vector(plan, NamedWeights.WEIGHT)));
			refreshing.addAll(recorder.take());
			made.add(copy);
		}
		return made.get(0);
	}

	/**
	 * @param plan of an operation
	 * @param kind of a parameter that has one number for each channel
	 * @return the parameter, where the parameters are
	 */
	Tensor vector(final LayerPlan plan, final String kind) {
		return recorder.fixed(vector(plan), at(plan, kind));
	}

	/** Updates all copies. */
	public void refresh(final Threads threads) {
		threads.run(refreshing);
	}

	/** @return the layout of a convolution's kernel among the parameters: OIHW */
	static dnnl_memory_desc plainKernel(final Dnnl dnnl, final LayerPlan plan) {
		final Layer.Convolution c = (Layer.Convolution) plan.layer();
		return dnnl.desc(dnnl_f32, dnnl_oihw, c.outChannels(), c.inChannels(), c.kernel(), c.kernel());
	}

	private dnnl_memory_desc vector(final LayerPlan plan) {
		return dnnl.desc(dnnl_f32, dnnl_a, plan.channels());
	}

	private Tensor copy(final dnnl_memory_desc desc) {
		return recorder.fixed(desc, dnnl.allocate(dnnl_memory_desc_get_size(desc)).start());
	}

	private Pointer at(final LayerPlan plan, final String kind) {
		return parameters.at(Backend.Vector.WEIGHTS, plan, kind);
	}
}
