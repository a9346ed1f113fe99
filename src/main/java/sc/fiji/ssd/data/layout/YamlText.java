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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/** Reads YAML files of other tools and of users, as data only. Errors are one line that gives file and line. */
public final class YamlText {

	private static final int DEEPEST = 20, LARGEST = 2 << 20;

	/** The parser's time and memory grow with the square of a line's length. */
	private static final int LONGEST_LINE = 1 << 16;

	private YamlText() {}

	/**
	 * @param file to read
	 * @param keys what it should have, at the end of the message that it has no keys
	 * @return its keys and values
	 * @throws UserException one line: not text, not YAML, too large, no keys
	 */
	public static Map<?, ?> read(final Path file, final String keys) {
		try {
			if (Files.size(file) > LARGEST)
				throw new UserException(file + ": is too large for a " + file.getFileName() + "; replace it");
			final String text = Files.readString(file, StandardCharsets.UTF_8);
			checkLines(file, text);
			final LoaderOptions options = new LoaderOptions();
			options.setNestingDepthLimit(DEEPEST);
			options.setAllowDuplicateKeys(false);
			options.setCodePointLimit(LARGEST);
			if (new Yaml(new SafeConstructor(options)).load(text) instanceof Map<?, ?> map) return map;
			throw new UserException(file + ": has no keys" + keys);
		}
		catch (final IOException e) {
			throw new UserException(file + ": cannot be read as text in UTF-8; check the file", e);
		}
		catch (final YAMLException e) {
			throw new UserException(file + ": is not valid YAML" + place(e) + "; correct or replace the file", e);
		}
	}

	private static void checkLines(final Path file, final String text) {
		int number = 0;
		for (final String line : (Iterable<String>) text.lines()::iterator) {
			number++;
			if (line.length() > LONGEST_LINE)
				throw new UserException(file + ": line " + number + " has more than " + LONGEST_LINE + " characters; divide it");
		}
	}

	private static String place(final YAMLException e) {
		return e instanceof MarkedYAMLException marked && marked.getProblemMark() != null
			? " (line " + (marked.getProblemMark().getLine() + 1) + ": " + Quoted.of(marked.getProblem()) + ")"
			: " (" + OneLine.words(e) + ")";
	}
}
