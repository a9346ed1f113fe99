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
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.ScoredBoxes;
import sc.fiji.ssd.evaluate.match.TruthBoxes;
import sc.fiji.ssd.evaluate.match.VocMatching;

/**
 * Measures how well objects of different size and shape are found (Hoiem et al., section 3.3; Figures 4 and 6 of the
 * SSD paper). The objects of a class are sorted by area and by aspect ratio (width / height), and divided at the 10th,
 * 30th, 70th and 90th percentile. For each part the normalized average precision is computed: objects outside the part
 * and their detections do not count, false detections do, and precision is taken as if every part had the same number
 * of objects, the mean number of a class.
 */
public final class ShapeSensitivity {

	private static final double[] PERCENTILES = { 0.1, 0.3, 0.7, 0.9 };
	private static final int PARTS = PERCENTILES.length + 1;

	/**
	 * A part of the objects.
	 *
	 * @param name such as {@code XS}
	 * @param objects in it, of all classes
	 * @param precision normalized AP, mean of the classes that have objects in the
	 *          part, 0 to 1; NaN if none has
	 * @param recall fraction of the objects that were found
	 */
	public record Part(String name, int objects, double precision, double recall) {}

	private ShapeSensitivity() {}

	/**
	 * @param table truths and detections
	 * @param matching of these
	 * @return parts by area, from extra-small to extra-large
	 */
	public static List<Part> bySize(final EvaluationTable table, final VocMatching matching) {
		return parts(table, matching, table.truths().areas(), List.of("XS", "S", "M", "L", "XL"));
	}

	/**
	 * @param table truths and detections
	 * @param matching of these
	 * @return parts by width through height, from extra-tall to extra-wide
	 */
	public static List<Part> byAspectRatio(final EvaluationTable table, final VocMatching matching) {
		final double[] b = table.truths().boxes();
		final double[] ratios = IntStream.range(0, table.truths().size())
			.mapToDouble(t -> (b[4 * t + 2] - b[4 * t]) / (b[4 * t + 3] - b[4 * t + 1])).toArray();
		return parts(table, matching, ratios, List.of("XT", "T", "M", "W", "XW"));
	}

	private static List<Part> parts(final EvaluationTable table, final VocMatching matching, final double[] values,
		final List<String> names)
	{
		final int classes = table.classes().size();
		final int[] partOf = partOf(table.truths(), values, classes);
		final int[] positives = table.truths().positives(classes);
		final double normal = Arrays.stream(positives).filter(n -> n > 0).average().orElse(1);
		final double[][] precision = new double[classes][];
		final int[][] objects = new int[classes][PARTS], hits = new int[classes][PARTS];
		for (int t = 0; t < partOf.length; t++)
			if (partOf[t] >= 0) objects[table.truths().classOf()[t]][partOf[t]]++;
		IntStream.range(0, classes).parallel().forEach(c -> precision[c] = IntStream.range(0, PARTS)
			.mapToDouble(part -> precision(table.found(), matching, partOf, c, part, objects[c][part], normal, hits[c]))
			.toArray());
		final List<Part> parts = new ArrayList<>();
		for (int p = 0; p < PARTS; p++) {
			final int part = p;
			final int n = Arrays.stream(objects).mapToInt(o -> o[part]).sum(),
				found = Arrays.stream(hits).mapToInt(h -> h[part]).sum();
			parts.add(new Part(names.get(p), n, Arrays.stream(precision).mapToDouble(v -> v[part])
				.filter(v -> !Double.isNaN(v)).average().orElse(Double.NaN), n == 0 ? Double.NaN : found / (double) n));
		}
		return parts;
	}

	/** @return for each object its part; -1 if it is ignored */
	private static int[] partOf(final TruthBoxes truths, final double[] values, final int classes) {
		final int[] partOf = new int[truths.size()];
		Arrays.fill(partOf, -1);
		for (int c = 0; c < classes; c++) {
			final int of = c;
			final int[] sorted = IntStream.range(0, partOf.length)
				.filter(t -> truths.classOf()[t] == of && !truths.ignored()[t]).boxed()
				.sorted(Comparator.comparingDouble(t -> values[t])).mapToInt(t -> t).toArray();
			for (int i = 0; i < sorted.length; i++) {
				final double share = (i + 0.5) / sorted.length;
				partOf[sorted[i]] = (int) Arrays.stream(PERCENTILES).filter(p -> share > p).count();
			}
		}
		return partOf;
	}

	private static double precision(final ScoredBoxes found, final VocMatching matching, final int[] partOf,
		final int classIndex, final int part, final int objects, final double normal, final int[] hitsOfParts)
	{
		if (objects == 0) return Double.NaN;
		final double[] atHit = new double[objects];
		int hits = 0, wrong = 0;
		for (int i = found.classStart()[classIndex]; i < found.classStart()[classIndex + 1]; i++) {
			final int row = found.ranking()[i];
			switch (matching.outcome(row)) {
				case FALSE -> wrong++;
				case HIT -> {
					if (partOf[matching.match(row)] != part) continue;
					final double expected = (hits + 1) / (double) objects * normal;
					atHit[hits++] = expected / (expected + wrong);
				}
				default -> {
					// on an object that does not count
				}
			}
		}
		hitsOfParts[part] = hits;
		double area = 0, best = 0;
		for (int i = hits - 1; i >= 0; i--) {
			best = Math.max(best, atHit[i]);
			area += best / objects;
		}
		return area;
	}
}
