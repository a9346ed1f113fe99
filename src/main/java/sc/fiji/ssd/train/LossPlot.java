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
package sc.fiji.ssd.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

import sc.fiji.ssd.evaluate.Charts;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.progress.LossCurve;
import sc.fiji.ssd.train.progress.TrainingLog;

/** Plots a training: its losses, and below them the validation scores, from 0 to 1, if there are any. */
final class LossPlot {

	/** Maximum number of points of a line; longer trainings are averaged, so that lines stay readable. */
	private static final int POINTS = 300;

	private LossPlot() {}

	/**
	 * @param png to write
	 * @param rows of the training so far; none: nothing is written
	 * @throws UserException if it cannot be written
	 */
	static void write(final Path png, final List<TrainingLog.Row> rows) {
		if (rows.isEmpty()) return;
		final Map<String, double[][]> lines = new LinkedHashMap<>();
		final List<Charts.Panel> panels = new ArrayList<>(List.of(new Charts.Panel("loss", Double.NaN, 3, lines)));
		lines.put("loss", averaged(rows, TrainingLog.Row::loss));
		lines.put("localization loss", averaged(rows, TrainingLog.Row::localizationLoss));
		lines.put("confidence loss", averaged(rows, TrainingLog.Row::confidenceLoss));
		final List<TrainingLog.Row> validated = rows.stream().filter(r -> !Double.isNaN(r.validationMap())).toList();
		if (!validated.isEmpty())
			panels.add(new Charts.Panel("mAP", 1, 2, Map.of("validation mAP",
				new double[][] { validated.stream().mapToDouble(TrainingLog.Row::iteration).toArray(),
					validated.stream().mapToDouble(TrainingLog.Row::validationMap).toArray() })));
		FileAccess.run(() -> Charts.write(png, Charts.panels("Training", "iteration", panels)),
			e -> png + ": cannot be written (" + e.getMessage() + "); free some disk space or choose another folder.");
	}

	/** Means of as many neighbouring iterations as make at most {@link #POINTS} points. */
	private static double[][] averaged(final List<TrainingLog.Row> rows,
		final ToDoubleFunction<TrainingLog.Row> value)
	{
		final LossCurve curve = new LossCurve();
		rows.forEach(row -> curve.add(row.iteration(), value.applyAsDouble(row)));
		return curve.points(POINTS);
	}
}
