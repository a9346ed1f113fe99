package sc.fiji.ssd.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;

/**
 * What a training starts from that takes over another model's layers, where these
 * have the same shapes.
 *
 * @param weights of the whole network
 * @param taken layers from the other model
 * @param random layers that are drawn anew
 */
record InitialWeights(NamedWeights weights, List<String> taken, List<String> random) {

	/**
	 * @param network to be trained
	 * @param seed of the weights that do not fit
	 * @param file of the other model
	 * @return the layers of that model whose weight and bias both fit, the others
	 *         drawn
	 * @throws SsdException if no layer fits
	 */
	static InitialWeights from(final NetworkSpec network, final long seed, final Path file) {
		final Map<String, NamedWeights.Array> other = ModelFile.read(file).weights().arrays();
		final Map<String, NamedWeights.Array> all = new LinkedHashMap<>(Initialization.heXavier(network, seed).arrays());
		final List<String> taken = new ArrayList<>();
		final List<String> random = new ArrayList<>();
		for (final Layer layer : network.layers()) {
			final List<String> names = all.keySet().stream().filter(name -> name.equals(layer.name() + NamedWeights.WEIGHT) ||
				name.equals(layer.name() + NamedWeights.BIAS)).toList();
			if (names.isEmpty()) continue;
			final boolean fits = names.stream().allMatch(name -> other.containsKey(name) && Arrays.equals(other.get(name)
				.shape(), all.get(name).shape()));
			(fits ? taken : random).add(layer.name());
			if (fits) names.forEach(name -> all.put(name, other.get(name)));
		}
		if (taken.isEmpty()) throw new SsdException("initial_weights: no layer of " + file +
			" has the shape of this network's; use the same preset and width, or leave it empty to start from scratch.");
		return new InitialWeights(new NamedWeights(all), taken, random);
	}
}
