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
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * The state that the forward and the backward pass over some images share while they are recorded.
 *
 * @param session the engine's objects
 * @param first index of the first image in the engine's input and predictions
 * @param images images from there on that are computed together
 * @param shared whether all threads work on each operation, rather than each on its own images
 * @param recorder records the operations
 */
public record Compilation(Session session, int first, int images, boolean shared, Recorder recorder) {

	Dnnl dnnl() {
		return session.dnnl();
	}

	/** @return oneDNN's name of the type of maps and kernels */
	int type() {
		return session.precision().type();
	}

	/** @return a map whose order oneDNN may choose */
	dnnl_memory_desc anyMap(final int channels, final int size) {
		return dnnl().desc(type(), dnnl_format_tag_any, images, channels, size, size);
	}

	/** @return a map in the order n, h, w, c */
	public dnnl_memory_desc map(final int type, final int channels, final int size) {
		return dnnl().desc(type, dnnl_nhwc, images, channels, size, size);
	}

	/** @return the input of an operation in any order */
	dnnl_memory_desc anyInput(final LayerPlan operation) {
		return anyMap(operation.inputChannels(), operation.inputSize());
	}

	/** @return the output of an operation in any order */
	dnnl_memory_desc anyOutput(final LayerPlan operation) {
		return anyMap(operation.channels(), operation.size());
	}

	/** @return the kernel of a convolution in any order */
	dnnl_memory_desc anyKernel(final int type, final Layer.Convolution c) {
		return dnnl().desc(type, dnnl_format_tag_any, c.outChannels(), c.inChannels(), c.kernel(), c.kernel());
	}

	/** @return one float32 for each channel of an operation's output */
	dnnl_memory_desc vector(final LayerPlan operation) {
		return dnnl().desc(dnnl_f32, dnnl_a, operation.channels());
	}

	/** @return oneDNN's name of the kind of propagation that forward operations are made for */
	int kind() {
		return session.training() ? dnnl_forward_training : dnnl_forward_inference;
	}

	/** @return attributes of a convolution that is followed by its ReLU, if it has one */
	dnnl_primitive_attr withRelu(final Layer.Convolution convolution) {
		return convolution.relu() ? dnnl().relu() : dnnl().plain();
	}

	/** @return a convolution, forward */
	dnnl_primitive_desc convolution(final LayerPlan operation, final Window w, final dnnl_memory_desc in,
		final dnnl_memory_desc out, final dnnl_primitive_attr attributes)
	{
		return dnnl().operation((o, engine) -> dnnl_convolution_forward_primitive_desc_create(o, engine, kind(),
			dnnl_convolution_direct, in, anyKernel(type(), (Layer.Convolution) operation.layer()),
			vector(operation), out, w.strides(), w.dilations(), w.before(), w.after(), attributes));
	}

	/** Records a convolution with its kernel and bias. */
	void record(final LayerPlan operation, final dnnl_primitive_desc convolution, final Tensor in, final Tensor out) {
		recorder.record(convolution, new Argument(DNNL_ARG_SRC, in),
			new Argument(DNNL_ARG_WEIGHTS, session.kernels().kernel(operation, dnnl().query(convolution, dnnl_query_weights_md))),
			new Argument(DNNL_ARG_BIAS, session.kernels().vector(operation, NamedWeights.BIAS)), new Argument(DNNL_ARG_DST, out));
	}

	/** @return a max pooling, forward */
	dnnl_primitive_desc pooling(final Window w, final dnnl_memory_desc in, final dnnl_memory_desc out) {
		return dnnl().operation((o, engine) -> dnnl_pooling_forward_primitive_desc_create(o, engine, kind(),
			dnnl_pooling_max, in, out, w.strides(), w.kernel(), w.dilations(), w.before(), w.after(), dnnl().plain()));
	}

	/** @return rows of so many numbers, one row for each pixel of an operation's output: a map in the order n, h, w, c */
	dnnl_memory_desc pixels(final LayerPlan operation, final int type, final int numbers) {
		return dnnl().desc(type, dnnl_ab, (long) images * operation.size() * operation.size(), numbers);
	}

	/** Records the copies of a head's output to the predictions, or of their derivatives to the derivative of the output. */
	void copyPredictions(final LayerPlan head, final Tensor output, final boolean derivatives) {
		final long size = head.size();
		for (final LayerPlan.HeadPart part : head.head().parts()) {
			final HostBuffer buffer = derivatives ? part.derivatives() : part.predictions();
			final long[] dims = { images, part.channels(), size, size }, strides = {
				buffer.valuesPerImage(session.plan()), 1, size * part.channels(), part.channels() };
			final Tensor channels = recorder.alias(output,
				dnnl().part(output.desc(), dims, new long[] { 0, part.firstChannel(), 0, 0 }));
			final Tensor values = recorder.fixed(dnnl().strided(dnnl_f32, dims, strides),
				session.memory().at(buffer, first, part.firstValue()));
			recorder.copy(derivatives ? values : channels, derivatives ? channels : values);
		}
	}
}
