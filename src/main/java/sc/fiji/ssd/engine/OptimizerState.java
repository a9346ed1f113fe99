package sc.fiji.ssd.engine;

/**
 * What an optimiser remembers between steps.
 *
 * @param momentum the last update of every parameter, named as the weights are
 */
public record OptimizerState(NamedWeights momentum) {}
