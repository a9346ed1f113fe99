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
package sc.fiji.ssd.model.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;

/** Writes a {@code .pth} as {@code torch.save(state_dict)} does today: a pickle, and a storage for each tensor. */
final class TorchWriter {

	private TorchWriter() {}

	static byte[] write(final Map<String, NamedWeights.Array> arrays) {
		final Map<String, byte[]> entries = new LinkedHashMap<>();
		final ByteArrayOutputStream pickle = new ByteArrayOutputStream();
		pickle.writeBytes(HostileBytes.latin("\u0080\2ccollections\nOrderedDict\n)R("));
		entries.put("archive/data.pkl", null); // stands first
		for (final Map.Entry<String, NamedWeights.Array> entry : arrays.entrySet()) {
			final String key = String.valueOf(entries.size() - 1);
			final float[] values = entry.getValue().values();
			final ByteBuffer numbers = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
			numbers.asFloatBuffer().put(values);
			entries.put("archive/data/" + key, numbers.array());
			final long[] shape = Arrays.stream(entry.getValue().shape()).asLongStream().toArray(),
				strides = new long[shape.length];
			long step = 1;
			for (int i = shape.length - 1; i >= 0; step *= shape[i--])
				strides[i] = step;
			pickle.writeBytes(HostileBytes.text(entry.getKey()));
			pickle.writeBytes(HostileBytes.tensor(key, values.length, 0, Arrays.stream(shape).boxed().toList(),
				Arrays.stream(strides).boxed().toList()));
		}
		pickle.writeBytes(HostileBytes.latin("u."));
		entries.put("archive/data.pkl", pickle.toByteArray());
		return HostileBytes.zip(entries);
	}
}
