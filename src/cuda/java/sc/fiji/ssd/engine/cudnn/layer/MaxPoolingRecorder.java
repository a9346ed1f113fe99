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

/** Max pooling that keeps the winner of each window. */
final class MaxPoolingRecorder extends LayerRecorder {

	private final Layer.MaxPooling layer;

	MaxPoolingRecorder(final Compilation c, final int index, final Layer.MaxPooling layer) {
		super(c, index);
		this.layer = layer;
	}

	@Override
	void forward() {
		final long count = pixels() * packs();
		c.launch(c.forward(), "pool", count, input(), output(), kept(), count, packs(), plan.inputSize(), plan.size(),
			layer.kernel(), layer.stride(), layer.pad(), plan.masks() ? 1 : 0);
	}

	@Override
	void backward(final long derivative, final long result) {
		if (result == 0) return;
		final long count = (long) c.images() * plan.inputSize() * plan.inputSize() * packs();
		c.launch(c.backward(), "pool_back", count, derivative, kept(), result, count, packs(), plan.inputSize(),
			plan.size(), layer.kernel(), layer.stride(), layer.pad());
	}
}
