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
package sc.fiji.ssd.detect;

import java.util.List;

import sc.fiji.ssd.io.UserException;

/**
 * The settings that decide which predictions are reported.
 *
 * @param score probability above which a box is reported, 0 to 1
 * @param overlap IoU above which the lower score of two boxes of one class is
 *          suppressed, 0 to 1
 * @param maxDetections the highest scores of an image, of each of its tiles if it
 *          is searched by tiles, over all classes, that are reported; at least 1
 * @param tiling whether images are searched as a whole or by tiles
 * @param classScores of each class of the model the probability above which a box
 *          is reported, none below {@code score}; empty: {@code score} for all
 * @param averageFlips whether each image, or tile, is also searched flipped horizontally, vertically and both, and the
 *          four results are averaged (test-time augmentation): more accurate, four times as slow
 */
public record DetectionSettings(double score, double overlap, int maxDetections, Tiling tiling,
	List<Double> classScores, boolean averageFlips)
{

	/** Score above which a box of a single view takes part in an average, and how many of them at least. */
	private static final double SCORE_OF_VIEW = 0.01;
	private static final int MOST_OF_VIEW = 400;

	/** Settings for viewing results: only detections with a high score. */
	public static final DetectionSettings DEFAULT = new DetectionSettings(0.5, 0.45, 200);

	/** Settings for evaluation: the paper's (section 3), whose low threshold gives complete precision-recall curves. */
	public static final DetectionSettings PAPER = new DetectionSettings(0.01, 0.45, 200);

	public DetectionSettings {
		classScores = List.copyOf(classScores);
		classScores.forEach(value -> checkShare("score", value));
		checkShare("score", score);
		checkShare("overlap", overlap);
		if (maxDetections < 1)
			throw new UserException("max_detections: " + maxDetections + " is too few; give a whole number of at least 1.");
	}

	/** Creates settings with one score for all classes; see the record for the parameters. */
	public DetectionSettings(final double score, final double overlap, final int maxDetections, final Tiling tiling) {
		this(score, overlap, maxDetections, tiling, List.of(), false);
	}

	/** Creates settings with {@link Tiling#AUTO}; see the record for the parameters. */
	public DetectionSettings(final double score, final double overlap, final int maxDetections) {
		this(score, overlap, maxDetections, Tiling.AUTO);
	}

	/** @param least score of reported detections, of all classes, 0 to 1 @return a copy with this value */
	public DetectionSettings withScore(final double least) {
		return new DetectionSettings(least, overlap, maxDetections, tiling, List.of(), averageFlips);
	}

	/**
	 * @param newTiling see {@link #tiling()}
	 * @return a copy with this tiling
	 */
	public DetectionSettings with(final Tiling newTiling) {
		return new DetectionSettings(score, overlap, maxDetections, newTiling, classScores, averageFlips);
	}

	/**
	 * @param scores see {@link #classScores()}, at least one
	 * @return a copy with a score for each class
	 */
	public DetectionSettings withClassScores(final List<Double> scores) {
		return new DetectionSettings(scores.stream().mapToDouble(v -> v).min().orElse(score), overlap, maxDetections,
			tiling, scores, averageFlips);
	}

	/** @param average see {@link #averageFlips()} @return a copy with this value */
	public DetectionSettings withAverageFlips(final boolean average) {
		return new DetectionSettings(score, overlap, maxDetections, tiling, classScores, average);
	}

	/** @return the settings for a single view of an image: a box with a low score in one can have a high one in another */
	DetectionSettings ofView() {
		return averageFlips
			? new DetectionSettings(Math.min(score, SCORE_OF_VIEW), overlap, Math.max(MOST_OF_VIEW, maxDetections), tiling)
			: this;
	}

	/**
	 * @param classIndex of the model, 1-based
	 * @return probability above which a box of this class is reported
	 */
	public double scoreOf(final int classIndex) {
		return classScores.isEmpty() ? score : classScores.get(classIndex - 1);
	}

	private static void checkShare(final String key, final double value) {
		if (!(value >= 0 && value <= 1)) throw new UserException(key + ": " + value + " is not between 0 and 1.");
	}
}
