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

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * A {@link NetworkSpec} as a flat list of operations in the order of execution, with all sizes, and with the two
 * convolutions of every head joined. It does not depend on the library that computes, so all back ends share it.
 * <p> Norms and heads come right after the map that they read, while it is in the cache. A ReLU before max pooling that
 * nothing else reads has its derivative taken after the pooling, where there is less to do: the pixel that wins is
 * above 0 exactly if the pooled one is.
 * </p>
 *
 * @param network the network that is computed
 * @param operations operations in the order of execution; the backward pass runs them in reverse
 * @param priors number of boxes predicted for one image
 */
public record NetworkPlan(NetworkSpec network, List<LayerPlan> operations, int priors) {

	/** Values of a box's location. */
	public static final int BOX = 4;

	public NetworkPlan {
		operations = List.copyOf(operations);
	}

	/**
	 * @param network network to plan
	 * @return its plan
	 * @throws IllegalArgumentException if the two convolutions of a head cannot be joined, or another layer reads a
	 *           head
	 */
	public static NetworkPlan of(final NetworkSpec network) {
		return new Planner(network).plan();
	}

	/** @return values of the input for one image */
	public int imageValues() {
		return NetworkSpec.INPUT_CHANNELS * network.inputSize() * network.inputSize();
	}

	/** The steps of {@link #of}. */
	private static final class Planner {

		private final NetworkSpec network;
		private final Map<String, Integer> sizes;
		private final Map<String, NetworkSpec.Head> heads = new HashMap<>();
		private final Map<String, Integer> firstPrior = new HashMap<>();
		/** Layers in the order of execution; of a head, the joined one. */
		private final List<Layer> ordered = new ArrayList<>();
		private final Map<String, Integer> index = new HashMap<>();
		/** By operation, once all operations are in order. */
		private boolean[] used;

		Planner(final NetworkSpec network) {
			this.network = network;
			sizes = network.sizes();
			int prior = 0;
			for (final NetworkSpec.Head head : network.heads()) {
				heads.put(head.location(), head);
				heads.put(head.confidence(), head);
				firstPrior.put(head.location(), prior);
				final int size = sizes.get(head.location());
				prior += size * size * boxes(head);
			}
		}

		NetworkPlan plan() {
			network.layers().forEach(this::order);
			used = new boolean[ordered.size()];
			for (int i = used.length - 1; i >= 0; i--) {
				final Layer layer = ordered.get(i);
				used[i] = heads.containsKey(layer.name()) || readers(layer).stream().anyMatch(reader -> used[reader]);
			}
			return new NetworkPlan(network, ordered.stream().map(this::operation).toList(), network.priors());
		}

		/** Appends a layer, followed by the operations that only turn it into predictions. */
		private void order(final Layer layer) {
			if (index.containsKey(layer.name())) return;
			final NetworkSpec.Head head = heads.get(layer.name());
			final Layer added = head == null ? layer : joined(head);
			index.put(layer.name(), ordered.size());
			if (head != null) {
				index.put(head.location(), ordered.size());
				index.put(head.confidence(), ordered.size());
			}
			ordered.add(added);
			for (final Layer reader : network.layers())
				if (reader.input().equals(layer.name()) &&
					(reader instanceof Layer.L2Norm || heads.containsKey(reader.name()))) order(reader);
		}

		private Layer.Convolution joined(final NetworkSpec.Head head) {
			final Layer.Convolution l = convolution(head.location()), c = convolution(head.confidence());
			final boolean alike = l.input().equals(c.input()) && l.kernel() == c.kernel() && l.stride() == c.stride() &&
				l.pad() == c.pad() && l.dilation() == c.dilation() && !l.relu() && !c.relu() &&
				c.outChannels() == boxes(head) * network.classes();
			if (!alike)
				throw new IllegalArgumentException(
					"The convolutions " + l.name() + " and " + c.name() + " do not predict for the same boxes");
			for (final Layer reader : network.layers())
				if (heads.get(reader.input()) == head)
					throw new IllegalArgumentException("Layer " + reader.name() + " reads the head " + reader.input());
			return new Layer.Convolution(l.name(), l.input(), l.inChannels(), l.outChannels() + c.outChannels(),
				l.kernel(), l.stride(), l.pad(), l.dilation(), false);
		}

		private int boxes(final NetworkSpec.Head head) {
			return convolution(head.location()).outChannels() / BOX;
		}

		private Layer.Convolution convolution(final String name) {
			if (network.layer(name) instanceof Layer.Convolution c) return c;
			throw new IllegalArgumentException("The head " + name + " is not a convolution");
		}

		private LayerPlan operation(final Layer layer) {
			final NetworkSpec.Head head = heads.get(layer.name());
			final LayerPlan.HeadPlan headPlan = head == null
				? null
				: new LayerPlan.HeadPlan(head, firstPrior.get(head.location()), boxes(head), network.classes());
			final boolean readsImage = layer.input().equals(NetworkSpec.INPUT);
			return new LayerPlan(layer, readsImage ? LayerPlan.IMAGE : index.get(layer.input()), readers(layer),
				channels(layer), sizes.get(layer.input()), sizes.get(layer.name()), masks(layer),
				used[index.get(layer.name())], !readsImage && adds(layer), headPlan);
		}

		/** The backward pass runs in reverse, so the last used reader writes and those before it add. */
		private boolean adds(final Layer layer) {
			final int operation = index.get(layer.name());
			return readers(network.layer(layer.input())).stream().anyMatch(r -> r > operation && used[r]);
		}

		private List<Integer> readers(final Layer layer) {
			return network.layers().stream().filter(l -> l.input().equals(layer.name())).map(l -> index.get(l.name()))
				.distinct().sorted().toList();
		}

		private int channels(final Layer layer) {
			if (layer instanceof Layer.Convolution c) return c.outChannels();
			return layer.input().equals(NetworkSpec.INPUT)
				? NetworkSpec.INPUT_CHANNELS
				: channels(network.layer(layer.input()));
		}

		private boolean masks(final Layer layer) {
			return layer instanceof Layer.Convolution c
				? c.relu() && !poolingMasks(c)
				: layer instanceof Layer.MaxPooling p && !p.input().equals(NetworkSpec.INPUT) &&
					network.layer(p.input()) instanceof Layer.Convolution read && read.relu() && poolingMasks(read);
		}

		private boolean poolingMasks(final Layer.Convolution convolution) {
			final List<Integer> readers = readers(convolution);
			return readers.size() == 1 && ordered.get(readers.get(0)) instanceof Layer.MaxPooling;
		}
	}
}
