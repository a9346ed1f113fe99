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

import java.util.LinkedHashMap;
import java.util.Map;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.VocMatching;

/** Chooses for each class the score from which detections are kept. */
public enum ScoreThresholds {

	/** No thresholds are chosen. */
	NONE,

	/** The score of the highest F1. */
	F1,

	/** The score at which there are as many detections as objects. */
	COUNT;

	/**
	 * @param table truths and detections
	 * @param matching of these
	 * @return a score from 0 to 1 for each class that has objects and detections
	 */
	public Map<String, Double> choose(final EvaluationTable table, final VocMatching matching) {
		final Map<String, Double> chosen = new LinkedHashMap<>();
		if (this == NONE) return chosen;
		for (int c = 0; c < table.classes().size(); c++) {
			final ScoreCurve curve = ScoreCurve.of(table, matching, c);
			final ScoreCurve.Point point = this == F1 ? curve.bestF1() : curve.forCount(curve.positives());
			if (point != null && curve.positives() > 0) chosen.put(table.classes().get(c), point.threshold());
		}
		return chosen;
	}
}
