package sc.fiji.ssd.engine;

/**
 * What the user asks of an engine; {@link #AUTO} leaves the choice open.
 *
 * @param engine name of a provider, or {@code auto}
 * @param device {@code cpu}, {@code cuda}, {@code cuda:N}, or {@code auto}
 * @param precision {@code float32}, {@code bfloat16}, ..., or {@code auto}
 * @param threads processor threads for the network; 0 is auto
 */
public record EngineSettings(String engine, String device, String precision, int threads) {

	/** The word that leaves a choice to the program. */
	public static final String AUTO = "auto";

	/** Everything left to the program. */
	public static final EngineSettings DEFAULT = new EngineSettings(AUTO, AUTO, AUTO, 0);
}
