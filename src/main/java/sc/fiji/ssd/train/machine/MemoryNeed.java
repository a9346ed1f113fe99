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
package sc.fiji.ssd.train.machine;

import java.util.HashMap;
import java.util.Map;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * Estimates the memory that a network takes during training, independent of the engine: value, gradient and momentum of
 * every parameter, with a moving average of the weights that as well, and output and gradient of every layer, in float32. Engines need less where they share memory or
 * compute in 16 bits, and some more for workspaces.
 */
public final class MemoryNeed {

	private MemoryNeed() {}

	/** @param batch images at once @param averaged whether a moving average of the weights is kept @return bytes */
	public static long bytes(final NetworkSpec network, final int batch, final boolean averaged) {
		final Map<String, Integer> channels = new HashMap<>(), sizes = new HashMap<>(network.sizes());
		channels.put(NetworkSpec.INPUT, NetworkSpec.INPUT_CHANNELS);
		long activations = (long) NetworkSpec.INPUT_CHANNELS * network.inputSize() * network.inputSize();
		for (final Layer layer : network.layers()) {
			final int out = layer instanceof Layer.Convolution c ? c.outChannels() : channels.get(layer.input());
			channels.put(layer.name(), out);
			activations += 2L * out * sizes.get(layer.name()) * sizes.get(layer.name());
		}
		return Float.BYTES * ((averaged ? 4 : 3) * network.parameterCount() + activations * batch);
	}
}
