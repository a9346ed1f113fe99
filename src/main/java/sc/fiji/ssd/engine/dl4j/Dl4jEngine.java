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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;

/** The network as a DL4J ComputationGraph on whichever backend ND4J has. */
final class Dl4jEngine implements NetworkEngine {

	private static final int BOX = 4;

	private final NetworkSpec network;
	private final EngineDescription description;
	private final int maxBatch;
	private final boolean training;
	private final ComputationGraph graph;
	private final ActivationMemory memory;
	private final int priors;
	private final List<INDArray> allocated = new ArrayList<>();
	/** The input as callers fill it, and as the graph reads it, by batch size. */
	private final INDArray input;
	private final INDArray channelsLast;
	private final INDArray locations;
	private final INDArray confidences;
	/** Derivatives as callers give them, and those of every head. */
	private final INDArray dLocations;
	private final INDArray dConfidences;
	private final Map<String, INDArray> dHeads = new LinkedHashMap<>();
	private final INDArray momentum;
	private final Set<String> frozen = new HashSet<>();
	private int forwarded;
	private boolean accumulated;
	private boolean closed;

	Dl4jEngine(final NetworkSpec network, final EngineDescription description, final int maxBatch,
		final boolean training)
	{
		if (network.normalizesBatches() && !training)
			throw new IllegalArgumentException("batch normalisation is for training; fold it to predict");
		this.network = network;
		this.description = description;
		this.maxBatch = maxBatch;
		this.training = training;
		graph = SsdGraph.build(network);
		memory = new ActivationMemory(network, SsdGraph.order(graph), maxBatch, training);
		for (final org.deeplearning4j.nn.api.Layer layer : graph.getLayers())
			((OperationLayer) layer).attach(memory);
		graph.params().assign(0);
		priors = network.priors();
		final long pixels = (long) network.inputSize() * network.inputSize() * NetworkSpec.INPUT_CHANNELS;
		input = allocate(maxBatch * pixels);
		channelsLast = allocate(maxBatch * pixels);
		locations = allocate((long) maxBatch * priors * BOX);
		confidences = allocate((long) maxBatch * priors * network.classes());
		dLocations = training ? allocate((long) maxBatch * priors * BOX) : null;
		dConfidences = training ? allocate((long) maxBatch * priors * network.classes()) : null;
		momentum = training ? allocate(graph.params().length()) : null;
		if (training) {
			graph.initGradientsView();
			for (final String head : SsdGraph.heads(network))
				dHeads.put(head, allocate(memory.output(head, maxBatch).length()));
		}
	}

	private INDArray allocate(final long size) {
		final INDArray array = Nd4j.zeros(DataType.FLOAT, size);
		allocated.add(array);
		return array;
	}

	@Override
	public NetworkSpec network() {
		return network;
	}

	@Override
	public EngineDescription description() {
		return description;
	}

	@Override
	public int maxBatch() {
		return maxBatch;
	}

	@Override
	public FloatBuffer input(final int n) {
		check(n);
		return floats(input, n * pixels());
	}

	private int pixels() {
		return NetworkSpec.INPUT_CHANNELS * network.inputSize() * network.inputSize();
	}

	@Override
	public Predictions predict(final int n) {
		if (network.normalizesBatches())
			throw new IllegalStateException("Batch normalisation is for training; fold it to predict");
		forwarded = 0;
		return run(n, false);
	}

	@Override
	public Predictions forward(final int n) {
		if (!training) throw new IllegalStateException("The engine was made for detection alone");
		final Predictions predictions = run(n, true);
		forwarded = n;
		return predictions;
	}

	private Predictions run(final int n, final boolean train) {
		check(n);
		final int size = network.inputSize();
		final INDArray in = view(channelsLast, n, size, size, NetworkSpec.INPUT_CHANNELS);
		in.assign(view(input, n, NetworkSpec.INPUT_CHANNELS, size, size).permute(0, 2, 3, 1));
		graph.feedForward(new INDArray[] { in }, train, false);
		gather(n, locations, BOX, 0);
		gather(n, confidences, network.classes(), 1);
		Nd4j.getExecutioner().commit();
		return new Predictions(n, priors, network.classes(), floats(locations, n * priors * BOX),
			floats(confidences, n * priors * network.classes()));
	}

