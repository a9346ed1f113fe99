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

import java.util.ArrayList;
import java.util.List;

import org.bytedeco.cuda.cudnn.cudnnContext;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.cudnn.driver.CudaException;
import sc.fiji.ssd.engine.cudnn.driver.Descriptor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Describes a layer's convolution, forward or backward, in cuDNN's graph API. */
final class ConvolutionGraphs {

	/** Identifiers of the tensors that have memory. */
	static final int X = 1, W = 2, Y = 3, B = 4;
	private static final int BEFORE_BIAS = 5, BEFORE_RELU = 6;
	private static final int ALIGNMENT = 16;

	private final cudnnContext library;
	private final Precision precision;

	/**
	 * @param library cuDNN's handle
	 * @param precision of the maps
	 */
	ConvolutionGraphs(final cudnnContext library, final Precision precision) {
		this.library = library;
		this.precision = precision;
	}

	/**
	 * @param kind what is computed of the layer
	 * @param layer a convolution
	 * @param images number of images computed together
	 * @return the graph, finalized, to be closed with all its parts
	 * @throws CudaException if cuDNN does not take it
	 */
	Descriptor of(final ConvolutionPlan.Kind kind, final LayerPlan layer, final int images) {
		final List<Descriptor> parts = new ArrayList<>();
		try {
			final List<Descriptor> operations = operations(kind, layer, images, parts);
			final Descriptor graph = new Descriptor(CUDNN_BACKEND_OPERATIONGRAPH_DESCRIPTOR)
				.library(CUDNN_ATTR_OPERATIONGRAPH_HANDLE, library)
				.descriptors(CUDNN_ATTR_OPERATIONGRAPH_OPS, operations).done();
			parts.forEach(graph::owns);
			return graph;
		}
		catch (final CudaException e) {
			for (int k = parts.size() - 1; k >= 0; k--)
				parts.get(k).close();
			throw e;
		}
	}

	/** @param parts receives every descriptor that is created, each after those it refers to */
	private List<Descriptor> operations(final ConvolutionPlan.Kind kind, final LayerPlan layer, final int images,
		final List<Descriptor> parts)
	{
		final Layer.Convolution c = (Layer.Convolution) layer.layer();
		final int in = Precision.padded(c.inChannels()), out = Precision.padded(c.outChannels()),
			type = precision.type();
		final Descriptor x = added(parts, tensor(X, type, false, images, in, layer.inputSize())),
			w = added(parts, tensor(W, type, false, out, in, c.kernel())), convolution = added(parts, convolution(c)),
			y = added(parts, tensor(Y, type, false, images, out, layer.size()));
		if (kind != ConvolutionPlan.Kind.FUSED) return List.of(added(parts, operation(kind, convolution, x, w, y)));
		// between operations there is no memory, and no rounding
		final Descriptor b = added(parts, tensor(B, type, false, 1, out, 1)),
			beforeBias = added(parts, tensor(BEFORE_BIAS, CUDNN_DATA_FLOAT, true, images, out, layer.size())),
			product = added(parts, operation(kind, convolution, x, w, beforeBias));
		if (!c.relu()) return List.of(product, pointwise(CUDNN_POINTWISE_ADD, beforeBias, b, y, parts));
		final Descriptor beforeRelu = added(parts,
			tensor(BEFORE_RELU, CUDNN_DATA_FLOAT, true, images, out, layer.size()));
		return List.of(product, pointwise(CUDNN_POINTWISE_ADD, beforeBias, b, beforeRelu, parts),
			pointwise(CUDNN_POINTWISE_RELU_FWD, beforeRelu, null, y, parts));
	}

	private static Descriptor added(final List<Descriptor> parts, final Descriptor part) {
		parts.add(part);
		return part;
	}

