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
package sc.fiji.ssd.detect.folder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FixedDecimals;
import sc.fiji.ssd.io.FormulaGuard;
import sc.fiji.ssd.io.UserException;

/**
 * The file {@code detections.csv}: RFC 4180, UTF-8, header
 * {@code image,slice,class,score,x_min,y_min,x_max,y_max}; scores with 6
 * decimals, coordinates in pixels with 3.
 */
public final class DetectionsCsv {

	/** The columns. */
	public static final List<String> HEADER = List.of("image", "slice", "class", "score", "x_min", "y_min", "x_max",
		"y_max");

	/** Orders the rows of a file: image, slice, descending score, class, box. Names by code points. */
	public static final Comparator<Row> ORDER = Comparator.comparing(Row::image, CodePoints.ORDER)
		.thenComparingInt(Row::slice).thenComparingDouble(r -> -r.score).thenComparing(Row::className, CodePoints.ORDER)
		.thenComparingDouble(r -> r.box.xMin()).thenComparingDouble(r -> r.box.yMin())
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
			box = new Box(FixedDecimals.round(box.xMin(), 3), FixedDecimals.round(box.yMin(), 3),
				FixedDecimals.round(box.xMax(), 3), FixedDecimals.round(box.yMax(), 3));
		}
	}

	private DetectionsCsv() {}

	/**
	 * @param file is written next to its name and renamed
	 * @param rows in any order
	 * @throws IOException if it cannot be written
	 */
	public static void write(final Path file, final Collection<Row> rows) throws IOException {
		write(file, rows, List.of(), row -> List.of());
	}

	/**
	 * @param file is written next to its name and renamed
	 * @param rows in any order
	 * @param columns names of columns behind the others; {@link #read} does not need them
	 * @param values of these columns for a row
	 * @throws IOException if it cannot be written
	 */
	public static void write(final Path file, final Collection<Row> rows, final List<String> columns,
		final Function<Row, List<?>> values) throws IOException
	{
		final List<Row> sorted = new ArrayList<>(rows);
		sorted.sort(ORDER);
		final List<String> header = new ArrayList<>(HEADER);
		header.addAll(columns);
		CsvFile.write(file, header, printer -> {
			for (final Row row : sorted) {
				final List<Object> record = new ArrayList<>(List.of(FormulaGuard.write(row.image), row.slice,
					FormulaGuard.write(row.className), FixedDecimals.format(row.score, 6),
					FixedDecimals.format(row.box.xMin(), 3), FixedDecimals.format(row.box.yMin(), 3),
					FixedDecimals.format(row.box.xMax(), 3), FixedDecimals.format(row.box.yMax(), 3)));
				record.addAll(values.apply(row));
				printer.printRecord(record);
			}
		});
	}

	/**
	 * @param file a detections file
	 * @return its rows in their order
	 * @throws UserException naming file and line if it is not one
	 */
	public static List<Row> read(final Path file) {
		final List<Row> rows = new ArrayList<>();
		read(file, rows::add);
		return rows;
	}

	/**
	 * @param file a detections file
	 * @param sink takes its rows in their order
	 * @throws UserException naming file and line if it is not one
	 */
	public static void read(final Path file, final Consumer<Row> sink) {
		CsvFile.read(file, HEADER,
			(line, values) -> sink.accept(new Row(line.text("image", values[0]), line.whole("slice", values[1], 1),
				line.text("class", values[2]), line.number("score", values[3], 0, 1), box(line, values))));
	}

	private static Box box(final CsvFile.Line line, final String[] values) {
		final double[] c = new double[4];
		for (int i = 0; i < 4; i++)
			c[i] = line.number(HEADER.get(4 + i), values[4 + i], -1e9, 1e9);
		if (c[2] < c[0] || c[3] < c[1])
			throw line.wrong("the box ends before it begins; x_max and y_max must not be below x_min and y_min");
		return new Box(c[0], c[1], c[2], c[3]);
	}
}
