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

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.StableOrder;
import sc.fiji.ssd.evaluate.match.TruthBoxes;

/**
 * The errors of a detector by kind and the average precision that would be gained
 * by correcting each kind (TIDE: Bolya et al., "TIDE: A General Toolbox for
 * Identifying Object Detection Errors", ECCV 2020). An object counts as found at
 * an IoU of 0.5; below 0.1 a detection is on the background. As in TIDE, the
 * mean takes in classes that are only detected, with an AP of 0.
 *
 * @param ap average precision at an IoU of 0.5, mean of the classes, 0 to 1
 * @param gain of correcting each kind, 0 to 1
 * @param count errors of each kind
 * @param falsePositiveGain of giving all false detections a score below all others
 * @param falseNegativeGain of leaving out the objects that were not found
 * @param kinds error of each row of the detections; null where it is right or was
 *          not looked at
 * @param missed whether each row of the truths is a {@link Kind#MISSED} error
 */
public record TideErrors(double ap, Map<Kind, Double> gain, Map<Kind, Integer> count, double falsePositiveGain,
	double falseNegativeGain, Kind[] kinds, boolean[] missed)
{

	/** IoU from which an object counts as found. */
	private static final double FOUND = 0.5;

	/** IoU up to which a detection is on the background. */
	private static final double BACKGROUND = 0.1;

	/** Detections of an image that are looked at. */
	private static final int MOST_DETECTIONS = 100;

	private static final int POINTS = 101;

	/** Kinds of errors. */
	public enum Kind {
		/** IoU of 0.5 or more with an object of another class. */
		CLASS("Classification"),
		/** IoU of 0.1 to 0.5 with an object of its class. */
		LOCALIZATION("Localization"),
		/** None of the others: wrong class and wrong place at once. */
		BOTH("Class and localization"),
		/** IoU of 0.5 or more with an object that a higher score has found. */
		DUPLICATE("Duplicate"),
		/** IoU of at most 0.1 with all objects. */
		BACKGROUND("Background"),
		/** An object that was not found and that correcting other errors would not find. */
		MISSED("Missed");

		private final String label;

		Kind(final String label) {
			this.label = label;
		}

		/** @return name for people */
		public String label() {
			return label;
		}
	}

	/** The state of the matching while errors are corrected. */
	private static final class Work {

		final EvaluationTable table;
		final boolean[] used;
		final boolean[] correct;
		final boolean[] ignored;
		final boolean[] usable;
		final Kind[] kinds;
		final int[] target;
		final int[] bestFor;
		final boolean[] looked;

		Work(final EvaluationTable table) {
			this.table = table;
			final int n = table.found().size(), objects = table.truths().size();
			used = new boolean[objects];
			usable = new boolean[objects];
			bestFor = filled(objects);
			correct = new boolean[n];
			ignored = new boolean[n];
			looked = new boolean[n];
			kinds = new Kind[n];
			target = filled(n);
		}

		private static int[] filled(final int n) {
			final int[] values = new int[n];
			Arrays.fill(values, -1);
			return values;
		}

		void image(final int image) {
			final ImageOverlaps o = new ImageOverlaps(table, image, MOST_DETECTIONS, 0);
			match(o);
			final boolean empty = IntStream.range(0, o.objects()).allMatch(o::ignored);
			for (int i = 0; i < o.detections(); i++)
				if (!correct[o.row(i)]) kinds[o.row(i)] = empty ? Kind.BACKGROUND : kind(o, i);
		}

		private void match(final ImageOverlaps o) {
			for (int i = 0; i < o.detections(); i++) {
				final int d = i;
				looked[o.row(i)] = true;
				final int g = o.best(i, t -> !o.ignored(t) && o.sameClass(d, t) && !used[o.truth(t)]);
				if (g < 0 || o.iou(i, g) < FOUND) continue;
				used[o.truth(g)] = true;
				correct[o.row(i)] = true;
			}
			for (int i = 0; i < o.detections(); i++)
				for (int g = 0; g < o.objects(); g++)
					if (o.ignored(g) && o.sameClass(i, g) && !correct[o.row(i)] && o.share(i, g) > FOUND)
						ignored[o.row(i)] = true;
		}

		private Kind kind(final ImageOverlaps o, final int i) {
			int g = o.best(i, t -> !o.ignored(t) && o.sameClass(i, t));
			if (g >= 0 && o.iou(i, g) >= BACKGROUND && o.iou(i, g) <= FOUND) return correctable(o, i, g, Kind.LOCALIZATION);
			g = o.best(i, t -> !o.ignored(t) && !o.sameClass(i, t));
			if (g >= 0 && o.iou(i, g) >= FOUND) return correctable(o, i, g, Kind.CLASS);
			g = o.best(i, t -> !o.ignored(t) && o.sameClass(i, t) && used[o.truth(t)]);
			if (g >= 0 && o.iou(i, g) >= FOUND) return Kind.DUPLICATE;
			g = o.best(i, t -> !o.ignored(t));
			return o.iou(i, g) <= BACKGROUND ? Kind.BACKGROUND : Kind.BOTH;
		}

		/** If several errors hit one object, only the one with the highest score finds the object once it is corrected. */
		private Kind correctable(final ImageOverlaps o, final int i, final int g, final Kind kind) {
			final int truth = o.truth(g);
			if (used[truth]) return kind;
			usable[truth] = true;
			target[o.row(i)] = truth;
			if (bestFor[truth] < 0 || o.score(i) > table.found().scores()[bestFor[truth]]) bestFor[truth] = o.row(i);
			return kind;
		}
	}

	/**
	 * @param table truths and detections
	 * @return the errors
	 */
	public static TideErrors of(final EvaluationTable table) {
		final Work work = new Work(table);
		table.forEachImage(() -> work::image);
		final TruthBoxes truths = table.truths();
		final int classes = table.classes().size();
		final int[] positives = truths.positives(classes), unfound = new int[classes], missedOf = new int[classes];
		final boolean[] missed = new boolean[truths.size()];
		for (int t = 0; t < truths.size(); t++) {
			if (truths.ignored()[t] || work.used[t]) continue;
			unfound[truths.classOf()[t]]++;
			missed[t] = !work.usable[t];
			if (missed[t]) missedOf[truths.classOf()[t]]++;
		}
		final double ap = precision(work, null, positives, false);
		final Map<Kind, Double> gain = new EnumMap<>(Kind.class);
		final Map<Kind, Integer> count = new EnumMap<>(Kind.class);
		for (final Kind kind : Kind.values()) {
			final boolean isMissed = kind == Kind.MISSED;
			final double corrected = precision(work, kind, isMissed ? minus(positives, missedOf) : positives, false);
			gain.put(kind, Math.max(0, corrected - ap));
			count.put(kind, isMissed
				? Arrays.stream(missedOf).sum()
				: (int) Arrays.stream(work.kinds).filter(k -> k == kind).count());
		}
		return new TideErrors(ap, gain, count, precision(work, null, positives, true) - ap,
			precision(work, null, minus(positives, unfound), false) - ap, work.kinds, missed);
	}

	private static int[] minus(final int[] a, final int[] b) {
		return IntStream.range(0, a.length).map(i -> a[i] - b[i]).toArray();
	}

	/**
	 * @param corrected kind of errors that are corrected; null: none
	 * @param falseLast whether false detections come after all others
	 * @return mean AP
	 */
	private static double precision(final Work work, final Kind corrected, final int[] positives,
		final boolean falseLast)
	{
		final ScoredBoxes found = work.table.found();
		final int n = found.size(), classes = positives.length;
		final int[] rows = new int[n], classOf = new int[n];
		final double[] scores = new double[n];
		final boolean[] right = new boolean[n];
		int size = 0;
		for (int row = 0; row < n; row++) {
			if (!work.looked[row]) continue;
			final boolean correct = work.correct[row];
			classOf[row] = found.classOf()[row];
			right[row] = correct;
			if (!correct && work.kinds[row] == corrected) {
				final int truth = work.target[row];
				if (truth < 0 || work.bestFor[truth] != row) continue; // corrected, it is no longer there
				right[row] = true;
				classOf[row] = work.table.truths().classOf()[truth];
			}
			else if (!correct && work.ignored[row]) continue;
			scores[row] = falseLast ? right[row] ? 1 : 0 : found.scores()[row];
			rows[size++] = row;
		}
		final int[] order = StableOrder.byKey(StableOrder.byFallingValue(Arrays.copyOf(rows, size), scores), classOf,
			classes);
		double sum = 0;
		int counted = 0;
		for (int c = 0, from = 0; c < classes; c++) {
			int to = from;
			while (to < size && classOf[order[to]] == c)
				to++;
			if (to > from || positives[c] > 0) {
				counted++;
				sum += averagePrecision(order, from, to, right, positives[c]);
			}
			from = to;
		}
		return counted == 0 ? Double.NaN : sum / counted;
	}

	private static double averagePrecision(final int[] order, final int from, final int to, final boolean[] right,
		final int positives)
	{
		if (positives == 0) return 0;
		final double[] precision = new double[positives + 1];
		int hits = 0;
		for (int i = from; i < to; i++)
			if (right[order[i]] && hits < positives) precision[hits++] = hits / (double) (i - from + 1);
		for (int i = hits - 1; i > 0; i--)
			precision[i - 1] = Math.max(precision[i - 1], precision[i]);
		double sum = 0;
		for (int r = 0, i = 0; r < POINTS; r++) {
			while (i < hits && (i + 1) / (double) positives < r / (double) (POINTS - 1))
				i++;
			if (i == hits) break;
			sum += precision[i];
		}
		return sum / POINTS;
	}
}
