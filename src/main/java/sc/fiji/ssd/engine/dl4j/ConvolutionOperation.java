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

import org.nd4j.linalg.api.ndarray.INDArray;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * A dense convolution: ND4J's {@code conv2d} and {@code conv2d_bp}, which run in oneDNN on the processor and in cuDNN
 * on CUDA.
 */
final class ConvolutionOperation extends LayerOperation {

	private final INDArray kernel;
	private final INDArray bias;
	private final INDArray dKernel;
	private final INDArray dBias;
	private final int[] settings;

	ConvolutionOperation(final LayerPlan plan, final Layer.Convolution c, final Maps maps,
		final Parameters parameters)
	{
		super(plan, maps, parameters);
		final long[] shape = { c.outChannels(), c.inChannels(), c.kernel(), c.kernel() };
		kernel = parameters.weight(plan, NamedWeights.WEIGHT, shape);
		bias = parameters.weight(plan, NamedWeights.BIAS, c.outChannels());
		dKernel = training ? parameters.gradient(plan, NamedWeights.WEIGHT, shape) : null;
		dBias = training ? parameters.gradient(plan, NamedWeights.BIAS, c.outChannels()) : null;
		settings = settings(c.kernel(), c.stride(), c.pad());
	}

	/** @return kernel, stride, pad, dilation (each twice), explicit padding, NHWC, kernels OIHW */
	static int[] settings(final int k, final int s, final int p) {
		return new int[] { k, k, s, s, p, p, 1, 1, 0, 1, 1 };
	}

	@Override
	void compute() {
		Arrays.run("conv2d", new INDArray[] { maps.in(), kernel, bias }, new INDArray[] { maps.out() }, settings);
	}

	@Override
	void differentiate() {
		Arrays.run("conv2d_bp", new INDArray[] { maps.in(), kernel, bias, maps.dOut() },
			new INDArray[] { maps.dIn(), dKernel, dBias }, settings);
	}
}
