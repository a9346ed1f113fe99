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
package sc.fiji.ssd.engine.cudnn;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;

import org.bytedeco.javacpp.BytePointer;

import sc.fiji.ssd.engine.cudnn.driver.Cuda;
import sc.fiji.ssd.engine.plan.HostBuffer;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/** The data that an engine and its caller exchange, in page-locked memory that all GPUs of the engine can access. */
final class HostBuffers {

	private final NetworkPlan plan;
	private final Map<HostBuffer, BytePointer> memory = new EnumMap<>(HostBuffer.class);

	/**
	 * @param cuda the GPU whose closing frees the memory
	 * @param plan network to compute
	 * @param images number of images to make room for, of all GPUs together
	 * @param training whether there is a backward pass
	 */
	HostBuffers(final Cuda cuda, final NetworkPlan plan, final int images, final boolean training) {
		this.plan = plan;
		for (final HostBuffer buffer : HostBuffer.values())
			if (training || !buffer.isForTraining()) memory.put(buffer, cuda.pinned(images * bytes(buffer)));
	}

	/** @return bytes of an image */
	long bytes(final HostBuffer buffer) {
		return (long) buffer.valuesPerImage(plan) * Float.BYTES;
	}

	/** @return the memory starting at an image */
	BytePointer from(final HostBuffer buffer, final int image) {
		return memory.get(buffer).getPointer(image * bytes(buffer));
	}

	/** @return a view of the values of some images */
	FloatBuffer floats(final HostBuffer buffer, final int first, final int images) {
		return floats(from(buffer, first), (long) images * buffer.valuesPerImage(plan));
	}

	/** @return a view of memory */
	static FloatBuffer floats(final BytePointer memory, final long count) {
		return memory.asByteBuffer().order(ByteOrder.nativeOrder()).asFloatBuffer().limit(Math.toIntExact(count));
	}
}
