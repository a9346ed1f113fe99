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
package sc.fiji.ssd.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/**
 * COCO's twelve numbers, as pycocotools computes them for boxes
 * ({@code cocoeval.py}). Whether a truth is small or large goes by the area that
 * its annotation gives, which for COCO's own files is the mask's. VOC's difficult
 * objects are ignored as objects of the wrong size are.
 */
final class CocoMetric {

	/** 0.5, 0.55, ... 0.95, to the last bit as numpy's linspace has them: boxes of whole pixels often lie on one. */
	private static final double[] IOUS = IntStream.range(0, 10)
		.mapToDouble(i -> i == 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9)).toArray();
	private static final int RECALLS = 101;
	private static final int[] MOST_DETECTIONS = { 1, 10, 100 };
	private static final int MOST = 2;

	/** Sizes of objects, in pixels of the image. */
	private enum Size {
		ALL(0, 1e10), SMALL(0, 32 * 32), MEDIUM(32 * 32, 96 * 96), LARGE(96 * 96, 1e10);

		final double min;
		final double max;

		Size(final double min, final double max) {
			this.min = min;
			this.max = max;
		}

		boolean excludes(final double area) {
			return area < min || area > max;
		}
	}

	/**
	 * One detection at one IoU.
	 *
	 * @param rank place in its image, from 0
	 */
	private record Judged(double score, int rank, boolean hit, boolean ignored) {}

	/**
	 * One class at one IoU, size and number of detections.
	 *
	 * @param precision at the 101 recalls; null if there is nothing to find
	 * @param scores at the same
	 * @param recall the highest
	 */
	private record Curve(double[] precision, double[] scores, double recall) {}

	private CocoMetric() {}

	static Evaluation evaluate(final Map<String, ClassImages> classes, final int images) {
		final Map<String, ClassResult> perClass = new LinkedHashMap<>();
		final List<String> notes = new ArrayList<>();
		final Map<Size, Means> means = new LinkedHashMap<>();
		for (final Size size : Size.values())
			means.put(size, new Means());
		classes.forEach((name, of) -> {
			for (final Size size : Size.values()) {
				final Curve[][] curves = curves(of, size);
				means.get(size).add(curves);
				if (size == Size.ALL) perClass.put(name, result(of, curves));
			}
			if (Double.isNaN(perClass.get(name).ap()))
				notes.add("Class " + name + " has no object that counts: it is left out of the mean.");
		});
		final Means all = means.get(Size.ALL), small = means.get(Size.SMALL), medium = means.get(Size.MEDIUM),
			large = means.get(Size.LARGE);
		final Map<String, Double> summary = new LinkedHashMap<>();
		summary.put("AP", all.precision(-1));
		summary.put("AP50", all.precision(0));
		summary.put("AP75", all.precision(5));
		summary.put("APs", small.precision(-1));
		summary.put("APm", medium.precision(-1));
		summary.put("APl", large.precision(-1));
		summary.put("AR1", all.recall(0));
		summary.put("AR10", all.recall(1));
		summary.put("AR100", all.recall(2));
		summary.put("ARs", small.recall(2));
		summary.put("ARm", medium.recall(2));
		summary.put("ARl", large.recall(2));
		return new Evaluation(Evaluator.COCO, summary.get("AP"), perClass, summary, images, notes);
	}

	/** Means over classes of one size. */
	private static final class Means {

		final double[] precisions = new double[IOUS.length];
		final double[] recalls = new double[MOST_DETECTIONS.length];
		int classes;

		void add(final Curve[][] curves) {
			if (curves[0][0].precision == null) return;
			classes++;
			for (int t = 0; t < IOUS.length; t++) {
				precisions[t] += mean(curves[t][MOST].precision);
				for (int m = 0; m < recalls.length; m++)
					recalls[m] += curves[t][m].recall / IOUS.length;
			}
		}

		/** @param iou index, -1: mean over all */
		double precision(final int iou) {
			return classes == 0 ? Double.NaN : (iou < 0 ? mean(precisions) : precisions[iou]) / classes;
		}

		double recall(final int most) {
			return classes == 0 ? Double.NaN : recalls[most] / classes;
		}
	}

	private static ClassResult result(final ClassImages of, final Curve[][] curves) {
		final double[] precision = curves[0][MOST].precision;
		if (precision == null)
			return new ClassResult(Double.NaN, of.positives(), of.detections(), new double[0], new double[0],
				new double[0]);
		final double[] recalls = new double[RECALLS];
		for (int i = 0; i < RECALLS; i++)
			recalls[i] = recall(i);
		double ap = 0;
		for (final Curve[] atIou : curves)
			ap += mean(atIou[MOST].precision) / IOUS.length;
		return new ClassResult(ap, of.positives(), of.detections(), precision, recalls, curves[0][MOST].scores);
	}

	/** @return by IoU and number of detections */
	private static Curve[][] curves(final ClassImages of, final Size size) {
		final Curve[][] curves = new Curve[IOUS.length][MOST_DETECTIONS.length];
		int positives = 0;
		for (final ClassImages.OfImage image : of.images())
			for (final GroundTruth truth : image.truths())
				if (!isIgnored(truth, size)) positives++;
		for (int t = 0; t < IOUS.length; t++) {
			final List<Judged> judged = new ArrayList<>();
			for (final ClassImages.OfImage image : of.images())
				judge(image, size, IOUS[t], judged);
			judged.sort(Comparator.comparingDouble(j -> -j.score));
			for (int m = 0; m < MOST_DETECTIONS.length; m++)
				curves[t][m] = curve(judged, MOST_DETECTIONS[m], positives);
		}
		return curves;
	}

	private static boolean isIgnored(final GroundTruth truth, final Size size) {
		return ClassImages.isIgnored(truth) || size.excludes(truth.area());
	}

	private static void judge(final ClassImages.OfImage image, final Size size, final double least,
		final List<Judged> judged)
	{
		final List<GroundTruth> truths = new ArrayList<>(image.truths());
		truths.sort(Comparator.comparing(t -> isIgnored(t, size)));
		final boolean[] found = new boolean[truths.size()];
		for (int rank = 0; rank < Math.min(image.detections().size(), MOST_DETECTIONS[MOST]); rank++) {
			final Detection d = image.detections().get(rank);
			final int match = match(d.box(), truths, found, size, least);
			if (match >= 0) found[match] = true;
			final boolean ignored = match >= 0 ? isIgnored(truths.get(match), size) : size.excludes(d.box().area());
			judged.add(new Judged(d.score(), rank, match >= 0, ignored));
		}
	}

	/** The best free truth, the last of equal ones; an ignored one only if none that counts is hit. */
	private static int match(final Box box, final List<GroundTruth> truths, final boolean[] found, final Size size,
		final double least)
	{
		double best = Math.min(least, 1 - 1e-10);
		int match = -1;
		for (int t = 0; t < truths.size(); t++) {
			final GroundTruth truth = truths.get(t);
			if (found[t] && !truth.crowd()) continue;
			if (match >= 0 && !isIgnored(truths.get(match), size) && isIgnored(truth, size)) break;
			final double iou = iou(box, truth);
			if (iou < best) continue;
			best = iou;
			match = t;
		}
		return match;
	}

	/** Of a crowd, only the share of the detection that lies inside counts. */
	private static double iou(final Box box, final GroundTruth truth) {
		if (!truth.crowd()) return box.iou(truth.box());
		return box.isEmpty() ? 0 : box.intersect(truth.box()).area() / box.area();
	}

	private static Curve curve(final List<Judged> judged, final int most, final int positives) {
		if (positives == 0) return new Curve(null, null, Double.NaN);
		final double[] precision = new double[judged.size()], recall = new double[judged.size()],
			scores = new double[judged.size()];
		int n = 0, hits = 0, wrong = 0;
		for (final Judged j : judged) {
			if (j.rank >= most) continue;
			if (!j.ignored && j.hit) hits++;
			if (!j.ignored && !j.hit) wrong++;
			precision[n] = hits + wrong == 0 ? 0 : hits / (double) (hits + wrong);
			recall[n] = hits / (double) positives;
			scores[n++] = j.score;
		}
		for (int i = n - 1; i > 0; i--)
			precision[i - 1] = Math.max(precision[i - 1], precision[i]);
		final double[] at = new double[RECALLS], scoresAt = new double[RECALLS];
		for (int r = 0, i = 0; r < RECALLS; r++) {
			while (i < n && recall[i] < recall(r))
				i++;
			if (i == n) break;
			at[r] = precision[i];
			scoresAt[r] = scores[i];
		}
		return new Curve(at, scoresAt, n == 0 ? 0 : recall[n - 1]);
	}

	/** As linspace has it: 7 is a little above 0.07. */
	private static double recall(final int point) {
		return point * 0.01;
	}

	private static double mean(final double[] values) {
		return Arrays.stream(values).sum() / values.length;
	}
}
