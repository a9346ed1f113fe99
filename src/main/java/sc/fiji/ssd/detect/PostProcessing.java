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

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.box.NonMaxSuppression;
import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.model.Decoding;

/**
 * Turns the predictions of one image into boxes, like Caffe's DetectionOutput layer: softmax, threshold, the best 400
 * of each class, suppression within the class, the best of all classes; or as the model's {@link Decoding} says. Order,
 * also among equal scores, depends only on the predictions: descending score, then class, then default box.
 * <p> Two things make it fast. A probability above s needs a logit above {@code background + ln(s / (1 - s))}, so most
 * default boxes are passed over without an exponential. And all classes are gone through together in descending order
 * of score, which ends as soon as enough boxes are kept: what would follow could change nothing. Keeps its working
 * memory between images; used by one thread at a time.
 * </p>
 */
final class PostProcessing {

	/** Keeps the shortcut on the safe side of rounding. */
	private static final double MARGIN = 1e-4;

	/**
	 * One box that passed.
	 *
	 * @param prior index of the default box it came from
	 * @param classIndex 1-based
	 * @param score probability
	 * @param xMin left edge, normalised to the image, as the others; clipped only
	 *          if the model clips before suppression
	 * @param yMin top edge
	 * @param xMax right edge
	 * @param yMax bottom edge
	 */
	record Candidate(int prior, int classIndex, float score, float xMin, float yMin, float xMax, float yMax) {}

	private final DefaultBoxes priors;
	private final BoxCoder coder;
	private final int classes;
	private final DetectionSettings settings;
	/** By class. */
	private final double[] leastScores;
	/** By class, for scores that an engine has compared with the lowest of them. */
	private final float[] leastFloats;
	/** Whether boxes are clipped before suppression. */
	private final boolean clipFirst;
	/** Boxes of a class that suppression looks at. */
	private final int bestOfClass;
	/** Keys of a class that are kept before the worst are thrown away. */
	private final int room;
	private final double shortcut;

	private final float[] logits;
	private final double[] exponentials;
	/** By class: what {@link #key} makes of score, class and default box. */
	private final long[][] keys;
	private final int[] counts;
	/** By class: keys that are not above this one cannot be among the best. */
	private final long[] floors;

	/** Corners of the boxes that are kept, and of the current one. */
	private final float[] corners;
	/** By class: places in {@link #corners} of the boxes that are kept. */
	private final int[][] kept;
	private final int[] keptCounts;

	/**
	 * @param priors the default boxes, P
	 * @param coder of the offsets
	 * @param decoding how many boxes of a class are looked at, and when they are
	 *          clipped
	 * @param classes background included, C
	 * @param settings what passes
	 */
	PostProcessing(final DefaultBoxes priors, final BoxCoder coder, final Decoding decoding, final int classes,
		final DetectionSettings settings)
	{
		this.priors = priors;
		this.coder = coder;
		this.classes = classes;
		this.settings = settings;
		leastScores = new double[classes];
		leastFloats = new float[classes];
		for (int c = 1; c < classes; c++) {
			leastScores[c] = settings.scoreOf(c);
			leastFloats[c] = settings.scoreOf(c) > settings.score() ? (float) settings.scoreOf(c) : 0;
		}
		clipFirst = decoding.clipFirst();
		bestOfClass = Math.min(decoding.candidates(), priors.size());
		room = 4 * bestOfClass;
		shortcut = Math.log(settings.score() / (1 - settings.score())) - MARGIN;
		logits = new float[Math.multiplyExact(priors.size(), classes)];
		exponentials = new double[classes];
		keys = new long[classes][Math.min(room, 64)];
		counts = new int[classes];
		floors = new long[classes];
		corners = new float[4 * (1 + Math.min(settings.maxDetections(), classes * bestOfClass))];
		kept = new int[classes][16];
		keptCounts = new int[classes];
	}

	/**
	 * @param locations {@code [n][P][4]} offsets
	 * @param confidences {@code [n][P][C]} logits
	 * @param image which of the n
	 * @return what passed, in the order that is reported
	 */
	List<Candidate> process(final FloatBuffer locations, final FloatBuffer confidences, final int image) {
		confidences.get(image * logits.length, logits);
		collect();
		final int offset = image * 4 * priors.size();
		return suppress(sorted(), (prior, place, at) -> {
			final int l = offset + 4 * prior;
			coder.decode(priors, prior, locations.get(l), locations.get(l + 1), locations.get(l + 2),
				locations.get(l + 3), corners, at);
		});
	}

	/** @return what an engine has to find for {@link #process(CandidateEngine.Candidates, int)} */
	CandidateEngine.Rule rule() {
		return new CandidateEngine.Rule(priors.centers(), coder.centerVariance(), coder.sizeVariance(),
			coder.maxLogSize(), settings.score());
	}

