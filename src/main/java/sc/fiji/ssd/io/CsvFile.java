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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/** A table as all our result files are written: RFC 4180, UTF-8, a header line; names through {@link FormulaGuard}. */
public final class CsvFile {

	private static final CSVFormat READ = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

	/** Writes records. */
	@FunctionalInterface
	public interface Records {

		void print(CSVPrinter printer) throws IOException;
	}

	/**
	 * The location of a value, for messages.
	 *
	 * @param file the file
	 * @param number 1-based
	 */
	public record Line(Path file, long number) {

		public UserException wrong(final String what) {
			return new UserException(file + ", line " + number + ": " + what + ".");
		}

		public String text(final String column, final String value) {
			if (value.isEmpty()) throw wrong(column + " is empty");
			return FormulaGuard.read(value);
		}

		public double number(final String column, final String value, final double min, final double max) {
			final double number = NumberText.parse(value);
			if (number >= min && number <= max) return number;
			throw wrong(column + " is '" + value + "', not a number " + (max == 1 ? "from 0 to 1" : "in its range"));
		}

		public int whole(final String column, final String value, final int min) {
			try {
				final int number = Integer.parseInt(value);
				if (number >= min) return number;
			}
			catch (final NumberFormatException e) {
				// said below
			}
			throw wrong(column + " is '" + value + "', not a whole number from " + min + " on");
		}
	}

	private CsvFile() {}

	public static void write(final Path file, final List<String> header, final Records records) throws IOException {
		AtomicFiles.write(file, out -> {
			final CSVPrinter printer = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8),
				CSVFormat.RFC4180);
			printer.printRecord(header);
			records.print(printer);
			printer.flush();
		});
	}

	/**
	 * @param file to read
	 * @param columns its first columns; more may follow
	 * @param sink takes the records after the header
	 * @return the header as written in the file
	 * @throws UserException naming file and line
	 */
	public static List<String> read(final Path file, final List<String> columns, final BiConsumer<Line, String[]> sink) {
		long number = 1;
		try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
			reader.mark(1);
			if (reader.read() != '\uFEFF') reader.reset();
			try (CSVParser parser = CSVParser.parse(reader, READ)) {
				final Iterator<CSVRecord> records = parser.iterator();
				final List<String> header = records.hasNext() ? records.next().toList() : List.of();
				if (header.size() < columns.size() || !header.subList(0, columns.size()).equals(columns))
					throw new Line(file, 1).wrong("the header is not " + String.join(",", columns));
				number = parser.getCurrentLineNumber() + 1;
				while (records.hasNext()) {
					final CSVRecord record = records.next();
					final Line line = new Line(file, number);
					if (record.size() != header.size())
						throw line.wrong("it has " + record.size() + " values instead of " + header.size());
					sink.accept(line, record.values());
					number = parser.getCurrentLineNumber() + 1;
				}
				return header;
			}
		}
		catch (final NoSuchFileException e) {
			throw new UserException(file + ": there is no such file.", e);
		}
		catch (final IOException | UncheckedIOException | IllegalStateException e) {
			if (e instanceof CharacterCodingException || e.getCause() instanceof CharacterCodingException)
				throw new UserException(file + ": it is not text in UTF-8.", e);
			throw new Line(file, number).wrong("it cannot be read as CSV (" + OneLine.words(e) + ")");
		}
	}
}
