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

import java.util.Map;
import java.util.stream.Stream;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.io.UserException;

/**
 * Builds a network only from Deeplearning4j's own layers and vertices, channels first: input
 * {@code [n][3][size][size]}, an output for each head in turn, location before confidence,
 * {@code [n][boxes * k][h][w]}.
 * <p>
 * Deeplearning4j's {@code L2NormalizeVertex} norms whole maps, not the channels of
 * a pixel, so the L2 norm is put together: the square, a 1x1 convolution that
 * sums it over the channels, {@code s -> s / (s * s)^0.75}, which is
 * {@code 1 / sqrt(s)} and what local response normalisation of one channel does,
 * a 1x1 convolution that spreads it, times the learned scale, over the channels,
 * and the product with the map.
 * </p>
 */
final class StockGraph {

	private static final String WEIGHT = "W";
	private static final String BIAS = "b";

	/** The vertices of an L2 norm, after its name. */
	private static final String COPY = "_copy", SQUARE = "_square", SUM = "_sum", INVERSE = "_inverse",
		SCALE = "_scale";

	private StockGraph() {}

	/**
	 * @param network what to compute
	 * @param weights of all its layers
	 * @return the graph
	 * @throws UserException if a layer has no equivalent in Deeplearning4j
	 */
	static ComputationGraph build(final NetworkSpec network, final NamedWeights weights) {
		final GraphBuilder builder = new NeuralNetConfiguration.Builder().dataType(DataType.FLOAT).updater(new NoOp())
			.convolutionMode(ConvolutionMode.Truncate).activation(Activation.IDENTITY).graphBuilder()
			.addInputs(NetworkSpec.INPUT);
		final Map<String, Integer> sizes = network.sizes();
		for (final Layer layer : network.layers()) {
			if (layer instanceof Layer.Convolution c) builder.addLayer(c.name(), convolution(c), c.input());
			else
				if (layer instanceof Layer.MaxPooling p)
					builder.addLayer(p.name(), pooling(p, sizes.get(p.input())), p.input());
				else
					if (layer instanceof Layer.L2Norm n) addNorm(builder, n);
		}
		builder.setOutputs(network.heads().stream().flatMap(head -> Stream.of(head.location(), head.confidence()))
			.toArray(String[]::new));
		final ComputationGraph graph = new ComputationGraph(builder.validateOutputLayerConfig(false).build());
		graph.init();
		for (final Layer layer : network.layers()) {
			if (layer instanceof Layer.Convolution c) {
				set(graph, c.name(), WEIGHT, weights.get(c.name() + NamedWeights.WEIGHT).values());
				set(graph, c.name(), BIAS, weights.get(c.name() + NamedWeights.BIAS).values());
			}
			else if (layer instanceof Layer.L2Norm n) {
				graph.getLayer(n.name() + SUM).getParam(WEIGHT).assign(1);
				graph.getLayer(n.name() + SUM).getParam(BIAS).assign(Layer.L2Norm.EPSILON);
				set(graph, n.name() + SCALE, WEIGHT, weights.get(n.name() + NamedWeights.WEIGHT).values());
			}
		}
		return graph;
	}

	private static org.deeplearning4j.nn.conf.layers.ConvolutionLayer convolution(final Layer.Convolution c) {
		return new org.deeplearning4j.nn.conf.layers.ConvolutionLayer.Builder(c.kernel(), c.kernel())
			.nIn(c.inChannels()).nOut(c.outChannels()).stride(c.stride(), c.stride()).padding(c.pad(), c.pad())
			.dilation(c.dilation(), c.dilation()).activation(c.relu() ? Activation.RELU : Activation.IDENTITY).build();
	}

	/** Mode Same begins at the first pixel and adds what is missing at the end, as rounding up does. */
	private static SubsamplingLayer pooling(final Layer.MaxPooling p, final int size) {
		final int roundedDown = (size + 2 * p.pad() - p.kernel()) / p.stride() + 1;
		final boolean fits = p.outputSize(size) == roundedDown;
		if (!fits && (p.pad() > 0 || p.kernel() != p.stride()))
			throw new UserException("format: the pooling " + p.name() +
				" of this model rounds up in a way that dl4j does not support; export it as safetensors.");
		return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(p.kernel(), p.kernel())
			.stride(p.stride(), p.stride()).padding(p.pad(), p.pad())
			.convolutionMode(fits ? ConvolutionMode.Truncate : ConvolutionMode.Same).build();
	}

	private static void addNorm(final GraphBuilder builder, final Layer.L2Norm n) {
		final String name = n.name(), from = n.input();
		// a vertex takes each of its inputs once
		builder.addVertex(name + COPY, new ScaleVertex(1), from);
		builder.addVertex(name + SQUARE, new ElementWiseVertex(ElementWiseVertex.Op.Product), from, name + COPY);
		builder.addLayer(name + SUM,
			convolution(new Layer.Convolution(name + SUM, name + SQUARE, n.channels(), 1, 1, 1, 0, 1, false)),
			name + SQUARE);
		builder.addLayer(name + INVERSE, new LocalResponseNormalization.Builder().k(0).n(1).alpha(1).beta(0.75).build(),
			name + SUM);
		builder.addLayer(name + SCALE,
			convolution(new Layer.Convolution(name + SCALE, name + INVERSE, 1, n.channels(), 1, 1, 0, 1, false)),
			name + INVERSE);
		builder.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Product), from, name + SCALE);
	}

	private static void set(final ComputationGraph graph, final String layer, final String name, final float[] values) {
		final INDArray to = graph.getLayer(layer).getParam(name);
		try (INDArray from = Nd4j.createFromArray(values)) {
			to.assign(from.reshape('c', to.shape()));
		}
	}
}
