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
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;

/** Builds the ComputationGraph of a {@link NetworkSpec}. */
final class SsdGraph {

	private SsdGraph() {}

	/**
	 * @param network what to compute
	 * @return the graph, initialised; its outputs are the heads: location and
	 *         confidence of each source map in turn
	 */
	static ComputationGraph build(final NetworkSpec network) {
		final ComputationGraphConfiguration.GraphBuilder builder = new NeuralNetConfiguration.Builder()
			.dataType(DataType.FLOAT).updater(new NoOp()).trainingWorkspaceMode(WorkspaceMode.NONE)
			.inferenceWorkspaceMode(WorkspaceMode.NONE).graphBuilder().addInputs(NetworkSpec.INPUT);
		for (final Layer layer : network.layers())
			builder.addLayer(layer.name(), new OperationConf(layer, relu(network, layer)), layer.input());
		builder.setOutputs(heads(network).toArray(String[]::new));
		final ComputationGraph graph = new ComputationGraph(builder.validateOutputLayerConfig(false).build());
		graph.init();
		return graph;
	}

	/** Names of the heads in the order of the graph's outputs. */
	static List<String> heads(final NetworkSpec network) {
		return network.heads().stream().flatMap(h -> Stream.of(h.location(), h.confidence())).toList();
	}

	/** Names of the layers in the order in which the graph runs them. */
	static List<String> order(final ComputationGraph graph) {
		final List<String> order = new ArrayList<>();
		Arrays.stream(graph.topologicalSortOrder()).mapToObj(i -> graph.getVertices()[i].getVertexName())
			.filter(name -> !name.equals(NetworkSpec.INPUT)).forEach(order::add);
		return order;
	}

	/**
	 * A ReLU in front of max pooling does the same behind it, where there is less
	 * to do, if nothing else reads the convolution.
	 */
	private static boolean relu(final NetworkSpec network, final Layer layer) {
		if (layer instanceof Layer.Convolution c) return c.relu() && !poolingTakesRelu(network, c);
		if (layer instanceof Layer.BatchNorm) return true;
		return layer instanceof Layer.MaxPooling p &&
			network.layers().stream().anyMatch(l -> l.name().equals(p.input()) && l instanceof Layer.Convolution c &&
				c.relu() && poolingTakesRelu(network, c));
	}

	private static boolean poolingTakesRelu(final NetworkSpec network, final Layer.Convolution convolution) {
		final List<Layer> readers = network.layers().stream().filter(l -> l.input().equals(convolution.name()))
			.toList();
		return readers.size() == 1 && readers.get(0) instanceof Layer.MaxPooling;
	}
}
