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
import java.util.Arrays;
import java.util.List;

import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Step;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Records the operations from the derivatives of the predictions to those of the parameters, which are added up. */
public final class BackwardPass {

	private final Compilation c;
	private final Recorder recorder;
	private final ForwardPass forward;
	/** Derivatives by the output of every operation, one for each reader that has been passed. */
	private final List<List<Tensor>> derivatives = new ArrayList<>();

	/**
	 * @param c what is compiled
	 * @param forward the pass that runs before
	 */
	public BackwardPass(final Compilation c, final ForwardPass forward) {
		this.c = c;
		recorder = c.recorder();
		this.forward = forward;
		c.session().plan().operations().forEach(o -> derivatives.add(new ArrayList<>()));
	}

	/** @return all operations */
	public List<Step> compile() {
		for (int i = derivatives.size() - 1; i >= 0; i--) {
			final LayerPlan plan = c.session().plan().operations().get(i);
			if (!plan.used()) continue;
			if (plan.head() != null) {
				final Tensor predicted = recorder.tensor(c.map(c.type(), plan.channels(), plan.size()));
				c.copyPredictions(plan, predicted, true);
				derivatives.get(i).add(predicted);
			}
			Tensor derivative = sum(derivatives.get(i));
			if (plan.masks()) derivative = masked(derivative, forward.output(i));
			final Tensor byInput = forward.layer(i).backward(derivative);
			if (byInput != null) derivatives.get(plan.input()).add(byInput);
		}
		return recorder.take();
	}

	/** Adds all other tensors to the first. */
	private Tensor sum(final List<Tensor> parts) {
		final Tensor first = parts.get(0);
		if (parts.size() == 1) return first;
		final List<Tensor> alike = parts.stream().map(p -> recorder.as(p, first.desc())).toList();
		final float[] ones = new float[alike.size()];
		Arrays.fill(ones, 1);
		recorder.sum(first, ones, alike);
		return first;
	}

	/** Sets the derivative to 0 where the output is not above 0. */
	private Tensor masked(final Tensor derivative, final Tensor output) {
		final Tensor d = recorder.as(derivative, output.desc());
		final dnnl_primitive_attr plain = c.dnnl().plain();
		final dnnl_primitive_desc hint = c.dnnl().operation((o, engine) -> dnnl_eltwise_forward_primitive_desc_create(o,
			engine, dnnl_forward_training, dnnl_eltwise_relu_use_dst_for_bwd, output.desc(), output.desc(), 0, 0, plain));
		recorder.record((o, engine) -> dnnl_eltwise_backward_primitive_desc_create(o, engine,
			dnnl_eltwise_relu_use_dst_for_bwd, d.desc(), d.desc(), output.desc(), 0, 0, hint, plain),
			new Argument(DNNL_ARG_DST, output), new Argument(DNNL_ARG_DIFF_DST, d), new Argument(DNNL_ARG_DIFF_SRC, d));
		return d;
	}
}
