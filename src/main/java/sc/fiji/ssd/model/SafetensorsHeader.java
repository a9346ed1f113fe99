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

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import sc.fiji.ssd.io.DamagedFileException;
import sc.fiji.ssd.io.FloatType;
import sc.fiji.ssd.io.StrictJson;

/**
 * The header of the safetensors format: 8 bytes for its length, the header as JSON, the arrays, little-endian.
 *
 * @param arrays by name, in the file's order
 * @param metadata texts next to them
 */
public record SafetensorsHeader(Map<String, Entry> arrays, Map<String, String> metadata) {

	/** Where safetensors keeps texts. */
	static final String METADATA = "__metadata__";

	private static final int MOST_BYTES = 16 << 20;
	private static final int MOST_DIMENSIONS = 8;

	/**
	 * An array.
	 *
	 * @param type of its numbers, as the file names it
	 * @param shape its dimensions, not negative
	 * @param begin its first byte after the header
	 * @param end the byte after it; inside the file
	 */
	public record Entry(String type, long[] shape, long begin, long end) {

		/** @return the type, null unless its numbers are floating-point */
		public FloatType floats() {
			return Arrays.stream(FloatType.values()).filter(t -> t.name().equals(type)).findFirst().orElse(null);
		}
	}

	/**
	 * @param start the first 8 bytes of a file
	 * @param size of the whole file
	 * @return bytes of the header
	 * @throws DamagedFileException if the file cannot have such a header
	 */
	public static int length(final ByteBuffer start, final long size) throws DamagedFileException {
		final long length = start.order(ByteOrder.LITTLE_ENDIAN).getLong(0);
		if (length < 2 || length > MOST_BYTES || length > size - 8)
			throw new DamagedFileException("its header claims " + length + " bytes");
		return (int) length;
	}

	/**
	 * @param text of the header
	 * @param size bytes of the arrays
	 * @return what it says
	 * @throws DamagedFileException if it is not such a header, or an array lies outside the file
	 */
	public static SafetensorsHeader parse(final String text, final long size) throws DamagedFileException {
		final SafetensorsHeader header = new SafetensorsHeader(new LinkedHashMap<>(), new LinkedHashMap<>());
		try (JsonReader json = new JsonReader(new StringReader(StrictJson.checked(text)))) {
			json.beginObject();
			while (json.hasNext()) {
				final String name = json.nextName();
				if (name.equals(METADATA)) header.readMetadata(json);
				else header.arrays.put(name, entry(name, json, size));
			}
			json.endObject();
			if (json.peek() != JsonToken.END_DOCUMENT) throw new DamagedFileException("its header is damaged");
			return header;
		}
		catch (final DamagedFileException e) {
			throw e;
		}
		catch (final IOException | IllegalStateException | NumberFormatException e) {
			throw new DamagedFileException("its header is damaged");
		}
	}

	private void readMetadata(final JsonReader json) throws IOException {
		json.beginObject();
		while (json.hasNext())
			metadata.put(json.nextName(), json.nextString());
		json.endObject();
	}

	private static Entry entry(final String name, final JsonReader json, final long size) throws IOException {
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
			throw new DamagedFileException("the description of array " + name + " is incomplete");
		if (range[0] > range[1] || range[1] > size)
			throw new DamagedFileException("array " + name + " lies beyond the file's end");
		return new Entry(type, shape, range[0], range[1]);
	}

	private static long[] numbers(final String name, final JsonReader json) throws IOException {
		final List<Long> numbers = new ArrayList<>();
		json.beginArray();
		while (json.hasNext()) {
			// as text: what is not a plain whole number is refused, not rounded
			if (json.peek() != JsonToken.NUMBER || numbers.size() == MOST_DIMENSIONS)
				throw new DamagedFileException("the description of array " + name + " is damaged");
			final long number = Long.parseLong(json.nextString());
			if (number < 0) throw new DamagedFileException("array " + name + " has a negative size (" + number + ")");
			numbers.add(number);
		}
		json.endArray();
		return numbers.stream().mapToLong(Long::longValue).toArray();
	}
}
