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
package sc.fiji.ssd.engine.plan;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * The part of an engine that depends on the library that computes: it runs the operations of a {@link NetworkPlan} and
 * holds maps and parameters in the library's memory. {@link PlannedEngine} does everything that engines have in common,
 * and calls a back end only with valid arguments, in a valid order, and not after {@link #close}. For each kind of
 * layer a back end has one class, which {@code operation} in its package chooses.
 */
public interface Backend extends AutoCloseable {

	/**
	 * The vectors in the order of {@link ParameterStore#parameters()}. Only the weights exist if nothing is learned, the
	 * moving average of the weights only once it is written.
	 */
	enum Vector {
		WEIGHTS, GRADIENTS, MOMENTA, AVERAGE
	}

	/** Runs its own images while other workers run theirs. */
	interface Worker {

		/** @return index of its first image in the host buffers */
		int firstImage();

		/** @return number of images that it can run */
		int maxBatch();

		/** @param images runs the first images of this worker, at least 1 */
		void forward(int images);
	}

	/** @return the vectors, always the same object */
	ParameterStore store();

	/**
	 * @param buffer one of the buffers
	 * @param first index of an image
	 * @param images number of images
	 * @return memory of these images: position 0, direct, always the same memory
	 */
	FloatBuffer buffer(HostBuffer buffer, int first, int images);

	/**
	 * Runs the network from {@link HostBuffer#INPUT} to the predictions.
	 *
	 * @param images number of images, from the first one on
	 */
	void forward(int images);

	/**
	 * Adds the gradients that follow from the derivatives of the predictions, which are in the host buffers.
	 *
	 * @param images those of the last {@link #forward}
	 */
	void backward(int images);

	/** Computes a loss of some images, whose predictions and derivatives are in the host buffers. */
	interface Loss {

		/**
		 * @param first index of the first image
		 * @param images number of images
		 */
		void differentiate(int first, int images);
	}

	/**
	 * Runs both passes with a loss between them. May return before the device is done, but not before it has read the input.
	 *
	 * @param images number of images, from the first one on
	 * @param loss called by this thread, for every image once, in the order of the images
	 */
	default void forwardBackward(final int images, final Loss loss) {
		forward(images);
		loss.differentiate(0, images);
		backward(images);
	}

	/** @return parts that run at the same time; together they are the whole back end. None if it has no parts. */
	default List<? extends Worker> workers() {
		return List.of();
	}

	/** Frees all memory; also called if creating the back end failed. */
	@Override
	void close();
}
