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

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * Size, strides, dilations and padding of a kernel, in the form that oneDNN expects, for height and width.
 *
 * @param kernel size
 * @param strides steps
 * @param dilations distance of the taps, 0 is dense
 * @param before border above and on the left
 * @param after border below and on the right
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] before, long[] after) {

	/** @return that of a convolution or a pooling, in which rounding the size up is a larger border on the right */
	static Window of(final LayerPlan plan) {
		if (plan.layer() instanceof Layer.Convolution c)
			return new Window(both(c.kernel()), both(c.stride()), both(c.dilation() - 1), both(c.pad()), both(c.pad()));
		final Layer.MaxPooling p = (Layer.MaxPooling) plan.layer();
		final int end = (plan.size() - 1) * p.stride() + p.kernel() - p.pad();
		return new Window(both(p.kernel()), both(p.stride()), both(0), both(p.pad()),
			both(Math.max(0, end - plan.inputSize())));
	}

	/** @return the same with other borders above and below, for some of the rows of a map */
	Window bordered(final int above, final int below) {
		return new Window(kernel, strides, dilations, new long[] { above, before[1] }, new long[] { below, after[1] });
	}

	private static long[] both(final long value) {
		return new long[] { value, value };
	}
}
