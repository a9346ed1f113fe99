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
import java.util.List;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** A convolution with its bias and ReLU, and its derivatives by kernel, bias and input. */
final class ConvolutionRecorder extends LayerRecorder {

	/** Above this number of workers their sums cost more than they save. */
	private static final int MOST_WORKERS = 4;

	/** Multiplications below which waking other threads does not pay: about a tenth of a millisecond. */
	private static final double LEAST_WORK = 1e8;

	private final Layer.Convolution convolution;
	private final Window w;
	private Tensor source;

	ConvolutionRecorder(final Compilation c, final LayerPlan plan, final Layer.Convolution convolution) {
		super(c, plan);
		this.convolution = convolution;
		w = Window.of(plan);
	}

	@Override
	Tensor forward(final Tensor in) {
		if (GatheredConvolution.isFaster(c, plan, convolution))
			return new GatheredConvolution(c, plan, convolution).record(in);
		final dnnl_memory_desc out = plan.head() == null
			? c.anyOutput(plan)
			: c.map(dnnl_f32, plan.channels(), plan.size());
		final dnnl_primitive_desc operation = c.convolution(plan, w, c.anyInput(plan), out, c.withRelu(convolution));
		source = recorder.as(in, dnnl.query(operation, dnnl_query_src_md));
		final Tensor output = recorder.tensor(dnnl.query(operation, dnnl_query_dst_md));
		c.record(plan, operation, source, output);
		return output;
	}

	@Override
	Tensor backward(final Tensor derivative) {
		final dnnl_primitive_desc hint = hint(c.anyInput(plan), c.anyOutput(plan));
		if (dividesImages()) onWorkers(derivative);
		else {
			final Weighted sums = byKernel(c.anyInput(plan), c.anyOutput(plan), hint);
			record(recorder, sums, recorder.as(source, dnnl.query(sums.operation(), dnnl_query_src_md)),
				recorder.as(derivative, dnnl.query(sums.operation(), dnnl_query_diff_dst_md)));
			add(sums);
		}
		if (plan.input() == LayerPlan.IMAGE) return null;

		final dnnl_primitive_desc byInput = dnnl.operation(
			(o, engine) -> dnnl_convolution_backward_data_primitive_desc_create(o, engine, dnnl_convolution_direct,
				c.anyInput(plan), c.anyKernel(c.type(), convolution), c.anyOutput(plan), w.strides(), w.dilations(),
				w.before(), w.after(), hint, dnnl.plain()));
		final Tensor result = recorder.tensor(dnnl.query(byInput, dnnl_query_diff_src_md));
		recorder.record(byInput,
			new Argument(DNNL_ARG_DIFF_DST, recorder.as(derivative, dnnl.query(byInput, dnnl_query_diff_dst_md))),
			new Argument(DNNL_ARG_WEIGHTS, kernels.kernel(plan, dnnl.query(byInput, dnnl_query_weights_md))),
			new Argument(DNNL_ARG_DIFF_SRC, result));
		return result;
	}

	private dnnl_primitive_desc hint(final dnnl_memory_desc in, final dnnl_memory_desc out) {
		return c.convolution(plan, w, in, out, dnnl.plain());
	}

	/** The derivatives by kernel and bias, and what computes them. */
	private record Weighted(dnnl_primitive_desc operation, Tensor kernel, Tensor bias) {}

	private Weighted byKernel(final dnnl_memory_desc in, final dnnl_memory_desc out, final dnnl_primitive_desc hint) {
		final dnnl_primitive_desc operation = dnnl.operation(
			(o, engine) -> dnnl_convolution_backward_weights_primitive_desc_create(o, engine, dnnl_convolution_direct, in,
				c.anyKernel(dnnl_f32, convolution), c.vector(plan), out, w.strides(), w.dilations(), w.before(), w.after(),
				hint, dnnl.plain()));
		return new Weighted(operation, recorder.tensor(dnnl.query(operation, dnnl_query_diff_weights_md)),
			recorder.tensor(c.vector(plan)));
	}

	private static void record(final Recorder where, final Weighted sums, final Tensor source,
		final Tensor derivative)
	{
		where.record(sums.operation(), new Argument(DNNL_ARG_SRC, source), new Argument(DNNL_ARG_DIFF_DST, derivative),
			new Argument(DNNL_ARG_DIFF_WEIGHTS, sums.kernel()), new Argument(DNNL_ARG_DIFF_BIAS, sums.bias()));
	}

	private void add(final Weighted sums) {
		recorder.add(sums.kernel(), gradient(Kernels.plainKernel(dnnl, plan), NamedWeights.WEIGHT));
		recorder.add(sums.bias(), gradient(c.vector(plan), NamedWeights.BIAS));
	}

	/**
	 * In bfloat16, the threads of oneDNN's kernel wait for one another in loops. If one of them loses its core for a
	 * moment, for example to a thread that loads images, it holds up all others many times, which costs two thirds of
	 * the speed or more. A few threads therefore take their own images each.
	 */
	private boolean dividesImages() {
		final int threads = c.session().threads().count();
		return c.session().precision() == Precision.BFLOAT16 && threads > 1 && threads <= MOST_WORKERS && c.images() >= threads;
	}

	private void onWorkers(final Tensor derivative) {
		final int type = c.type(), workers = work() < LEAST_WORK ? 1 : c.session().threads().count();
		final Tensor from = recorder.as(source, c.map(type, plan.inputChannels(), plan.inputSize()));
		final Tensor by = recorder.as(derivative, c.map(type, plan.channels(), plan.size()));
		final List<Recorder> recorders = new ArrayList<>();
		final List<Weighted> all = new ArrayList<>();
		c.session().threads().some(1, () -> {
			for (int worker = 0; worker < workers; worker++) {
				final int first = c.images() * worker / workers, images = c.images() * (worker + 1) / workers - first;
				final dnnl_memory_desc in = images(images, plan.inputChannels(), plan.inputSize()),
					out = images(images, plan.channels(), plan.size());
				final Weighted sums = byKernel(in, out, hint(in, out));
				final Recorder recording = recorder.on(c.session().workers().get(worker));
				record(recording, sums, recorder.part(from, in, dnnl_memory_desc_get_size(in) / images * first),
					recorder.part(by, out, dnnl_memory_desc_get_size(out) / images * first));
				recorders.add(recording);
				all.add(sums);
			}
		});
		recorder.parallel(recorders);
		all.forEach(this::add);
	}

	private dnnl_memory_desc images(final int images, final int channels, final int size) {
		return dnnl.desc(c.type(), dnnl_nhwc, images, channels, size, size);
	}

	/** @return multiplications */
	private double work() {
		return (double) c.images() * plan.size() * plan.size() * plan.channels() * convolution.inChannels() *
			convolution.kernel() * convolution.kernel();
	}
}
