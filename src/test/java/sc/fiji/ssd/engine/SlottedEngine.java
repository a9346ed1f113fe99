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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A scripted engine with slots, as one on a GPU has: what is started is computed when it is waited for. */
public final class SlottedEngine implements CandidateEngine {

	/** Calls that were started and not collected, and the most of them at a time. */
	public final AtomicInteger open = new AtomicInteger(), most = new AtomicInteger();

	private final ScriptedEngine engine;
	private final List<Place> slots;
	private final int room;

	/** @param room for candidates of an image */
	public SlottedEngine(final ScriptedEngine engine, final int slots, final int room) {
		this.engine = engine;
		this.room = room;
		this.slots = IntStream.range(0, slots).mapToObj(k -> new Place()).toList();
	}

	private final class Place implements Slot {

		private final FloatBuffer input = FloatBuffer.allocate(engine.input(1).capacity());
		private int started;
		private Rule rule;

		@Override
		public FloatBuffer input(final int n) {
			return input;
		}

		@Override
		public void start(final int n, final Rule wanted) {
			started = n;
			rule = wanted;
			most.accumulateAndGet(open.incrementAndGet(), Math::max);
		}

		@Override
		public Candidates candidates() {
			final Predictions p = predictions();
			open.decrementAndGet();
			final int[] counts = new int[started];
			final ByteBuffer entries = ByteBuffer.allocate(started * room * Candidates.BYTES)
				.order(ByteOrder.nativeOrder());
			for (int k = 0; k < started * p.priors(); k++) {
				final int image = k / p.priors(), prior = k % p.priors();
				double sum = 0;
				for (int c = 0; c < p.classes(); c++)
					sum += Math.exp(p.confidences().get(k * p.classes() + c));
				for (int c = 1; c < p.classes(); c++) {
					final double probability = Math.exp(p.confidences().get(k * p.classes() + c)) / sum;
					if (!(probability > rule.score())) continue;
					if (counts[image] == room) return null;
					final int at = (image * room + counts[image]++) * Candidates.BYTES;
					entries.putInt(at, prior).putInt(at + 4, c).putFloat(at + 8, (float) probability);
					for (int i = 0; i < 4; i++) // the script's boxes are the default boxes
						entries.putFloat(at + 12 + 4 * i, rule.centers()[4 * prior + i % 2] +
							(i < 2 ? -0.5f : 0.5f) * rule.centers()[4 * prior + 2 + i % 2]);
				}
			}
			return new Candidates(counts, room, entries);
		}

		@Override
		public Predictions predictions() {
			if (started == 0) throw new IllegalStateException("nothing was started");
			synchronized (engine) {
				engine.input(started).put(0, input, 0, input.limit());
				return engine.predict(started);
			}
		}
	}

	@Override
	public List<? extends Slot> slots() {
		return slots;
	}

	@Override
	public NetworkSpec network() {
		return engine.network();
	}

	@Override
	public EngineDescription description() {
		return engine.description();
	}

	@Override
	public int maxBatch() {
		return engine.maxBatch();
	}

	@Override
	public FloatBuffer input(final int n) {
		return engine.input(n);
	}

	@Override
	public Predictions predict(final int n) {
		throw new IllegalStateException("slots are to be used");
	}

	@Override
	public Predictions forward(final int n) {
		return engine.forward(n);
	}

	@Override
	public void backward(final FloatBuffer dLocations, final FloatBuffer dConfidences) {
		engine.backward(dLocations, dConfidences);
	}

	@Override
	public Gradients gradients() {
		return engine.gradients();
	}

	@Override
	public void step(final SgdStep step) {
		engine.step(step);
	}

	@Override
	public NamedWeights weights() {
		return engine.weights();
	}

	@Override
	public void load(final NamedWeights weights) {
		engine.load(weights);
	}

	@Override
	public OptimizerState optimizerState() {
		return engine.optimizerState();
	}

	@Override
	public void load(final OptimizerState state) {
		engine.load(state);
	}

	@Override
	public void close() {
		engine.close();
	}
}
