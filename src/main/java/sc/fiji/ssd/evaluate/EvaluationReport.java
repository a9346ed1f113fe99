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
package sc.fiji.ssd.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import sc.fiji.ssd.io.CsvFile;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.FixedDecimals;
import sc.fiji.ssd.io.FormulaGuard;
import sc.fiji.ssd.io.JsonFiles;
import sc.fiji.ssd.io.JsonValues;
import sc.fiji.ssd.io.UserException;

/**
 * Writes an evaluation as files: {@code evaluation.json} ({@code metric},
 * {@code map}, COCO's twelve numbers, {@code per_class}, {@code images},
 * {@code warnings}; null where there is nothing to measure), {@code pr.csv}
 * (header {@code class,recall,precision,score}) and {@code pr.png}. The curves are
 * at an IoU of 0.5.
 */
public final class EvaluationReport {

	/** Half a pixel of a plot with axes from 0 to 1 and at most a thousand pixels. */
	private static final double HALF_PIXEL = 0.0005;

	private EvaluationReport() {}

	/**
	 * @param output a folder, which gets the three files; or a file ending in
	 *          {@code .json}, next to which {@code NAME-pr.csv} and
	 *          {@code NAME-pr.png} are written ({@code pr.csv} and {@code pr.png} if
	 *          it is {@code evaluation.json})
	 * @param evaluation the figures
	 * @throws UserException if they cannot be written
	 */
	public static void write(final Path output, final Evaluation evaluation) {
		final ReportFiles files = ReportFiles.of(output);
		FileAccess.run(() -> {
			writeCurves(files.file("pr.csv"), evaluation);
			plot(files.file("pr.png"), evaluation);
			JsonFiles.write(files.figures(), figures(evaluation), true);
		}, e -> "output: " + output + " cannot be written: " + e.getMessage() + "; choose another folder or file.");
	}

	private static Map<String, Object> figures(final Evaluation evaluation) {
		final Map<String, Object> figures = JsonValues.object("metric", evaluation.metric(), "map",
			JsonValues.orNull(evaluation.map()));
		evaluation.summary().forEach((name, value) -> figures.put(name, JsonValues.orNull(value)));
		final Map<String, Object> perClass = new LinkedHashMap<>();
		evaluation.perClass().forEach((name, result) -> {
			perClass.put(name, JsonValues.object("ap", JsonValues.orNull(result.ap()), "positives", result.positives(),
				"detections", result.detections()));
		});
		figures.put("per_class", perClass);
		figures.put("images", evaluation.images());
		figures.put("warnings", evaluation.warnings());
		return figures;
	}

	private static void writeCurves(final Path file, final Evaluation evaluation) throws IOException {
		CsvFile.write(file, List.of("class", "recall", "precision", "score"), printer -> {
			for (final Map.Entry<String, ClassResult> line : evaluation.perClass().entrySet()) {
				final ClassResult r = line.getValue();
				if (r.positives() == 0) continue;
				for (int i = 0; i < r.recall().length; i++)
					printer.printRecord(FormulaGuard.write(line.getKey()), decimals(r.recall()[i]),
						decimals(r.precision()[i]), decimals(r.scores()[i]));
			}
		});
	}

	private static String decimals(final double value) {
		return Double.isFinite(value) ? FixedDecimals.format(value, 6) : String.valueOf(value);
	}

	private static void plot(final Path png, final Evaluation evaluation) throws IOException {
		final Map<String, double[][]> series = new LinkedHashMap<>();
		evaluation.perClass().forEach((name, r) -> {
			if (r.positives() > 0)
				series.put(String.format(Locale.ROOT, "%s (AP %.3f)", name, r.ap()),
					visible(r.recall(), r.precision()));
		});
		final String title = Double.isNaN(evaluation.map())
			? evaluation.metric()
			: String.format(Locale.ROOT, "Precision and recall at IoU 0.5 (%s, mAP %.3f)", evaluation.metric(),
				evaluation.map());
		Charts.write(png, Charts.lines(title, "Recall", "Precision", 1.005, 1.02, series));
	}

	/** @return the points of a curve that differ from the one before by more than half a pixel of the plot, and the last */
	private static double[][] visible(final double[] x, final double[] y) {
		final double[][] kept = new double[2][x.length];
		int n = 0;
		for (int i = 0; i < x.length; i++) {
			final boolean same = n > 0 && i < x.length - 1 && Math.abs(x[i] - kept[0][n - 1]) < HALF_PIXEL &&
				Math.abs(y[i] - kept[1][n - 1]) < HALF_PIXEL;
			if (same) continue;
			kept[0][n] = x[i];
			kept[1][n++] = y[i];
		}
		return new double[][] { Arrays.copyOf(kept[0], n), Arrays.copyOf(kept[1], n) };
	}
}
