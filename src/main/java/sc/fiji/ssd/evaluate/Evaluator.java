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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
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

	/** All metrics. */
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
		if (!METRICS.contains(metric))
			throw new UserException("metric: '" + metric + "' is none of " + String.join(", ", METRICS) + ".");
		final Map<String, List<Detection>> detections = ofTruth(truth, detectionsByImageName);
		final Set<String> classes = classes(truth);
		if (classes.isEmpty())
			throw new UserException(
				"dataset: " + truth.location() + " has no annotated object, so there is nothing to find.");
		final Map<String, ClassImages> byClass = new LinkedHashMap<>();
		for (final String name : classes)
			byClass.put(name, ClassImages.of(name, truth.images(), detections));
		final Evaluation evaluation = metric.equals(COCO)
			? CocoMetric.evaluate(byClass, truth.images().size())
			: VocMetric.evaluate(byClass, truth.images().size(), metric);
		return evaluation.withWarnings(unknown(classes, detections));
	}

	/**
	 * As {@link #evaluate(Dataset, Map, String)}, with detections from a file.
	 *
	 * @param truth the annotated images
	 * @param detections a {@code detections.csv}
	 * @param metric one of {@link #METRICS}
	 * @return the figures, with what {@link DetectionsFile} warns of
	 * @throws UserException if the file is none, or as above
	 */
	public static Evaluation evaluate(final Dataset truth, final Path detections, final String metric) {
		final DetectionsFile file = DetectionsFile.read(detections, truth);
		return evaluate(truth, file.byImageName(), metric).withWarnings(file.warnings());
	}

	/** Images without truth do not count, whatever was found in them. */
	private static Map<String, List<Detection>> ofTruth(final Dataset truth, final Map<String, List<Detection>> all) {
		final Map<String, List<Detection>> detections = new LinkedHashMap<>();
		for (final AnnotatedImage image : truth.images())
			detections.put(image.name(), all.getOrDefault(image.name(), List.of()));
		return detections;
	}

	private static Set<String> classes(final Dataset truth) {
		final Set<String> classes = new LinkedHashSet<>(truth.classNames());
		for (final AnnotatedImage image : truth.images())
			for (final GroundTruth object : image.objects())
				classes.add(object.className());
		return classes;
	}

	private static List<String> unknown(final Set<String> classes, final Map<String, List<Detection>> detections) {
		final Map<String, Integer> counts = new TreeMap<>();
		for (final List<Detection> found : detections.values())
			for (final Detection d : found)
				if (!classes.contains(d.className())) counts.merge(d.className(), 1, Integer::sum);
		final List<String> lines = new ArrayList<>();
		counts.forEach((name, count) -> lines
			.add("Class " + name + " is not in the dataset: its " + count + " detections are not scored."));
		return lines;
	}
}
