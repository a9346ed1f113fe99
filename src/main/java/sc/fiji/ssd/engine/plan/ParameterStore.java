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

import java.util.List;

/** The weights of a {@link Backend}, their gradients, momenta and moving average, where its library wants them. */
public interface ParameterStore {

	/** @return the places of the parameters in the vectors */
	ParameterLayout parameters();

	/**
	 * Updates all parameters and sets all gradients to 0.
	 *
	 * @param steps one step for each place, in the order of {@link ParameterLayout#slots()}
	 */
	void step(List<ParameterStep> steps);

	/**
	 * Moves all values of {@link Backend.Vector#AVERAGE}, which was written before: {@code average += share * (weight -
	 * average)}, each operation in float32.
	 */
	void moveAverage(float share);

	/**
	 * @param vector vector to read
	 * @param slot place in the vector
	 * @return a copy of the values, as the vector has them
	 */
	float[] read(Backend.Vector vector, ParameterSlot slot);

	/**
	 * @param vector vector to write
	 * @param slot place in the vector
	 * @param values new values, as the vector has them
	 */
	void write(Backend.Vector vector, ParameterSlot slot, float[] values);

	/**
	 * @param slots some places
	 * @return the sum of the squares of all their gradients
	 */
	double squaredNorm(List<ParameterSlot> slots);

	/** @param factor multiplies all gradients */
	void scaleGradients(float factor);

	/** @param slot place whose gradients become 0, also those that are not finite */
	void clearGradients(ParameterSlot slot);
}
