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

/**
 * The L2 norm over the channels of a pixel. oneDNN's layer normalisation divides by the root of the mean square, so
 * the epsilon and the scale, which belong to the sum, are converted to the mean.
 */
final class L2NormRecorder extends LayerRecorder {

	/** Is added to the mean of squares instead of their sum. */
	private final float epsilon;
	/** Multiplies the scale, because the mean of squares is taken instead of the sum. */
	private final float factor;
	private Tensor source;
	private Tensor meanSquares;
	private dnnl_primitive_desc operation;

	L2NormRecorder(final Compilation c, final LayerPlan plan) {
		super(c, plan);
		epsilon = Layer.L2Norm.EPSILON / plan.channels();
		factor = (float) (1 / Math.sqrt(plan.channels()));
	}

	@Override
	Tensor forward(final Tensor in) {
		final dnnl_memory_desc map = c.map(c.type(), plan.channels(), plan.size()),
			rows = c.pixels(plan, c.type(), plan.channels());
		source = recorder.as(in, map);
		final Tensor output = recorder.tensor(map);
		final dnnl_memory_desc statistics = dnnl.desc(dnnl_f32, dnnl_a, (long) c.images() * plan.pixels());
		operation = dnnl.operation((o, engine) -> dnnl_layer_normalization_forward_primitive_desc_create(o, engine,
			c.kind(), rows, rows, statistics, epsilon, dnnl_use_scale | dnnl_rms_norm, dnnl.plain()));
		final Argument src = new Argument(DNNL_ARG_SRC, recorder.alias(source, rows)),
			dst = new Argument(DNNL_ARG_DST, recorder.alias(output, rows)),
			scale = new Argument(DNNL_ARG_SCALE, kernels.scale(plan, factor));
		if (c.session().training()) {
			meanSquares = recorder.tensor(statistics);
			recorder.record(operation, src, dst, scale, new Argument(DNNL_ARG_VARIANCE, meanSquares));
		}
		else recorder.record(operation, src, dst, scale);
		return output;
	}

	/**
	 * With x the pixel's channels, m their mean square and d what the layer normalisation gives for a constant m, the
	 * derivative is {@code d - x * sum(d * x) / (channels * (m + epsilon))}. (oneDNN 3.11 has the whole derivative
	 * too, but as if the mean had been subtracted.)
	 */
	@Override
	Tensor backward(final Tensor derivative) {
		final int type = c.type(), channels = plan.channels();
		final dnnl_memory_desc map = c.map(type, channels, plan.size()), rows = c.pixels(plan, type, channels);
		final dnnl_memory_desc numbers = c.pixels(plan, dnnl_f32, 1), statistics = meanSquares.desc();
		final Tensor result = recorder.tensor(map), d = recorder.alias(result, rows),
			x = recorder.alias(source, rows);
		final Tensor scale = recorder.tensor(c.vector(plan));
		recorder.record((o, engine) -> dnnl_layer_normalization_backward_primitive_desc_create(o, engine, dnnl_backward,
			rows, rows, rows, statistics, epsilon, dnnl_use_scale | dnnl_rms_norm | dnnl_use_global_stats, operation,
			dnnl.plain()),
			new Argument(DNNL_ARG_SRC, x),
			new Argument(DNNL_ARG_DIFF_DST, recorder.alias(recorder.as(derivative, map), rows)),
			new Argument(DNNL_ARG_VARIANCE, meanSquares),
			new Argument(DNNL_ARG_SCALE, kernels.scale(plan, factor)), new Argument(DNNL_ARG_DIFF_SRC, d),
			new Argument(DNNL_ARG_DIFF_SCALE, scale));
		final Tensor total = gradient(c.vector(plan), NamedWeights.WEIGHT);
		recorder.sum(total, new float[] { 1, factor }, List.of(total, scale));
		if (plan.input() == LayerPlan.IMAGE) return null;

		final Tensor products = recorder.tensor(rows), factors = recorder.tensor(numbers),
			divisor = recorder.tensor(numbers);
		binary(dnnl_binary_mul, d, x, products);
		recorder.record((o, engine) -> dnnl_reduction_primitive_desc_create(o, engine, dnnl_reduction_sum,
			products.desc(), numbers, 0, 0, dnnl.plain()),
			new Argument(DNNL_ARG_SRC, products), new Argument(DNNL_ARG_DST, factors));
		recorder.record((o, engine) -> dnnl_eltwise_forward_primitive_desc_create(o, engine, dnnl_forward_inference,
			dnnl_eltwise_linear, numbers, numbers, -channels, -channels * epsilon, dnnl.plain()),
			new Argument(DNNL_ARG_SRC, recorder.alias(meanSquares, numbers)), new Argument(DNNL_ARG_DST, divisor));
		binary(dnnl_binary_div, factors, divisor, factors);
		recorder.addRows(x, recorder.alias(factors, statistics), d);
		return result;
	}

	private void binary(final int kind, final Tensor first, final Tensor second, final Tensor to) {
		recorder.record((o, engine) -> dnnl_binary_primitive_desc_create(o, engine, kind, first.desc(), second.desc(),
			to.desc(), dnnl.plain()),
			new Argument(DNNL_ARG_SRC_0, first), new Argument(DNNL_ARG_SRC_1, second), new Argument(DNNL_ARG_DST, to));
	}
}
