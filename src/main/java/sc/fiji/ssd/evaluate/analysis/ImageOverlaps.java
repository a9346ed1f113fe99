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

import java.util.Comparator;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.Overlap;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.TruthBoxes;

/**
 * The detections of one image in descending order of score, over all classes, and their IoU with all objects of the
 * image.
 */
final class ImageOverlaps {

	private final ScoredBoxes found;
	private final TruthBoxes truths;
	private final int[] rows;
	private final int firstTruth;
	private final int objects;
	private final double[] ious;

	/**
	 * @param table truths and detections
	 * @param image its index
	 * @param most detections, those of the highest scores; equal scores in the order
	 *          in which they came
	 * @param leastScore detections below are left out
	 */
	ImageOverlaps(final EvaluationTable table, final int image, final int most, final double leastScore) {
		found = table.found();
		truths = table.truths();
		rows = IntStream.range(found.imageStart()[image], found.imageStart()[image + 1])
			.filter(row -> found.scores()[row] >= leastScore).boxed()
			.sorted(Comparator.<Integer> comparingDouble(row -> -found.scores()[row])
				.thenComparingInt(row -> found.source()[row]))
			.mapToInt(row -> row).limit(most).toArray();
		firstTruth = truths.imageStart()[image];
		objects = truths.imageStart()[image + 1] - firstTruth;
		ious = new double[rows.length * objects];
		for (int i = 0; i < rows.length; i++)
			for (int g = 0; g < objects; g++)
				ious[i * objects + g] = Overlap.iou(found.boxes(), rows[i], truths.boxes(), firstTruth + g);
	}

	/** @return number of detections */
	int detections() {
		return rows.length;
	}

	/** @return number of objects */
	int objects() {
		return objects;
	}

	/** @return the row of detection {@code i} */
	int row(final int i) {
		return rows[i];
	}

	/** @return the row of object {@code g} */
	int truth(final int g) {
		return firstTruth + g;
	}

	double iou(final int i, final int g) {
		return ious[i * objects + g];
	}

	double score(final int i) {
		return found.scores()[rows[i]];
	}

	boolean sameClass(final int i, final int g) {
		return found.classOf()[rows[i]] == truths.classOf()[firstTruth + g];
	}

	boolean ignored(final int g) {
		return truths.ignored()[firstTruth + g];
	}

	/** @return how much of detection {@code i} lies in object {@code g}, 0 to 1 */
	double share(final int i, final int g) {
		return Overlap.share(found.boxes(), rows[i], truths.boxes(), firstTruth + g);
	}

	/** @return the first object of highest IoU among the chosen ones; -1 if none is chosen */
	int best(final int i, final IntPredicate choice) {
		int best = -1;
		for (int g = 0; g < objects; g++)
			if (choice.test(g) && (best < 0 || iou(i, g) > iou(i, best))) best = g;
		return best;
	}
}
