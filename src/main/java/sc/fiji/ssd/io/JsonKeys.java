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
package sc.fiji.ssd.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** Takes the keys of one JSON object one by one; each refusal is a line that says which file and key. */
public final class JsonKeys {

	/** A line that says file and key already. */
	public static final class Refusal extends UserException {

		private static final long serialVersionUID = 1L;

		private Refusal(final String line, final UserException cause) {
			super(line, cause);
		}
	}

	private final String file;
	private final String path;
	private final JsonObject object;
	private final Set<String> known = new TreeSet<>();

	/**
	 * @param file what messages begin with
	 * @param path of the object in the file, empty for the whole
	 * @param element that must be an object
	 */
	public JsonKeys(final String file, final String path, final JsonElement element) {
		this.file = file;
		this.path = path;
		if (!element.isJsonObject())
			throw new Refusal(file + ": " + (path.isEmpty() ? "" : path + " ") + "is not a JSON object {...}.", null);
		object = element.getAsJsonObject();
	}

	/** @return whether the key is there and not null */
	public boolean has(final String key) {
		known.add(key);
		return object.has(key) && !object.get(key).isJsonNull();
	}

	public String text(final String key) {
		final JsonPrimitive value = primitive(key);
		if (!value.isString()) throw refuse(key, "is " + value + "; write text in double quotes.");
		return value.getAsString();
	}

	public double number(final String key) {
		return number(key, primitive(key));
	}

	public double number(final String key, final double otherwise) {
		return has(key) ? number(key) : otherwise;
	}

	public int whole(final String key) {
		final double number = number(key);
		if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE)
			throw refuse(key, "is " + object.get(key) + "; write a whole number.");
		return (int) number;
	}

	public int whole(final String key, final int otherwise) {
		return has(key) ? whole(key) : otherwise;
	}

	public boolean truth(final String key, final boolean otherwise) {
		if (!has(key)) return otherwise;
		final JsonPrimitive value = primitive(key);
		if (!value.isBoolean()) throw refuse(key, "is " + value + "; write true or false.");
		return value.getAsBoolean();
	}

	public <E extends Enum<E>> E choice(final String key, final E otherwise) {
		if (!has(key)) return otherwise;
		final String value = text(key);
		final E[] choices = otherwise.getDeclaringClass().getEnumConstants();
		return Arrays.stream(choices).filter(c -> c.name().equals(value.toUpperCase(Locale.ROOT))).findFirst()
			.orElseThrow(
				() -> refuse(key, "is \"" + value + "\"; it must be one of " + Arrays.toString(choices) + "."));
	}

	public List<Double> numbers(final String key) {
		final List<Double> numbers = new ArrayList<>();
		for (final JsonElement e : list(key))
			numbers.add(number(key + "[" + numbers.size() + "]", e));
		return numbers;
	}

	/** @return the objects in a list, empty if it does not exist */
	public List<JsonKeys> objects(final String key) {
		final List<JsonKeys> objects = new ArrayList<>();
		if (has(key)) for (final JsonElement e : list(key))
			objects.add(new JsonKeys(file, place(key + "[" + objects.size() + "]"), e));
		return objects;
	}

	public JsonKeys object(final String key) {
		return new JsonKeys(file, place(key), value(key));
	}

	/** Refuses keys that were never requested. */
	public void refuseOthers() {
		for (final String key : object.keySet())
			if (!known.contains(key))
				throw refuse(key, "is not a valid key; the keys here are " + String.join(", ", known) + ".");
	}

	/** @return an exception with file and place before the line */
	public Refusal refuse(final UserException line) {
		return new Refusal(file + ": " + (path.isEmpty() ? "" : path + ": ") + line.getMessage(), line);
	}

	private Refusal refuse(final String key, final String line) {
		return new Refusal(file + ": " + place(key) + " " + line, null);
	}

	private String place(final String key) {
		return path.isEmpty() ? key : path + "." + key;
	}

	private JsonElement value(final String key) {
		if (!has(key)) throw refuse(key, "is missing.");
		return object.get(key);
	}

	private Iterable<JsonElement> list(final String key) {
		final JsonElement value = value(key);
		if (!value.isJsonArray()) throw refuse(key, "is not a list [...].");
		return value.getAsJsonArray();
	}

	private JsonPrimitive primitive(final String key) {
		final JsonElement value = value(key);
		if (!value.isJsonPrimitive()) throw refuse(key, "is a list or an object; write one value.");
		return value.getAsJsonPrimitive();
	}

	private double number(final String key, final JsonElement value) {
		if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
			final double number = value.getAsDouble();
			if (Double.isFinite(number)) return number;
		}
		throw refuse(key, "is " + value + "; write a number.");
	}
}