	/**
	 * @param found by an engine, in any order
	 * @param image which of them
	 * @return what {@link #process(FloatBuffer, FloatBuffer, int)} gives for its predictions
	 */
	List<Candidate> process(final CandidateEngine.Candidates found, final int image) {
		final ByteBuffer entries = found.entries();
		final Map<Integer, Integer> places = new HashMap<>();
		final long[] all = new long[found.counts()[image]];
		int n = 0;
		for (int i = 0; i < all.length; i++) {
			final int entry = (image * found.room() + i) * CandidateEngine.Candidates.BYTES,
				prior = entries.getInt(entry), c = entries.getInt(entry + 4);
			if (!priors.detects(prior) || !(entries.getFloat(entry + 8) >= leastFloats[c])) continue;
			places.put(c * priors.size() + prior, entry);
			all[n++] = key(entries.getFloat(entry + 8), c, prior);
		}
		final long[] keys = Arrays.copyOf(all, n);
		Arrays.sort(keys);
		return suppress(keys, (prior, place, at) -> {
			final int entry = places.get(place);
			for (int k = 0; k < 4; k++)
				corners[at + k] = entries.getFloat(entry + 12 + 4 * k);
		});
	}

	/** Puts the corners of a box into {@link #corners}. */
	@FunctionalInterface
	private interface Corners {

		void put(int prior, int place, int at);
	}

	/** Fills {@link #keys} with all that reaches the threshold. */
	private void collect() {
		Arrays.fill(counts, 0);
		Arrays.fill(floors, 0);
		for (int p = 0, from = 0; p < priors.size(); p++, from += classes) {
			if (!priors.detects(p)) continue;
			final float least = Math.nextDown((float) (logits[from] + shortcut));
			final int to = from + classes;
			int i = from + 1;
			while (i < to && !(logits[i] >= least))
				i++;
			if (i < to) collect(p, from);
		}
	}

	private void collect(final int prior, final int from) {
		float max = logits[from];
		for (int c = 1; c < classes; c++)
			max = Math.max(max, logits[from + c]);
		double sum = 0;
		for (int c = 0; c < classes; c++)
			sum += exponentials[c] = Math.exp((double) logits[from + c] - max);
		for (int c = 1; c < classes; c++) {
			if (!(exponentials[c] > leastScores[c] * sum)) continue;
			final long key = key((float) (exponentials[c] / sum), c, prior);
			if (key > floors[c]) add(c, key);
		}
	}

	private void add(final int c, final long key) {
		if (counts[c] == room) {
			Arrays.sort(keys[c]);
			System.arraycopy(keys[c], room - bestOfClass, keys[c], 0, bestOfClass);
			counts[c] = bestOfClass;
			floors[c] = keys[c][0];
			if (key <= floors[c]) return;
		}
		if (counts[c] == keys[c].length) keys[c] = Arrays.copyOf(keys[c], Math.min(room, 2 * counts[c]));
		keys[c][counts[c]++] = key;
	}

	/** @return the keys of all classes, the best last */
	private long[] sorted() {
		final long[] all = new long[Arrays.stream(counts).sum()];
		int n = 0;
		for (int c = 1; c < classes; c++) {
			System.arraycopy(keys[c], 0, all, n, counts[c]);
			n += counts[c];
		}
		Arrays.sort(all);
		return all;
	}

	private List<Candidate> suppress(final long[] sorted, final Corners boxes) {
		final List<Candidate> found = new ArrayList<>();
		Arrays.fill(keptCounts, 0);
		Arrays.fill(counts, 0); // now: how many of a class were considered
		for (int i = sorted.length - 1; i >= 0 && found.size() < settings.maxDetections(); i--) {
			final int place = Integer.MAX_VALUE - (int) sorted[i], c = place / priors.size(),
				prior = place % priors.size();
			if (counts[c]++ >= bestOfClass) continue;
			final int next = found.size();
			boxes.put(prior, place, 4 * next);
			if (clipFirst) clip(4 * next);
			if (NonMaxSuppression.isSuppressed(corners, next, kept[c], keptCounts[c], settings.overlap())) continue;
			if (keptCounts[c] == kept[c].length) kept[c] = Arrays.copyOf(kept[c], 2 * keptCounts[c]);
			kept[c][keptCounts[c]++] = next;
			found.add(new Candidate(prior, c, Float.intBitsToFloat((int) (sorted[i] >>> 32)), corners[4 * next],
				corners[4 * next + 1], corners[4 * next + 2], corners[4 * next + 3]));
		}
		return found;
	}

	private void clip(final int box) {
		for (int i = box; i < box + 4; i++)
			corners[i] = Math.max(0, Math.min(1, corners[i]));
	}

	/** The greater, the higher the score; of equal scores, the lower the class, then the default box. */
	private long key(final float score, final int c, final int prior) {
		return (long) Float.floatToIntBits(score) << 32 | Integer.MAX_VALUE - (c * priors.size() + prior);
	}
}
