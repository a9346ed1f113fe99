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
package sc.fiji.ssd.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/** A moving average in the heap, for engines that have none of their own: every addition copies all weights. */
final class HostWeightAverage implements WeightAverage {

	private final NetworkEngine engine;
	private final NamedWeights average;

	HostWeightAverage(final NetworkEngine engine, final NamedWeights begin) {
		this.engine = engine;
		average = copy(begin);
	}

	private static NamedWeights copy(final NamedWeights weights) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		weights.arrays()
			.forEach((name, array) -> arrays.put(name, new NamedWeights.Array(array.shape(), array.values().clone())));
		return new NamedWeights(arrays);
	}

	@Override
	public void add(final float share) {
		final NamedWeights weights = engine.weights();
		average.arrays().forEach((name, array) -> {
			final float[] to = array.values(), from = weights.get(name).values();
			for (int i = 0; i < to.length; i++)
				to[i] += share * (from[i] - to[i]);
		});
	}

	@Override
	public NamedWeights weights() {
		return copy(average);
	}
}
