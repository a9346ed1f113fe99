package sc.fiji.ssd.engine;

/**
 * What an engine runs on, for logs and for {@code run.json}.
 *
 * @param engine name of its provider, for example {@code dl4j}
 * @param device {@code cpu}, or {@code cuda:N}
 * @param precision of the arithmetic, for example {@code float32}
 * @param instructionSet of the device's kernels, for example {@code avx512}
 * @param threads processor threads that compute
 * @param version of the engine's library
 */
public record EngineDescription(String engine, String device, String precision, String instructionSet, int threads,
	String version)
{}
