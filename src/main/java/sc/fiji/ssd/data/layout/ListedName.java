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

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The possible meanings of a line in a list of images. Names are written with and without extensions, with folders, in
 * quotes, followed by a label, or like Caffe with the paths of image and annotation.
 */
public final class ListedName {

	/** Largest number of folders of a path that are tried. */
	private static final int DEEPEST = 64;

	private ListedName() {}

	/**
	 * @param line of a list, not empty, without white space at its ends
	 * @return the names it can mean, the most literal first: with their ending and
	 *         without, whole and without their first folders
	 */
	public static List<String> candidates(final String line) {
		final Set<String> names = new LinkedHashSet<>();
		final String plain = unquoted(line);
		addPath(names, line);
		addPath(names, plain);
		final int end = firstColumn(plain);
		if (end > 0) {
			final String rest = plain.substring(end).strip();
			final String first = unquoted(plain.substring(0, end).strip());
			if (ImageNames.ending(first) != null || isNumber(rest) || rest.endsWith(".xml")) addPath(names, first);
		}
		final String decoded = ImageNames.decoded(plain);
		if (!decoded.equals(plain)) addPath(names, decoded);
		return List.copyOf(names);
	}

	/** A path, without its ending, and both without their first folders. */
	private static void addPath(final Set<String> names, final String path) {
		String rest = path.replace('\\', '/');
		for (int depth = 0; depth < DEEPEST && !rest.isEmpty(); depth++) {
			names.add(rest);
			names.add(ImageNames.stem(rest));
			if (rest.endsWith(".xml")) names.add(rest.substring(0, rest.length() - ".xml".length()));
			final int slash = rest.indexOf('/');
			if (slash < 0) return;
			rest = rest.substring(slash + 1);
		}
	}

	private static String unquoted(final String text) {
		if (text.length() < 2) return text;
		final char first = text.charAt(0), last = text.charAt(text.length() - 1);
		return first == last && (first == '"' || first == '\'')
			? text.substring(1, text.length() - 1).strip()
			: text;
	}

	/** @return where the first column ends: at white space, a comma or a semicolon outside quotes; -1 if it is the only one */
	private static int firstColumn(final String line) {
		final boolean quoted = line.startsWith("\"");
		final int from = quoted ? line.indexOf('"', 1) + 1 : 0;
		for (int i = Math.max(0, from); i < line.length(); i++) {
			final char c = line.charAt(i);
			if (Character.isWhitespace(c) || c == ',' || c == ';') return i;
		}
		return -1;
	}

	private static boolean isNumber(final String text) {
		final String digits = text.startsWith(",") || text.startsWith(";") ? text.substring(1).strip() : text;
		return digits.length() <= 12 && digits.matches("[+-]?\\d+");
	}
}
