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
import sc.fiji.ssd.engine.Predictor;

/**
 * An engine, or a worker or slot of one, together with the post-processing of its predictions. Used by one thread at a
 * time, but another thread may make the boxes of a batch while this worker computes the next one.
 *
 * @param slot null: only the network is run
 */
record DetectionWorker(String device, Predictor network, CandidateEngine.Slot slot, CandidateEngine.Rule rule,
	PostProcessing postProcessing)
{

	/**
	 * @param engine that computes
	 * @param rule which boxes are wanted, one object for all workers
	 * @param postProcessing creates the post-processing of a worker
	 * @return the workers of the engine: one for every call that can be in progress at the same time
	 */
	static List<DetectionWorker> of(final NetworkEngine engine, final CandidateEngine.Rule rule,
		final Supplier<PostProcessing> postProcessing)
	{
		final String device = engine.description().device();
		final List<DetectionWorker> workers = new ArrayList<>();
		if (engine instanceof CandidateEngine finder) for (final CandidateEngine.Slot slot : finder.slots())
			workers.add(new DetectionWorker(device, engine, slot, rule, postProcessing.get()));
		else for (final Predictor worker : engine.workers())
			workers.add(new DetectionWorker(device, worker, null, rule, postProcessing.get()));
		return workers;
	}

	/** @return a worker that uses the whole engine, for single calls; must not be used at the same time as the others */
	static DetectionWorker whole(final NetworkEngine engine, final CandidateEngine.Rule rule,
		final PostProcessing postProcessing)
	{
		return new DetectionWorker(engine.description().device(), engine,
			engine instanceof CandidateEngine finder ? finder.slots().get(0) : null, rule, postProcessing);
	}

	/** @return images that are computed at once */
	int batch() {
		return network.maxBatch();
	}

	/**
	 * Runs the network on its largest batch, padded with zeros.
	 *
	 * @param inputs images as the network takes them, at most {@link #batch()}
	 * @return the boxes of each
	 */
	List<List<PostProcessing.Candidate>> find(final List<float[]> inputs) {
		return run(inputs, false).get();
	}

	/**
	 * Like {@link #find}, but lets another thread make the boxes.
	 *
	 * @return the task that makes the boxes; stays valid when the network runs again
	 */
	Supplier<List<List<PostProcessing.Candidate>>> predict(final List<float[]> inputs) {
		return run(inputs, true);
	}

	private Supplier<List<List<PostProcessing.Candidate>>> run(final List<float[]> inputs, final boolean later) {
		final int n = batch(), images = inputs.size();
		fill(slot == null ? network.input(n) : slot.input(n), inputs, n);
		final Predictions all;
		if (slot == null) all = network.predict(n);
		else {
			slot.start(n, rule);
			final CandidateEngine.Candidates candidates = slot.candidates();
			if (candidates != null) {
				final List<List<PostProcessing.Candidate>> found = each(images,
					i -> postProcessing.process(candidates, i));
				return () -> found;
			}
			all = slot.predictions();
		}
		final FloatBuffer locations = later ? copy(all.locations(), images, n) : all.locations(),
			confidences = later ? copy(all.confidences(), images, n) : all.confidences();
		return () -> each(images, i -> postProcessing.process(locations, confidences, i));
	}

	private static void fill(final FloatBuffer input, final List<float[]> inputs, final int n) {
		final int length = inputs.get(0).length;
		for (int i = 0; i < inputs.size(); i++)
			input.put(i * length, inputs.get(i));
		if (inputs.size() == n) return;
		final float[] zeros = new float[length];
		for (int i = inputs.size(); i < n; i++)
			input.put(i * length, zeros);
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
