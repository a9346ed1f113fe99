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
package sc.fiji.ssd.evaluate.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;

/**
 * Precision, recall and F1 of one class when only detections of a least score are
 * kept, at an IoU of 0.5.
 *
 * @param positives objects of the class
 * @param points in descending order of threshold; empty if the class was not detected
 */
public record ScoreCurve(int positives, List<Point> points) {

	/**
	 * The detections that remain above a threshold.
	 *
	 * @param threshold least score, halfway between the last score that is kept and
	 *          the next one
	 * @param detections that are kept, without those on objects that do not count
	 * @param hits objects found
	 * @param f1 harmonic mean of precision and recall, 0 to 1
	 */
	public record Point(double threshold, int detections, int hits, double f1) {}

	/**
	 * @param table truths and detections
	 * @param matching of these
	 * @param classIndex a class
	 * @return its curve
	 */
	public static ScoreCurve of(final EvaluationTable table, final VocMatching matching, final int classIndex) {
		final ScoredBoxes found = table.found();
		final int positives = table.truths().positives(table.classes().size())[classIndex];
		final List<Point> points = new ArrayList<>();
		int detections = 0, hits = 0;
		final int end = found.classStart()[classIndex + 1];
		for (int i = found.classStart()[classIndex]; i < end; i++) {
			final int row = found.ranking()[i];
			if (matching.outcome(row) != VocMatching.Outcome.NOTHING) detections++;
			if (matching.outcome(row) == VocMatching.Outcome.HIT) hits++;
			final double score = found.scores()[row], next = i + 1 < end ? found.scores()[found.ranking()[i + 1]] : 0;
			if (i + 1 < end && next == score) continue;
			final double f1 = detections + positives == 0 ? 0 : 2.0 * hits / (detections + positives);
			points.add(new Point((score + next) / 2, detections, hits, f1));
		}
		return new ScoreCurve(positives, points);
	}

	/** @return the point of the highest F1, of equal ones that of the highest threshold; null if it does not exist */
	public Point bestF1() {
		return points.stream().max(Comparator.comparingDouble(Point::f1)).orElse(null);
	}

	/**
	 * @param count wanted number of detections
	 * @return the point whose number of detections is nearest, of two the one with fewer; null if it does not exist
	 */
	public Point forCount(final int count) {
		return points.stream().min(Comparator.comparingInt(point -> Math.abs(point.detections() - count))).orElse(null);
	}

	/**
	 * @param threshold a score
	 * @return precision and recall of the detections with at least this score
	 */
	public Point at(final double threshold) {
		Point last = new Point(1, 0, 0, 0);
		for (final Point point : points)
			if (point.threshold() >= threshold) last = point;
		return last;
	}
}
