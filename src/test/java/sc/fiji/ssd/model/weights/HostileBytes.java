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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import com.google.gson.Gson;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Safetensors;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.LayerRecipe;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;

/** Containers of weights and models around any content, byte by byte. */
final class HostileBytes {

	/** A detector of a few thousand weights. */
	static final SsdArchitecture TINY = new SsdArchitecture("tiny", 32, 1,
		List.of(new LayerRecipe("conv1", LayerRecipe.CONVOLUTION, 4, 3, 1, 1, 1),
			new LayerRecipe("pool1", LayerRecipe.POOLING, 0, 8, 8, 0, 1),
			new LayerRecipe("conv2", LayerRecipe.CONVOLUTION, 4, 3, 1, 1, 1)),
		List.of(new SourceMap("conv1", 20, 8, 10, 16, List.of(), List.of()), new SourceMap("conv2", 0, 8, 16, 24, List.of(2.0), List.of())),
		List.of(0.1, 0.2), false, DefaultBoxes.Clipping.NONE, null, null, 0);

	static final List<String> CLASSES = List.of("a", "b");

	/** What {@code torch.save} of before 1.6 begins with: pickles of a magic number, the protocol and an empty dictionary. */
	private static final String STREAM = "\u0080\2\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019.\u0080\2M\u00e9\3.\u0080\2}.";

	private HostileBytes() {}

	/** A zip of stored entries with right checksums. */
	static byte[] zip(final Map<String, byte[]> entries) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			for (final Map.Entry<String, byte[]> e : entries.entrySet()) {
				final ZipEntry entry = new ZipEntry(e.getKey());
				entry.setMethod(ZipEntry.STORED);
				entry.setSize(e.getValue().length);
				final CRC32 crc = new CRC32();
				crc.update(e.getValue());
				entry.setCrc(crc.getValue());
				zip.putNextEntry(entry);
				zip.write(e.getValue());
			}
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
		return out.toByteArray();
	}

	/** A zip whose last entry is a run of one byte, compressed. */
	static byte[] bomb(final Map<String, byte[]> stored, final String name, final char of, final int length) {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (ZipOutputStream zip = new ZipOutputStream(out)) {
			for (final Map.Entry<String, byte[]> e : stored.entrySet()) {
				zip.putNextEntry(new ZipEntry(e.getKey()));
				zip.write(e.getValue());
			}
			zip.putNextEntry(new ZipEntry(name));
			final byte[] piece = String.valueOf(of).repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
			for (int done = 0; done < length; done += piece.length)
				zip.write(piece);
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
		return out.toByteArray();
	}

	/** Both containers of PyTorch around a pickle, with one storage named 0 of sixteen numbers. */
	static byte[] torch(final byte[] pickle, final boolean zip) {
		final byte[] storage = new byte[64];
		if (zip) {
			final Map<String, byte[]> entries = new LinkedHashMap<>();
			entries.put("archive/data.pkl", pickle);
			entries.put("archive/data/0", storage);
			entries.put("archive/version", "3\n".getBytes(StandardCharsets.UTF_8));
			return zip(entries);
		}
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(latin(STREAM));
		out.writeBytes(pickle);
		out.writeBytes(latin("]X\1\0\0\0" + "0a."));
		out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(16).array());
		out.writeBytes(storage);
		return out.toByteArray();
	}

	/** The pickle of a tensor that claims to be a view of the storage. */
	static byte[] tensor(final long size, final long offset, final List<Long> shape, final List<Long> strides) {
		return tensor("0", size, offset, shape, strides);
	}

	/** The same of another storage. */
	static byte[] tensor(final String key, final long size, final long offset, final List<Long> shape,
		final List<Long> strides)
	{
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(latin("ctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storagectorch\nFloatStorage\n"));
		out.writeBytes(text(key));
		out.writeBytes(text("cpu"));
		number(out, size);
		out.writeBytes(latin("tQ"));
		number(out, offset);
		out.write('(');
		shape.forEach(n -> number(out, n));
		out.writeBytes(latin("t("));
		strides.forEach(n -> number(out, n));
		out.writeBytes(latin("t\u0089ccollections\nOrderedDict\n)RtR"));
		return out.toByteArray();
	}

	/** A text of a pickle. */
	static byte[] text(final String text) {
		final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(5 + bytes.length).order(ByteOrder.LITTLE_ENDIAN).put((byte) 'X').putInt(bytes.length)
			.put(bytes).array();
	}

	private static void number(final ByteArrayOutputStream out, final long value) {
		out.writeBytes(
			ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).put(latin("\u008a\u0008")).putLong(value).array());
	}

	/** A safetensors file of a header and some data. */
	static byte[] safetensors(final String header, final int data) {
		final byte[] text = header.getBytes(StandardCharsets.UTF_8);
		return ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).put(text)
			.array();
	}

	/** The JSON of {@link #TINY}'s model file. */
	static String description() {
		final Map<String, Object> description = new LinkedHashMap<>();
		description.put("formatVersion", 1);
		description.put("architecture", TINY);
		description.put("classNames", CLASSES);
		description.put("preprocessing", Preprocessing.CAFFE);
		description.put("provenance", Map.of("seed", "1", "more", List.of(1, 2)));
		return new Gson().toJson(description);
	}

	/** A model file around any description. */
	static byte[] model(final String description) {
		final Map<String, byte[]> entries = new LinkedHashMap<>();
		entries.put("model.json", description.getBytes(StandardCharsets.UTF_8));
		entries.put("weights.safetensors", weights());
		return zip(entries);
	}

	/** {@link #TINY}'s weights. */
	static byte[] weights() {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		final NamedWeights weights = Initialization.heXavier(TINY.network(CLASSES.size() + 1), 1);
		try {
			Safetensors.write(out, weights, Map.of());
		}
		catch (final IOException e) {
			throw new UncheckedIOException(e);
		}
		return out.toByteArray();
	}

	static byte[] latin(final String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}
}
