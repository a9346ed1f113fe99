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
package sc.fiji.ssd.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdModel;

/**
 * A model that a training starts from: its layers are taken over where they have
 * the same shapes, and images are prepared as it is used to.
 *
 * @param file of the model
 * @param model that was read from it
 */
record InitialWeights(Path file, SsdModel model) {

	/**
	 * The weights of a network.
	 *
	 * @param weights of all layers
	 * @param taken layers from the other model
	 * @param random layers that are drawn anew
	 */
	record Fitted(NamedWeights weights, List<String> taken, List<String> random) {}

	/** @param file of a model */
	static InitialWeights read(final Path file) {
		return new InitialWeights(file, ModelFile.read(file));
	}

	Preprocessing preprocessing() {
		return model.preprocessing();
	}

	/**
	 * @param network to be trained
	 * @param seed of the weights that do not fit
	 * @return the layers of the model whose weight and bias both fit, the others
	 *         drawn
	 * @throws SsdException if no layer fits
	 */
	Fitted fit(final NetworkSpec network, final long seed) {
		final Map<String, NamedWeights.Array> other = model.weights().arrays();
		final Map<String, NamedWeights.Array> all = new LinkedHashMap<>(
			Initialization.heXavier(network, seed).arrays());
		final List<String> taken = new ArrayList<>();
		final List<String> random = new ArrayList<>();
		for (final Layer layer : network.layers()) {
			final List<String> names = all.keySet().stream()
				.filter(name -> name.equals(layer.name() + NamedWeights.WEIGHT) ||
					name.equals(layer.name() + NamedWeights.BIAS))
				.toList();
			if (names.isEmpty()) continue;
			final boolean fits = names.stream().allMatch(
				name -> other.containsKey(name) && Arrays.equals(other.get(name).shape(), all.get(name).shape()));
			(fits ? taken : random).add(layer.name());
			if (fits) names.forEach(name -> all.put(name, other.get(name)));
		}
		if (taken.isEmpty())
			throw new SsdException("initial_weights: no layer of " + file +
				" has the shape of this network's; use the same preset and width, or leave it empty to start from scratch.");
		return new Fitted(new NamedWeights(all), taken, random);
	}
}
