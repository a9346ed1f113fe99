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

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/**
 * Checks JSON before it is parsed. The parser takes comments, texts without quotes and repeated names, and its stack
 * grows with every bracket. This accepts none of that: at most 64 levels, each name once in an object, and outside
 * texts only what JSON has there. Gson's own strict reader would also refuse NaN, which the state of a training may contain.
 */
public final class StrictJson {

	private static final int MOST = 64;
	private static final Set<String> ARRAY = Set.of();
	private static final String OUTSIDE = ":+-.";

	private final String json;
	/** The names of each object that is open; for arrays {@link #ARRAY}. */
	private final Deque<Set<String>> open = new ArrayDeque<>();
	private boolean nameFollows;

	private StrictJson(final String json) {
		this.json = json;
	}

	/**
	 * @param json a text that may be JSON
	 * @return the text
	 * @throws DamagedFileException if it is nested too deeply, repeats a name in an
	 *           object, or has comments or other things that JSON does not have
	 */
	public static String checked(final String json) throws IOException {
		new StrictJson(json).check();
		return json;
	}

	private void check() throws IOException {
		for (int i = 0; i < json.length(); i++) {
			final char c = json.charAt(i);
			switch (c) {
				case '"' -> i = text(i);
				case '{' -> open(true);
				case '[' -> open(false);
				case '}', ']' -> {
					if (!open.isEmpty()) open.pop();
					nameFollows = false;
				}
				case ',' -> nameFollows = !open.isEmpty() && open.peek() != ARRAY;
				default -> {
					if (!Character.isWhitespace(c) && !isLetterOrDigit(c) && OUTSIDE.indexOf(c) < 0)
						throw new DamagedFileException(
							"its JSON has a character outside quotes that is not allowed there, such as a comment");
				}
			}
		}
	}

	private void open(final boolean isObject) throws IOException {
		if (open.size() == MOST) throw new DamagedFileException("its JSON is nested more than " + MOST + " levels deep");
		open.push(isObject ? new HashSet<>() : ARRAY);
		nameFollows = isObject;
	}

	/** @return the place of the closing quote */
	private int text(final int begin) throws IOException {
		int end = begin + 1;
		boolean escaped = false;
		while (end < json.length() && json.charAt(end) != '"') {
			if (json.charAt(end) == '\\') {
				escaped = true;
				end++;
			}
			end++;
		}
		if (nameFollows && end < json.length()) {
			final String raw = json.substring(begin + 1, end);
			final String name = escaped ? unescaped(raw) : raw;
			if (!open.peek().add(name)) throw new DamagedFileException("its JSON has the name '" + shown(name) + "' twice");
			nameFollows = false;
		}
		return end;
	}

	private static String unescaped(final String raw) throws IOException {
		try {
			return JsonParser.parseString('"' + raw + '"').getAsString();
		}
		catch (final JsonParseException e) {
			throw new DamagedFileException("its JSON has a name with an invalid escape");
		}
	}

	private static String shown(final String name) {
		final String text = name.replaceAll("\\p{Cntrl}", "?");
		return text.length() <= MOST ? text : text.substring(0, MOST) + "...";
	}

	private static boolean isLetterOrDigit(final char c) {
		return c < 128 && Character.isLetterOrDigit(c);
	}
}
