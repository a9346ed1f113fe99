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

import java.util.LinkedHashMap;
import java.util.Map;

import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.evaluate.match.AreaRanges;
import sc.fiji.ssd.evaluate.match.CocoMatching;
import sc.fiji.ssd.evaluate.match.CocoTable;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.VocMatching;
import sc.fiji.ssd.io.UserException;

/**
 * All metrics of one set of detections, with the matchings that they come from.
 *
 * @param table truths and detections
 * @param voc Pascal VOC's matching
 * @param coco COCO's matching
 * @param cocoTable COCO's numbers for each class
 * @param voc2007 after VOC 2007
 * @param voc2012 after VOC 2012
 * @param cocoResult after COCO
 */
public record MetricSet(EvaluationTable table, VocMatching voc, CocoMatching coco, CocoTable cocoTable,
	Evaluation voc2007, Evaluation voc2012, Evaluation cocoResult)
{

	/**
	 * @param found detections and the dataset they belong to
	 * @param settings of COCO's metric
	 * @return all metrics
	 * @throws UserException if there is nothing to find, or a setting is not valid
	 */
	public static MetricSet of(final LoadedDetections found, final CocoSettings settings) {
		final EvaluationTable table = checkedTable(found);
		final AreaRanges ranges = AreaRanges.parse(settings.areaRanges(), table.truths());
		final int[] most = settings.most();
		final VocMatching voc = VocMatching.of(table);
		final CocoMatching coco = CocoMatching.of(table, ranges, most[most.length - 1]);
		final CocoTable cocoTable = CocoTable.of(table, coco, ranges, most);
		return new MetricSet(table, voc, coco, cocoTable, VocMetric.evaluate(table, voc, Evaluator.VOC2007),
			VocMetric.evaluate(table, voc, Evaluator.VOC2012), CocoMetric.evaluate(table, cocoTable));
	}

	static EvaluationTable checkedTable(final LoadedDetections found) {
		final EvaluationTable table = found.table();
		if (table.classes().isEmpty()) throw new UserException(
			"dataset: " + found.truth().location() + " has no annotated objects, so nothing can be evaluated.");
		return table;
	}

	/**
	 * @param metric one of {@link Evaluator#METRICS}, or {@link Evaluator#ALL}
	 * @return its figures; of all metrics, mAP, curves and classes are those of VOC
	 *         2012, and the summary has the numbers of all
	 */
	public Evaluation evaluation(final String metric) {
		return switch (metric) {
			case Evaluator.VOC2007 -> voc2007;
			case Evaluator.VOC2012 -> voc2012;
			case Evaluator.COCO -> cocoResult;
			default -> {
				final Map<String, Double> summary = new LinkedHashMap<>();
				summary.put(Evaluator.VOC2007, voc2007.map());
				summary.put(Evaluator.VOC2012, voc2012.map());
				summary.putAll(cocoResult.summary());
				yield new Evaluation(Evaluator.ALL, voc2012.map(), voc2012.perClass(), summary, voc2012.images(),
					voc2012.warnings());
			}
		};
	}
}
