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

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.io.UserException;

/**
 * Reads text files with one entry per line: lists of images, names of classes, YOLO labels. UTF-8 with or without the
 * mark that Windows editors put at the beginning; lines end with LF, CRLF or CR. White space around an entry and empty
 * lines do not count. Time and memory are linear in the size of the file, whatever is in it.
 */
public final class ListFile {

	/** Longest line in characters. Polygons have many numbers; a name has at most a few thousand. */
	private static final int LONGEST = 1 << 20;

	/** The byte order mark that Windows editors put at the beginning. */
	private static final char BOM = '\uFEFF';

	/**
	 * An entry.
	 *
	 * @param number of its line, from 1
	 * @param text without white space at its ends, not empty
	 */
	public record Line(long number, String text) {}

	private ListFile() {}

	/**
	 * @param file to read
	 * @param key what messages begin with, such as {@code split: }; may be empty
	 * @return the entries in their order
	 * @throws UserException one line: no such file, not text, a line too long, not readable
	 */
	public static List<Line> read(final Path file, final String key) {
		final List<Line> lines = new ArrayList<>();
		try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
			Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()
				.onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT)))
		{
			collect(reader, lines, file, key);
		}
		catch (final CharacterCodingException e) {
			throw new UserException(key + file + " is not text in UTF-8; save it as UTF-8, one entry per line", e);
		}
		catch (final NoSuchFileException e) {
			throw new UserException(key.isEmpty()
				? file + ": no longer exists; restore it"
				: key + file + " does not exist", e);
		}
		catch (final IOException e) {
			throw new UserException(key + file + " cannot be read (" + e.getMessage() + "); check the file", e);
		}
		return lines;
	}

	private static void collect(final Reader reader, final List<Line> lines, final Path file, final String key)
		throws IOException
	{
		final char[] buffer = new char[1 << 15];
		final StringBuilder line = new StringBuilder();
		long number = 1;
		boolean first = true, afterReturn = false;
		for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer))
			for (int i = 0; i < n; i++) {
				final char c = buffer[i];
				if (first) {
					first = false;
					if (c == BOM) continue;
				}
				if (c == '\n' && afterReturn) {
					afterReturn = false;
					continue;
				}
				afterReturn = c == '\r';
				if (c == '\n' || c == '\r') {
					add(lines, number++, line);
					continue;
				}
				// blanks in front are not kept, so that a line of blanks takes no memory
				if (line.length() == 0 && Character.isWhitespace(c)) continue;
				if (line.length() == LONGEST)
					throw new UserException(key + file + ", line " + number + " is longer than " + LONGEST +
						" characters; write one entry per line");
				line.append(c);
			}
		add(lines, number, line);
	}

	private static void add(final List<Line> lines, final long number, final StringBuilder line) {
		final String text = line.toString().strip();
		line.setLength(0);
		if (!text.isEmpty()) lines.add(new Line(number, text));
	}
}
