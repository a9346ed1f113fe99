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

/**
 * An engine that does the first part of detection where the predictions are:
 * softmax, threshold and decoding, so that not all predictions have to be
 * brought back. What it finds is what the predictions of
 * {@link NetworkEngine#predict} give.
 */
public interface CandidateEngine extends NetworkEngine {

	/**
	 * Which boxes are wanted.
	 *
	 * @param centers {@code [P][4]} centre x, centre y, width, height of the default boxes
	 * @param centerVariance multiplies the predicted offsets of the centre
	 * @param sizeVariance multiplies the predicted logarithms of width and height
	 * @param maxLogSize those are not larger than this then
	 * @param score the probability of a class must be above this
	 */
	record Rule(float[] centers, double centerVariance, double sizeVariance, double maxLogSize, double score) {}

	/**
	 * What was found, in no order; valid until the next call.
	 *
	 * @param counts of every image
	 * @param room entries of an image in {@code entries}, of which the first ones are filled
	 * @param entries {@code [n][room]} of {@value #BYTES} bytes, in native order: int default box, int class
	 *          (1-based), float probability, float x min, y min, x max, y max, normalised to the image, not clipped
	 */
	record Candidates(int[] counts, int room, ByteBuffer entries) {

		/** Of an entry. */
		public static final int BYTES = 28;
	}

	/**
	 * Runs the network on the input.
	 *
	 * @param n number of images in the input
	 * @param rule which boxes are wanted
	 * @return those of all images; null if there are more than it has room for:
	 *         then {@link #predict} has to be called
	 */
	Candidates candidates(int n, Rule rule);
}
