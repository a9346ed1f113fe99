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

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.onednn.Recorder.Argument;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Makes the operations from the derivatives of the predictions to those of the parameters, which are added to. */
final class BackwardPass {

	/** Above, the sums of as many threads cost more than they save. */
	private static final int MOST_LANES = 4;

	/** Multiplications below which waking other threads does not pay: about a tenth of a millisecond. */
	private static final double LEAST_WORK = 1e8;

	private final Compilation c;
	private final Recorder recorder;
	private final ForwardPass forward;
	private final NativeMemory dLocations;
	private final NativeMemory dConfidences;
	private final NativeMemory gradients;
	/** Derivatives by the output of every operation, one for each reader that has been passed. */
	private final List<List<Tensor>> derivatives = new ArrayList<>();

	/**
	 * @param c what is compiled
	 * @param forward the pass that goes before
	 * @param dLocations memory of the derivatives by the predictions
	 * @param dConfidences memory of the derivatives by the predictions
	 * @param gradients memory of the sums, in the order of the parameters
	 */
	BackwardPass(final Compilation c, final ForwardPass forward, final NativeMemory dLocations,
		final NativeMemory dConfidences, final NativeMemory gradients)
	{
		this.c = c;
		recorder = c.recorder();
		this.forward = forward;
		this.dLocations = dLocations;
		this.dConfidences = dConfidences;
		this.gradients = gradients;
		c.plan().operations().forEach(o -> derivatives.add(new ArrayList<>()));
	}

	List<Step> compile() {
		for (int i = derivatives.size() - 1; i >= 0; i--) {
			final LayerPlan plan = c.plan().operations().get(i);
			if (plan.head() != null) derivatives.get(i).add(ofPredictions(plan));
			if (derivatives.get(i).isEmpty()) continue; // nothing that is predicted depends on it
			Tensor derivative = sum(derivatives.get(i));
			if (plan.masks()) derivative = masked(derivative, forward.output(i));
			if (plan.layer() instanceof Layer.Convolution convolution) convolve(i, plan, convolution, derivative);
			else if (plan.layer() instanceof Layer.MaxPooling pooling) pool(i, plan, pooling, derivative);
			else if (plan.layer() instanceof Layer.BatchNorm)
				derivatives.get(plan.input()).add(forward.batchNorm(i).differentiate(derivative,
					gradient(c.vector(plan), plan.kernel()), gradient(c.vector(plan), plan.bias())));
			else normalize(i, plan, derivative);
		}
		return recorder.take();
	}

	private Tensor ofPredictions(final LayerPlan head) {
		final Tensor whole = recorder.tensor(c.map(c.precision().type(), head.channels(), head.size()));
		for (final boolean confidence : new boolean[] { false, true })
			recorder.copy(
				recorder.fixed(c.predictions(head, confidence),
					(confidence ? dConfidences : dLocations).at(c.predictionsOffset(head, confidence))),
				recorder.alias(whole, c.headPart(head, whole.desc(), confidence)));
		return whole;
	}

