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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import sc.fiji.ssd.evaluate.match.CocoTable;
import sc.fiji.ssd.evaluate.match.EvaluationTable;

/**
 * COCO's summary as pycocotools prints it for boxes ({@code cocoeval.py}). The size of a ground-truth object is the
 * area in its annotation, which is that of the mask in COCO's own files. VOC's difficult objects are ignored in the
 * same way as objects of the wrong size.
 */
final class CocoMetric {

	private static final int IOU50 = 0;
	private static final int IOU75 = 5;

	private CocoMetric() {}

	static Evaluation evaluate(final EvaluationTable table, final CocoTable coco) {
		final Map<String, ClassResult> perClass = new LinkedHashMap<>();
		final List<String> notes = new ArrayList<>();
		final int[] positives = table.truths().positives(table.classes().size());
		for (int c = 0; c < table.classes().size(); c++) {
			final String name = table.classes().get(c);
			perClass.put(name, result(table, coco, c, positives[c]));
			if (positives[c] == 0)
				notes.add("Class " + name + " has no objects that are not difficult or crowds, so it is not part of the mean.");
		}
		final Map<String, Double> summary = summary(coco, table.classes().size());
		return new Evaluation(Evaluator.COCO, summary.get("AP"), perClass, summary, table.images().size(), notes);
	}

	/** AP, AP50, AP75, AP by area, AR by number of detections, AR by area. */
	private static Map<String, Double> summary(final CocoTable coco, final int classes) {
		final Map<String, Double> summary = new LinkedHashMap<>();
		final int areas = coco.ranges().count();
		final int[] most = coco.mostDetections();
		summary.put("AP", mean(classes, c -> coco.meanPrecision(c, 0)));
		summary.put("AP50", mean(classes, c -> coco.precision(c, 0, IOU50)));
		summary.put("AP75", mean(classes, c -> coco.precision(c, 0, IOU75)));
		for (int a = 1; a < areas; a++) {
			final int range = a;
			summary.put("AP" + coco.ranges().suffix(a), mean(classes, c -> coco.meanPrecision(c, range)));
		}
		for (int m = 0; m < most.length; m++) {
			final int index = m;
			summary.put("AR" + most[m], mean(classes, c -> coco.meanRecall(c, 0, index)));
		}
		for (int a = 1; a < areas; a++) {
			final int range = a;
			summary.put("AR" + coco.ranges().suffix(a), mean(classes, c -> coco.meanRecall(c, range, most.length - 1)));
		}
		return summary;
	}

	/** Over the classes that have a number. */
	private static double mean(final int classes, final IntToDoubleFunction number) {
		return IntStream.range(0, classes).mapToDouble(number).filter(v -> !Double.isNaN(v)).average()
			.orElse(Double.NaN);
	}

	private static ClassResult result(final EvaluationTable table, final CocoTable coco, final int c,
		final int positives)
	{
		final int[] start = table.found().classStart();
		final int detections = start[c + 1] - start[c];
		final double[] precision = coco.curve(c, IOU50);
		if (precision == null)
			return new ClassResult(Double.NaN, positives, detections, new double[0], new double[0], new double[0]);
		final double[] recalls = IntStream.range(0, CocoTable.RECALLS).mapToDouble(CocoTable::recallAt).toArray();
		return new ClassResult(coco.meanPrecision(c, 0), positives, detections, precision, recalls,
			coco.scores(c, IOU50));
	}
}
