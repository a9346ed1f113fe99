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

import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;

import org.bytedeco.javacpp.Pointer;

import sc.fiji.ssd.engine.onednn.primitives.Dnnl;
import sc.fiji.ssd.engine.onednn.primitives.NativeMemory;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/** Images, predictions and their derivatives, which oneDNN reads and writes where the caller does. */
public final class HostMemory {

	private final NetworkPlan plan;
	private final Map<HostBuffer, NativeMemory> memory = new EnumMap<>(HostBuffer.class);

	/**
	 * @param dnnl allocates memory and frees it in the end
	 * @param plan network that is computed
	 * @param images largest number of images
	 * @param training whether there are derivatives
	 */
	public HostMemory(final Dnnl dnnl, final NetworkPlan plan, final int images, final boolean training) {
		this.plan = plan;
		for (final HostBuffer buffer : HostBuffer.values())
			if (training || !buffer.isForTraining())
				memory.put(buffer, dnnl.allocate((long) images * buffer.valuesPerImage(plan) * Float.BYTES));
	}

	/** @return where one of an image's values lies */
	Pointer at(final HostBuffer buffer, final int image, final int value) {
		return memory.get(buffer).at(((long) image * buffer.valuesPerImage(plan) + value) * Float.BYTES);
	}

	/** @return the values of some images */
	public FloatBuffer floats(final HostBuffer buffer, final int first, final int images) {
		final int values = buffer.valuesPerImage(plan);
		return memory.get(buffer).floats((long) first * values, images * values);
	}
}
