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
package sc.fiji.ssd.train.progress;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/**
 * {@code training.csv}: a row for each iteration, on the disk as soon as the
 * iteration is done. When a training is resumed, rows after its checkpoint are
 * taken off first.
 */
public final class TrainingLog implements AutoCloseable {

	static final String HEADER = "iteration,loss,localization_loss,confidence_loss,learning_rate,validation_map," +
		"images_per_second";

	private static final int COLUMNS = 7;

	/**
	 * One iteration.
	 *
	 * @param iteration 1-based
	 * @param loss both parts
	 * @param localizationLoss smooth L1 part
	 * @param confidenceLoss cross-entropy part
	 * @param learningRate that was used
	 * @param validationMap 0 to 1; NaN: not validated after this iteration
	 * @param imagesPerSecond trained
	 */
	public record Row(int iteration, double loss, double localizationLoss, double confidenceLoss, double learningRate,
		double validationMap, double imagesPerSecond)
	{

		private String line() {
			return iteration + "," + number(loss) + "," + number(localizationLoss) + "," + number(confidenceLoss) +
				"," + number(learningRate) + "," + (Double.isNaN(validationMap) ? "" : number(validationMap)) + "," +
				String.format(Locale.ROOT, "%.3f", imagesPerSecond) + "\n";
		}

		/** Seven digits say all that float32 knows. */
		private static String number(final double value) {
			return new BigDecimal(Float.toString((float) value)).stripTrailingZeros().toPlainString();
		}

		private static Row parse(final CSVRecord record) {
			return new Row(Integer.parseInt(record.get(0)), value(record, 1), value(record, 2), value(record, 3), value(record, 4),
				record.get(5).isEmpty() ? Double.NaN : value(record, 5), value(record, 6));
		}

		private static double value(final CSVRecord record, final int column) {
			final double value = Double.parseDouble(record.get(column));
			if (!Float.isFinite((float) value))
				throw new NumberFormatException("the value '" + record.get(column) + "' is not a finite number");
			return value;
		}
	}

	private final Path file;
	private final List<Row> rows;
	private BufferedWriter out;

	/**
	 * @param file to write
	 * @param done iterations whose rows stay; 0 begins again
	 * @throws UserException if it cannot be read or written
	 */
	public TrainingLog(final Path file, final int done) {
		this.file = file;
		rows = done > 0 ? read(file, done) : new ArrayList<>();
		writeAll();
	}

	private void writeAll() {
		final StringBuilder text = new StringBuilder(HEADER).append('\n');
		for (final Row row : rows)
			text.append(row.line());
		write(() -> {
			AtomicFiles.writeString(file, text.toString());
			out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
		});
	}

	/**
	 * Adds to the last row what was not known when it was written.
	 *
	 * @param iteration of that row; another row is left as it is
	 * @param map its validation
	 */
	public void setLastMap(final int iteration, final double map) {
		final int last = rows.size() - 1;
		if (last < 0 || rows.get(last).iteration() != iteration) return;
		final Row r = rows.get(last);
		rows.set(last, new Row(iteration, r.loss(), r.localizationLoss(), r.confidenceLoss(), r.learningRate(), map,
			r.imagesPerSecond()));
		close();
		writeAll();
	}

	/** @param row to be appended and flushed */
	public void add(final Row row) {
		rows.add(row);
		write(() -> {
			out.write(row.line());
			out.flush();
		});
	}

	/** @return all rows so far; a view */
	public List<Row> rows() {
		return Collections.unmodifiableList(rows);
	}

	@Override
	public void close() {
		write(out::close);
	}

	private void write(final FileAccess.Task task) {
		FileAccess.run(task,
			e -> file + ": cannot be written (" + e.getMessage() + "); free some disk space or choose another folder.");
	}

	/** The last row may be half written, if the run before was killed: it belongs to what comes after the checkpoint. */
	private static List<Row> read(final Path file, final int done) {
		final List<Row> rows = new ArrayList<>();
		if (!Files.exists(file)) return rows;
		try (BufferedReader in = Files.newBufferedReader(file);
			CSVParser parser = CSVFormat.RFC4180.builder().setSkipHeaderRecord(true).setHeader().get().parse(in))
		{
			for (final CSVRecord record : parser) {
				if (record.size() != COLUMNS || Integer.parseInt(record.get(0)) > done) break;
				rows.add(Row.parse(record));
			}
			return rows;
		}
		catch (final IOException | UncheckedIOException | IllegalArgumentException | IndexOutOfBoundsException e) {
			throw new UserException(file + ": is not the log of a training (" + OneLine.words(e) +
				"); restore it, or delete it to continue without its rows.", e);
		}
	}
}