	/** Sums into the first. */
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
		final dnnl_primitive_desc hint = c.dnnl()
			.operation(o -> dnnl_eltwise_forward_primitive_desc_create(o, c.dnnl().engine(), dnnl_forward_training,
				dnnl_eltwise_relu_use_dst_for_bwd, output.desc(), output.desc(), 0, 0, c.dnnl().plain()));
		recorder.record(
			c.dnnl().operation(o -> dnnl_eltwise_backward_primitive_desc_create(o, c.dnnl().engine(),
				dnnl_eltwise_relu_use_dst_for_bwd, d.desc(), d.desc(), output.desc(), 0, 0, hint, c.dnnl().plain())),
			new Argument(DNNL_ARG_DST, output), new Argument(DNNL_ARG_DIFF_DST, d), new Argument(DNNL_ARG_DIFF_SRC, d));
		return d;
	}

	private void convolve(final int i, final LayerPlan plan, final Layer.Convolution convolution,
		final Tensor derivative)
	{
		final dnnl_primitive_desc hint = hint(plan, convolution, c.anyInput(plan), c.anyOutput(plan));
		if (sharesImages()) inLanes(i, plan, convolution, derivative);
		else {
			final Weighted sums = byKernel(plan, convolution, c.anyInput(plan), c.anyOutput(plan), hint);
			record(recorder, sums, recorder.as(forward.source(i), c.dnnl().query(sums.operation(), dnnl_query_src_md)),
				recorder.as(derivative, c.dnnl().query(sums.operation(), dnnl_query_diff_dst_md)));
			add(plan, sums);
		}
		if (plan.input() == LayerPlan.IMAGE) return;

		final Window w = Window.of(convolution);
		final dnnl_primitive_desc byInput = c.dnnl()
			.operation(o -> dnnl_convolution_backward_data_primitive_desc_create(o, c.dnnl().engine(),
				dnnl_convolution_direct, c.anyInput(plan), c.anyKernel(c.precision().type(), convolution),
				c.anyOutput(plan), w.strides(), w.dilations(), w.before(), w.after(), hint, c.dnnl().plain()));
		final Tensor result = recorder.tensor(c.dnnl().query(byInput, dnnl_query_diff_src_md));
		recorder.record(byInput,
			new Argument(DNNL_ARG_DIFF_DST, recorder.as(derivative, c.dnnl().query(byInput, dnnl_query_diff_dst_md))),
			new Argument(DNNL_ARG_WEIGHTS, c.kernels().kernel(plan, c.dnnl().query(byInput, dnnl_query_weights_md))),
			new Argument(DNNL_ARG_DIFF_SRC, result));
		derivatives.get(plan.input()).add(result);
	}

	private dnnl_primitive_desc hint(final LayerPlan plan, final Layer.Convolution convolution,
		final dnnl_memory_desc in, final dnnl_memory_desc out)
	{
		return c.convolution(plan, Window.of(convolution), in, out, c.dnnl().plain());
	}

	/** The derivatives of a convolution by its kernel and bias, and what computes them. */
	private record Weighted(dnnl_primitive_desc operation, Tensor kernel, Tensor bias) {}

	private Weighted byKernel(final LayerPlan plan, final Layer.Convolution convolution, final dnnl_memory_desc in,
		final dnnl_memory_desc out, final dnnl_primitive_desc hint)
	{
		final Window w = Window.of(convolution);
		final dnnl_primitive_desc operation = c.dnnl()
			.operation(o -> dnnl_convolution_backward_weights_primitive_desc_create(o, c.dnnl().engine(),
				dnnl_convolution_direct, in, c.anyKernel(dnnl_f32, convolution), c.vector(plan), out, w.strides(),
				w.dilations(), w.before(), w.after(), hint, c.dnnl().plain()));
		return new Weighted(operation, recorder.tensor(c.dnnl().query(operation, dnnl_query_diff_weights_md)),
			recorder.tensor(c.vector(plan)));
	}

	private static void record(final Recorder where, final Weighted sums, final Tensor source,
		final Tensor derivative)
	{
		where.record(sums.operation(), new Argument(DNNL_ARG_SRC, source), new Argument(DNNL_ARG_DIFF_DST, derivative),
			new Argument(DNNL_ARG_DIFF_WEIGHTS, sums.kernel()), new Argument(DNNL_ARG_DIFF_BIAS, sums.bias()));
	}

	private void add(final LayerPlan plan, final Weighted sums) {
		recorder.add(sums.kernel(), gradient(Kernels.plainKernel(c.dnnl(), plan), plan.kernel()));
		recorder.add(sums.bias(), gradient(c.vector(plan), plan.bias()));
	}

	/**
	 * In bfloat16, the threads of oneDNN's kernel wait for one another in loops, so
	 * that one that has lost its core for a moment, say to a thread that loads
	 * images, holds up all others many times: one third of the speed and less. A few
	 * threads therefore take their own images each.
	 */
	private boolean sharesImages() {
		return c.precision() == Precision.BFLOAT16 && c.threads().count() > 1 && c.threads().count() <= MOST_LANES &&
			c.images() >= c.threads().count();
	}

	private void inLanes(final int i, final LayerPlan plan, final Layer.Convolution convolution,
		final Tensor derivative)
	{
		final int type = c.precision().type(), lanes = work(plan, convolution) < LEAST_WORK ? 1 : c.threads().count();
		final Tensor source = recorder.as(forward.source(i), c.map(type, plan.inputChannels(), plan.inputSize()));
		final Tensor from = recorder.as(derivative, c.map(type, plan.channels(), plan.size()));
		final List<Recorder> recorders = new ArrayList<>();
		final List<Weighted> all = new ArrayList<>();
		c.threads().some(1, () -> {
			for (int lane = 0; lane < lanes; lane++) {
				final int first = c.images() * lane / lanes, images = c.images() * (lane + 1) / lanes - first;
				final dnnl_memory_desc in = images(images, plan.inputChannels(), plan.inputSize()),
					out = images(images, plan.channels(), plan.size());
				final Weighted sums = byKernel(plan, convolution, in, out, hint(plan, convolution, in, out));
				final Recorder recording = recorder.lane(c.lanes().get(lane));
				record(recording, sums, recorder.part(source, in, dnnl_memory_desc_get_size(in) / images * first),
					recorder.part(from, out, dnnl_memory_desc_get_size(out) / images * first));
				recorders.add(recording);
				all.add(sums);
			}
		});
		recorder.fork(recorders);
		all.forEach(sums -> add(plan, sums));
	}

	private dnnl_memory_desc images(final int images, final int channels, final int size) {
		return c.dnnl().desc(c.precision().type(), dnnl_nhwc, images, channels, size, size);
	}

	/** @return multiplications */
	private double work(final LayerPlan plan, final Layer.Convolution convolution) {
		return (double) c.images() * plan.size() * plan.size() * plan.channels() * convolution.inChannels() *
			convolution.kernel() * convolution.kernel();
	}

	private void pool(final int i, final LayerPlan plan, final Layer.MaxPooling pooling, final Tensor derivative) {
		if (plan.input() == LayerPlan.IMAGE) return;
		final Window w = Window.of(pooling, plan.inputSize());
		final dnnl_memory_desc in = forward.source(i).desc(), out = forward.output(i).desc();
		final Tensor result = recorder.tensor(in);
		recorder.record(c.dnnl()
			.operation(o -> dnnl_pooling_backward_primitive_desc_create(o, c.dnnl().engine(), dnnl_pooling_max, in, out,
				w.strides(), w.kernel(), w.dilations(), w.before(), w.after(), forward.made(i), c.dnnl().plain())),
			new Argument(DNNL_ARG_DIFF_DST, recorder.as(derivative, out)),
			new Argument(DNNL_ARG_WORKSPACE, forward.kept(i)), new Argument(DNNL_ARG_DIFF_SRC, result));
		derivatives.get(plan.input()).add(result);
	}

	/**
	 * With x the pixel's channels, m their mean square and d what the layer
	 * normalisation gives for a constant m, the derivative is
	 * {@code d - x * sum(d * x) / (channels * (m + epsilon))}. (oneDNN 3.11 has the
	 * whole derivative too, but as if the mean had been subtracted.)
	 */
	private void normalize(final int i, final LayerPlan plan, final Tensor derivative) {
		final int type = c.precision().type(), channels = plan.channels();
		final dnnl_memory_desc map = c.map(type, channels, plan.size()), rows = c.pixels(plan, type, channels);
		final dnnl_memory_desc numbers = c.pixels(plan, dnnl_f32, 1), statistics = forward.kept(i).desc();
		final Tensor result = recorder.tensor(map), d = recorder.alias(result, rows),
			x = recorder.alias(forward.source(i), rows);
		final Tensor scale = recorder.tensor(c.vector(plan));
		recorder.record(
			c.dnnl()
				.operation(o -> dnnl_layer_normalization_backward_primitive_desc_create(o, c.dnnl().engine(),
					dnnl_backward, rows, rows, rows, statistics, ForwardPass.normEpsilon(plan),
					dnnl_use_scale | dnnl_rms_norm | dnnl_use_global_stats, forward.made(i), c.dnnl().plain())),
			new Argument(DNNL_ARG_SRC, x),
			new Argument(DNNL_ARG_DIFF_DST, recorder.alias(recorder.as(derivative, map), rows)),
			new Argument(DNNL_ARG_VARIANCE, forward.kept(i)),
			new Argument(DNNL_ARG_SCALE, c.kernels().scale(plan, ForwardPass.normFactor(plan))),
			new Argument(DNNL_ARG_DIFF_SRC, d), new Argument(DNNL_ARG_DIFF_SCALE, scale));
		final Tensor total = gradient(c.vector(plan), plan.kernel());
		recorder.sum(total, new float[] { 1, ForwardPass.normFactor(plan) }, List.of(total, scale));
		if (plan.input() == LayerPlan.IMAGE) return;

		final Tensor products = recorder.tensor(rows), factor = recorder.tensor(numbers),
			divisor = recorder.tensor(numbers);
		binary(dnnl_binary_mul, d, x, products);
		recorder.record(
			c.dnnl()
				.operation(o -> dnnl_reduction_primitive_desc_create(o, c.dnnl().engine(), dnnl_reduction_sum,
					products.desc(), numbers, 0, 0, c.dnnl().plain())),
			new Argument(DNNL_ARG_SRC, products), new Argument(DNNL_ARG_DST, factor));
		recorder.record(
			c.dnnl()
				.operation(o -> dnnl_eltwise_forward_primitive_desc_create(o, c.dnnl().engine(), dnnl_forward_inference,
					dnnl_eltwise_linear, numbers, numbers, -channels, -channels * ForwardPass.normEpsilon(plan),
					c.dnnl().plain())),
			new Argument(DNNL_ARG_SRC, recorder.alias(forward.kept(i), numbers)), new Argument(DNNL_ARG_DST, divisor));
		binary(dnnl_binary_div, factor, divisor, factor);
		recorder.addRows(x, recorder.alias(factor, statistics), d);
		derivatives.get(plan.input()).add(result);
	}

	private void binary(final int kind, final Tensor first, final Tensor second, final Tensor to) {
		recorder.record(
			c.dnnl()
				.operation(o -> dnnl_binary_primitive_desc_create(o, c.dnnl().engine(), kind, first.desc(),
					second.desc(), to.desc(), c.dnnl().plain())),
			new Argument(DNNL_ARG_SRC_0, first), new Argument(DNNL_ARG_SRC_1, second), new Argument(DNNL_ARG_DST, to));
	}

	private Tensor gradient(final dnnl_memory_desc desc, final long index) {
		return recorder.fixed(desc, gradients.at(index * Float.BYTES));
	}
}
