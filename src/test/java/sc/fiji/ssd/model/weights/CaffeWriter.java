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
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;

/** Writes a NetParameter byte by byte, from the field numbers of caffe.proto. */
final class CaffeWriter {

	/** How layers and blobs are written. */
	enum Style {
		/** {@code repeated LayerParameter layer = 100}, {@code BlobShape shape = 7}, packed data. */
		V2,
		/** {@code repeated V1LayerParameter layers = 2}, num, channels, height, width, packed data. */
		V1,
		/** As V1, each number on its own. */
		V1_UNPACKED
	}

	private CaffeWriter() {}

	static byte[] write(final NamedWeights weights, final Style style) {
		final Map<String, List<NamedWeights.Array>> layers = new LinkedHashMap<>();
		weights.arrays().forEach((name, array) -> layers.merge(name.substring(0, name.lastIndexOf('.')), List.of(array),
			(a, b) -> List.of(a.get(0), b.get(0))));
		final ByteArrayOutputStream net = new ByteArrayOutputStream();
		bytes(net, 1, "VGG_VOC0712_SSD_300x300".getBytes(StandardCharsets.UTF_8));
		bytes(net, 3, "data".getBytes(StandardCharsets.UTF_8)); // input
		layers.forEach((name, blobs) -> bytes(net, style == Style.V2 ? 100 : 2, layer(name, blobs, style)));
		bytes(net, style == Style.V2 ? 100 : 2, layer("relu1_1", List.of(), style));
		return net.toByteArray();
	}

	/**
	 * @param parameters layers with parameters, as encoded LayerParameters
	 * @return the weights as the layer of today, then those layers
	 */
	static byte[] write(final NamedWeights weights, final List<byte[]> parameters) {
		final ByteArrayOutputStream net = new ByteArrayOutputStream();
		net.writeBytes(write(weights, Style.V2));
		parameters.forEach(p -> bytes(net, 100, p));
		return net.toByteArray();
	}

	/** A LayerParameter without blobs: name, type, bottoms, and one message of parameters. */
	static byte[] parameters(final String name, final String type, final List<String> bottoms, final int field,
		final byte[] message)
	{
		final ByteArrayOutputStream layer = new ByteArrayOutputStream();
		bytes(layer, 1, name.getBytes(StandardCharsets.UTF_8));
		bytes(layer, 2, type.getBytes(StandardCharsets.UTF_8));
		bottoms.forEach(b -> bytes(layer, 3, b.getBytes(StandardCharsets.UTF_8)));
		bytes(layer, field, message);
		return layer.toByteArray();
	}

	static void number(final ByteArrayOutputStream out, final int field, final double value) {
		varint(out, field << 3 | 5);
		out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat((float) value).array());
	}

	static void whole(final ByteArrayOutputStream out, final int field, final long value) {
		varint(out, field << 3);
		varint(out, value);
	}

	private static byte[] layer(final String name, final List<NamedWeights.Array> blobs, final Style style) {
		final ByteArrayOutputStream layer = new ByteArrayOutputStream();
		final byte[] text = name.getBytes(StandardCharsets.UTF_8);
		if (style == Style.V2) {
			bytes(layer, 1, text);
			bytes(layer, 2, "Convolution".getBytes(StandardCharsets.UTF_8));
			for (final NamedWeights.Array blob : blobs)
				bytes(layer, 7, blob(blob, style));
		}
		else {
			for (final NamedWeights.Array blob : blobs)
				bytes(layer, 6, blob(blob, style));
			bytes(layer, 4, text);
			varint(layer, 5 << 3);
			varint(layer, 4); // type CONVOLUTION
		}
		return layer.toByteArray();
	}

	private static byte[] blob(final NamedWeights.Array array, final Style style) {
		final ByteArrayOutputStream blob = new ByteArrayOutputStream();
		if (style == Style.V2) {
			final ByteArrayOutputStream dims = new ByteArrayOutputStream(), shape = new ByteArrayOutputStream();
			for (final int n : array.shape())
				varint(dims, n);
			bytes(shape, 1, dims.toByteArray());
			bytes(blob, 7, shape.toByteArray());
		}
		else for (int i = 0; i < 4; i++) {
			final int missing = 4 - array.shape().length;
			varint(blob, i + 1 << 3);
			varint(blob, i < missing ? 1 : array.shape()[i - missing]);
		}
		final ByteBuffer numbers = ByteBuffer.allocate(4 * array.values().length).order(ByteOrder.LITTLE_ENDIAN);
		numbers.asFloatBuffer().put(array.values());
		if (style != Style.V1_UNPACKED) bytes(blob, 5, numbers.array());
		else for (int i = 0; i < array.values().length; i++) {
			varint(blob, 5 << 3 | 5);
			blob.write(numbers.array(), 4 * i, 4);
		}
		return blob.toByteArray();
	}

	static void bytes(final ByteArrayOutputStream out, final int field, final byte[] content) {
		varint(out, field << 3 | 2);
		varint(out, content.length);
		out.writeBytes(content);
	}

	static void varint(final ByteArrayOutputStream out, final long value) {
		long rest = value;
		while ((rest & ~0x7fL) != 0) {
			out.write((int) (rest & 0x7f | 0x80));
			rest >>>= 7;
		}
		out.write((int) rest);
	}
}
