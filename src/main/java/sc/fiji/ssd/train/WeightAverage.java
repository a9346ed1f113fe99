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
package sc.fiji.ssd.train;

import java.util.LinkedHashMap;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;

/**
 * Exponential moving average of the weights (Polyak averaging), which varies less from one
 * iteration to the next than the weights themselves. The first iterations count for less
 * than the decay says, so that the random weights of the start are soon forgotten.
 */
final class WeightAverage {

	private final double decay;
	private final Map<String, NamedWeights.Array> average = new LinkedHashMap<>();

	/**
	 * @param decay fraction of the average that is kept, above 0 and below 1
	 * @param begin what it starts with
	 */
	WeightAverage(final double decay, final NamedWeights begin) {
		this.decay = decay;
		begin.arrays().forEach(
			(name, array) -> average.put(name, new NamedWeights.Array(array.shape(), array.values().clone())));
	}

	/**
	 * @param weights after an iteration
	 * @param iteration 1-based
	 */
	void add(final NamedWeights weights, final int iteration) {
		final float share = (float) (1 - Math.min(decay, (1.0 + iteration) / (10 + iteration)));
		average.forEach((name, array) -> {
			final float[] to = array.values(), from = weights.get(name).values();
			for (int i = 0; i < to.length; i++)
				to[i] += share * (from[i] - to[i]);
		});
	}

	/** @return the average, not copied */
	NamedWeights weights() {
		return new NamedWeights(average);
	}
}
