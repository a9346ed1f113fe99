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
package sc.fiji.ssd.commands.keys;

import java.nio.file.Path;

import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Tiling;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.SsdModel;

/** The keys that both detection commands share. */
public final class DetectionKeys {

	private DetectionKeys() {}

	/**
	 * @param score 0 to 1
	 * @param overlap 0 to 1
	 * @param maxDetections 1 and more
	 * @param tiling auto, off, SIZE or SIZE,OVERLAP
	 * @return what is reported
	 */
	public static DetectionSettings settings(final String score, final String overlap, final String maxDetections,
		final String tiling)
	{
		return new DetectionSettings(ParameterParser.number("score", score, 0, 1), ParameterParser.number("overlap", overlap, 0, 1),
			ParameterParser.whole("max_detections", maxDetections, 1, 1_000_000), Tiling.parse(tiling));
	}

	/**
	 * @param score 0 to 1, or {@code model}: the model's thresholds
	 * @return the score for {@link #settings}, which {@link #withThresholds} replaces
	 *         by those of the model
	 */
	public static String plainScore(final String score) {
		return isOfModel(score) ? "0.5" : score;
	}

	private static boolean isOfModel(final String score) {
		return score != null && score.strip().equals("model");
	}

	/**
	 * @param settings what is reported
	 * @param score as for {@link #plainScore}
	 * @param model with thresholds
	 * @param file of the model
	 * @return the settings, with a score for each class if the model's are requested
	 * @throws UserException if the model has none
	 */
	public static DetectionSettings withThresholds(final DetectionSettings settings, final String score, final SsdModel model,
		final Path file)
	{
		if (!isOfModel(score)) return settings;
		if (model.thresholds().isEmpty()) throw new UserException("score: " + file +
			" has no thresholds; give a number, or write them into the model with SSD Evaluate (thresholds=f1).");
		return settings.withClassScores(model.classNames().stream()
			.map(name -> model.thresholds().getOrDefault(name, settings.score())).toList());
	}
}