	/** Dimensions are in the order n, c, h, w; strides make them channels-last. */
	private static Descriptor tensor(final int id, final int type, final boolean virtual, final long n, final long c,
		final long size)
	{
		return new Descriptor(CUDNN_BACKEND_TENSOR_DESCRIPTOR)
			.choice(CUDNN_ATTR_TENSOR_DATA_TYPE, CUDNN_TYPE_DATA_TYPE, type)
			.numbers(CUDNN_ATTR_TENSOR_DIMENSIONS, n, c, size, size)
			.numbers(CUDNN_ATTR_TENSOR_STRIDES, c * size * size, 1, c * size, c)
			.numbers(CUDNN_ATTR_TENSOR_UNIQUE_ID, id).numbers(CUDNN_ATTR_TENSOR_BYTE_ALIGNMENT, ALIGNMENT)
			.flag(CUDNN_ATTR_TENSOR_IS_VIRTUAL, virtual).done();
	}

	private static Descriptor convolution(final Layer.Convolution c) {
		return new Descriptor(CUDNN_BACKEND_CONVOLUTION_DESCRIPTOR)
			.choice(CUDNN_ATTR_CONVOLUTION_COMP_TYPE, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT)
			.choice(CUDNN_ATTR_CONVOLUTION_CONV_MODE, CUDNN_TYPE_CONVOLUTION_MODE, CUDNN_CROSS_CORRELATION)
			.numbers(CUDNN_ATTR_CONVOLUTION_SPATIAL_DIMS, 2)
			.numbers(CUDNN_ATTR_CONVOLUTION_PRE_PADDINGS, c.pad(), c.pad())
			.numbers(CUDNN_ATTR_CONVOLUTION_POST_PADDINGS, c.pad(), c.pad())
			.numbers(CUDNN_ATTR_CONVOLUTION_DILATIONS, c.dilation(), c.dilation())
			.numbers(CUDNN_ATTR_CONVOLUTION_FILTER_STRIDES, c.stride(), c.stride()).done();
	}

	private static Descriptor operation(final ConvolutionPlan.Kind kind, final Descriptor convolution, final Descriptor x,
		final Descriptor w, final Descriptor y)
	{
		return switch (kind) {
			case FUSED,
				FORWARD -> new Descriptor(CUDNN_BACKEND_OPERATION_CONVOLUTION_FORWARD_DESCRIPTOR)
					.number(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_ALPHA, 1f)
					.number(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_BETA, 0f)
					.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_CONV_DESC, convolution)
					.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_X, x)
					.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_W, w)
					.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_FORWARD_Y, y).done();
			case BY_INPUT -> new Descriptor(CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_DATA_DESCRIPTOR)
				.number(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_ALPHA, 1f)
				.number(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_BETA, 0f)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_CONV_DESC, convolution)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_W, w)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DX, x)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_DATA_DY, y).done();
			case BY_KERNEL -> new Descriptor(CUDNN_BACKEND_OPERATION_CONVOLUTION_BACKWARD_FILTER_DESCRIPTOR)
				.number(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_ALPHA, 1f)
				.number(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_BETA, 0f)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_CONV_DESC, convolution)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_X, x)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DW, w)
				.descriptor(CUDNN_ATTR_OPERATION_CONVOLUTION_BWD_FILTER_DY, y).done();
		};
	}

	private static Descriptor pointwise(final int mode, final Descriptor x, final Descriptor b, final Descriptor y,
		final List<Descriptor> parts)
	{
		final Descriptor what = new Descriptor(CUDNN_BACKEND_POINTWISE_DESCRIPTOR)
			.choice(CUDNN_ATTR_POINTWISE_MODE, CUDNN_TYPE_POINTWISE_MODE, mode)
			.choice(CUDNN_ATTR_POINTWISE_MATH_PREC, CUDNN_TYPE_DATA_TYPE, CUDNN_DATA_FLOAT).done();
		parts.add(what);
		final Descriptor operation = new Descriptor(CUDNN_BACKEND_OPERATION_POINTWISE_DESCRIPTOR)
			.descriptor(CUDNN_ATTR_OPERATION_POINTWISE_PW_DESCRIPTOR, what)
			.descriptor(CUDNN_ATTR_OPERATION_POINTWISE_XDESC, x);
		if (b != null) operation.descriptor(CUDNN_ATTR_OPERATION_POINTWISE_BDESC, b);
		return added(parts, operation.descriptor(CUDNN_ATTR_OPERATION_POINTWISE_YDESC, y).done());
	}
}
