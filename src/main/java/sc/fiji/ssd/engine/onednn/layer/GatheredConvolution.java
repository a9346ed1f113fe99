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

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.onednn.primitives.InstructionSet;
import sc.fiji.ssd.engine.onednn.primitives.NativeMemory;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Recorder.Argument;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * A convolution as one matrix product, for which the input under each kernel position is gathered into rows first.
 * oneDNN's convolutions divide a small map of one image badly among threads: of 19 x 19 pixels with 512 channels, two
 * threads take 1.10 ms, the product 0.60 and gathering 0.08; of fc6 one thread takes 3.75 ms, and 2.93 and 0.18.
 */
final class GatheredConvolution {

	/** Largest map, in pixels to a side, that is gathered. */
	private static final int MOST_SIZE = 32;

	/** Smallest number of input and output channels for which a matrix product is faster. */
	private static final int LEAST_CHANNELS = 256;

	private final Compilation c;
	private final LayerPlan plan;
	private final Layer.Convolution convolution;
	private final int type;
	private final int channels;
	private final int size;
	/** Size including the border. */
	private final int wide;

	GatheredConvolution(final Compilation c, final LayerPlan plan, final Layer.Convolution convolution) {
		this.c = c;
		this.plan = plan;
		this.convolution = convolution;
		type = c.type();
		channels = plan.inputChannels();
		size = plan.size();
		wide = plan.inputSize() + 2 * convolution.pad();
	}

	/**
	 * The choice does not depend on the number of threads, because results must not depend on it.
	 *
	 * @return whether it pays: with matrix units, for one image that threads share, and for a dilated kernel
	 */
	static boolean isFaster(final Compilation c, final LayerPlan plan, final Layer.Convolution convolution) {
		return !c.session().training() && (c.shared() ? c.images() == 1 : convolution.dilation() > 1) &&
			c.session().precision() == Precision.BFLOAT16 && InstructionSet.effective().hasMatrixUnits() && plan.head() == null &&
			convolution.kernel() > 1 && convolution.stride() == 1 && plan.size() == plan.inputSize() &&
			plan.size() <= MOST_SIZE && convolution.inChannels() >= LEAST_CHANNELS &&
			convolution.outChannels() >= LEAST_CHANNELS;
	}

	/** @return the output, in the order n, h, w, c */
	Tensor record(final Tensor in) {
		final Recorder recorder = c.recorder();
		final NativeMemory bordered = c.dnnl().allocate((long) c.images() * wide * wide * bytes(channels)); // the border stays zero
		final dnnl_memory_desc part = map(wide);
		recorder.copy(in, recorder.fixed(part, bordered.at(place(convolution.pad(), convolution.pad()))));
		final int taps = convolution.kernel();
		final long pixels = (long) size * size, rows = c.images() * pixels, width = (long) taps * taps * channels;
		final Tensor gathered = recorder.tensor(c.dnnl().desc(type, dnnl_ab, rows, width));
		final dnnl_memory_desc column = c.dnnl().strided(type, new long[] { c.images(), channels, size, size },
			new long[] { pixels * width, 1, size * width, width });
		for (int y = 0; y < taps; y++)
			for (int x = 0; x < taps; x++)
				recorder.copy(
					recorder.fixed(part, bordered.at(place(y * convolution.dilation(), x * convolution.dilation()))),
					recorder.part(gathered, column, bytes((y * taps + x) * channels)));
		return multiply(gathered, rows, width);
	}

	private Tensor multiply(final Tensor gathered, final long pixels, final long width) {
		final Recorder recorder = c.recorder();
		final Tensor output = recorder.tensor(c.map(type, plan.channels(), size)), bias = c.session().kernels().biasRow(plan);
		final dnnl_memory_desc rows = c.dnnl().desc(type, dnnl_ab, pixels, plan.channels()),
			any = c.dnnl().desc(type, dnnl_format_tag_any, width, plan.channels());
		final dnnl_primitive_desc product = c.dnnl().operation((o, engine) -> dnnl_matmul_primitive_desc_create(o, engine,
			gathered.desc(), any, bias.desc(), rows, c.withRelu(convolution)));
		recorder.record(product, new Argument(DNNL_ARG_SRC, gathered),
			new Argument(DNNL_ARG_WEIGHTS,
				c.session().kernels().matrix(plan, type, c.dnnl().query(product, dnnl_query_weights_md))),
			new Argument(DNNL_ARG_BIAS, bias), new Argument(DNNL_ARG_DST, recorder.alias(output, rows)));
		return output;
	}

	/** @return a map of the output's size inside a map with this row length */
	private dnnl_memory_desc map(final int row) {
		final long step = (long) row * channels;
		return c.dnnl().strided(type, new long[] { c.images(), channels, size, size },
			new long[] { row * step, 1, step, channels });
	}

	private long place(final int y, final int x) {
		return bytes((y * wide + x) * channels);
	}

	private long bytes(final int numbers) {
		return numbers * dnnl_data_type_size(type);
	}
}