	/** Concatenates the heads of one kind: {@code [n][priors][numbers]}. */
	private void gather(final int n, final INDArray all, final int numbers, final int kind) {
		final List<String> heads = SsdGraph.heads(network);
		final INDArray[] parts = new INDArray[heads.size() / 2];
		for (int i = 0; i < parts.length; i++)
			parts[i] = flat(memory.output(heads.get(2 * i + kind), n), n);
		OperationLayer.run("concat", parts, new INDArray[] { view(all, n, (long) priors * numbers) }, 1);
	}

	@Override
	public void backward(final FloatBuffer byLocation, final FloatBuffer byConfidence) {
		final int n = forwarded;
		if (n == 0) throw new IllegalStateException("A backward pass needs a forward pass before it");
		forwarded = 0;
		floats(dLocations, n * priors * BOX).put(byLocation.duplicate().clear().limit(n * priors * BOX));
		floats(dConfidences, n * priors * network.classes())
			.put(byConfidence.duplicate().clear().limit(n * priors * network.classes()));
		scatter(n, dLocations, BOX, 0);
		scatter(n, dConfidences, network.classes(), 1);
		final INDArray[] epsilons = dHeads.entrySet().stream()
			.map(e -> shapedAs(e.getValue(), memory.output(e.getKey(), n))).toArray(INDArray[]::new);
		final INDArray gradients = graph.getFlattenedGradients();
		final INDArray before = accumulated ? gradients.dup() : null;
		graph.backpropGradient(epsilons);
		if (before != null) {
			gradients.addi(before);
			before.close();
		}
		accumulated = true;
	}

	/** The reverse of {@link #gather}. */
	private void scatter(final int n, final INDArray all, final int numbers, final int kind) {
		final List<String> heads = SsdGraph.heads(network);
		final INDArray rows = view(all, n, (long) priors * numbers);
		long offset = 0;
		for (int i = kind; i < heads.size(); i += 2) {
			final INDArray out = memory.output(heads.get(i), n);
			final long length = out.length() / n;
			flat(shapedAs(dHeads.get(heads.get(i)), out), n)
				.assign(rows.get(NDArrayIndex.all(), NDArrayIndex.interval(offset, offset + length)));
			offset += length;
		}
	}

	@Override
	public Gradients gradients() {
		requireTraining();
		return new Gradients() {

			@Override
			public Set<String> layers() {
				final Set<String> names = new LinkedHashSet<>();
				for (final Layer layer : network.layers())
					if (!layerOf(layer.name()).paramTable().isEmpty()) names.add(layer.name());
				return names;
			}

			@Override
			public double norm(final String layer) {
				double squares = 0;
				for (final INDArray gradient : layerOf(layer).gradientTable().values()) {
					final double norm = gradient.norm2Number().doubleValue();
					squares += norm * norm;
				}
				return Math.sqrt(squares);
			}

			@Override
			public void scale(final double factor) {
				graph.getFlattenedGradients().muli(factor);
			}

			@Override
			public void zero(final String layer) {
				layerOf(layer).gradientTable().values().forEach(g -> g.assign(0));
				frozen.add(layer);
			}

			@Override
			public NamedWeights toWeights() {
				return named(graph.getFlattenedGradients());
			}
		};
	}

	private OperationLayer layerOf(final String name) {
		return (OperationLayer) graph.getLayer(name);
	}

