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
package sc.fiji.ssd.engine.onednn;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.ParameterSlot;

/**
 * The parameters in float32, and where something is learned their gradients and
 * momenta: vectors in the order of {@link NetworkPlan#parameters()}.
 */
final class Parameters {

	/** Values that a thread works on at a time, in arrays: loops over arrays are compiled to vector instructions. */
	private static final int PIECE = 8192;

	private final NetworkPlan plan;
	private final NativeMemory weights;
	private final NativeMemory gradients;
	private final NativeMemory momentum;
	private final Set<String> frozen = new HashSet<>();

	Parameters(final Dnnl dnnl, final NetworkPlan plan, final boolean training) {
		this.plan = plan;
		final long bytes = plan.parameterLength() * Float.BYTES;
		weights = dnnl.allocate(bytes);
		gradients = training ? dnnl.allocate(bytes) : null;
		momentum = training ? dnnl.allocate(bytes) : null;
	}

	NativeMemory weights() {
		return weights;
	}

	NativeMemory gradients() {
		return gradients;
	}

	NativeMemory momentum() {
		return momentum;
	}

	/** @return a copy of one of the vectors, by name */
	NamedWeights named(final NativeMemory vector) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		for (final ParameterSlot slot : plan.parameters()) {
			final float[] values = new float[slot.length()];
			floats(vector, slot).get(values);
			arrays.put(slot.name(), new NamedWeights.Array(slot.shape(), values));
		}
		return new NamedWeights(arrays);
	}

	/**
	 * @param from what one of the vectors becomes
	 * @throws IllegalArgumentException if it does not fit
	 */
	void load(final NamedWeights from, final NativeMemory vector) {
		final List<String> mismatches = from.mismatches(plan.network());
		if (!mismatches.isEmpty()) throw new IllegalArgumentException(String.join("; ", mismatches));
		for (final ParameterSlot slot : plan.parameters())
			floats(vector, slot).put(from.get(slot.name()).values());
	}

	private static FloatBuffer floats(final NativeMemory vector, final ParameterSlot slot) {
		return vector.floats(slot.offset(), slot.length());
	}

	/** A part of an array, small enough that threads share the work evenly. */
	private record Share(ParameterSlot slot, int start, int length) {

		private static final int MOST = 1 << 19;

		static List<Share> of(final List<ParameterSlot> slots) {
			return slots.stream().flatMap(slot -> IntStream.range(0, (slot.length() + MOST - 1) / MOST)
				.mapToObj(i -> new Share(slot, i * MOST, Math.min(MOST, slot.length() - i * MOST)))).toList();
		}

		FloatBuffer of(final NativeMemory vector) {
			return vector.floats(slot.offset() + start, length);
		}
	}

	/**
	 * Changes the weights, then sets the gradients to 0. Every value is computed
	 * alone, so that the result does not depend on the threads.
	 *
	 * @param step what to do
	 * @param pool of the threads
	 */
	void step(final SgdStep step, final ForkJoinPool pool) {
		final List<Share> shares = Share.of(plan.parameters());
		each(shares.size(), pool, i -> step(step, shares.get(i)));
		frozen.clear();
	}

	private void step(final SgdStep step, final Share share) {
		final boolean bias = share.slot().bias(), still = frozen.contains(share.slot().layer());
		final float decay = (float) (step.decay() * (bias ? step.biasDecay() : 1));
		final float rate = (float) (step.rate() * (bias ? step.biasRate() : 1));
		final float kept = (float) step.momentum();
		final FloatBuffer allW = share.of(weights), allG = share.of(gradients), allV = share.of(momentum);
		final int size = Math.min(PIECE, share.length());
		final float[] w = new float[size], g = new float[size], v = new float[size], zero = new float[size];
		for (int start = 0; start < share.length(); start += size) {
			final int n = Math.min(size, share.length() - start);
			if (!still) {
				allW.get(start, w, 0, n);
				allG.get(start, g, 0, n);
				allV.get(start, v, 0, n);
				for (int i = 0; i < n; i++) {
					v[i] = kept * v[i] + rate * (g[i] + decay * w[i]);
					w[i] -= v[i];
				}
				allW.put(start, w, 0, n);
				allV.put(start, v, 0, n);
			}
			allG.put(start, zero, 0, n);
		}
	}

	private static void each(final int count, final ForkJoinPool pool, final IntConsumer work) {
		pool.submit(() -> IntStream.range(0, count).parallel().forEach(work)).join();
	}

	/** Four sums, which the processor can add to at the same time. */
	private static double squares(final FloatBuffer all) {
		double a = 0, b = 0, c = 0, d = 0;
		final float[] g = new float[PIECE];
		while (all.hasRemaining()) {
			final int n = Math.min(PIECE, all.remaining());
			all.get(g, 0, n);
			Arrays.fill(g, n, Math.min(PIECE, n + 3), 0);
			for (int i = 0; i < n; i += 4) {
				a += (double) g[i] * g[i];
				b += (double) g[i + 1] * g[i + 1];
				c += (double) g[i + 2] * g[i + 2];
				d += (double) g[i + 3] * g[i + 3];
			}
		}
		return a + b + c + d;
	}

	/**
	 * @param pool of the threads
	 * @return the live view of the gradients
	 */
	Gradients view(final ForkJoinPool pool) {
		return new Gradients() {

			@Override
			public Set<String> layers() {
				final Set<String> names = new LinkedHashSet<>();
				plan.parameters().forEach(slot -> names.add(slot.layer()));
				return names;
			}

			@Override
			public double norm(final String layer) {
				final List<Share> shares = Share.of(slots(layer));
				final double[] squares = new double[shares.size()]; // summed in their order, whatever the threads
				each(shares.size(), pool, i -> squares[i] = squares(shares.get(i).of(gradients)));
				return Math.sqrt(Arrays.stream(squares).sum());
			}

			@Override
			public void scale(final double factor) {
				final List<Share> shares = Share.of(plan.parameters());
				each(shares.size(), pool, i -> multiply(shares.get(i).of(gradients), (float) factor));
			}

			@Override
			public void zero(final String layer) {
				slots(layer).forEach(slot -> multiply(floats(gradients, slot), 0));
				frozen.add(layer);
			}

			@Override
			public NamedWeights toWeights() {
				return named(gradients);
			}
		};
	}

	/** Zero times a value that is not finite would not be zero. */
	private static void multiply(final FloatBuffer all, final float factor) {
		final float[] g = new float[Math.min(PIECE, all.limit())];
		for (int start = 0; start < all.limit(); start += g.length) {
			final int n = Math.min(g.length, all.limit() - start);
			if (factor == 0) Arrays.fill(g, 0);
			else {
				all.get(start, g, 0, n);
				for (int i = 0; i < n; i++)
					g[i] *= factor;
			}
			all.put(start, g, 0, n);
		}
	}

	private List<ParameterSlot> slots(final String layer) {
		return plan.parameters().stream().filter(slot -> slot.layer().equals(layer)).toList();
	}
}
