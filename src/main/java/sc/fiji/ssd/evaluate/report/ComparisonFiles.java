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
package sc.fiji.ssd.evaluate.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import sc.fiji.ssd.evaluate.ClassResult;
import sc.fiji.ssd.evaluate.ReportFiles;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FormulaGuard;
import sc.fiji.ssd.io.JsonFiles;
import sc.fiji.ssd.io.JsonValues;
import sc.fiji.ssd.io.UserException;

/** Writes a comparison as {@code comparison.html}, {@code comparison.json} and {@code comparison.csv}. */
public final class ComparisonFiles {

	private ComparisonFiles() {}

	/**
	 * @param files where they go
	 * @param title the dataset
	 * @param comparison what is written
	 * @param warnings one line each
	 * @throws UserException if a file cannot be written
	 */
	public static void write(final ReportFiles files, final String title, final Comparison comparison,
		final List<String> warnings)
	{
		files.write(() -> {
			JsonFiles.write(files.file("comparison.json"), json(comparison), true);
			writeCsv(files, comparison);
			AtomicFiles.writeString(files.file("comparison.html"),
				Template.process("comparison.ftlh", model(title, comparison, warnings)));
		});
	}

	private static List<String> classes(final Comparison comparison) {
		return List.copyOf(comparison.candidates().get(0).evaluation().perClass().keySet());
	}

	private static void writeCsv(final ReportFiles files, final Comparison comparison) throws IOException {
		final List<String> header = new ArrayList<>(List.of("candidate", "map", "low_95", "high_95"));
		classes(comparison).forEach(name -> header.add(FormulaGuard.write(name)));
		CsvFile.write(files.file("comparison.csv"), header, printer -> {
			for (final Comparison.Candidate c : comparison.candidates()) {
				final List<Object> row = new ArrayList<>();
				row.add(FormulaGuard.write(c.name()));
				row.add(number(c.evaluation().map(), ""));
				row.add(number(c.interval().low(), ""));
				row.add(number(c.interval().high(), ""));
				for (final ClassResult result : c.evaluation().perClass().values())
					row.add(number(result.ap(), ""));
				printer.printRecord(row);
			}
		});
	}

	private static String number(final double value, final String sign) {
		return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%" + sign + ".6f", value);
	}

	private static Map<String, Object> json(final Comparison comparison) {
		final List<Object> candidates = new ArrayList<>(), differences = new ArrayList<>();
		for (final Comparison.Candidate c : comparison.candidates()) {
			final Map<String, Object> perClass = new LinkedHashMap<>();
			c.evaluation().perClass().forEach((name, result) -> perClass.put(name, JsonValues.orNull(result.ap())));
			candidates.add(JsonValues.object("name", c.name(), "map", JsonValues.orNull(c.evaluation().map()), "interval_95",
				c.interval().values(), "per_class", perClass));
		}
		for (final Comparison.Difference d : comparison.differences())
			differences.add(JsonValues.object("first", comparison.candidates().get(d.first()).name(), "second",
				comparison.candidates().get(d.second()).name(), "difference", JsonValues.orNull(d.value()), "interval_95",
				d.interval().values(), "clear", d.isClear()));
		return JsonValues.object("metric", comparison.metric(), "draws", comparison.draws(), "candidates", candidates, "differences",
			differences);
	}

	private static Map<String, Object> model(final String title, final Comparison comparison,
		final List<String> warnings)
	{
		final List<Object> candidates = new ArrayList<>(), differences = new ArrayList<>(), classes = new ArrayList<>();
		for (final Comparison.Candidate c : comparison.candidates())
			candidates.add(JsonValues.object("name", c.name(), "value", shown(c.evaluation().map(), ""), "low",
				shown(c.interval().low(), ""), "high", shown(c.interval().high(), "")));
		for (final Comparison.Difference d : comparison.differences())
			differences.add(JsonValues.object("first", comparison.candidates().get(d.first()).name(), "second",
				comparison.candidates().get(d.second()).name(), "value", shown(d.value(), "+"), "low",
				shown(d.interval().low(), "+"), "high", shown(d.interval().high(), "+"), "verdict",
				d.isClear() ? d.value() > 0 ? "better" : "worse" : "no clear difference"));
		for (final String name : classes(comparison)) {
			final List<String> values = new ArrayList<>();
			comparison.candidates().forEach(c -> values.add(shown(c.evaluation().perClass().get(name).ap(), "")));
			classes.add(JsonValues.object("name", name, "values", values));
		}
		return JsonValues.object("title", title, "metric", comparison.metric(), "draws", comparison.draws(), "warnings", warnings,
			"candidates", candidates, "differences", differences, "classes", classes, "images",
			comparison.candidates().get(0).evaluation().images());
	}

	private static String shown(final double value, final String sign) {
		return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%" + sign + ".3f", value);
	}
}
