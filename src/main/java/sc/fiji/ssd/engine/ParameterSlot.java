package sc.fiji.ssd.engine;

/**
 * Where an array of {@link NamedWeights} lies in the vector of all parameters of
 * a {@link CompiledNetwork}.
 *
 * @param name of the array
 * @param layer that learns it
 * @param bias whether it is a bias
 * @param shape of the array
 * @param offset index of its first value
 * @param length number of its values
 */
public record ParameterSlot(String name, String layer, boolean bias, int[] shape, long offset, int length) {}
