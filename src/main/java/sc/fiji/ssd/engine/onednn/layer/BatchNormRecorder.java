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

import java.util.List;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Batch normalisation and its ReLU as one primitive; also updates the running statistics. */
final class BatchNormRecorder extends LayerRecorder {

	private static final int FLAGS = dnnl_use_scale | dnnl_use_shift | dnnl_fuse_norm_relu;

	private dnnl_primitive_desc operation;
	private Tensor source;
	private Tensor mean;
	private Tensor variance;
	/** Where the output is above 0. */
	private Tensor positive;

	BatchNormRecorder(final Compilation c, final LayerPlan plan) {
		super(c, plan);
	}

	@Override
	Tensor forward(final Tensor in) {
		source = in;
		final dnnl_memory_desc map = in.desc();
		operation = dnnl.operation((o, engine) -> dnnl_batch_normalization_forward_primitive_desc_create(o, engine,
			dnnl_forward_training, map, map, Layer.BatchNorm.EPSILON, FLAGS, dnnl.plain()));
		final Tensor output = recorder.tensor(map);
		mean = recorder.tensor(c.vector(plan));
		variance = recorder.tensor(c.vector(plan));
		positive = recorder.tensor(dnnl.query(operation, dnnl_query_workspace_md));
		recorder.record(operation, new Argument(DNNL_ARG_SRC, source), new Argument(DNNL_ARG_DST, output),
			new Argument(DNNL_ARG_MEAN, mean), new Argument(DNNL_ARG_VARIANCE, variance),
			new Argument(DNNL_ARG_SCALE, kernels.vector(plan, NamedWeights.WEIGHT)),
			new Argument(DNNL_ARG_SHIFT, kernels.vector(plan, NamedWeights.BIAS)),
			new Argument(DNNL_ARG_WORKSPACE, positive));
		final double count = (double) c.images() * plan.pixels();
		update(NamedWeights.MEAN, mean, 1);
		update(NamedWeights.VARIANCE, variance, count / Math.max(1, count - 1));
		return output;
	}

	/** Moves a running statistic towards that of the batch. */
	private void update(final String statistic, final Tensor batch, final double factor) {
		final Tensor running = kernels.vector(plan, statistic);
		recorder.sum(running, new float[] { 1 - Layer.BatchNorm.MOMENTUM, (float) (Layer.BatchNorm.MOMENTUM * factor) },
			List.of(running, batch));
	}

	@Override
	Tensor backward(final Tensor derivative) {
		final dnnl_memory_desc map = source.desc();
		final Tensor result = recorder.tensor(map), scale = recorder.tensor(c.vector(plan)),
			shift = recorder.tensor(c.vector(plan));
		recorder.record((o, engine) -> dnnl_batch_normalization_backward_primitive_desc_create(o, engine, dnnl_backward,
			map, map, map, Layer.BatchNorm.EPSILON, FLAGS, operation, dnnl.plain()),
			new Argument(DNNL_ARG_SRC, source), new Argument(DNNL_ARG_MEAN, mean),
			new Argument(DNNL_ARG_VARIANCE, variance), new Argument(DNNL_ARG_DIFF_DST, recorder.as(derivative, map)),
			new Argument(DNNL_ARG_SCALE, kernels.vector(plan, NamedWeights.WEIGHT)),
			new Argument(DNNL_ARG_WORKSPACE, positive), new Argument(DNNL_ARG_DIFF_SRC, result),
			new Argument(DNNL_ARG_DIFF_SCALE, scale), new Argument(DNNL_ARG_DIFF_SHIFT, shift));
		recorder.add(scale, gradient(c.vector(plan), NamedWeights.WEIGHT));
		recorder.add(shift, gradient(c.vector(plan), NamedWeights.BIAS));
		return result;
	}
}
