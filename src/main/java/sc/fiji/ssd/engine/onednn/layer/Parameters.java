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
package sc.fiji.ssd.engine.onednn.layer;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;

import org.bytedeco.javacpp.Pointer;

import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.NativeMemory;
import sc.fiji.ssd.engine.plan.Backend;
import sc.fiji.ssd.engine.plan.HostParameters;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.ParameterLayout;

/**
 * Weights, and in training gradients, momenta and a moving average, where oneDNN reads and adds to them.
 *
 * @param dnnl allocates memory and frees it in the end
 * @param layout the places in the vectors
 * @param vectors memory of the vectors so far
 */
public record Parameters(Dnnl dnnl, ParameterLayout layout, Map<Backend.Vector, NativeMemory> vectors) {

	/** @return memory that holds the weights, and in training the gradients and momenta, all 0 */
	public static Parameters allocate(final Dnnl dnnl, final ParameterLayout layout, final boolean training) {
		final Parameters parameters = new Parameters(dnnl, layout, new EnumMap<>(Backend.Vector.class));
		for (final Backend.Vector vector : Backend.Vector.values())
			if (vector == Backend.Vector.WEIGHTS || training && vector != Backend.Vector.AVERAGE)
				parameters.memory(vector);
		return parameters;
	}

	private NativeMemory memory(final Backend.Vector vector) {
		return vectors.computeIfAbsent(vector, v -> dnnl.allocate(layout.length() * Float.BYTES));
	}

	/** @return where the first value of an array of an operation lies in a vector */
	Pointer at(final Backend.Vector vector, final LayerPlan operation, final String kind) {
		return vectors.get(vector).at(layout.offset(operation, kind) * Float.BYTES);
	}

	/** @param pool threads that compute @param changed is called after every change of the weights */
	public HostParameters onHost(final ForkJoinPool pool, final Runnable changed) {
		return new HostParameters(layout, vector -> memory(vector)::floats, pool, changed);
	}
}
