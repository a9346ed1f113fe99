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
package sc.fiji.ssd.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * Weights of a new network as far as another model has them, the rest drawn as Caffe does it
 * ({@link Initialization#xavier}). A layer is taken whole if its weight and bias have the same shapes. A confidence
 * head keeps the background and the classes of the same name, in whatever order and number the other model has them.
 *
 * @param weights of all layers of the new network
 * @param taken layers from the other model, the confidence heads included
 * @param drawn layers that are initialised at random
 * @param classes what the other model calls the classes whose scores are taken,
 *          by their new names; empty if no confidence head is taken
 * @param newClasses classes whose scores are initialised at random
 */
public record TransferredWeights(NamedWeights weights, List<String> taken, List<String> drawn,
	Map<String, String> classes, List<String> newClasses)
{

	/** Key of the provenance: layers that an import has drawn, which are nothing to take over. */
	public static final String DRAWN_LAYERS = "drawnLayers";

	public TransferredWeights {
		taken = List.copyOf(taken);
		drawn = List.copyOf(drawn);
		classes = Collections.unmodifiableMap(new LinkedHashMap<>(classes));
		newClasses = List.copyOf(newClasses);
	}

	/**
	 * @param from the other model
	 * @param architecture of the new network
	 * @param classNames of the new network, without background
	 * @param seed of the weights that are drawn
	 * @return the weights; {@link #taken()} is empty if nothing fits
	 */
	public static TransferredWeights of(final SsdModel from, final SsdArchitecture architecture,
		final List<String> classNames, final long seed)
	{
		final NetworkSpec network = architecture.network(classNames.size() + 1);
		final Map<String, NamedWeights.Array> other = new HashMap<>(from.weights().arrays());
		if (from.provenance().get(DRAWN_LAYERS) instanceof List<?> layers) for (final Object layer : layers) {
			other.remove(layer + NamedWeights.WEIGHT);
			other.remove(layer + NamedWeights.BIAS);
		}
		final Map<String, NamedWeights.Array> all = new LinkedHashMap<>(Initialization.xavier(network, seed).arrays());
		final Map<String, String> same = ClassMatch.of(classNames, from.classNames());
		final int[] rows = rows(classNames, from.classNames(), same);
		final List<String> heads = network.heads().stream().map(NetworkSpec.Head::confidence).toList();
		final List<String> taken = new ArrayList<>(), drawn = new ArrayList<>();
		boolean anyHead = false;
		for (final Layer layer : network.layers()) {
			final boolean head = heads.contains(layer.name());
			final Map<String, NamedWeights.Array> fitted = new LinkedHashMap<>();
			boolean fits = true;
			for (final String name : List.of(layer.name() + NamedWeights.WEIGHT, layer.name() + NamedWeights.BIAS)) {
				if (!all.containsKey(name)) continue;
				final NamedWeights.Array array = fitted(other.get(name), all.get(name), head ? rows : null,
					from.classes());
				fits &= array != null;
				fitted.put(name, array);
			}
			if (fitted.isEmpty()) continue;
			(fits ? taken : drawn).add(layer.name());
			if (fits) all.putAll(fitted);
			anyHead |= fits && head;
		}
		return new TransferredWeights(new NamedWeights(all), taken, drawn, anyHead ? same : Map.of(),
			anyHead ? classNames.stream().filter(name -> !same.containsKey(name)).toList() : classNames);
	}

	/** @return the other model's class for each new one, background first; -1: none */
	private static int[] rows(final List<String> to, final List<String> from, final Map<String, String> same) {
		final int[] rows = new int[to.size() + 1];
		for (int c = 1; c < rows.length; c++)
			rows[c] = same.containsKey(to.get(c - 1)) ? 1 + from.indexOf(same.get(to.get(c - 1))) : -1;
		return rows;
	}

	/**
	 * @param from the other model's array; null: it does not exist
	 * @param to the drawn one
	 * @param rows of a confidence head, otherwise null
	 * @param classes of the other model, background included
	 * @return what is taken over; null if it does not fit
	 */
	private static NamedWeights.Array fitted(final NamedWeights.Array from, final NamedWeights.Array to,
		final int[] rows, final int classes)
	{
		if (from == null || from.shape().length != to.shape().length) return null;
		if (rows == null) return Arrays.equals(from.shape(), to.shape()) ? from : null;
		final int[] shape = from.shape().clone();
		if (shape[0] % classes != 0) return null;
		shape[0] = shape[0] / classes * rows.length;
		if (!Arrays.equals(shape, to.shape())) return null;
		// outputs lie box by box, the classes of a box one after the other
		final float[] values = to.values().clone();
		final int size = values.length / shape[0];
		for (int box = 0; box < shape[0] / rows.length; box++)
			for (int c = 0; c < rows.length; c++)
				if (rows[c] >= 0)
					System.arraycopy(from.values(), (box * classes + rows[c]) * size, values,
						(box * rows.length + c) * size, size);
		return new NamedWeights.Array(shape, values);
	}
}
