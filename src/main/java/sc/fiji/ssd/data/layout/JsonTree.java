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
package sc.fiji.ssd.data.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import sc.fiji.ssd.io.UserException;

/** Reads JSON into a tree without recursion; refuses deep nesting and the same name twice. */
final class JsonTree {

	private record Level(JsonElement container) {}

	private final JsonReader reader;
	private final int deepest;
	private final Path file;
	private final Deque<Level> levels = new ArrayDeque<>();
	private JsonElement root;

	private JsonTree(final JsonReader reader, final int deepest, final Path file) {
		this.reader = reader;
		this.deepest = deepest;
		this.file = file;
	}

	static JsonElement read(final JsonReader reader, final int deepest, final Path file) throws IOException {
		return new JsonTree(reader, deepest, file).run();
	}

	private JsonElement run() throws IOException {
		JsonElement container = null; // that is being filled
		String name = null;
		do {
			switch (reader.peek()) {
				case BEGIN_ARRAY, BEGIN_OBJECT -> {
					final boolean array = reader.peek() == JsonToken.BEGIN_ARRAY;
					if (array) reader.beginArray();
					else reader.beginObject();
					if (levels.size() >= deepest)
						throw new UserException(file + ": is nested more than " + deepest +
							" levels deep, which annotations never are; replace the file");
					final JsonElement inner = array ? new JsonArray() : new JsonObject();
					put(container, name, inner);
					levels.push(new Level(container));
					container = inner;
				}
				case END_ARRAY, END_OBJECT -> {
					if (container.isJsonArray()) reader.endArray();
					else reader.endObject();
					container = levels.pop().container;
				}
				case NAME -> {
					name = reader.nextName();
					if (((JsonObject) container).has(name))
						throw new UserException(file + ": has the name \"" + Quoted.of(name) +
							"\" twice in one object, which is a contradiction; correct the file");
				}
				default -> put(container, name, value());
			}
		}
		while (container != null);
		return root;
	}

	private JsonElement value() throws IOException {
		switch (reader.peek()) {
			case STRING:
				return new JsonPrimitive(reader.nextString());
			case NUMBER:
				return new JsonPrimitive(number(reader.nextString()));
			case BOOLEAN:
				return new JsonPrimitive(reader.nextBoolean());
			default:
				reader.nextNull();
				return JsonNull.INSTANCE;
		}
	}

	private static Number number(final String text) {
		final boolean whole = text.length() <= 18 && text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
		return whole ? (Number) Long.valueOf(text) : Double.valueOf(text);
	}

	private void put(final JsonElement container, final String name, final JsonElement value) {
		if (container == null) root = value;
		else if (container.isJsonArray()) container.getAsJsonArray().add(value);
		else container.getAsJsonObject().add(name, value);
	}
}
