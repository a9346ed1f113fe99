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
package sc.fiji.ssd.engine.cudnn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;

import sc.fiji.ssd.engine.cudnn.convolution.Precision;
import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.ParameterLayout;
import sc.fiji.ssd.engine.plan.ParameterSlot;
import sc.fiji.ssd.engine.plan.ParameterStep;

/**
 * The parameters on the GPU in float, a copy of them in the type of maps, and, for training, their gradients and
 * momenta. All are vectors of one {@link ParameterLayout}; its padding is always 0.
 */
public final class DeviceParameters {

	/** Number of values that the same threads sum. */
	private static final int RUN = 8192;
	/** Slices of the gradients begin at multiples of this many values. */
	private static final long ALIGNMENT = 64;

	/** A run of consecutive places with the same step. */
	private record Stretch(ParameterStep step, long start, long end) {}

	private final Cuda cuda;
	private final KernelModule kernels;
	private final ParameterLayout layout;
	private final int valueBytes;
	private final long weights;
	private final long copy;
	private final boolean copies;
	private final long gradients;
	private final long momenta;
	/** 0 until it is written. */
	private long average;
	private final long slicesOfOthers;
	/** Index of the first run of every place, and the end. */
	private final Map<ParameterSlot, int[]> runsOf = new LinkedHashMap<>();
	private final long starts;
	private final long ends;
	private final long sums;
	private final int runs;
	/** Squares of the gradients by place; null if they have changed since. */
	private Map<ParameterSlot, Double> squares;

	public DeviceParameters(final Cuda cuda, final KernelModule kernels, final ParameterLayout layout,
		final Precision precision, final boolean training, final int cards)
	{
		this.cuda = cuda;
		this.kernels = kernels;
		this.layout = layout;
		valueBytes = precision.bytes();
		final long bytes = layout.length() * Float.BYTES;
		weights = cuda.zeros(bytes);
		copies = valueBytes != Float.BYTES;
		copy = copies ? cuda.zeros(layout.length() * valueBytes) : weights;
		gradients = training ? cuda.zeros(bytes) : 0;
		momenta = training ? cuda.zeros(bytes) : 0;
		slicesOfOthers = cards > 1
			? cuda.allocate((cards - 1) * slice(layout.length(), cards) * Float.BYTES)
			: 0;
		final List<Long> from = new ArrayList<>(), to = new ArrayList<>();
		for (final ParameterSlot slot : layout.slots()) {
			final int first = from.size();
			for (long i = 0; i < slot.length(); i += RUN) {
				from.add(slot.offset() + i);
				to.add(slot.offset() + Math.min(slot.length(), i + RUN));
			}
			runsOf.put(slot, new int[] { first, from.size() });
		}
		runs = training ? from.size() : 0;
		starts = training ? longs(from) : 0;
		ends = training ? longs(to) : 0;
		sums = cuda.allocate(runs * (long) Double.BYTES);
		cuda.finish();
	}

	/** @return address of a copy on the GPU */
	private long longs(final List<Long> values) {
		final long bytes = values.size() * (long) Long.BYTES, address = cuda.allocate(bytes);
		final BytePointer host = cuda.pinned(bytes);
		new LongPointer(host).put(values.stream().mapToLong(Long::longValue).toArray());
		cuda.toCard(address, host, bytes);
		cuda.finish();
		return address;
	}

	/** @return the places in the vectors */
	public ParameterLayout layout() {
		return layout;
	}

	/** @return the address of the float values starting at an index */
	public long weights(final long index) {
		return weights + index * Float.BYTES;
	}

	/** @return address of the copy in the type of maps */
	long copy(final long index) {
		return copy + index * valueBytes;
	}

	/** @return address of the gradients, float */
	public long gradients() {
		return gradients;
	}

	/** @return address of room for the slices of the other cards */
	public long slicesOfOthers() {
		return slicesOfOthers;
	}

