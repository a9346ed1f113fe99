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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import sc.fiji.ssd.io.UserException;

/** Reads JSON files of other tools. Errors are one line that gives file, line and column. */
public final class JsonText {

	private static final Pattern PLACE = Pattern.compile("at line (\\d+) column (\\d+)");

	/** Deepest nesting that is read into a tree; annotations have about ten levels. */
	private static final int DEEPEST = 64;

	/** Largest file that is read into a tree; larger ones are COCO's, which are read as a stream. */
	private static final long LARGEST = 256L << 20;

	/** Parses a file. */
	@FunctionalInterface
	public interface Parser<T> {

		/**
		 * @param reader at the beginning of the file
		 * @return what was read
		 * @throws IOException if it is not JSON
		 */
		T parse(JsonReader reader) throws IOException;
	}

	private JsonText() {}

	/**
	 * @param <T> of the result
	 * @param json a file
	 * @param parser takes it apart
	 * @return what the parser gives
	 * @throws UserException one line: no such file, not text, not JSON
	 */
	public static <T> T read(final Path json, final Parser<T> parser) {
		try (Reader text = new BufferedReader(Files.newBufferedReader(json, StandardCharsets.UTF_8), 1 << 16);
			JsonReader reader = new JsonReader(text))
		{
			return parser.parse(reader);
		}
		catch (final NoSuchFileException e) {
			throw new UserException(json + ": does not exist; restore the file", e);
		}
		catch (final CharacterCodingException e) {
			throw new UserException(json + ": is not text in UTF-8; save it as UTF-8", e);
		}
		catch (final IOException | JsonParseException | NumberFormatException | IllegalStateException e) {
			throw new UserException(json + ": is not valid JSON" + place(e) + "; correct or replace the file", e);
		}
	}

	/**
	 * Reads a whole file.
	 *
	 * @param json a file
	 * @return its content
	 * @throws UserException one line: no such file, not text, not JSON, too large, nested
	 *           too deeply
	 */
	public static JsonElement tree(final Path json) {
		return read(json, reader -> {
			if (Files.size(json) > LARGEST)
				throw new UserException(json + ": has more than " + (LARGEST >> 20) + " MiB; divide it into parts");
			final JsonElement tree = element(reader, 0, json);
			if (reader.peek() != JsonToken.END_DOCUMENT)
				throw new UserException(json + ": has extra content after its end; correct or replace the file");
			return tree;
		});
	}

	private static JsonElement element(final JsonReader reader, final int depth, final Path file) throws IOException {
		final JsonToken token = reader.peek();
		if (token != JsonToken.BEGIN_ARRAY && token != JsonToken.BEGIN_OBJECT) return value(reader, token);
		if (depth == DEEPEST) throw new UserException(file + ": is nested more than " + DEEPEST +
			" levels deep, which annotations never are; replace the file");
		if (token == JsonToken.BEGIN_ARRAY) {
			final JsonArray array = new JsonArray();
			reader.beginArray();
			while (reader.hasNext())
				array.add(element(reader, depth + 1, file));
			reader.endArray();
			return array;
		}
		final JsonObject object = new JsonObject();
		reader.beginObject();
		while (reader.hasNext()) {
			final String name = reader.nextName();
			if (object.has(name)) throw new UserException(file + ": has the name \"" + Quoted.of(name) +
				"\" twice in one object, which is a contradiction; correct the file");
			object.add(name, element(reader, depth + 1, file));
		}
		reader.endObject();
		return object;
	}

	private static JsonElement value(final JsonReader reader, final JsonToken token) throws IOException {
		switch (token) {
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

	/** Gson's own numbers keep their text, which {@code JsonElement} would take apart at every use. */
	private static Number number(final String text) {
		final boolean whole = text.length() <= 18 && text.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
		return whole ? (Number) Long.valueOf(text) : Double.valueOf(text);
	}

	/**
	 * @param value a coordinate of an object
	 * @param source the object, at the beginning of messages
	 * @return the number
	 * @throws UserException if it is something else
	 */
	public static double coordinate(final JsonElement value, final String source) {
		if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber() && Double.isFinite(value.getAsDouble()))
			return value.getAsDouble();
		throw new UserException(
			source + " has " + Quoted.of(value.toString()) + " instead of a coordinate; correct or delete it");
	}

	/** The position where the parser stopped; the parser's own messages name its methods. */
	private static String place(final Exception e) {
		final String message = String.valueOf(e.getMessage());
		final Matcher place = PLACE.matcher(message.length() > 2000 ? message.substring(0, 2000) : message);
		return place.find() ? " (line " + place.group(1) + ", column " + place.group(2) + ")" : "";
	}
}
