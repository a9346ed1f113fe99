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

/** The buffers that a network and its caller exchange: float32, row-major, in memory that both can access. */
public enum HostBuffer {
	/** {@code [n][3][size][size]}. */
	INPUT,
	/** {@code [n][P][4]}. */
	LOCATIONS,
	/** {@code [n][P][C]}. */
	CONFIDENCES,
	/** {@code [n][P][4]}, derivative of the loss. */
	LOCATION_DERIVATIVES,
	/** {@code [n][P][C]}, derivative of the loss. */
	CONFIDENCE_DERIVATIVES;

	/** @return whether only a backward pass needs it */
	public boolean isForTraining() {
		return this == LOCATION_DERIVATIVES || this == CONFIDENCE_DERIVATIVES;
	}

	/**
	 * @param plan what is computed
	 * @return values for one image
	 */
	public int valuesPerImage(final NetworkPlan plan) {
		return switch (this) {
			case INPUT -> plan.imageValues();
			case LOCATIONS, LOCATION_DERIVATIVES -> plan.priors() * NetworkPlan.BOX;
			case CONFIDENCES, CONFIDENCE_DERIVATIVES -> plan.priors() * plan.network().classes();
		};
	}
}
