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
package sc.fiji.ssd.detect;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.Predictions;

/**
 * An engine, and what turns its predictions into boxes. Used by one thread at a time, but the boxes of a batch
 * may be made by another while this lane computes the next.
 */
final class Lane {

	private final NetworkEngine engine;
	private final PostProcessing postProcessing;
	private final CandidateEngine.Rule rule;

	Lane(final NetworkEngine engine, final PostProcessing postProcessing) {
		this.engine = engine;
		this.postProcessing = postProcessing;
		rule = postProcessing.rule();
	}

	/** @return the device that computes */
	String device() {
		return engine.description().device();
	}

	/**
	 * Runs the network on its largest batch, padded with zeros.
	 *
	 * @param inputs images as the network takes them, at most the engine's largest batch
	 * @return what makes the boxes of each
	 */
	Supplier<List<List<PostProcessing.Candidate>>> predict(final List<float[]> inputs) {
		final int n = engine.maxBatch(), images = inputs.size(), length = inputs.get(0).length;
		final FloatBuffer input = engine.input(n);
		for (int i = 0; i < images; i++)
			input.put(i * length, inputs.get(i));
		if (images < n) {
			final float[] zeros = new float[length];
			for (int i = images; i < n; i++)
				input.put(i * length, zeros);
		}
		final CandidateEngine.Candidates candidates = engine instanceof CandidateEngine finder
			? finder.candidates(n, rule)
			: null;
		if (candidates != null) {
			final List<List<PostProcessing.Candidate>> found = each(images,
				i -> postProcessing.process(candidates, i));
			return () -> found;
		}
		final Predictions all = engine.predict(n);
		final FloatBuffer locations = copy(all.locations(), images, n),
			confidences = copy(all.confidences(), images, n);
		return () -> each(images, i -> postProcessing.process(locations, confidences, i));
	}

	private static FloatBuffer copy(final FloatBuffer all, final int images, final int of) {
		final float[] values = new float[all.limit() / of * images];
		all.get(0, values);
		return FloatBuffer.wrap(values);
	}

	private List<List<PostProcessing.Candidate>> each(final int images,
		final IntFunction<List<PostProcessing.Candidate>> processed)
	{
		final List<List<PostProcessing.Candidate>> found = new ArrayList<>();
		synchronized (postProcessing) {
			for (int i = 0; i < images; i++)
				found.add(processed.apply(i));
		}
		return found;
	}
}
