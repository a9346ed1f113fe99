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
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.io.UserException;

/**
 * Max pooling: ND4J's {@code maxpool2d} and {@code maxpool2d_bp}. Where the output size is rounded up (75 to 38) the
 * mode SAME adds the missing row and column at the end, as Caffe does.
 */
final class MaxPoolingOperation extends LayerOperation {

	private final int[] settings;

	MaxPoolingOperation(final LayerPlan plan, final Layer.MaxPooling pooling, final Maps maps,
		final Parameters parameters)
	{
		super(plan, maps, parameters);
		settings = settings(pooling, plan.inputSize());
	}

	/** @return kernel, stride, pad, dilation (each twice), SAME or explicit padding, unused, NHWC */
	private static int[] settings(final Layer.MaxPooling p, final int size) {
		final int k = p.kernel(), s = p.stride();
		final boolean fits = (size + 2 * p.pad() - k) % s == 0;
		// SAME puts one missing row and column at the end; of several, half of them would come first
		final int missing = (p.outputSize(size) - 1) * s + k - size;
		if (!fits && (p.pad() > 0 || missing != 1 || p.outputSize(size) != (size + s - 1) / s))
			throw new UserException("architecture: the engine dl4j does not support max pooling with kernel " + k + ", stride " +
				s + " and pad " + p.pad() + " on a map of " + size + " (" + p.name() + "); use another engine.");
		return new int[] { k, k, s, s, p.pad(), p.pad(), 1, 1, fits ? 0 : 1, 0, 1 };
	}

	@Override
	void compute() {
		Arrays.run("maxpool2d", new INDArray[] { maps.in() }, new INDArray[] { maps.out() }, settings);
	}

	@Override
	void differentiate() {
		Arrays.run("maxpool2d_bp", new INDArray[] { maps.in(), maps.dOut() }, new INDArray[] { maps.dIn() }, settings);
	}
}
