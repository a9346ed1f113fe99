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
package sc.fiji.ssd.engine.cudnn.layer;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Records the work of a layer in both passes. */
abstract class LayerRecorder {

	/** Number of threads that compute a pixel together. */
	static final int LANES = 32;

	protected final Compilation c;
	protected final LayerPlan plan;
	private final int index;

	LayerRecorder(final Compilation c, final int index) {
		this.c = c;
		this.index = index;
		plan = c.context().network().operations().get(index);
	}

	/** @return the recorder for an operation of the plan */
	static LayerRecorder of(final Compilation c, final int index) {
		final Layer layer = c.context().network().operations().get(index).layer();
		if (layer instanceof Layer.Convolution) return new ConvolutionRecorder(c, index);
		if (layer instanceof Layer.MaxPooling pooling) return new MaxPoolingRecorder(c, index, pooling);
		return layer instanceof Layer.L2Norm ? new L2NormRecorder(c, index) : new BatchNormRecorder(c, index);
	}

	/** Records the layer. */
	abstract void forward();

	/**
	 * Records the derivatives by the parameters and by the input.
	 *
	 * @param derivative address of the derivative by the output, which may be overwritten
	 * @param result address for the derivative by the input; 0 if it is not needed
	 */
	abstract void backward(long derivative, long result);

	/** @return address of the map that is read */
	final long input() {
		return c.address(plan.input() == LayerPlan.IMAGE ? c.maps().image() : c.maps().outputs()[plan.input()]);
	}

	/** @return address of the map that is written */
	final long output() {
		return c.address(c.maps().outputs()[index]);
	}

	/** @return the address of the values kept for the backward pass; 0 without one */
	final long kept() {
		return c.address(c.maps().kept()[index]);
	}

	/** @return packs of 8 channels of a pixel */
	final int packs() {
		return Precision.padded(plan.channels()) / Precision.PACK;
	}

	/** @return pixels of the output for all images */
	final long pixels() {
		return (long) c.images() * plan.pixels();
	}

	/** @return address of one of the layer's arrays, float */
	final long weights(final String kind) {
		return c.context().parameters().weights(c.offset(plan, kind));
	}

	/** @return address of the layer's scale, float */
	final long scale() {
		return weights(NamedWeights.WEIGHT);
	}
}
