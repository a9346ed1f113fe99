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

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * The order of all parameters in one vector. Weights, gradients and momenta are three vectors of the same layout.
 * Kernels come first, then scales, then biases. The two kernels of a head follow each other, so that they are the
 * kernel of its joined convolution; so do its two biases.
 */
public final class ParameterLayout {

	/** Arrays begin at multiples of this many values: 64 bytes, a cache line. */
	private static final int ALIGNMENT = 16;

	private final Map<String, ParameterSlot> slots = new LinkedHashMap<>();
	private final boolean channelsLast;
	private final int padding;
	private long kernelLength;
	private long length;

	private ParameterLayout(final NetworkPlan plan, final boolean channelsLast, final int padding) {
		this.channelsLast = channelsLast;
		this.padding = padding;
		final Map<String, int[]> shapes = plan.network().parameterShapes();
		final Map<String, ParameterSlot> placed = new HashMap<>();
		for (final boolean kernels : new boolean[] { true, false }) {
			for (final String kind : NamedWeights.KINDS)
				for (final LayerPlan operation : plan.operations()) {
					final int[] shape = shapes.get(operation.parameterLayers().get(0) + kind);
					if (shape != null && isKernel(shape) == kernels) place(operation, kind, shapes, placed);
				}
			if (kernels) kernelLength = length;
		}
		shapes.keySet().forEach(name -> slots.put(name, placed.get(name)));
	}

	/**
	 * @param plan network whose parameters are placed
	 * @return a layout without padding, kernels in the order O, I, H, W
	 */
	public static ParameterLayout dense(final NetworkPlan plan) {
		return new ParameterLayout(plan, false, 1);
	}

	/**
	 * @param plan network whose parameters are placed
	 * @param padding channels are padded to a multiple of this, with zeros
	 * @return a layout with kernels in the order O, H, W, I
	 */
	public static ParameterLayout channelsLast(final NetworkPlan plan, final int padding) {
		return new ParameterLayout(plan, true, padding);
	}

	private void place(final LayerPlan operation, final String kind, final Map<String, int[]> shapes,
		final Map<String, ParameterSlot> placed)
	{
		final List<String> layers = operation.parameterLayers();
		length = up(length, ALIGNMENT);
		final long first = length;
		long values = 0;
		for (final String layer : layers) {
			final int[] shape = shapes.get(layer + kind);
			final boolean last = layer.equals(layers.get(layers.size() - 1));
			final long row = row(shape);
			values += shape[0];
			final long end = last ? first + up(values, padding) * row : length + shape[0] * row;
			placed.put(layer + kind, new ParameterSlot(layer + kind, layer, !kind.equals(NamedWeights.WEIGHT),
				shape,
				length, Math.toIntExact(end - length)));
			length = end;
		}
	}

	/** @return stored values of one output channel */
	private long row(final int[] shape) {
		return isKernel(shape) ? up(shape[1], padding) * shape[2] * shape[3] : 1;
	}

	private static boolean isKernel(final int[] shape) {
		return shape.length == 4;
	}

	private static long up(final long value, final int multiple) {
		return (value + multiple - 1) / multiple * multiple;
	}

	/** @return the places of all arrays, in the order of {@link NetworkSpec#parameterShapes()} */
	public List<ParameterSlot> slots() {
		return List.copyOf(slots.values());
	}

	/**
	 * @param layer name of a layer
	 * @return the places of its arrays, none if it learns nothing
	 */
	public List<ParameterSlot> slots(final String layer) {
		return slots.values().stream().filter(slot -> slot.layer().equals(layer)).toList();
	}

	/**
	 * @param operation operation of the plan
	 * @param kind one of {@link NamedWeights#KINDS}
	 * @return index of the first value of that array, of a head of both arrays
	 * @throws IllegalArgumentException if the operation has no such array
	 */
	public long offset(final LayerPlan operation, final String kind) {
		final ParameterSlot slot = slots.get(operation.parameterLayers().get(0) + kind);
		if (slot == null) throw new IllegalArgumentException(operation.layer().name() + " has no " + kind);
		return slot.offset();
	}

	/** @return values of all kernels, which come first in the vector */
	public long kernelLength() {
		return kernelLength;
	}

	/** @return values of the whole vector, padding included */
	public long length() {
		return length;
	}

	/**
	 * @param slot place of an array
	 * @param values the array, row-major
	 * @return the values as the vector has them
	 */
	public float[] stored(final ParameterSlot slot, final float[] values) {
		if (isStoredAsIs(slot)) return values;
		final float[] stored = new float[slot.length()];
		for (int i = 0; i < values.length; i++)
			stored[index(slot, i)] = values[i];
		return stored;
	}

	/**
	 * @param slot place of an array
	 * @param stored values as the vector has them
	 * @return the array, row-major
	 */
	public float[] values(final ParameterSlot slot, final float[] stored) {
		if (isStoredAsIs(slot)) return stored;
		final float[] values = new float[Math.toIntExact(NamedWeights.volume(slot.shape()))];
		for (int i = 0; i < values.length; i++)
			values[i] = stored[index(slot, i)];
		return values;
	}

	private boolean isStoredAsIs(final ParameterSlot slot) {
		return slot.length() == NamedWeights.volume(slot.shape()) && !(channelsLast && slot.isKernel());
	}

	/** @return index in the slot of the i-th value of the array */
	private int index(final ParameterSlot slot, final int i) {
		if (!slot.isKernel() || !channelsLast) return i;
		final int[] shape = slot.shape();
		final int taps = shape[2] * shape[3], tap = i % taps, in = i / taps % shape[1], out = i / taps / shape[1];
		return Math.toIntExact((out * (long) taps + tap) * up(shape[1], padding) + in);
	}
}
