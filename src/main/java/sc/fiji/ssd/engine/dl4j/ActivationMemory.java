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
package sc.fiji.ssd.engine.dl4j;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.plan.BufferPlan;

/**
 * The arrays that layers write to, allocated once for the largest batch.
 * Arrays whose lifetimes do not overlap share memory: all of them in inference,
 * the gradients in training.
 */
final class ActivationMemory implements AutoCloseable {

	/** Where in the piece of memory that it shares an array begins, in elements. */
	private record Place(INDArray memory, long offset) {}

	private final NetworkSpec network;
	private final Map<String, Integer> sizes;
	private final Map<String, Place> outputs = new HashMap<>();
	private final Map<String, Place> gradients = new HashMap<>();
	private final List<INDArray> memories = new ArrayList<>();
	private final Map<String, INDArray> views = new HashMap<>();

	/**
	 * @param network whose layers write
	 * @param order names of the layers in the order of execution
	 * @param maxBatch largest number of images
	 * @param training whether gradients are wanted
	 */
	ActivationMemory(final NetworkSpec network, final List<String> order, final int maxBatch, final boolean training) {
		this.network = network;
		sizes = network.sizes();
		final int last = order.size();
		final List<BufferPlan.Lifetime> lifetimes = new ArrayList<>();
		for (final String name : order) {
			int death = training ? last : order.indexOf(name);
			for (final Layer reader : network.layers())
				if (reader.input().equals(name)) death = Math.max(death, order.indexOf(reader.name()));
			if (isHead(name)) death = last;
			lifetimes.add(new BufferPlan.Lifetime(order.indexOf(name), death, Float.BYTES * maxBatch * volume(name)));
		}
		allocate(order, lifetimes, outputs);
		if (training) allocateGradients(order, maxBatch);
	}

	private void allocateGradients(final List<String> order, final int maxBatch) {
		// backward step of a layer: counted from the end; what it writes is read, or summed up, until its producer's step
		final int last = order.size() - 1;
		final List<BufferPlan.Lifetime> lifetimes = new ArrayList<>();
		final List<String> reversed = new ArrayList<>(order);
		Collections.reverse(reversed);
		for (final String name : reversed) {
			final String input = network.layer(name).input();
			final int birth = last - order.indexOf(name);
			final int death = input.equals(NetworkSpec.INPUT) ? birth : last - order.indexOf(input);
			lifetimes.add(new BufferPlan.Lifetime(birth, death, Float.BYTES * maxBatch * volume(input)));
		}
		allocate(reversed, lifetimes, gradients);
	}

	private void allocate(final List<String> names, final List<BufferPlan.Lifetime> lifetimes,
		final Map<String, Place> places)
	{
		final BufferPlan plan = BufferPlan.of(lifetimes);
		final INDArray memory = Nd4j.createUninitialized(DataType.FLOAT, plan.bytes() / Float.BYTES);
		memories.add(memory);
		for (int i = 0; i < names.size(); i++)
			places.put(names.get(i), new Place(memory, plan.offsets()[i] / Float.BYTES));
	}

	private boolean isHead(final String name) {
		return network.heads().stream().anyMatch(h -> h.location().equals(name) || h.confidence().equals(name));
	}

	/** @return {@code [n][h][w][c]} that the layer writes */
	INDArray output(final String layer, final int n) {
		return view("out " + layer, outputs.get(layer), layer, n);
	}

	/** @return {@code [n][h][w][c]} for the derivative by the layer's input */
	INDArray inputGradient(final String layer, final int n) {
		return view("grad " + layer, gradients.get(layer), network.layer(layer).input(), n);
	}

	private INDArray view(final String key, final Place place, final String shapedAs, final int n) {
		return views.computeIfAbsent(key + " " + n, k -> {
			final long size = sizes.get(shapedAs);
			final long[] shape = { n, size, size, channels(shapedAs) };
			return Nd4j.create(place.memory().data(), shape, Nd4j.getStrides(shape, 'c'), place.offset(), 'c');
		});
	}

	private long volume(final String name) {
		final long size = sizes.get(name);
		return size * size * channels(name);
	}

	private int channels(final String name) {
		if (name.equals(NetworkSpec.INPUT)) return NetworkSpec.INPUT_CHANNELS;
		final Layer layer = network.layer(name);
		if (layer instanceof Layer.Convolution c) return c.outChannels();
		return channels(layer.input());
	}

	@Override
	public void close() {
		views.clear();
		memories.forEach(INDArray::close);
		memories.clear();
	}
}
