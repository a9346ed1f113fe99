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
package sc.fiji.ssd.engine.cudnn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.LongPointer;

import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.plan.ActivationLayout;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.ParameterSlot;

/**
 * The parameters on the card in float, a copy in the type of maps, and where something is
 * learned their gradients and momenta: vectors of equal order, first all kernels (O, H, W, I with padded channels, as cuDNN
 * reads them), then scales and biases (padded). The padding is 0 and stays it.
 */
final class DeviceParameters {

	/** Values that are summed by the same threads. */
	private static final int RUN = 8192;

	/**
	 * A parameter's place.
	 *
	 * @param slot what it is
	 * @param start index of its first value
	 * @param length values, padded
	 * @param in channels of a tap; 0 of vectors
	 * @param taps of a kernel
	 */
	private record Place(ParameterSlot slot, long start, int length, int in, int taps) {}

	/** Consecutive places that step alike. */
	private record Stretch(long start, long length, boolean bias, boolean still) {}

	private final Cuda cuda;
	private final KernelModule kernels;
	private final NetworkPlan plan;
	private final boolean training;
	private final Map<String, Place> places = new LinkedHashMap<>();
	private final long kernelCount;
	private final long count;
	private final long weights;
	private final long copy;
	private final boolean copies;
	private final long gradients;
	private final long momenta;
	private final Set<String> frozen = new HashSet<>();
	private final List<Integer> firstRun = new ArrayList<>();
	private final long starts;
	private final long sums;
	private final int runs;
	/** Squares of the gradients by place; null if they have changed since. */
	private double[] squares;

	DeviceParameters(final Cuda cuda, final KernelModule kernels, final NetworkPlan plan, final Precision precision,
		final boolean training)
	{
		this.cuda = cuda;
		this.kernels = kernels;
		this.plan = plan;
		this.training = training;
		kernelCount = placeKernels();
		count = placeVectors(kernelCount);
		weights = cuda.zeros(count * Float.BYTES);
		copies = precision.bytes() != Float.BYTES;
		copy = copies ? cuda.zeros(count * precision.bytes()) : weights;
		gradients = training ? cuda.zeros(count * Float.BYTES) : 0;
		momenta = training ? cuda.zeros(count * Float.BYTES) : 0;
		final long[] all = training ? runs() : new long[1];
		runs = all.length - 1;
		starts = cuda.allocate(all.length * (long) Long.BYTES);
		sums = cuda.allocate(runs * (long) Double.BYTES);
		cuda.finish();
		if (training) {
			final BytePointer host = cuda.pinned(all.length * (long) Long.BYTES);
			new LongPointer(host).put(all);
			cuda.toCard(starts, host, all.length * (long) Long.BYTES);
			cuda.finish();
		}
	}

	/** The two kernels of a head stand behind each other: together they are one, padded once at its end. */
	private long placeKernels() {
		long next = 0;
		for (final LayerPlan o : plan.operations()) {
			if (!(o.layer() instanceof Layer.Convolution c)) continue;
			final int in = ActivationLayout.padded(c.inChannels()), taps = c.kernel() * c.kernel();
			next = place(at(o.kernel()), next, (long) ActivationLayout.padded(o.channels()) * in * taps, in, taps);
		}
		return next;
	}

	private long placeVectors(final long from) {
		long next = from;
		for (final boolean bias : new boolean[] { false, true })
			for (final LayerPlan o : plan.operations()) {
				final long first = bias ? o.bias() : o.layer() instanceof Layer.L2Norm ? o.kernel() : LayerPlan.NONE;
				if (first != LayerPlan.NONE) next = place(at(first), next, ActivationLayout.padded(o.channels()), 0, 1);
			}
		return next;
	}

	/** @return slots that stand behind each other from here: of a head two */
	private List<ParameterSlot> at(final long first) {
		final List<ParameterSlot> found = new ArrayList<>();
		long next = first;
		for (boolean more = true; more;) {
			more = false;
			for (final ParameterSlot slot : plan.parameters())
				if (slot.offset() == next && (found.isEmpty() || isHead(found.get(0), slot))) {
					found.add(slot);
					next += slot.length();
					more = true;
					break;
				}
		}
		return found;
	}

	private boolean isHead(final ParameterSlot location, final ParameterSlot other) {
		return location.bias() == other.bias() && plan.network().heads().stream()
			.anyMatch(h -> h.location().equals(location.layer()) && h.confidence().equals(other.layer()));
	}

	private long place(final List<ParameterSlot> slots, final long start, final long padded, final int in,
		final int taps)
	{
		long next = start;
		for (int k = 0; k < slots.size(); k++) {
			final ParameterSlot slot = slots.get(k);
			final long length = k == slots.size() - 1
				? start + padded - next
				: in == 0 ? slot.length() : (long) slot.shape()[0] * in * taps;
			places.put(slot.name(), new Place(slot, next, Math.toIntExact(length), in, taps));
			next += length;
		}
		return start + padded;
	}

	private long[] runs() {
		final List<Long> all = new ArrayList<>();
		for (final Place place : places.values()) {
			firstRun.add(all.size());
			for (long i = 0; i < place.length; i += RUN)
				all.add(place.start + i);
		}
		firstRun.add(all.size());
		all.add(count);
		return all.stream().mapToLong(Long::longValue).toArray();
	}

	/** @return number of values of all kernels, which stand first */
	long kernelCount() {
		return kernelCount;
	}

	/** @return number of values of scales and biases, behind the kernels */
	long vectorCount() {
		return count - kernelCount;
	}

	/** @return index of the first value of a parameter */
	long start(final String name) {
		return places.get(name).start;
	}

	/** @return address of the float values from an index on */
	long weights(final long index) {
		return weights + index * Float.BYTES;
	}

