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
package sc.fiji.ssd.data.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import sc.fiji.ssd.io.UserException;

/** Reads a table of boxes: CSV with commas, semicolons or tabs, the names of the columns in the first line. */
final class BoxTable {

	private static final int LONGEST_HEADER = 1 << 16;

	private BoxTable() {}

	/** @return the columns of a table; empty if it is not a table of boxes */
	static Optional<BoxColumns> columns(final Path file) {
		try (BufferedReader reader = open(file)) {
			return header(reader).flatMap(header -> BoxColumns.of(header.names));
		}
		catch (final IOException | UserException e) {
			return Optional.empty();
		}
	}

	private record Header(List<String> names, char delimiter) {}

	private static BufferedReader open(final Path file) throws IOException {
		final BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
		reader.mark(1);
		if (reader.read() != '\uFEFF') reader.reset();
		return reader;
	}

	/** The first line, with the delimiter that it has most of. */
	private static Optional<Header> header(final BufferedReader reader) throws IOException {
		final StringBuilder line = new StringBuilder();
		for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
			if (line.length() == LONGEST_HEADER) return Optional.empty();
			if (c != '\r') line.append((char) c);
		}
		final String text = line.toString();
		char delimiter = ',';
		for (final char candidate : new char[] { ';', '\t' })
			if (count(text, candidate) > count(text, delimiter)) delimiter = candidate;
		try (CSVParser parser = CSVParser.parse(new StringReader(text), format(delimiter))) {
			final Iterator<CSVRecord> records = parser.iterator();
			return records.hasNext() ? Optional.of(new Header(records.next().toList(), delimiter)) : Optional.empty();
		}
		catch (final UncheckedIOException | IllegalStateException e) {
			return Optional.empty();
		}
	}

	private static long count(final String text, final char c) {
		return text.chars().filter(other -> other == c).count();
	}

	private static CSVFormat format(final char delimiter) {
		return CSVFormat.RFC4180.builder().setDelimiter(delimiter).setIgnoreEmptyLines(true).get();
	}

	/**
	 * @param file a table with {@link #columns}
	 * @param sink takes the rows
	 * @throws UserException one line: file, line, and what is wrong
	 */
	static void read(final Path file, final BiConsumer<String[], String> sink) {
		long number = 2;
		try (BufferedReader reader = open(file)) {
			final Header header = header(reader).orElseThrow(
				() -> new UserException(file + ": has no line with the names of its columns; add it"));
			try (CSVParser parser = CSVParser.parse(reader, format(header.delimiter))) {
				for (final Iterator<CSVRecord> records = parser.iterator(); records.hasNext();) {
					final CSVRecord record = records.next();
					final String source = file + ", line " + number;
					if (record.size() != header.names.size())
						throw new UserException(source + ": has " + record.size() + " values, the header has " +
							header.names.size() + "; correct or delete the line");
					sink.accept(record.values(), source);
					number = parser.getCurrentLineNumber() + 2;
				}
			}
		}
		catch (final IOException | UncheckedIOException | IllegalStateException e) {
			if (e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException)
				throw new UserException(file + ": is not text in UTF-8; save it as UTF-8", e);
			throw new UserException(file + ", line " + number + ": cannot be read as CSV; correct or replace the file", e);
		}
	}
}
