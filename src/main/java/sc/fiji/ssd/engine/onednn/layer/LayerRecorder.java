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

import org.bytedeco.dnnl.dnnl_memory_desc;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.Recorder;
import sc.fiji.ssd.engine.onednn.primitives.Tensor;
import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * Records the operations of one layer, first those of the forward pass and then, if something is learned, those of the
 * backward pass. Subclasses keep what the second needs of the first.
 */
abstract class LayerRecorder {

	final Compilation c;
	final Dnnl dnnl;
	final Kernels kernels;
	final Recorder recorder;
	final LayerPlan plan;

	LayerRecorder(final Compilation c, final LayerPlan plan) {
		this.c = c;
		dnnl = c.dnnl();
		kernels = c.session().kernels();
		recorder = c.recorder();
		this.plan = plan;
	}

	/** @return what records a layer; a new kind of layer is added here */
	static LayerRecorder of(final Compilation c, final LayerPlan plan) {
		if (plan.layer() instanceof Layer.Convolution convolution) return new ConvolutionRecorder(c, plan, convolution);
		if (plan.layer() instanceof Layer.MaxPooling) return new MaxPoolingRecorder(c, plan);
		if (plan.layer() instanceof Layer.L2Norm) return new L2NormRecorder(c, plan);
		if (plan.layer() instanceof Layer.BatchNorm) return new BatchNormRecorder(c, plan);
		throw new IllegalArgumentException("onednn has no layer " + plan.layer());
	}

	/**
	 * @param in input
	 * @return output
	 */
	abstract Tensor forward(Tensor in);

	/**
	 * @param derivative derivative by the output, after any ReLU that {@link LayerPlan#masks()} names
	 * @return derivative by the input, null if that is the image
	 */
	abstract Tensor backward(Tensor derivative);

	/** @return the sums of the derivatives by a parameter */
	final Tensor gradient(final dnnl_memory_desc desc, final String kind) {
		return recorder.fixed(desc, c.session().parameters().at(Backend.Vector.GRADIENTS, plan, kind));
	}
}
