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

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.Pointer;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.onednn.primitives.Threads;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/**
 * The state that the forward and the backward pass over some images share while they are recorded.
 *
 * @param session the engine's objects
 * @param first index of the first image in the engine's input and predictions
 * @param images images from there on that are computed together
 * @param shared whether all threads work on each operation, rather than each on its own images
 * @param recorder records the operations
 */
record Compilation(Session session, int first, int images, boolean shared, Recorder recorder) {

	Dnnl dnnl() {
		return session.dnnl();
	}

	NetworkPlan plan() {
		return session.plan();
	}

	Precision precision() {
		return session.precision();
	}

	boolean training() {
		return session.training();
	}

	Kernels kernels() {
		return session.kernels();
	}

	Threads threads() {
		return session.threads();
	}

	/** @return bytes that an operation should read and write at a time, 0 for no limit */
	long cache() {
		return session.cache();
	}

	/** @return a map whose order oneDNN may choose */
	dnnl_memory_desc anyMap(final int channels, final int size) {
		return dnnl().desc(precision().type(), dnnl_format_tag_any, images, channels, size, size);
	}

	/** @return a map in the order n, h, w, c */
	dnnl_memory_desc map(final int type, final int channels, final int size) {
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
		return training() ? dnnl_forward_training : dnnl_forward_inference;
	}

	/** @return attributes of a convolution that is followed by its ReLU, if it has one */
	dnnl_primitive_attr withRelu(final Layer.Convolution convolution) {
		return convolution.relu() ? dnnl().relu() : dnnl().plain();
	}

	/** @return a convolution, forward */
	dnnl_primitive_desc convolution(final LayerPlan operation, final Window w, final dnnl_memory_desc in,
		final dnnl_memory_desc out, final dnnl_primitive_attr attributes)
	{
		return dnnl().operation(o -> dnnl_convolution_forward_primitive_desc_create(o, dnnl().engine(), kind(),
			dnnl_convolution_direct, in, anyKernel(precision().type(), (Layer.Convolution) operation.layer()),
			vector(operation), out, w.strides(), w.dilations(), w.before(), w.after(), attributes));
	}

	/** Records a convolution with its kernel and bias. */
	void record(final LayerPlan operation, final dnnl_primitive_desc convolution, final Tensor in, final Tensor out) {
		recorder.record(convolution, new Argument(DNNL_ARG_SRC, in),
			new Argument(DNNL_ARG_WEIGHTS, kernels().kernel(operation, dnnl().query(convolution, dnnl_query_weights_md))),
			new Argument(DNNL_ARG_BIAS, kernels().bias(operation)), new Argument(DNNL_ARG_DST, out));
	}

	/** @return a max pooling, forward */
	dnnl_primitive_desc pooling(final Window w, final dnnl_memory_desc in, final dnnl_memory_desc out) {
		return dnnl().operation(o -> dnnl_pooling_forward_primitive_desc_create(o, dnnl().engine(), kind(),
			dnnl_pooling_max, in, out, w.strides(), w.kernel(), w.dilations(), w.before(), w.after(), dnnl().plain()));
	}

	/** @return rows of so many numbers, one row for each pixel of an operation's output: a map in the order n, h, w, c */
	dnnl_memory_desc pixels(final LayerPlan operation, final int type, final int numbers) {
		return dnnl().desc(type, dnnl_ab, (long) images * operation.size() * operation.size(), numbers);
	}

	/** @return the channels of a head's output that are its locations, or its confidences, in the order n, h, w, c */
	dnnl_memory_desc headPart(final LayerPlan head, final dnnl_memory_desc output, final boolean confidences) {
		final int before = confidences ? head.head().boxes() * NetworkPlan.BOX : 0;
		return dnnl().part(output, headDims(head, confidences), new long[] { 0, before, 0, 0 });
	}

	/** @return where a head's locations, or its confidences, lie in the predictions, from its first box on */
	dnnl_memory_desc predictions(final LayerPlan head, final boolean confidences) {
		final long[] dims = headDims(head, confidences);
		final long channels = dims[1], image = (long) plan().priors() * numbers(confidences);
		return dnnl().strided(dnnl_f32, dims, new long[] { image, 1, head.size() * channels, channels });
	}

	/** @return where the first image's values begin */
	Pointer image() {
		final HostMemory memory = session.memory();
		return memory.all(HostBuffer.INPUT).at(memory.index(HostBuffer.INPUT, first) * Float.BYTES);
	}

	/** @return where the first image's values for a head's first box begin */
	Pointer predictions(final LayerPlan head, final HostBuffer buffer, final boolean confidences) {
		final HostMemory memory = session.memory();
		final long box = (long) head.head().firstPrior() * numbers(confidences);
		return memory.all(buffer).at((memory.index(buffer, first) + box) * Float.BYTES);
	}

	private long[] headDims(final LayerPlan head, final boolean confidences) {
		return new long[] { images, (long) head.head().boxes() * numbers(confidences), head.size(), head.size() };
	}

	private int numbers(final boolean confidences) {
		return confidences ? plan().network().classes() : NetworkPlan.BOX;
	}
}
