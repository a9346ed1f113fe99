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
package sc.fiji.ssd.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import sc.fiji.ssd.engine.Layer;

/**
 * A dense convolution: ND4J's {@code conv2d} and {@code conv2d_bp}, which run
 * in oneDNN on the CPU and in cuDNN on CUDA.
 */
final class ConvolutionLayer extends OperationLayer {

	private static final long serialVersionUID = 1L;

	ConvolutionLayer(final NeuralNetConfiguration conf, final DataType type) {
		super(conf, type);
	}

	@Override
	void compute(final INDArray in, final INDArray out) {
		convolve(in, weight(), bias(), out, (Layer.Convolution) layerConf().operation());
	}

	@Override
	void differentiate(final INDArray in, final INDArray out, final INDArray dOut, final INDArray dIn) {
		differentiate(in, weight(), bias(), dOut, dIn, weightGradient(), biasGradient(),
			(Layer.Convolution) layerConf().operation());
	}

	static void convolve(final INDArray in, final INDArray weight, final INDArray bias, final INDArray out,
		final Layer.Convolution c)
	{
		run("conv2d", new INDArray[] { in, weight, bias }, new INDArray[] { out }, settings(c));
	}

	static void differentiate(final INDArray in, final INDArray weight, final INDArray bias, final INDArray dOut,
		final INDArray dIn, final INDArray dWeight, final INDArray dBias, final Layer.Convolution c)
	{
		run("conv2d_bp", new INDArray[] { in, weight, bias, dOut }, new INDArray[] { dIn, dWeight, dBias },
			settings(c));
	}

	/** Kernel, stride, pad, dilation (each twice), explicit padding, NHWC, kernels OIHW. */
	private static int[] settings(final Layer.Convolution c) {
		final int k = c.kernel(), s = c.stride(), p = c.pad();
		return new int[] { k, k, s, s, p, p, 1, 1, 0, 1, 1 };
	}
}