	/** @return address of the copy in the type of maps */
	long copy(final long index, final Precision precision) {
		return copy + index * precision.bytes();
	}

	/** @return address of the gradients, float */
	long gradients() {
		return gradients;
	}

	/** Says that the gradients have changed. */
	void gradientsChanged() {
		squares = null;
	}

	NamedWeights weights() {
		return named(weights);
	}

	NamedWeights momenta() {
		return named(momenta);
	}

	void load(final NamedWeights from) {
		load(from, weights);
		if (copies) kernels.launch("convert", count, weights, copy, count).run();
		cuda.finish();
	}

	void loadMomenta(final NamedWeights from) {
		load(from, momenta);
	}

	private NamedWeights named(final long vector) {
		final FloatBuffer all = direct();
		final BytePointer host = new BytePointer(count * Float.BYTES);
		cuda.toHost(host, vector, count * Float.BYTES);
		cuda.finish();
		all.put(0, host.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer(), 0, all.limit());
		host.close();
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		for (final ParameterSlot slot : plan.parameters()) {
			final float[] values = new float[slot.length()];
			final Place place = places.get(slot.name());
			for (int i = 0; i < values.length; i++)
				values[i] = all.get(index(place, i));
			arrays.put(slot.name(), new NamedWeights.Array(slot.shape(), values));
		}
		return new NamedWeights(arrays);
	}

	private void load(final NamedWeights from, final long vector) {
		final List<String> mismatches = from.mismatches(plan.network());
		if (!mismatches.isEmpty()) throw new IllegalArgumentException(String.join("; ", mismatches));
		final BytePointer host = new BytePointer(count * Float.BYTES);
		final FloatBuffer all = host.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer();
		for (int i = 0; i < all.limit(); i++)
			all.put(i, 0);
		for (final ParameterSlot slot : plan.parameters()) {
			final float[] values = from.get(slot.name()).values();
			final Place place = places.get(slot.name());
			for (int i = 0; i < values.length; i++)
				all.put(index(place, i), values[i]);
		}
		cuda.toCard(vector, host, count * Float.BYTES);
		cuda.finish();
		host.close();
	}

	private FloatBuffer direct() {
		return ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.nativeOrder())
			.asFloatBuffer();
	}

	/** @return where the card has the i-th value of an array in the order O, I, H, W */
	private static int index(final Place place, final int i) {
		if (place.in == 0) return Math.toIntExact(place.start + i);
		final int channels = place.slot.shape()[1], tap = i % place.taps, in = i / place.taps % channels,
			out = i / place.taps / channels;
		return Math.toIntExact(place.start + ((long) out * place.taps + tap) * place.in + in);
	}

	/** Changes the weights, then sets the gradients to 0. */
	void step(final SgdStep step) {
		for (final Stretch s : stretches()) {
			if (s.still) cuda.clear(gradients + s.start * Float.BYTES, s.length * Float.BYTES);
			else
				kernels.launch("descend", s.length, weights, momenta, gradients, copies ? copy : 0L, s.start, s.length,
					(float) (step.rate() * (s.bias ? step.biasRate() : 1)), (float) step.momentum(),
					(float) (step.decay() * (s.bias ? step.biasDecay() : 1))).run();
		}
		cuda.finish();
		frozen.clear();
		squares = null;
	}

	private List<Stretch> stretches() {
		final List<Stretch> all = new ArrayList<>();
		for (final Place place : places.values()) {
			final boolean bias = place.slot.bias(), still = frozen.contains(place.slot.layer());
			final Stretch before = all.isEmpty() ? null : all.get(all.size() - 1);
			if (before != null && before.bias == bias && before.still == still)
				all.set(all.size() - 1, new Stretch(before.start, before.length + place.length, bias, still));
			else all.add(new Stretch(place.start, place.length, bias, still));
		}
		return all;
	}

	/** @return the live view of the gradients */
	Gradients view() {
		return new Gradients() {

			@Override
			public Set<String> layers() {
				final Set<String> names = new LinkedHashSet<>();
				plan.parameters().forEach(slot -> names.add(slot.layer()));
				return names;
			}

			@Override
			public double norm(final String layer) {
				cuda.use();
				if (squares == null) squares = sumSquares();
				double sum = 0;
				int k = 0;
				for (final Place place : places.values()) {
					if (place.slot.layer().equals(layer)) sum += squares[k];
					k++;
				}
				return Math.sqrt(sum);
			}

			@Override
			public void scale(final double factor) {
				cuda.use();
				if (factor == 1) return;
				kernels.launch("multiply", count, gradients, count, (float) factor).run();
				if (squares != null) for (int k = 0; k < squares.length; k++)
					squares[k] *= factor * factor;
			}

			@Override
			public void zero(final String layer) {
				cuda.use();
				int k = 0;
				for (final Place place : places.values()) {
					if (place.slot.layer().equals(layer)) {
						cuda.clear(gradients + place.start * Float.BYTES, place.length * (long) Float.BYTES);
						if (squares != null) squares[k] = 0;
					}
					k++;
				}
				frozen.add(layer);
			}

			@Override
			public NamedWeights toWeights() {
				cuda.use();
				return named(gradients);
			}
		};
	}

	private double[] sumSquares() {
		kernels.launch("squares", runs * 32L, gradients, starts, sums, runs).run();
		final double[] all = new double[runs];
		try (DoublePointer host = new DoublePointer(runs)) {
			cuda.toHost(host, sums, runs * (long) Double.BYTES);
			cuda.finish();
			host.get(all);
		}
		final double[] byPlace = new double[places.size()];
		for (int k = 0; k < byPlace.length; k++)
			byPlace[k] = Arrays.stream(all, firstRun.get(k), firstRun.get(k + 1)).sum();
		return byPlace;
	}
}
