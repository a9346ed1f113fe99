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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.formats.DetectionSink;
import sc.fiji.ssd.evaluate.formats.DetectionSource;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.match.VocMatching;
import sc.fiji.ssd.io.UserException;

/**
 * Scores detections against ground truth.
 *
 * <pre>{@code
 * Dataset truth = Datasets.open("/data/cells", "val", List.of());
 * Evaluation e = Evaluator.evaluate(truth, ModelEvaluation.detect(truth, detector, reader, progress), Evaluator.VOC2012);
 * EvaluationReport.write(Path.of("results"), e);
 * }</pre>
 */
public final class Evaluator {

	/** Pascal VOC 2007: mean of the best precision at 11 recalls. */
	public static final String VOC2007 = "voc2007";

	/** Pascal VOC 2010 and later: area under the monotone envelope of the curve. */
	public static final String VOC2012 = "voc2012";

	/** COCO: mean over ten IoU, 101 recalls, three sizes of objects. */
	public static final String COCO = "coco";

	/** All metrics together. */
	public static final String ALL = "all";

	/** The single metrics. */
	public static final List<String> METRICS = List.of(VOC2007, VOC2012, COCO);

	private Evaluator() {}

	/**
	 * @param truth the annotated images
	 * @param detectionsByImageName by {@link AnnotatedImage#name()}, in pixels of
	 *          the original images; an image without an entry has none
	 * @param metric one of {@link #METRICS}
	 * @return the figures
	 * @throws UserException if there is no such metric or nothing to find
	 */
	public static Evaluation evaluate(final Dataset truth, final Map<String, List<Detection>> detectionsByImageName,
		final String metric)
	{
		return evaluate(DetectionSink.load(truth, detectionsByImageName), metric);
	}

	/**
	 * Scores detections that were read from a file.
	 *
	 * @param found the detections and the dataset they belong to
	 * @param metric one of {@link #METRICS}
	 * @return the figures, with the warnings of the file
	 * @throws UserException if there is no such metric or nothing to find
	 */
	public static Evaluation evaluate(final LoadedDetections found, final String metric) {
		return evaluate(found, metric, CocoSettings.DEFAULT);
	}

	/**
	 * As {@link #evaluate(LoadedDetections, String)}.
	 *
	 * @param found the detections and the dataset they belong to
	 * @param metric one of {@link #METRICS}, or {@link #ALL}
	 * @param settings of COCO's metric
	 * @return the figures, with the warnings of the file
	 * @throws UserException if there is no such metric or nothing to find
	 */
	public static Evaluation evaluate(final LoadedDetections found, final String metric, final CocoSettings settings) {
		if (!METRICS.contains(metric) && !metric.equals(ALL))
			throw new UserException("metric: '" + metric + "' is not valid; use " + String.join(", ", METRICS) + ", " + ALL + ".");
		final boolean isVoc = metric.equals(VOC2007) || metric.equals(VOC2012);
		final EvaluationTable table = isVoc ? MetricSet.checkedTable(found) : null;
		final Evaluation evaluation = isVoc
			? VocMetric.evaluate(table, VocMatching.of(table), metric)
			: MetricSet.of(found, settings).evaluation(metric);
		return evaluation.withWarnings(found.unknownClassLines()).withWarnings(found.warnings());
	}

	/**
	 * As {@link #evaluate(Dataset, Map, String)}, with detections from a file.
	 *
	 * @param truth the annotated images
	 * @param detections see {@link DetectionSource#KINDS}
	 * @param metric one of {@link #METRICS}
	 * @return the figures, with the warnings of the file
	 * @throws UserException if the file is not valid, or as above
	 */
	public static Evaluation evaluate(final Dataset truth, final Path detections, final String metric) {
		return evaluate(DetectionSource.read(detections, truth), metric);
	}
}
