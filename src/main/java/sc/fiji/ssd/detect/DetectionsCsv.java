package sc.fiji.ssd.detect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.model.AtomicFiles;

/**
 * The file {@code detections.csv}: RFC 4180, UTF-8, header
 * {@code image,slice,class,score,x_min,y_min,x_max,y_max}; scores with 6
 * decimals, coordinates in pixels with 3.
 */
public final class DetectionsCsv {

	/** The columns. */
	public static final List<String> HEADER = List.of("image", "slice", "class", "score", "x_min", "y_min", "x_max",
		"y_max");

	/** Orders the rows of a file: image, slice, falling score, class, box. Names by code points. */
	public static final Comparator<Row> ORDER = Comparator.comparing(Row::image, CodePointOrder.INSTANCE)
		.thenComparingInt(Row::slice).thenComparingDouble(r -> -r.score).thenComparing(Row::className,
			CodePointOrder.INSTANCE).thenComparingDouble(r -> r.box.xMin()).thenComparingDouble(r -> r.box.yMin())
		.thenComparingDouble(r -> r.box.xMax()).thenComparingDouble(r -> r.box.yMax());

	/**
	 * One detection as it is written: already rounded, so that sorting, writing and
	 * reading in any order give the same file.
	 *
	 * @param image path relative to the input folder, {@code /} between folders
	 * @param slice 1-based index in the stack
	 * @param className name of the class
	 * @param score 0 to 1
	 * @param box in pixels of the image
	 */
	public record Row(String image, int slice, String className, double score, Box box) {

		public Row {
			score = FixedDecimals.round(score, 6);
			box = new Box(FixedDecimals.round(box.xMin(), 3), FixedDecimals.round(box.yMin(), 3), FixedDecimals.round(box
				.xMax(), 3), FixedDecimals.round(box.yMax(), 3));
		}
	}

	private DetectionsCsv() {}

	/**
	 * @param file is written beside its name and renamed
	 * @param rows in any order
	 * @throws IOException if it cannot be written
	 */
	public static void write(final Path file, final Collection<Row> rows) throws IOException {
		final List<Row> sorted = new ArrayList<>(rows);
		sorted.sort(ORDER);
		AtomicFiles.write(file, out -> {
			final Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
			final CSVPrinter printer = new CSVPrinter(writer, CSVFormat.RFC4180);
			printer.printRecord(HEADER);
			for (final Row row : sorted)
				printer.printRecord(row.image, row.slice, row.className, FixedDecimals.format(row.score, 6), FixedDecimals
					.format(row.box.xMin(), 3), FixedDecimals.format(row.box.yMin(), 3), FixedDecimals.format(row.box.xMax(), 3),
					FixedDecimals.format(row.box.yMax(), 3));
			printer.flush();
		});
	}

	/**
	 * @param file a detections file
	 * @return its rows in their order
	 * @throws SsdException naming file and line if it is not one
	 */
	public static List<Row> read(final Path file) {
		final List<Row> rows = new ArrayList<>();
		parse(file, HEADER, (line, values) -> rows.add(new Row(text(file, line, "image", values[0]), (int) number(file, line,
			"slice", values[1], 1, Integer.MAX_VALUE, true), text(file, line, "class", values[2]), number(file, line, "score",
				values[3], 0, 1, false), box(file, line, values))));
		return rows;
	}

	private static Box box(final Path file, final long line, final String[] values) {
		final double[] c = new double[4];
		for (int i = 0; i < 4; i++)
			c[i] = number(file, line, HEADER.get(4 + i), values[4 + i], -1e9, 1e9, false);
		if (c[2] < c[0] || c[3] < c[1]) throw wrong(file, line,
			"the box ends before it begins; x_max and y_max must not be below x_min and y_min");
		return new Box(c[0], c[1], c[2], c[3]);
	}

	/** Takes a record. */
	interface RecordSink {

		void accept(long line, String[] values);
	}

	/**
	 * Reads a CSV file of ours; columns beyond the header's are allowed.
	 *
	 * @param file to read
	 * @param header its first columns
	 * @param sink takes the records after the header
	 * @return the header as it stands in the file
	 */
	static List<String> parse(final Path file, final List<String> header, final RecordSink sink) {
		long line = 1;
		try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
			reader.mark(1);
			if (reader.read() != '\uFEFF') reader.reset();
			try (CSVParser parser = CSVParser.parse(reader, CSVFormat.RFC4180)) {
				final Iterator<CSVRecord> records = parser.iterator();
				final List<String> found = records.hasNext() ? records.next().toList() : List.of();
				if (found.size() < header.size() || !found.subList(0, header.size()).equals(header)) throw wrong(file, 1,
					"the header is not " + String.join(",", header));
				line = parser.getCurrentLineNumber() + 1;
				while (records.hasNext()) {
					final CSVRecord record = records.next();
					if (record.size() != found.size()) throw wrong(file, line, "it has " + record.size() + " values instead of " +
						found.size());
					sink.accept(line, record.values());
					line = parser.getCurrentLineNumber() + 1;
				}
				return found;
			}
		}
		catch (final NoSuchFileException e) {
			throw new SsdException(file + ": there is no such file.", e);
		}
		catch (final CharacterCodingException e) {
			throw new SsdException(file + ": it is not text in UTF-8.", e);
		}
		catch (final UncheckedIOException | NoSuchElementException | IllegalStateException e) {
			throw wrong(file, line, "it is not CSV (" + oneLine(e) + ")");
		}
		catch (final IOException e) {
			throw new SsdException(file + ": it cannot be read: " + oneLine(e) + ".", e);
		}
	}

	private static String text(final Path file, final long line, final String column, final String value) {
		if (value.isEmpty()) throw wrong(file, line, column + " is empty");
		return value;
	}

	static double number(final Path file, final long line, final String column, final String value, final double min,
		final double max, final boolean whole)
	{
		try {
			final double number = Double.parseDouble(value);
			if (number >= min && number <= max && !(whole && number != Math.rint(number))) return number;
		}
		catch (final NumberFormatException e) {
			// said below
		}
		throw wrong(file, line, column + " is '" + value + "', not a " + (whole ? "whole " : "") + "number in its range");
	}

	static SsdException wrong(final Path file, final long line, final String what) {
		return new SsdException(file + ", line " + line + ": " + what + ".");
	}

	static String oneLine(final Throwable e) {
		final String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
		return message.replaceAll("\\s*[\\r\\n]+\\s*", " ").strip();
	}
}
