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

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * An engine that does the first part of detection where the predictions are: softmax, threshold and decoding, so that
 * only candidates have to be copied back. It finds the same candidates as the predictions of
 * {@link NetworkEngine#predict} would give.
 *
 * <pre>{@code
 * CandidateEngine.Slot slot = engine.slots().get(0);
 * FloatBuffer in = slot.input(n);         // [n][3][size][size]
 * ...                                     // fill it
 * slot.start(n, rule);                    // returns at once
 * Candidates found = slot.candidates();   // waits
 * }</pre>
 */
public interface CandidateEngine extends NetworkEngine {

	/**
	 * The rule that selects candidates.
	 *
	 * @param centers {@code [P][4]} centre x, centre y, width, height of the default boxes
	 * @param centerVariance multiplies the predicted offsets of the centre
	 * @param sizeVariance multiplies the predicted logarithms of width and height
	 * @param maxLogSize upper limit of these logarithms
	 * @param score the probability of a class must be above this
	 */
	record Rule(float[] centers, double centerVariance, double sizeVariance, double maxLogSize, double score) {}

	/**
	 * The candidates found, in no particular order; valid until their slot is started again.
	 *
	 * @param counts of every image
	 * @param room entries of an image in {@code entries}, of which the first ones are filled
	 * @param entries {@code [n][room]} of {@value #BYTES} bytes, in native order: int default box, int class
	 *          (1-based), float probability, float x min, y min, x max, y max, normalised to the image, not clipped
	 */
	record Candidates(int[] counts, int room, ByteBuffer entries) {

		/** Size of an entry. */
		public static final int BYTES = 28;
	}

	/**
	 * A place for the images of one call and for what is found in them. While one slot's images are computed, those
	 * of another come in and the candidates of a third go out. A slot is used by one thread at a time; several slots may
	 * be used by several threads, but not while any other method of the engine runs.
	 */
	interface Slot {

		/**
		 * @param n number of images, 1 to {@link NetworkEngine#maxBatch()}
		 * @return a direct buffer as that of {@link NetworkEngine#input}, to be filled before {@link #start} and left alone
		 *         until {@link #candidates} has returned
		 */
		FloatBuffer input(int n);

		/**
		 * Begins to run the network on the input.
		 *
		 * @param n number of images in the input
		 * @param rule which boxes are wanted; the same object in all slots, or they wait for one another
		 */
		void start(int n, Rule rule);

		/**
		 * Waits for what was started.
		 *
		 * @return the candidates of all images; null if there are more than it has room for:
		 *         then {@link #predictions} has to be called
		 * @throws IllegalStateException if nothing was started
		 */
		Candidates candidates();

		/**
		 * Runs the network again on what was started.
		 *
		 * @return what it predicts, a copy
		 * @throws IllegalStateException if nothing was started
		 */
		Predictions predictions();
	}

	/** @return the engine's slots, always the same, at least one */
	List<? extends Slot> slots();
}
