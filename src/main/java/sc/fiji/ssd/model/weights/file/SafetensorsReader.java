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
package sc.fiji.ssd.model.weights.file;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import sc.fiji.ssd.io.FloatType;

/** The safetensors format: 8 bytes length of the header, the header as JSON, the arrays. Arrays of whole numbers are passed over. */
final class SafetensorsReader {

	private static final int MAX_HEADER = 16 << 20;
	private static final int MAX_RANK = 8;

	/** Where safetensors keeps texts. */
	private static final String METADATA = "__metadata__";

	private final FileBytes file;
	private final long data;
	private final Map<String, StoredArray> arrays = new LinkedHashMap<>();
	private final Map<String, String> metadata = new LinkedHashMap<>();

	private SafetensorsReader(final FileBytes file, final long data) {
		this.file = file;
		this.data = data;
	}

	static SafetensorsReader read(final FileBytes file) throws IOException {
		final long length = file.read(0, 8).getLong();
		if (length < 2 || length > MAX_HEADER || length > file.size() - 8)
			throw new IOException("its header claims " + length + " bytes");
		final String header = StandardCharsets.UTF_8.decode(file.read(8, (int) length)).toString();
		try (JsonReader json = new JsonReader(new StringReader(header))) {
			final SafetensorsReader reader = new SafetensorsReader(file, 8 + length);
			reader.read(json);
			return reader;
		}
		catch (final JsonParseException | IllegalStateException | NumberFormatException e) {
			throw new IOException("its header is damaged", e);
		}
	}

	Map<String, StoredArray> arrays() {
		return arrays;
	}

	/** @return the texts next to the arrays */
	Map<String, String> metadata() {
		return metadata;
	}

	private void read(final JsonReader json) throws IOException {
		json.beginObject();
		while (json.hasNext()) {
			final String name = json.nextName();
			if (name.equals(METADATA)) {
				json.beginObject();
				while (json.hasNext())
					metadata.put(json.nextName(), json.nextString());
				json.endObject();
			}
			else {
				final StoredArray array = array(name, json);
				if (array != null && arrays.put(name, array) != null)
					throw new IOException("it has two arrays named " + name);
			}
		}
		json.endObject();
	}

	private StoredArray array(final String name, final JsonReader json) throws IOException {
		String type = "";
		long[] shape = null, range = null;
		json.beginObject();
		while (json.hasNext()) {
			switch (json.nextName()) {
				case "dtype" -> type = json.nextString();
				case "shape" -> shape = numbers(name, json);
				case "data_offsets" -> range = numbers(name, json);
				default -> json.skipValue();
			}
		}
		json.endObject();
		if (shape == null || range == null || range.length != 2)
			throw new IOException("the description of " + name + " is incomplete");
		final long begin = range[0], end = range[1];
		if (begin > end || end > file.size() - data) throw new IOException(name + " lies beyond the file's end");
		final String called = type;
		final FloatType numbers = Arrays.stream(FloatType.values()).filter(t -> t.name().equals(called)).findFirst()
			.orElse(null);
		if (numbers == null) return null;
		if ((end - begin) % numbers.size() != 0) throw new IOException(name + " ends inside a number");
		return new StoredArray(file.path(), name, StoredArray.shape(name, shape, (end - begin) / numbers.size()),
			(first, out) -> file.read(data + begin + first * numbers.size(), numbers, out));
	}

	private static long[] numbers(final String name, final JsonReader json) throws IOException {
		final List<Long> numbers = new ArrayList<>();
		json.beginArray();
		while (json.hasNext()) {
			// as text: what is not a plain whole number is refused, not rounded
			if (json.peek() != JsonToken.NUMBER || numbers.size() == MAX_RANK)
				throw new IOException("the description of " + name + " is damaged");
			final long number = Long.parseLong(json.nextString());
			if (number < 0) throw new IOException(name + " has a negative size (" + number + ")");
			numbers.add(number);
		}
		json.endArray();
		return numbers.stream().mapToLong(Long::longValue).toArray();
	}
}
