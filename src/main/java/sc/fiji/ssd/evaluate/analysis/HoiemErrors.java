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
import java.util.List;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.Overlap;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.TruthBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;

/**
 * Classifies the detections with the highest scores by kind of error (Hoiem et al., "Diagnosing Error in Object
 * Detectors", ECCV 2012; Figures 3 and 4 of the SSD paper). Correctness is that of Pascal VOC at an IoU of 0.5.
 */
public final class HoiemErrors {

	/** IoU from which a detection is related to an object. */
	private static final double WEAK = 0.1;

	/** Numbers of detections that are analysed, as multiples of the number of objects. */
	private static final double[] STEPS = { 0.125, 0.25, 0.5, 1, 2, 4, 8 };

	/** The kind of a detection. */
	public enum Kind {
		/** It found an object. */
		CORRECT("Correct"),
		/** IoU of 0.1 or more with an object of its class: misplaced, or found before. */
		LOCALIZATION("Localization"),
		/** IoU of 0.1 or more with an object of a similar class. */
		SIMILAR("Similar class"),
		/** IoU of 0.1 or more with an object of another class. */
		OTHER("Other class"),
		/** All others. */
		BACKGROUND("Background");

		private final String label;

		Kind(final String label) {
			this.label = label;
		}

		/** @return name for people */
		public String label() {
			return label;
		}
	}

	/**
	 * The detections with the highest scores of a class, or of all classes together.
	 *
	 * @param multiple how many, as a multiple of the number of objects of each class
	 * @param detections how many there are
	 * @param shares of each {@link Kind}, 0 to 1, with sum 1; NaN if it does not exist
	 * @param strongRecall objects that they found at an IoU of 0.5, 0 to 1
	 * @param weakRecall objects that they found at an IoU of 0.1
	 */
	public record Step(double multiple, int detections, double[] shares, double strongRecall, double weakRecall) {}

	private final EvaluationTable table;
	private final byte[] kinds;
	private final boolean[] weaklyNew;
	private final int[] positives;

	private HoiemErrors(final EvaluationTable table) {
		this.table = table;
		kinds = new byte[table.found().size()];
		weaklyNew = new boolean[table.found().size()];
		positives = table.truths().positives(table.classes().size());
	}

	/**
	 * @param table truths and detections
	 * @param matching of these
	 * @param similar groups of classes
	 * @return the kinds of all detections
	 */
	public static HoiemErrors of(final EvaluationTable table, final VocMatching matching, final SimilarClasses similar) {
		final HoiemErrors errors = new HoiemErrors(table);
		final int n = table.classes().size();
		final boolean[][] alike = new boolean[n][n];
		for (int a = 0; a < n; a++)
			for (int b = 0; b < n; b++)
				alike[a][b] = a != b && similar.areSimilar(table.classes().get(a), table.classes().get(b));
		table.forEachImage(() -> image -> errors.image(image, matching, alike));
		return errors;
	}

	private void image(final int image, final VocMatching matching, final boolean[][] alike) {
		final ScoredBoxes found = table.found();
		final TruthBoxes truths = table.truths();
		final int first = truths.imageStart()[image], end = truths.imageStart()[image + 1];
		final boolean[] taken = new boolean[end - first];
		for (int row = found.imageStart()[image]; row < found.imageStart()[image + 1]; row++) {
			if (matching.outcome(row) == VocMatching.Outcome.NOTHING) {
				kinds[row] = -1;
				continue;
			}
			double same = 0, similar = 0, other = 0;
			int at = -1;
			for (int t = first; t < end; t++) {
				final double iou = Overlap.iou(found.boxes(), row, truths.boxes(), t);
				final int a = found.classOf()[row], b = truths.classOf()[t];
				if (a == b) {
					if (iou > same && !truths.ignored()[t]) at = t;
					same = Math.max(same, iou);
				}
				else if (alike[a][b]) similar = Math.max(similar, iou);
				else other = Math.max(other, iou);
			}
			final boolean hit = matching.outcome(row) == VocMatching.Outcome.HIT;
			if ((hit || same >= WEAK) && at >= 0 && !taken[at - first]) {
				taken[at - first] = true;
				weaklyNew[row] = true;
			}
			kinds[row] = (byte) (hit
				? Kind.CORRECT
				: same >= WEAK
					? Kind.LOCALIZATION
					: similar >= WEAK ? Kind.SIMILAR : other >= WEAK ? Kind.OTHER : Kind.BACKGROUND).ordinal();
		}
	}

	/**
	 * @param classIndex a class; -1: all classes, each with its own number of
	 *          detections
	 * @return the steps, in ascending order of number of detections
	 */
	public List<Step> steps(final int classIndex) {
		return steps(classIndex, Kind.CORRECT);
	}

	/**
	 * The same for false detections only, those with the highest scores.
	 *
	 * @param classIndex a class; -1: all classes
	 * @return the steps; nothing is correct in them
	 */
	public List<Step> falseSteps(final int classIndex) {
		return steps(classIndex, Kind.LOCALIZATION);
	}

	/** @param first the first kind that counts */
	private List<Step> steps(final int classIndex, final Kind first) {
		final List<Step> steps = new ArrayList<>();
		for (final double multiple : STEPS) {
			final int[] counts = new int[Kind.values().length];
			int objects = 0, weakly = 0;
			for (final int c : classes(classIndex)) {
				objects += positives[c];
				int left = (int) Math.round(multiple * positives[c]);
				for (int i = table.found().classStart()[c]; i < table.found().classStart()[c + 1] && left > 0; i++) {
					final int row = table.found().ranking()[i];
					if (kinds[row] < first.ordinal()) continue;
					left--;
					counts[kinds[row]]++;
					if (weaklyNew[row]) weakly++;
				}
			}
			final int n = IntStream.of(counts).sum();
			steps.add(new Step(multiple, n, shares(counts, n), counts[Kind.CORRECT.ordinal()] / (double) objects,
				weakly / (double) objects));
		}
		return steps;
	}

	private static double[] shares(final int[] counts, final int n) {
		return IntStream.of(counts).mapToDouble(count -> n == 0 ? Double.NaN : count / (double) n).toArray();
	}

	private int[] classes(final int classIndex) {
		return classIndex >= 0
			? new int[] { classIndex }
			: IntStream.range(0, positives.length).filter(c -> positives[c] > 0).toArray();
	}
}
