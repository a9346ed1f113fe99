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

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.Overlap;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;

/** Finds the places where a detector and the annotation disagree most, at which labels are most likely wrong. */
public final class SuspiciousLabels {

	/** IoU from which a detection and an object are the same thing. */
	private static final double SAME = 0.5;

	/** IoU from which a detection has to do with an object. */
	private static final double NEAR = 0.1;

	/**
	 * IoU from which two boxes of one object agree fully, and up to which they do not agree at all. Boxes that two people
	 * draw rarely differ by more.
	 */
	private static final double FULL_AGREEMENT = 0.7, NO_AGREEMENT = 0.4;

	/** Scores below say nothing about labels. */
	private static final double LEAST_SCORE = 0.1;

	/** A detection without an object is more often an error of the detector than one that contradicts an object. */
	private static final double WEIGHT_OF_A_MISSING_LABEL = 0.8;

	/** A detector often misses objects for its own reasons, so that a miss alone weighs less than a contradiction. */
	private static final double WEIGHT_OF_A_MISS = 0.5;

	/** The kind of suspicion. */
	public enum Kind {
		/** A confident detection where no object is annotated. */
		MISSING("missing"),
		/** An object that nothing confirms. */
		UNCONFIRMED("unconfirmed"),
		/** An object that is detected as another class. */
		CLASS("class"),
		/** An object whose detection is elsewhere. */
		SHIFTED("shifted");

		private final String label;

		Kind(final String label) {
			this.label = label;
		}

		/** @return name in tables */
		public String label() {
			return label;
		}
	}

	/**
	 * One place.
	 *
	 * @param suspicion 0 (model and label agree) to 1
	 * @param kind what may be wrong
	 * @param image index of the image in the table
	 * @param truth row of the object; -1 for a missing one
	 * @param detection row of the detection; -1 if nothing was detected there
	 */
	public record Place(double suspicion, Kind kind, int image, int truth, int detection) {

		/**
		 * @param table in which it was found
		 * @return the annotated box, or null
		 */
		public Box truthBox(final EvaluationTable table) {
			if (truth < 0) return null;
			final double[] b = table.truths().boxes();
			return new Box(b[4 * truth], b[4 * truth + 1], b[4 * truth + 2], b[4 * truth + 3]);
		}

		/**
		 * @param table in which it was found
		 * @return the detected box, or null
		 */
		public Box detectionBox(final EvaluationTable table) {
			return detection < 0 ? null : table.found().box(detection);
		}
	}

	private SuspiciousLabels() {}

	/**
	 * @param table truths and detections
	 * @return a place for each object that counts and for each detection that no object explains, in descending order
	 * of suspicion
	 */
	public static List<Place> of(final EvaluationTable table) {
		final List<Place> all = new ArrayList<>();
		table.forEachImage(() -> image -> {
			final List<Place> places = new OneImage(table, image).places();
			synchronized (all) {
				all.addAll(places);
			}
		});
		all.sort(Comparator.<Place> comparingDouble(p -> -p.suspicion).thenComparingInt(Place::image)
			.thenComparingInt(Place::truth).thenComparingInt(Place::detection));
		return all;
	}

	private static final class OneImage {

		private final int image;
		private final ScoredBoxes found;
		private final ImageOverlaps o;
		private final boolean[] explains;

		OneImage(final EvaluationTable table, final int image) {
			this.image = image;
			found = table.found();
			o = new ImageOverlaps(table, image, Integer.MAX_VALUE, LEAST_SCORE);
			explains = new boolean[o.detections()];
		}

		List<Place> places() {
			final List<Place> places = new ArrayList<>();
			for (int g = 0; g < o.objects(); g++)
				if (!o.ignored(g)) places.add(object(g));
			final List<Integer> accepted = new ArrayList<>();
			for (int i = 0; i < o.detections(); i++)
				if (explains[i]) accepted.add(i);
			for (int i = 0; i < o.detections(); i++) {
				if (explains[i] || explained(i) || repeats(i, accepted)) continue;
				accepted.add(i);
				places.add(new Place(missing(i), Kind.MISSING, image, -1, o.row(i)));
			}
			return places;
		}

		/** The strongest evidence against an object. */
		private Place object(final int g) {
			int other = -1, near = -1;
			double agreement = 0, swap = 0, shift = 0;
			for (int i = 0; i < o.detections(); i++) {
				final double iou = o.iou(i, g), located = located(iou);
				if (!o.sameClass(i, g)) {
					final double opposed = o.score(i) * Math.min(1, iou / FULL_AGREEMENT);
					if (iou >= SAME && opposed > swap) {
						swap = opposed;
						other = i;
					}
					continue;
				}
				agreement = Math.max(agreement, o.score(i) * located);
				final double moved = o.score(i) * (1 - located);
				if (iou >= NEAR && moved > shift && belongs(i, g)) {
					shift = moved;
					near = i;
				}
			}
			final double evidence = Math.max(swap, shift), suspicion = (1 - agreement) *
				(WEIGHT_OF_A_MISS + (1 - WEIGHT_OF_A_MISS) * evidence);
			if (evidence == 0) return place(suspicion, Kind.UNCONFIRMED, g, -1);
			return swap > shift ? place(suspicion, Kind.CLASS, g, other) : place(suspicion, Kind.SHIFTED, g, near);
		}

		/** @return how well two boxes agree, 0 to 1 */
		private static double located(final double iou) {
			return Math.max(0, Math.min(1, (iou - NO_AGREEMENT) / (FULL_AGREEMENT - NO_AGREEMENT)));
		}

		private Place place(final double suspicion, final Kind kind, final int g, final int i) {
			if (i >= 0) explains[i] = true;
			return new Place(suspicion, kind, image, o.truth(g), i < 0 ? -1 : o.row(i));
		}

		/** @return whether no other object of the class explains the detection better */
		private boolean belongs(final int i, final int g) {
			for (int t = 0; t < o.objects(); t++)
				if (t != g && o.sameClass(i, t) && o.iou(i, t) > o.iou(i, g)) return false;
			return true;
		}

		private boolean explained(final int i) {
			for (int g = 0; g < o.objects(); g++)
				if (o.iou(i, g) >= SAME || o.ignored(g) && o.share(i, g) >= SAME) return true;
			return false;
		}

		private boolean repeats(final int i, final List<Integer> accepted) {
			return accepted.stream().anyMatch(a -> Overlap.iou(found.boxes(), o.row(i),
				found.boxes(), o.row(a)) >= SAME);
		}

		private double missing(final int i) {
			double most = 0;
			for (int g = 0; g < o.objects(); g++)
				most = Math.max(most, o.iou(i, g));
			return WEIGHT_OF_A_MISSING_LABEL * o.score(i) * (1 - most);
		}
	}
}
