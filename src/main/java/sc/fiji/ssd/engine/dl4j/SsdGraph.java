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
		final ComputationGraphConfiguration.GraphBuilder builder = new NeuralNetConfiguration.Builder().dataType(
			DataType.FLOAT).updater(new NoOp()).trainingWorkspaceMode(WorkspaceMode.NONE).inferenceWorkspaceMode(
				WorkspaceMode.NONE).graphBuilder().addInputs(NetworkSpec.INPUT);
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
		Arrays.stream(graph.topologicalSortOrder()).mapToObj(i -> graph.getVertices()[i].getVertexName()).filter(
			name -> !name.equals(NetworkSpec.INPUT)).forEach(order::add);
		return order;
	}

	/**
	 * A ReLU in front of max pooling does the same behind it, where there is less
	 * to do, if nothing else reads the convolution.
	 */
	private static boolean relu(final NetworkSpec network, final Layer layer) {
		if (layer instanceof Layer.Convolution c) return c.relu() && !poolingTakesRelu(network, c);
		return layer instanceof Layer.MaxPooling p && network.layers().stream().anyMatch(l -> l.name().equals(p.input()) &&
			l instanceof Layer.Convolution c && c.relu() && poolingTakesRelu(network, c));
	}

	private static boolean poolingTakesRelu(final NetworkSpec network, final Layer.Convolution convolution) {
		final List<Layer> readers = network.layers().stream().filter(l -> l.input().equals(convolution.name())).toList();
		return readers.size() == 1 && readers.get(0) instanceof Layer.MaxPooling;
	}
}
