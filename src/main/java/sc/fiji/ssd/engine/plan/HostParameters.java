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
package sc.fiji.ssd.engine.plan;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Weights, gradients, momenta and average in float32 in the memory of this machine, for back ends that compute there: reads, writes and
 * changes them. Results do not depend on the number of threads.
 *
 * @param layout the places in the vectors
 * @param vectors finds or allocates the memory of a vector
 * @param pool threads that compute
 * @param changed is called after every change of the weights
 */
public record HostParameters(ParameterLayout layout, Function<Backend.Vector, Memory> vectors, ForkJoinPool pool, Runnable changed) implements ParameterStore
{

	/** Memory of a vector. */
	public interface Memory {

		/**
		 * @param index of the first value
		 * @param count number of values
		 * @return a view of the values: position 0, limit {@code count}
		 */
		FloatBuffer floats(long index, int count);
	}

	/** Values that a thread works on at a time, in arrays: loops over arrays are compiled to vector instructions. */
	private static final int PIECE = 8192;

	@Override
	public ParameterLayout parameters() {
		return layout;
	}

	@Override
	public float[] read(final Backend.Vector vector, final ParameterSlot slot) {
		final float[] values = new float[slot.length()];
		floats(vector, slot).get(values);
		return values;
	}

	@Override
	public void write(final Backend.Vector vector, final ParameterSlot slot, final float[] values) {
		floats(vector, slot).put(values);
		if (vector == Backend.Vector.WEIGHTS) changed.run();
	}

	private FloatBuffer floats(final Backend.Vector vector, final ParameterSlot slot) {
		return vectors.apply(vector).floats(slot.offset(), slot.length());
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

	}

	@Override
	public void step(final List<ParameterStep> steps) {
		final List<Piece> pieces = steps.stream().flatMap(step -> Piece.of(step, step.slot())).toList();
		each(pieces.size(), i -> step(pieces.get(i)));
		changed.run();
	}

	private void step(final Piece piece) {
		final float decay = piece.step.decay(), rate = piece.step.rate(), kept = piece.step.momentum();
		final FloatBuffer allW = floats(Backend.Vector.WEIGHTS, piece), allG = floats(Backend.Vector.GRADIENTS, piece),
			allV = floats(Backend.Vector.MOMENTA, piece);
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

	@Override
	public void moveAverage(final float share) {
		final List<Piece> pieces = Piece.of(layout.slots());
		each(pieces.size(), i -> moveAverage(pieces.get(i), share));
	}

	private void moveAverage(final Piece piece, final float share) {
		final FloatBuffer allW = floats(Backend.Vector.WEIGHTS, piece), allA = floats(Backend.Vector.AVERAGE, piece);
		final int size = Math.min(PIECE, piece.length());
		final float[] w = new float[size], a = new float[size];
		for (int start = 0; start < piece.length(); start += size) {
			final int n = Math.min(size, piece.length() - start);
			allW.get(start, w, 0, n);
			allA.get(start, a, 0, n);
			for (int i = 0; i < n; i++)
				a[i] += share * (w[i] - a[i]);
			allA.put(start, a, 0, n);
		}
	}

	private FloatBuffer floats(final Backend.Vector vector, final Piece piece) {
		return vectors.apply(vector).floats(piece.slot.offset() + piece.start, piece.length);
	}

	private void each(final int count, final IntConsumer work) {
		pool.submit(() -> IntStream.range(0, count).parallel().forEach(work)).join();
	}

	/** The squares are added in a fixed order, whatever the threads. */
	@Override
	public double squaredNorm(final List<ParameterSlot> slots) {
		final List<Piece> pieces = Piece.of(slots);
		final double[] squares = new double[pieces.size()];
		each(pieces.size(), i -> squares[i] = squares(floats(Backend.Vector.GRADIENTS, pieces.get(i))));
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

	@Override
	public void scaleGradients(final float factor) {
		final List<Piece> pieces = Piece.of(layout.slots());
		each(pieces.size(), i -> multiply(floats(Backend.Vector.GRADIENTS, pieces.get(i)), factor));
	}

	@Override
	public void clearGradients(final ParameterSlot slot) {
		multiply(floats(Backend.Vector.GRADIENTS, slot), 0);
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
