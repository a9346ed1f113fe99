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

/**
 * Pascal VOC's matching ({@code VOCevaldet.m} of the development kits): each detection, in descending order of score,
 * is compared with the object of its class that it overlaps most. It is a hit if that IoU is at least 0.5 and the
 * object was not hit before; it does not count if the object is ignored; otherwise it is false.
 */
public final class VocMatching {

	/** The outcome of a detection. */
	public enum Outcome {
		/** It found an object. */
		HIT,
		/** It found nothing, or an object that was found before. */
		FALSE,
		/** It lies on an ignored object. */
		NOTHING
	}

	private static final double LEAST_IOU = 0.5;
	private static final Outcome[] OUTCOMES = Outcome.values();

	private final byte[] outcomes;
	private final int[] match;

	private VocMatching(final int rows) {
		outcomes = new byte[rows];
		match = new int[rows];
		Arrays.fill(match, -1);
		Arrays.fill(outcomes, (byte) Outcome.FALSE.ordinal());
	}

	/**
	 * Matches the detections of all images.
	 *
	 * @param table truths and detections
	 * @return the outcome for each row of {@code table.found()}
	 */
	public static VocMatching of(final EvaluationTable table) {
		final VocMatching matching = new VocMatching(table.found().size());
		table.forEachImage(() -> matching.task(table));
		return matching;
	}

	/**
	 * @param row of the detections
	 * @return what it is
	 */
	public Outcome outcome(final int row) {
		return OUTCOMES[outcomes[row]];
	}

	/**
	 * @param row of the detections
	 * @return the row of the object that it found, or -1
	 */
	public int match(final int row) {
		return match[row];
	}

	/** An image's detections hit only its own objects, so they can be judged before all are sorted. */
	private IntConsumer task(final EvaluationTable table) {
		final ScoredBoxes found = table.found();
		final TruthBoxes truths = table.truths();
		return image -> {
			final int end = found.imageStart()[image + 1], truthFrom = truths.imageStart()[image],
				truthEnd = truths.imageStart()[image + 1];
			if (truthFrom == truthEnd) return;
			final boolean[] taken = new boolean[truthEnd - truthFrom];
			int from = truthFrom;
			for (int row = found.imageStart()[image]; row < end; row++) {
				while (from < truthEnd && truths.classOf()[from] < found.classOf()[row])
					from++;
				judge(found, row, truths, from, truthEnd, taken, truthFrom);
			}
		};
	}

	private void judge(final ScoredBoxes found, final int row, final TruthBoxes truths, final int from, final int end,
		final boolean[] taken, final int imageStart)
	{
		double best = Double.NEGATIVE_INFINITY;
		int at = -1;
		for (int truth = from; truth < end && truths.classOf()[truth] == found.classOf()[row]; truth++) {
			final double iou = Overlap.vocIou(found.boxes(), row, truths.boxes(), truth);
			if (iou > best) {
				best = iou;
				at = truth;
			}
		}
		if (best < LEAST_IOU) return;
		if (truths.ignored()[at]) outcomes[row] = (byte) Outcome.NOTHING.ordinal();
		else if (!taken[at - imageStart]) {
			outcomes[row] = (byte) Outcome.HIT.ordinal();
			match[row] = at;
			taken[at - imageStart] = true;
		}
	}
}
