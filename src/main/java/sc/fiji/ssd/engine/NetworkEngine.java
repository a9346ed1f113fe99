package sc.fiji.ssd.engine;

import java.nio.FloatBuffer;

/**
 * The network of one model on one device, made by an {@link EngineProvider}.
 * <p>
 * Numbers are float32, row-major and flat. Buffers are leased: what
 * {@link #input} and the predicting calls return is the engine's own memory,
 * valid until the next call. Used by one thread at a time; {@link #close}
 * frees native memory.
 * </p>
 *
 * <pre>{@code
 * FloatBuffer in = engine.input(n);       // [n][3][size][size]
 * ...                                     // fill it
 * Predictions p = engine.forward(n);
 * ...                                     // loss and its gradients
 * engine.backward(dLocations, dConfidences);
 * engine.step(SgdStep.of(0.001));
 * }</pre>
 */
public interface NetworkEngine extends AutoCloseable {

	/** @return what is computed */
	NetworkSpec network();

	/** @return what computes it, after every {@code auto} was resolved */
	EngineDescription description();

	/** @return the largest number of images a call may have */
	int maxBatch();

	/**
	 * @param n number of images, 1 to {@link #maxBatch()}
	 * @return a direct buffer of {@code [n][3][size][size]}, position 0, to be
	 *         filled by absolute puts
	 */
	FloatBuffer input(int n);

	/**
	 * Runs the network on the input.
	 *
	 * @param n number of images in the input
	 * @return what it predicts
	 */
	Predictions predict(int n);

	/**
	 * Runs the network and keeps what {@link #backward} needs.
	 *
	 * @param n number of images in the input
	 * @return what it predicts, the same as {@link #predict}
	 */
	Predictions forward(int n);

	/**
	 * Adds the gradients of the last {@link #forward} to those that are there.
	 *
	 * @param dLocations {@code [n][P][4]} derivative of the loss
	 * @param dConfidences {@code [n][P][C]} derivative of the loss
	 * @throws IllegalStateException if no forward went before
	 */
	void backward(FloatBuffer dLocations, FloatBuffer dConfidences);

	/** @return the gradients since the last step; a live view */
	Gradients gradients();

	/**
	 * Updates the weights, then sets all gradients to zero.
	 *
	 * @param step rate, momentum, decay
	 */
	void step(SgdStep step);

	/** @return a copy of the weights */
	NamedWeights weights();

	/**
	 * @param weights that replace those in use; all of the network's, no others
	 * @throws IllegalArgumentException if they do not fit
	 */
	void load(NamedWeights weights);

	/** @return a copy of the optimiser's memory */
	OptimizerState optimizerState();

	/** @param state that replaces the optimiser's memory */
	void load(OptimizerState state);

	/** Frees the memory; further calls fail. */
	@Override
	void close();
}
