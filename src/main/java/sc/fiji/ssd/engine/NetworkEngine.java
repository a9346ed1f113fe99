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
package sc.fiji.ssd.engine;

import java.nio.FloatBuffer;
import java.util.List;

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
public interface NetworkEngine extends Predictor, AutoCloseable {

	/** @return the network that is computed */
	NetworkSpec network();

	/** @return a description of the engine, with every {@code auto} resolved */
	EngineDescription description();

	/**
	 * The workers of the engine. They compute at the same time, each in its own thread, so that none waits for another;
	 * together they are the whole engine. Predictions do not depend on their number. They must not be used while any
	 * other method of the engine runs.
	 *
	 * @return at least one worker, all with the same largest batch; the engine itself if it has no parts
	 */
	default List<? extends Predictor> workers() {
		return List.of(this);
	}

	/**
	 * Runs the network and keeps what {@link #backward} needs.
	 *
	 * @param n number of images in the input
	 * @return what it predicts, the same as {@link #predict}, which is refused where
	 *         the network normalises by the batch
	 */
	Predictions forward(int n);

	/** Computes a loss. */
	interface Loss {

		/**
		 * @param predictions of some consecutive images of a batch
		 * @param first index in the batch of the first of them
		 * @param dLocations receives {@code [images][P][4]} the derivatives of the loss by them
		 * @param dConfidences receives {@code [images][P][C]}
		 */
		void differentiate(Predictions predictions, int first, FloatBuffer dLocations, FloatBuffer dConfidences);
	}

	/**
	 * Runs both passes with a loss between them, and adds the gradients to those that are there. An engine may compute a
	 * batch in parts, so that the loss of one part is computed while the device works on another. When this returns, the
	 * device may still be working: the input may be filled with the next batch, and every other call waits for what it needs.
	 *
	 * @param n number of images in the input
	 * @param loss called by this thread, for every image once, in the order of the images
	 */
	default void forwardBackward(final int n, final Loss loss) {
		final Predictions p = forward(n);
		final FloatBuffer dLocations = FloatBuffer.allocate(n * p.priors() * 4),
			dConfidences = FloatBuffer.allocate(n * p.priors() * p.classes());
		loss.differentiate(p, 0, dLocations, dConfidences);
		backward(dLocations, dConfidences);
	}

	/**
	 * Adds the gradients of the last {@link #forward} to the accumulated ones.
	 *
	 * @param dLocations {@code [n][P][4]} derivative of the loss
	 * @param dConfidences {@code [n][P][C]} derivative of the loss
	 * @throws IllegalStateException if there was no forward pass before
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

	/**
	 * Begins a moving average of the weights in training, which replaces an earlier one. Engines keep it where the weights
	 * are, so that adding to it copies nothing to this machine's memory and does not wait for the device.
	 *
	 * @param begin first values of the average: all arrays of the network, no others
	 * @return the average
	 * @throws IllegalArgumentException if they do not fit
	 */
	default WeightAverage average(final NamedWeights begin) {
		return new HostWeightAverage(this, begin);
	}

	/** Frees the memory; further calls fail. */
	@Override
	void close();
}
