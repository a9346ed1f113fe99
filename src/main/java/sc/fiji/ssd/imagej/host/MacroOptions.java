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
package sc.fiji.ssd.imagej.host;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import sc.fiji.ssd.io.UserException;

/**
 * Reads the option string of a macro's {@code run("label", "options")}: {@code key=value},
 * {@code key=[a value with spaces]}, {@code key='value'}. Unlike ImageJ it reads the string from left to right, so a
 * key inside a value is not a key, and it refuses what it cannot read.
 */
public final class MacroOptions {

	private final String text;
	private int at;

	private MacroOptions(final String text) {
		this.text = text;
	}

	/**
	 * @param options as in the macro; may be null
	 * @return values by key in their order
	 * @throws UserException if a key has no value or comes twice, or a bracket is
	 *           not closed
	 */
	public static Map<String, String> parse(final String options) {
		return new MacroOptions(options == null ? "" : options).parse();
	}

	private Map<String, String> parse() {
		final Map<String, String> values = new LinkedHashMap<>();
		for (skipSpace(); at < text.length(); skipSpace()) {
			final String key = key();
			final String value = value(key);
			if (values.put(key, value) != null) throw new UserException(key + ": is given twice; give it once.");
		}
		return Collections.unmodifiableMap(values);
	}

	private String key() {
		final int start = at;
		while (at < text.length() && text.charAt(at) != '=' && !Character.isWhitespace(text.charAt(at)))
			at++;
		final String key = text.substring(start, at);
		if (at == text.length() || text.charAt(at) != '=' || key.isEmpty())
			throw new UserException("options: '" + (key.isEmpty() ? "=" : key) +
				"' is not a key with a value; write key=value, key=true for a switch, and values with spaces in [ ].");
		at++;
		return key;
	}

	private String value(final String key) {
		if (at == text.length()) return "";
		return switch (text.charAt(at)) {
			case '[' -> enclosed(key, bracketEnd(key));
			case '\'' -> enclosed(key, text.indexOf('\'', at + 1));
			default -> plain();
		};
	}

	private String plain() {
		final int start = at;
		while (at < text.length() && !Character.isWhitespace(text.charAt(at)))
			at++;
		return text.substring(start, at);
	}

	private int bracketEnd(final String key) {
		int depth = 0;
		for (int i = at; i < text.length(); i++) {
			if (text.charAt(i) == '[') depth++;
			if (text.charAt(i) == ']' && --depth == 0) return i;
		}
		throw new UserException(key + ": the bracket [ is not closed; write " + key + "=[value].");
	}

	private String enclosed(final String key, final int end) {
		if (end < 0) throw new UserException(key + ": the quote ' is not closed; write " + key + "=[value].");
		final String value = text.substring(at + 1, end);
		at = end + 1;
		if (at < text.length() && !Character.isWhitespace(text.charAt(at)))
			throw new UserException(key + ": something follows the value [" + value + "]; put a space there.");
		return value;
	}

	private void skipSpace() {
		while (at < text.length() && Character.isWhitespace(text.charAt(at)))
			at++;
	}
}