	/** @return the number of values of a slice of a vector; the last slice may be shorter or empty */
	public static long slice(final long length, final int cards) {
		return ((length + cards - 1) / cards + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
	}

	/** Multiplies the weights from an index to the end. */
	public void scaleWeights(final long first, final float factor) {
		kernels.launch("multiply", layout.length() - first, weights(first), layout.length() - first, factor).run();
	}

	/** Marks the gradients as changed. */
	public void gradientsChanged() {
		squares = null;
	}

	private long address(final Backend.Vector vector, final ParameterSlot slot) {
		final long first = switch (vector) {
			case WEIGHTS -> weights;
			case GRADIENTS -> gradients;
			case MOMENTA -> momenta;
			case AVERAGE -> average;
		};
		return first + slot.offset() * Float.BYTES;
	}

	/** @return a copy of an array */
	public float[] read(final Backend.Vector vector, final ParameterSlot slot) {
		final float[] values = new float[slot.length()];
		try (FloatPointer host = new FloatPointer(values.length)) {
			cuda.toHost(host, address(vector, slot), values.length * (long) Float.BYTES);
			cuda.finish();
			host.get(values);
		}
		return values;
	}

	/** Replaces an array. The first time, this allocates the moving average. */
	public void write(final Backend.Vector vector, final ParameterSlot slot, final float[] values) {
		if (vector == Backend.Vector.AVERAGE && average == 0) average = cuda.lasting(layout.length() * Float.BYTES);
		try (FloatPointer host = new FloatPointer(values)) {
			cuda.toCard(address(vector, slot), host, values.length * (long) Float.BYTES);
			if (copies && vector == Backend.Vector.WEIGHTS)
				kernels
					.launch("convert", slot.length(), weights(slot.offset()), copy(slot.offset()), (long) slot.length())
					.run();
			cuda.finish();
		}
	}

	/** Changes the weights, then sets the gradients to 0. */
	public void step(final List<ParameterStep> steps) {
		for (final Stretch s : stretches(steps)) {
			final long length = s.end - s.start;
			if (s.step.frozen()) cuda.clear(gradients + s.start * Float.BYTES, length * Float.BYTES);
			else
				kernels.launch("descend", length, weights, momenta, gradients, copies ? copy : 0L, s.start, length,
					s.step.rate(), s.step.momentum(), s.step.decay()).run();
		}
		squares = null;
	}

	/** Moves the moving average towards the weights. */
	public void moveAverage(final float share) {
		kernels.launch("average", layout.length(), average, weights, layout.length(), share).run();
	}

	/** Padding between two places is updated as well: it is 0 and stays 0. */
	private static List<Stretch> stretches(final List<ParameterStep> steps) {
		final List<Stretch> all = new ArrayList<>();
		final List<ParameterStep> sorted = new ArrayList<>(steps);
		sorted.sort((a, b) -> Long.compare(a.slot().offset(), b.slot().offset()));
		for (final ParameterStep step : sorted) {
			final long start = step.slot().offset(), end = start + step.slot().length();
			final Stretch before = all.isEmpty() ? null : all.get(all.size() - 1);
			if (before != null && before.step.isLike(step))
				all.set(all.size() - 1, new Stretch(before.step, before.start, end));
			else
				all.add(new Stretch(step, start, end));
		}
		return all;
	}

	/** @return the sum of the squares of gradients; all places are summed together, and again after a change */
	public double squaredNorm(final List<ParameterSlot> slots) {
		if (squares == null) squares = sumSquares();
		return slots.stream().mapToDouble(squares::get).sum();
	}

	private Map<ParameterSlot, Double> sumSquares() {
		kernels.launch("squares", runs * 32L, gradients, starts, ends, sums, runs).run();
		final double[] all = new double[runs];
		try (DoublePointer host = new DoublePointer(runs)) {
			cuda.toHost(host, sums, runs * (long) Double.BYTES);
			cuda.finish();
			host.get(all);
		}
		final Map<ParameterSlot, Double> byPlace = new LinkedHashMap<>();
		runsOf.forEach((slot, run) -> byPlace.put(slot, Arrays.stream(all, run[0], run[1]).sum()));
		return byPlace;
	}

	/** Multiplies all gradients. */
	public void scaleGradients(final float factor) {
		kernels.launch("multiply", layout.length(), gradients, layout.length(), factor).run();
		if (squares != null) squares.replaceAll((slot, square) -> square * factor * factor);
	}

	/** Sets the gradients of an array to 0. */
	public void clearGradients(final ParameterSlot slot) {
		cuda.clear(address(Backend.Vector.GRADIENTS, slot), slot.length() * (long) Float.BYTES);
		if (squares != null) squares.put(slot, 0.0);
	}
}
