package sc.fiji.ssd.engine;

import java.util.Set;

/** The gradients that an engine has summed since its last step. */
public interface Gradients {

	/** @return the layers that have gradients, in the order of the network */
	Set<String> layers();

	/**
	 * @param layer a layer's name
	 * @return the Euclidean norm over its kernel and bias
	 */
	double norm(String layer);

	/** @param factor multiplies all gradients */
	void scale(double factor);

	/**
	 * @param layer whose gradients become zero and that the next step leaves as
	 *          it is, decay and momentum included
	 */
	void zero(String layer);

	/** @return a copy, named as the weights are */
	NamedWeights toWeights();
}
