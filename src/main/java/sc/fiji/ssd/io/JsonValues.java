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

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** Values of JSON files that are written. */
public final class JsonValues {

	private static final Gson GSON = new GsonBuilder().serializeNulls().create();

	private JsonValues() {}

	/** @param pairs a name and a value in turn @return an object whose members have this order */
	public static Map<String, Object> object(final Object... pairs) {
		final Map<String, Object> object = new LinkedHashMap<>();
		for (int i = 0; i < pairs.length; i += 2)
			object.put((String) pairs[i], pairs[i + 1]);
		return object;
	}

	/**
	 * @param pairs a name and a value in turn; values may be null, lists, and objects of {@link #object}
	 * @return the same as a tree
	 */
	public static JsonObject tree(final Object... pairs) {
		return GSON.toJsonTree(object(pairs)).getAsJsonObject();
	}

	/**
	 * @param value a finite number
	 * @param decimals to keep at most
	 * @return the number rounded, half to even, without zeros at its end
	 */
	public static BigDecimal number(final double value, final int decimals) {
		final BigDecimal rounded = BigDecimal.valueOf(value).setScale(decimals, RoundingMode.HALF_EVEN).stripTrailingZeros();
		return rounded.scale() < 0 ? rounded.setScale(0) : rounded;
	}

	/**
	 * @param decimals to keep at most
	 * @param values finite numbers
	 * @return a list of them
	 */
	public static JsonArray numbers(final int decimals, final double... values) {
		return array(Arrays.stream(values).mapToObj(value -> new JsonPrimitive(number(value, decimals))).toList());
	}

	/** @param elements in order @return a list of them */
	public static JsonArray array(final List<? extends JsonElement> elements) {
		final JsonArray array = new JsonArray();
		elements.forEach(array::add);
		return array;
	}

	/** @param value any number @return the number; null if it is not finite, because JSON has no such numbers */
	public static Double orNull(final double value) {
		return Double.isFinite(value) ? value : null;
	}
}
