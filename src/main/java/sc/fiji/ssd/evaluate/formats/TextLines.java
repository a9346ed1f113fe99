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
package sc.fiji.ssd.evaluate.formats;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.StringTokenizer;
import java.util.function.BiConsumer;

import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;

/** Reads text files of numbers with blanks between, line by line. */
final class TextLines {

	/**
	 * The location of a word, for messages.
	 *
	 * @param file the file
	 * @param number 1-based
	 */
	record Line(Path file, int number) {

		UserException wrong(final String what) {
			return new UserException(file + ", line " + number + ": " + what + "; correct it.");
		}

		double number(final String what, final String word, final double min, final double max) {
			final double value = NumberText.parse(word);
			if (value >= min && value <= max) return value;
			throw wrong(what + " is '" + abbreviated(word) + "', not a number " +
				(max == 1 ? "from 0 to 1" : "in its range"));
		}
	}

	private TextLines() {}

	static void read(final Path file, final BiConsumer<Line, String[]> sink) {
		try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
			int number = 0;
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				number++;
				final StringTokenizer tokens = new StringTokenizer(line);
				if (!tokens.hasMoreTokens()) continue;
				final String[] words = new String[tokens.countTokens()];
				for (int i = 0; i < words.length; i++)
					words[i] = tokens.nextToken();
				sink.accept(new Line(file, number), words);
			}
		}
		catch (final NoSuchFileException e) {
			throw new UserException(file + ": there is no such file.", e);
		}
		catch (final CharacterCodingException e) {
			throw new UserException(file + ": it is not text in UTF-8.", e);
		}
		catch (final IOException e) {
			throw new UserException(file + ": it cannot be read: " + e.getMessage() + ".", e);
		}
	}

	private static String abbreviated(final String word) {
		return word.length() > 40 ? word.substring(0, 40) + "..." : word;
	}
}
