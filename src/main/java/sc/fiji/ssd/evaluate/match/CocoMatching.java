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
package sc.fiji.ssd.evaluate.match;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * COCO's matching of detections to ground truth ({@code evaluateImg} of
 * pycocotools' {@code cocoeval.py}) at its ten IoU and for all ranges of areas.
 * For each detection, one bit per IoU says whether it hit an object, another
 * whether it is ignored.
 */
public final class CocoMatching {

	/** All ten bits. */
	public static final int ALL = (1 << 10) - 1;

	/** 0.5, 0.55, ... 0.95, to the last bit as numpy's linspace has them: boxes of whole pixels often lie on one. */
	private static final double[] IOUS = IntStream.range(0, 10)
		.mapToDouble(i -> i == 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9)).toArray();

	private final short[][] hit;
	private final short[][] ignored;
	private final int[] match;
	private final int mostDetections;

	private CocoMatching(final int ranges, final int rows, final int mostDetections) {
		hit = new short[ranges][rows];
		ignored = new short[ranges][rows];
		match = new int[rows];
		Arrays.fill(match, -1);
		this.mostDetections = mostDetections;
	}

	/**
	 * Matches the detections of all images.
	 *
	 * @param table truths and detections
	 * @param ranges of areas
	 * @param mostDetections of an image and class that are looked at, in descending order of score
	 * @return the outcome for each row of {@code table.found()}
	 */
	public static CocoMatching of(final EvaluationTable table, final AreaRanges ranges, final int mostDetections) {
		final CocoMatching matching = new CocoMatching(ranges.count(), table.found().size(), mostDetections);
		table.forEachImage(() -> matching.new Task(table, ranges));
		return matching;
	}

	/** @return the ten IoU */
	public static double[] ious() {
		return IOUS.clone();
	}

	/** @return detections of an image and class that were looked at; those after have no bit set */
	public int mostDetections() {
		return mostDetections;
	}

	/**
	 * @param range of areas
	 * @param row of the detections
	 * @return a bit for each IoU at which the detection hit an object
	 */
	public int hit(final int range, final int row) {
		return hit[range][row];
	}

	/**
	 * @param range of areas
	 * @param row of the detections
	 * @return a bit for each IoU at which the detection does not count: it hit an
	 *         ignored object, or none and its own area is out of the range
	 */
	public int ignored(final int range, final int row) {
		return ignored[range][row];
	}

	/**
	 * @param row of the detections
	 * @return the row of the object that it hit at an IoU of 0.5 among objects of all
	 *         areas, or -1
	 */
	public int match(final int row) {
		return match[row];
	}

	/** Matches images one after another; used by one thread. */
	private final class Task implements IntConsumer {

		private final TruthBoxes truths;
		private final ScoredBoxes found;
		private final AreaRanges ranges;
		private double[] ious = new double[0];
		private double[] highest = new double[0];
		private int[] order = new int[0];
		private boolean[] taken = new boolean[0];

		Task(final EvaluationTable table, final AreaRanges ranges) {
			truths = table.truths();
			found = table.found();
			this.ranges = ranges;
		}

		@Override
		public void accept(final int image) {
			final int end = found.imageStart()[image + 1], truthEnd = truths.imageStart()[image + 1];
			int truth = truths.imageStart()[image];
			for (int row = found.imageStart()[image]; row < end;) {
				final int next = EvaluationTable.endOfClass(found.classOf(), row, end);
				while (truth < truthEnd && truths.classOf()[truth] < found.classOf()[row])
					truth++;
				final boolean has = truth < truthEnd && truths.classOf()[truth] == found.classOf()[row];
				match(row, Math.min(next, row + mostDetections), truth,
					has ? EvaluationTable.endOfClass(truths.classOf(), truth, truthEnd) : truth);
				row = next;
			}
		}

		private void match(final int from, final int to, final int truthFrom, final int truthTo) {
			overlaps(from, to, truthFrom, truthTo);
			for (int range = 0; range < ranges.count(); range++) {
				final int counting = sort(range, truthFrom, truthTo);
				for (int row = from; row < to; row++) {
					final double area = found.area(row);
					if (area < ranges.min(range) || area > ranges.max(range)) ignored[range][row] = ALL;
				}
				for (int t = 0; t < IOUS.length; t++)
					match(range, t, from, to, truthFrom, truthTo, counting);
			}
		}

		private void overlaps(final int from, final int to, final int truthFrom, final int truthTo) {
			final int n = to - from, objects = truthTo - truthFrom;
			if (ious.length < n * objects) ious = new double[Math.max(n * objects, 2 * ious.length)];
			if (highest.length < n) highest = new double[2 * n];
			if (order.length < objects) {
				order = new int[2 * objects];
				taken = new boolean[2 * objects];
			}
			for (int i = 0; i < n; i++) {
				double best = 0;
				for (int g = 0; g < objects; g++) {
					final int truth = truthFrom + g;
					final double iou = truths.crowd()[truth]
						? Overlap.share(found.boxes(), from + i, truths.boxes(), truth)
						: Overlap.iou(found.boxes(), from + i, truths.boxes(), truth);
					ious[i * objects + g] = iou;
					best = Math.max(best, iou);
				}
				highest[i] = best;
			}
		}

		/** @return how many objects count; they come first in {@code order} */
		private int sort(final int range, final int truthFrom, final int truthTo) {
			int counting = 0;
			for (int truth = truthFrom; truth < truthTo; truth++)
				if (!isIgnored(range, truth)) order[counting++] = truth - truthFrom;
			int at = counting;
			for (int truth = truthFrom; truth < truthTo; truth++)
				if (isIgnored(range, truth)) order[at++] = truth - truthFrom;
			return counting;
		}

		private boolean isIgnored(final int range, final int truth) {
			final double area = truths.areas()[truth];
			return truths.ignored()[truth] || area < ranges.min(range) || area > ranges.max(range);
		}

		private void match(final int range, final int t, final int from, final int to, final int truthFrom,
			final int truthTo, final int counting)
		{
			final int objects = truthTo - truthFrom, bit = 1 << t;
			Arrays.fill(taken, 0, objects, false);
			for (int row = from; row < to; row++) {
				if (highest[row - from] < IOUS[t]) continue;
				final int best = best(IOUS[t], (row - from) * objects, objects, truthFrom, counting);
				if (best < 0) continue;
				final int truth = order[best];
				taken[truth] = true;
				hit[range][row] |= bit;
				if (best < counting) ignored[range][row] &= ~bit;
				else ignored[range][row] |= bit;
				if (range == 0 && t == 0) match[row] = truthFrom + truth;
			}
		}

		/**
		 * The best free object, the last of equal ones; an ignored one only if none that
		 * counts is hit.
		 *
		 * @return place in {@code order}, or -1
		 */
		private int best(final double least, final int at, final int objects, final int truthFrom, final int counting) {
			double best = Math.min(least, 1 - 1e-10);
			int place = -1;
			for (int i = 0; i < objects; i++) {
				final int g = order[i];
				if (taken[g] && !truths.crowd()[truthFrom + g]) continue;
				if (i >= counting && place >= 0 && place < counting) break;
				final double iou = ious[at + g];
				if (iou < best) continue;
				best = iou;
				place = i;
			}
			return place;
		}
	}
}
