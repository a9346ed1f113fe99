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

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Max pooling; it keeps which pixels have won. */
final class MaxPoolingRecorder extends LayerRecorder {

	private final Window w;
	private Tensor source;
	private Tensor output;
	private Tensor winners;
	private dnnl_primitive_desc operation;

	MaxPoolingRecorder(final Compilation c, final LayerPlan plan) {
		super(c, plan);
		w = Window.of(plan);
	}

	@Override
	Tensor forward(final Tensor in) {
		source = plan.input() == LayerPlan.IMAGE
			? recorder.as(in, c.map(c.type(), plan.inputChannels(), plan.inputSize()))
			: in;
		operation = c.pooling(w, source.desc(), c.anyOutput(plan));
		output = recorder.tensor(dnnl.query(operation, dnnl_query_dst_md));
		final Argument src = new Argument(DNNL_ARG_SRC, source), dst = new Argument(DNNL_ARG_DST, output);
		if (c.session().training()) {
			winners = recorder.tensor(dnnl.query(operation, dnnl_query_workspace_md));
			recorder.record(operation, src, dst, new Argument(DNNL_ARG_WORKSPACE, winners));
		}
		else recorder.record(operation, src, dst);
		return output;
	}

	@Override
	Tensor backward(final Tensor derivative) {
		if (plan.input() == LayerPlan.IMAGE) return null;
		final dnnl_memory_desc in = source.desc(), out = output.desc();
		final Tensor result = recorder.tensor(in);
		recorder.record((o, engine) -> dnnl_pooling_backward_primitive_desc_create(o, engine, dnnl_pooling_max, in, out,
			w.strides(), w.kernel(), w.dilations(), w.before(), w.after(), operation, dnnl.plain()),
			new Argument(DNNL_ARG_DIFF_DST, recorder.as(derivative, out)), new Argument(DNNL_ARG_WORKSPACE, winners),
			new Argument(DNNL_ARG_DIFF_SRC, result));
		return result;
	}
}
