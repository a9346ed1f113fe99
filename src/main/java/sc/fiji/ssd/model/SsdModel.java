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
package sc.fiji.ssd.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.io.UserException;

/**
 * A trained detector: what {@link ModelFile} reads and writes.
 *
 * @param architecture of the network
 * @param classNames names of the classes without background: class 1 first
 * @param preprocessing of images
 * @param provenance how it was trained, free key and value (data digest, seed,
 *          versions, schedule, metrics)
 * @param weights float32, by Caffe's layer names
 * @param sampling the kind of samples it was trained on; null if not known, as in older files and imported weights
 * @param normalization arrays of the batch normalisation that was folded into the weights, for a
 *          training that continues from them; null if there was none
 * @param thresholds best scores of each class found by an evaluation, 0 to 1, by class name; empty if no evaluation
 * wrote them
 */
public record SsdModel(SsdArchitecture architecture, List<String> classNames, Preprocessing preprocessing,
	Map<String, Object> provenance, NamedWeights weights, Sampling sampling, NamedWeights normalization,
	Map<String, Double> thresholds)
{

	/** Creates a model without batch normalisation; see the record for the parameters. */
	public SsdModel(final SsdArchitecture architecture, final List<String> classNames,
		final Preprocessing preprocessing, final Map<String, Object> provenance, final NamedWeights weights,
		final Sampling sampling)
	{
		this(architecture, classNames, preprocessing, provenance, weights, sampling, null, Map.of());
	}

	public SsdModel {
		classNames = List.copyOf(classNames);
		provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
		thresholds = Collections.unmodifiableMap(new LinkedHashMap<>(thresholds));
		thresholds.forEach((name, value) -> {
			if (value == null || !(value >= 0 && value <= 1))
				throw new UserException("thresholds: " + value + " of class " + name + " is not between 0 and 1.");
		});
	}

	/** Creates a model whose sampling is unknown; see the record for the parameters. */
	public SsdModel(final SsdArchitecture architecture, final List<String> classNames,
		final Preprocessing preprocessing, final Map<String, Object> provenance, final NamedWeights weights)
	{
		this(architecture, classNames, preprocessing, provenance, weights, null);
	}

	/** @return number of classes, background included */
	public int classes() {
		return classNames.size() + 1;
	}

	/** @return the network that an engine computes for this model */
	public NetworkSpec network() {
		return architecture.network(classes());
	}

	/** @return the default boxes in the order of the predictions */
	public DefaultBoxes priors() {
		return architecture.priors();
	}

	/**
	 * @param oneBased see {@link Decoding#oneBased()}
	 * @return the same model, with its boxes moved or not when they are reported
	 */
	public SsdModel withOneBasedCorners(final boolean oneBased) {
		final SsdArchitecture a = architecture;
		return new SsdModel(a.with(a.truncateSizes(), a.clipping(), a.decoding().withOneBased(oneBased)), classNames,
			preprocessing, provenance, weights, sampling, normalization, thresholds);
	}

	/**
	 * @param scores see {@link #thresholds()}
	 * @return the same model with these thresholds
	 */
	public SsdModel withThresholds(final Map<String, Double> scores) {
		return new SsdModel(architecture, classNames, preprocessing, provenance, weights, sampling, normalization, scores);
	}

	/**
	 * @param changed how images are prepared
	 * @return the same model with this preprocessing
	 */
	public SsdModel withPreprocessing(final Preprocessing changed) {
		return new SsdModel(architecture, classNames, changed, provenance, weights, sampling, normalization, thresholds);
	}
}
