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
package sc.fiji.ssd.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.Gson;
import com.google.gson.JsonObject;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.DamagedFileException;
import sc.fiji.ssd.io.FloatType;
import sc.fiji.ssd.io.JsonValues;

/**
 * The safetensors format, limited to float32 and float16: 8 bytes length of the header, the header as JSON, the arrays in
 * the header's order, little-endian.
 */
public final class Safetensors {

	/** The largest magnitude that is written as float16; what is larger may become infinite. */
	private static final float LARGEST_HALF = 65504;


	private Safetensors() {}

	/** @return the size in bytes of what {@link #write(OutputStream, NamedWeights, boolean)} writes */
	static long size(final NamedWeights weights, final boolean small) {
		return 8L + header(weights, small, Map.of()).length +
			weights.arrays().entrySet().stream().mapToLong(e -> bytes(e.getValue(), type(e, small))).sum();
	}

	/** @param small whether convolution kernels are rounded to float16 */
	static void write(final OutputStream out, final NamedWeights weights, final boolean small) throws IOException {
		write(out, weights, small, Map.of());
	}

	/**
	 * Writes float32.
	 *
	 * @param out receives the file
	 * @param weights the arrays, in their order, under any names
	 * @param metadata texts next to them
	 * @throws IOException if it cannot be written
	 */
	public static void write(final OutputStream out, final NamedWeights weights, final Map<String, String> metadata)
		throws IOException
	{
		write(out, weights, false, metadata);
	}

	private static void write(final OutputStream out, final NamedWeights weights, final boolean small,
		final Map<String, String> metadata) throws IOException
	{
		final byte[] header = header(weights, small, metadata);
		out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
		out.write(header);
		for (final Map.Entry<String, NamedWeights.Array> entry : weights.arrays().entrySet()) {
			final float[] values = entry.getValue().values();
			final FloatType type = type(entry, small);
			final ByteBuffer bytes = ByteBuffer.allocate((int) bytes(entry.getValue(), type)).order(ByteOrder.LITTLE_ENDIAN);
			if (type == FloatType.F32) bytes.asFloatBuffer().put(values);
			else for (final float value : values)
				bytes.putShort(FloatType.half(value));
			out.write(bytes.array());
		}
	}

	/** Kernels are nearly all of a model; scales, biases and statistics keep their range and bits. */
	private static FloatType type(final Map.Entry<String, NamedWeights.Array> entry, final boolean small) {
		if (!small || entry.getValue().shape().length != 4) return FloatType.F32;
		for (final float value : entry.getValue().values())
			if (!(Math.abs(value) <= LARGEST_HALF)) return FloatType.F32;
		return FloatType.F16;
	}

	private static long bytes(final NamedWeights.Array array, final FloatType type) {
		return (long) type.size() * array.values().length;
	}

	private static byte[] header(final NamedWeights weights, final boolean small, final Map<String, String> metadata) {
		final JsonObject header = new JsonObject();
		if (!metadata.isEmpty()) header.add(SafetensorsHeader.METADATA, new Gson().toJsonTree(metadata));
		long offset = 0;
		for (final Map.Entry<String, NamedWeights.Array> entry : weights.arrays().entrySet()) {
			final FloatType type = type(entry, small);
			final long end = offset + bytes(entry.getValue(), type);
			header.add(entry.getKey(), JsonValues.tree("dtype", type.name(), "shape", entry.getValue().shape(),
				"data_offsets", List.of(offset, end)));
			offset = end;
		}
		// padded with blanks to a multiple of 8, as the format asks
		final StringBuilder text = new StringBuilder(header.toString());
		while (text.toString().getBytes(StandardCharsets.UTF_8).length % 8 != 0)
			text.append(' ');
		return text.toString().getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * @param in holds {@code size} bytes
	 * @param size of the whole
	 * @return the arrays
	 * @throws IOException if the content is not safetensors of float32 and float16; one line
	 */
	static NamedWeights read(final InputStream in, final long size) throws IOException {
		final int length = SafetensorsHeader.length(ByteBuffer.wrap(exactly(in, 8)), size);
		final long dataSize = size - 8 - length;
		final SafetensorsHeader header = SafetensorsHeader
			.parse(new String(exactly(in, length), StandardCharsets.UTF_8), dataSize);
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		long offset = 0;
		for (final Map.Entry<String, SafetensorsHeader.Entry> named : header.arrays().entrySet()) {
			final String name = named.getKey();
			final SafetensorsHeader.Entry entry = named.getValue();
			final FloatType type = entry.floats();
			if (type != FloatType.F32 && type != FloatType.F16)
				throw new DamagedFileException("array " + name + " has type " + entry.type() + ", not F32 or F16");
			final long bytes = entry.end() - entry.begin();
			if (entry.begin() != offset || bytes % type.size() != 0)
				throw new DamagedFileException("array " + name + " is not where its shape requires");
			final int[] shape = NamedWeights.shape(name, entry.shape(), bytes / type.size());
			final float[] values = new float[Math.toIntExact(bytes / type.size())];
			type.convert(ByteBuffer.wrap(exactly(in, (int) bytes)).order(ByteOrder.LITTLE_ENDIAN), values, 0);
			arrays.put(name, new NamedWeights.Array(shape, values));
			offset = entry.end();
		}
		if (offset != dataSize)
			throw new DamagedFileException("it contains " + dataSize + " bytes of data, its header describes " + offset);
		return new NamedWeights(arrays);
	}

	private static byte[] exactly(final InputStream in, final int count) throws IOException {
		final byte[] bytes = in.readNBytes(count);
		if (bytes.length < count) throw new EOFException("it ends too early");
		return bytes;
	}
}
