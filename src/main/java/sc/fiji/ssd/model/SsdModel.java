package sc.fiji.ssd.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.PriorBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * A trained detector: what {@link ModelFile} reads and writes.
 *
 * @param architecture of the network
 * @param classNames names of the classes without background: class 1 first
 * @param preprocessing of images
 * @param provenance how it was trained, free key and value (data digest, seed,
 *          versions, schedule, metrics)
 * @param weights float32, by Caffe's layer names
 */
public record SsdModel(SsdArchitecture architecture, List<String> classNames, Preprocessing preprocessing,
	Map<String, Object> provenance, NamedWeights weights)
{

	public SsdModel {
		classNames = List.copyOf(classNames);
		provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
	}

	/** @return number of classes, background included */
	public int classes() {
		return classNames.size() + 1;
	}

	/** @return what an engine computes for this model */
	public NetworkSpec network() {
		return architecture.network(classes());
	}

	/** @return the default boxes in the order of the predictions */
	public PriorBoxes priors() {
		return architecture.priors();
	}
}
