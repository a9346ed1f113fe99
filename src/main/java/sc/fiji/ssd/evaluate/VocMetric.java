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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/**
 * Average precision of Pascal VOC ({@code VOCevaldet.m}, {@code VOCap.m} of the
 * development kits). Detections of all images in falling order of score; each is
 * held against the truth it overlaps most: a hit if that IoU is at least 0.5 and
 * the truth was not hit before, nothing if the truth is difficult, else false.
 */
final class VocMetric {

	private static final double LEAST_IOU = 0.5;

	private enum Outcome {
		HIT, FALSE, NOTHING
	}

	private record Scored(double score, Outcome outcome) {}

	private VocMetric() {}

	static Evaluation evaluate(final Map<String, ClassImages> classes, final int images, final String metric) {
		final Map<String, ClassResult> perClass = new LinkedHashMap<>();
		final List<String> notes = new ArrayList<>();
		classes.forEach((name, of) -> {
			final ClassResult result = evaluate(of, metric.equals(Evaluator.VOC2007));
			perClass.put(name, result);
			if (result.positives() == 0)
				notes.add("Class " + name + " has no object that counts: it is left out of the mean.");
		});
		final double map = perClass.values().stream().mapToDouble(ClassResult::ap).filter(ap -> !Double.isNaN(ap))
			.average().orElse(Double.NaN);
		return new Evaluation(metric, map, perClass, Map.of(), images, notes);
	}

	private static ClassResult evaluate(final ClassImages of, final boolean elevenPoints) {
		final List<Scored> all = new ArrayList<>();
		for (final ClassImages.OfImage image : of.images())
			score(image, all);
		all.removeIf(s -> s.outcome == Outcome.NOTHING); // it would repeat the point before
		all.sort(Comparator.comparingDouble(s -> -s.score));
		final int positives = of.positives();
		final double[] precision = new double[all.size()], recall = new double[all.size()],
			scores = new double[all.size()];
		int hits = 0, wrong = 0;
		for (int i = 0; i < all.size(); i++) {
			if (all.get(i).outcome == Outcome.HIT) hits++;
			else wrong++;
			precision[i] = hits / (double) (hits + wrong);
			recall[i] = positives == 0 ? Double.NaN : hits / (double) positives;
			scores[i] = all.get(i).score;
		}
		final double ap = positives == 0
			? Double.NaN
			: elevenPoints ? elevenPoints(precision, recall) : area(precision, recall);
		return new ClassResult(ap, positives, of.detections(), precision, recall, scores);
	}

	/** An image's detections hit only its own truths, so they can be judged before all are sorted. */
	private static void score(final ClassImages.OfImage image, final List<Scored> all) {
		final boolean[] found = new boolean[image.truths().size()];
		for (final Detection d : image.detections()) {
			double best = Double.NEGATIVE_INFINITY;
			int at = -1;
			for (int t = 0; t < found.length; t++) {
				final double iou = iou(d.box(), image.truths().get(t).box());
				if (iou > best) {
					best = iou;
					at = t;
				}
			}
			Outcome outcome = Outcome.FALSE;
			if (best >= LEAST_IOU) {
				final GroundTruth truth = image.truths().get(at);
				if (ClassImages.isIgnored(truth)) outcome = Outcome.NOTHING;
				else if (!found[at]) {
					outcome = Outcome.HIT;
					found[at] = true;
				}
			}
			all.add(new Scored(d.score(), outcome));
		}
	}

	/**
	 * IoU as VOC computes it, on its own numbers: pixels from 1, inclusive, so that
	 * a width is {@code max - min + 1}.
	 */
	private static double iou(final Box a, final Box b) {
		final double ax = a.xMin() + 1, ay = a.yMin() + 1, bx = b.xMin() + 1, by = b.yMin() + 1;
		final double w = Math.min(a.xMax(), b.xMax()) - Math.max(ax, bx) + 1;
		final double h = Math.min(a.yMax(), b.yMax()) - Math.max(ay, by) + 1;
		if (!(w > 0 && h > 0)) return 0;
		return w * h / ((a.xMax() - ax + 1) * (a.yMax() - ay + 1) + (b.xMax() - bx + 1) * (b.yMax() - by + 1) - w * h);
	}

	/** Mean over the recalls 0, 0.1, ... 1 of the best precision at that recall or above. */
	private static double elevenPoints(final double[] precision, final double[] recall) {
		double sum = 0;
		for (int point = 0; point <= 10; point++) {
			double best = 0;
			for (int i = 0; i < precision.length; i++)
				if (recall[i] >= point / 10.0) best = Math.max(best, precision[i]);
			sum += best / 11;
		}
		return sum;
	}

	private static double area(final double[] precision, final double[] recall) {
		double area = 0, best = 0;
		for (int i = precision.length - 1; i >= 0; i--) {
			best = Math.max(best, precision[i]);
			area += best * (recall[i] - (i == 0 ? 0 : recall[i - 1]));
		}
		return area;
	}
}
