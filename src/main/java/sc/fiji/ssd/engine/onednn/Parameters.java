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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.NativeMemory;
import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterSlot;
import sc.fiji.ssd.engine.plan.ParameterStep;

/** Weights, and where something is learned gradients and momenta, in float32. */
final class Parameters {

	/** Values that a thread works on at a time, in arrays: loops over arrays are compiled to vector instructions. */
	private static final int PIECE = 8192;

	private final ParameterLayout layout;
	private final Map<Backend.Vector, NativeMemory> vectors = new EnumMap<>(Backend.Vector.class);

	Parameters(final Dnnl dnnl, final ParameterLayout layout, final boolean training) {
		this.layout = layout;
		for (final Backend.Vector vector : Backend.Vector.values())
			if (training || vector == Backend.Vector.WEIGHTS)
				vectors.put(vector, dnnl.allocate(layout.length() * Float.BYTES));
	}

	/** @return the places in the vectors */
	ParameterLayout layout() {
		return layout;
	}

	NativeMemory weights() {
		return vectors.get(Backend.Vector.WEIGHTS);
	}

	NativeMemory gradients() {
		return vectors.get(Backend.Vector.GRADIENTS);
	}

	private NativeMemory momenta() {
		return vectors.get(Backend.Vector.MOMENTA);
	}

	/** @return a copy of an array */
	float[] read(final Backend.Vector vector, final ParameterSlot slot) {
		final float[] values = new float[slot.length()];
		floats(vectors.get(vector), slot).get(values);
		return values;
	}

	/** Replaces an array. */
	void write(final Backend.Vector vector, final ParameterSlot slot, final float[] values) {
		floats(vectors.get(vector), slot).put(values);
	}

	private static FloatBuffer floats(final NativeMemory vector, final ParameterSlot slot) {
		return vector.floats(slot.offset(), slot.length());
	}

	/** A part of an array, small enough that threads share the work evenly. */
	private record Piece(ParameterStep step, ParameterSlot slot, int start, int length) {

		private static final int MOST = 1 << 19;

		static Stream<Piece> of(final ParameterStep step, final ParameterSlot slot) {
			return IntStream.range(0, (slot.length() + MOST - 1) / MOST)
				.mapToObj(i -> new Piece(step, slot, i * MOST, Math.min(MOST, slot.length() - i * MOST)));
		}

		static List<Piece> of(final List<ParameterSlot> slots) {
			return slots.stream().flatMap(slot -> of(null, slot)).toList();
		}

		FloatBuffer of(final NativeMemory vector) {
			return vector.floats(slot.offset() + start, length);
		}
	}

	/**
	 * Changes the weights, then sets the gradients to 0. Every value is computed on its own, so that the result does
	 * not depend on the threads.
	 *
	 * @param steps one for each array
	 * @param pool threads that compute
	 */
	void step(final List<ParameterStep> steps, final ForkJoinPool pool) {
		final List<Piece> pieces = steps.stream().flatMap(step -> Piece.of(step, step.slot())).toList();
		each(pieces.size(), pool, i -> step(pieces.get(i)));
	}

	private void step(final Piece piece) {
		final float decay = piece.step.decay(), rate = piece.step.rate(), kept = piece.step.momentum();
		final FloatBuffer allW = piece.of(weights()), allG = piece.of(gradients()), allV = piece.of(momenta());
		final int size = Math.min(PIECE, piece.length());
		final float[] w = new float[size], g = new float[size], v = new float[size], zero = new float[size];
		for (int start = 0; start < piece.length(); start += size) {
			final int n = Math.min(size, piece.length() - start);
			if (!piece.step.frozen()) {
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

	/** @return the sum of the squares of gradients, added in a fixed order whatever the threads */
	double squaredNorm(final List<ParameterSlot> slots, final ForkJoinPool pool) {
		final List<Piece> pieces = Piece.of(slots);
		final double[] squares = new double[pieces.size()];
		each(pieces.size(), pool, i -> squares[i] = squares(pieces.get(i).of(gradients())));
		return Arrays.stream(squares).sum();
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

	/** Multiplies all gradients. */
	void scaleGradients(final float factor, final ForkJoinPool pool) {
		final List<Piece> pieces = Piece.of(layout.slots());
		each(pieces.size(), pool, i -> multiply(pieces.get(i).of(gradients()), factor));
	}

	/** Sets the gradients of an array to 0. */
	void clearGradients(final ParameterSlot slot) {
		multiply(floats(gradients(), slot), 0);
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
}