	@Override
	public void step(final SgdStep step) {
		requireTraining();
		final INDArray weights = graph.params(), gradients = graph.getFlattenedGradients();
		eachParameter((layer, key, offset, length) -> {
			if (frozen.contains(layer)) return;
			final boolean bias = !key.equals(OperationParameters.WEIGHT);
			final INDArray w = slice(weights, offset, length), g = slice(gradients, offset, length),
				v = slice(momentum, offset, length);
			final double decay = step.decay() * (bias ? step.biasDecay() : 1);
			if (decay != 0) add(decay, w, g);
			v.muli(step.momentum());
			add(step.rate() * (bias ? step.biasRate() : 1), g, v);
			w.subi(v);
		});
		gradients.assign(0);
		accumulated = false;
		frozen.clear();
	}

	/** {@code y += a * x}. */
	private static void add(final double a, final INDArray x, final INDArray y) {
		Nd4j.getBlasWrapper().level1().axpy(x.length(), a, x, y);
	}

	@Override
	public NamedWeights weights() {
		return named(graph.params());
	}

	@Override
	public void load(final NamedWeights weights) {
		copy(weights, graph.params());
	}

	@Override
	public OptimizerState optimizerState() {
		requireTraining();
		return new OptimizerState(named(momentum));
	}

	@Override
	public void load(final OptimizerState state) {
		requireTraining();
		copy(state.momentum(), momentum);
	}

	private interface Parameter {

		void visit(String layer, String key, long offset, long length);
	}

	/** Visits the parameters where they lie in the graph's flat vectors. */
	private void eachParameter(final Parameter visitor) {
		long offset = 0;
		for (final String name : SsdGraph.order(graph))
			for (final Map.Entry<String, INDArray> entry : layerOf(name).paramTable().entrySet()) {
				visitor.visit(name, entry.getKey(), offset, entry.getValue().length());
				offset += entry.getValue().length();
			}
	}

	private NamedWeights named(final INDArray flat) {
		final Map<String, float[]> values = new LinkedHashMap<>();
		eachParameter((layer, key, offset, length) -> {
			final float[] array = new float[(int) length];
			floats(slice(flat, offset, length), array.length).get(array);
			values.put(OperationParameters.name(layer, key), array);
		});
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		network.parameterShapes()
			.forEach((name, shape) -> arrays.put(name, new NamedWeights.Array(shape, values.get(name))));
		return new NamedWeights(arrays);
	}

	private void copy(final NamedWeights from, final INDArray flat) {
		final List<String> mismatches = from.mismatches(network);
		if (!mismatches.isEmpty()) throw new IllegalArgumentException(String.join("; ", mismatches));
		eachParameter((layer, key, offset, length) -> {
			try (INDArray values = Nd4j.createFromArray(from.get(OperationParameters.name(layer, key)).values())) {
				slice(flat, offset, length).assign(values);
			}
		});
	}

	private static INDArray slice(final INDArray flat, final long offset, final long length) {
		return Nd4j.create(flat.data(), new long[] { length }, new long[] { 1 }, flat.offset() + offset, 'c');
	}

	private static INDArray view(final INDArray flat, final long... shape) {
		return Nd4j.create(flat.data(), shape, Nd4j.getStrides(shape, 'c'), 0, 'c');
	}

	private static INDArray shapedAs(final INDArray flat, final INDArray array) {
		return view(flat, array.shape());
	}

	private static INDArray flat(final INDArray array, final int n) {
		return array.reshape('c', n, array.length() / n);
	}

	private static FloatBuffer floats(final INDArray array, final int length) {
		final FloatBuffer buffer = array.data().asNioFloat().duplicate().clear();
		final int offset = Math.toIntExact(array.offset());
		return buffer.slice(offset, length);
	}

	private void check(final int n) {
		if (closed) throw new IllegalStateException("The engine is closed");
		if (n < 1 || n > maxBatch)
			throw new IllegalArgumentException(n + " images; the engine was made for 1 to " + maxBatch);
	}

	private void requireTraining() {
		if (!training) throw new IllegalStateException("The engine was made for detection alone");
	}

	@Override
	public void close() {
		if (closed) return;
		closed = true;
		for (final org.deeplearning4j.nn.api.Layer layer : graph.getLayers())
			((OperationLayer) layer).free();
		memory.close();
		allocated.forEach(INDArray::close);
		graph.close();
	}
}
