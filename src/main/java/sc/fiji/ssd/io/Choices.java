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
import java.util.List;
import java.util.Locale;

/** Values of keys that are one or several of a list, in any case. */
public final class Choices {

	/** Longest part of a wrong value that a message repeats. */
	private static final int SHOWN = 40;

	private Choices() {}

	/**
	 * @param key of the value, at the beginning of the message
	 * @param value what the user gave; null is empty
	 * @param choices in lower case
	 * @return the choice
	 * @throws UserException if the value is not among the choices
	 */
	public static String one(final String key, final String value, final List<String> choices) {
		final String text = value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
		if (choices.contains(text)) return text;
		throw new UserException(key + ": " + refusal(text, choices) + ".");
	}

	/**
	 * @param key of the value, at the beginning of the message
	 * @param value what the user gave, separated by commas or semicolons; null is empty
	 * @param choices in lower case
	 * @return each choice once, in the order in which they were given
	 * @throws UserException if a part is not among the choices
	 */
	public static List<String> several(final String key, final String value, final List<String> choices) {
		final List<String> chosen = new ArrayList<>();
		for (final String part : (value == null ? "" : value).split("[,;]")) {
			final String text = part.strip().toLowerCase(Locale.ROOT);
			if (text.isEmpty() || chosen.contains(text)) continue;
			if (!choices.contains(text))
				throw new UserException(key + ": " + refusal(text, choices) + ", separated by commas.");
			chosen.add(text);
		}
		return chosen;
	}

	private static String refusal(final String text, final List<String> choices) {
		return "'" + text.substring(0, Math.min(SHOWN, text.length())) + "' is not valid; use " +
			String.join(", ", choices);
	}
}
