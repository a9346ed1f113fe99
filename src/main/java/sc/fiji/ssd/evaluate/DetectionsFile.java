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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.folder.DetectionsCsv;
import sc.fiji.ssd.detect.folder.ImagesCsv;
import sc.fiji.ssd.detect.folder.RunRecord;
import sc.fiji.ssd.io.UserException;

/**
 * The detections of a folder run, to be scored.
 *
 * @param byImageName as {@link Evaluator#evaluate} takes them; class numbers are
 *          places in the dataset's list of classes, 0 for others
 * @param warnings one line each: what makes the figures doubtful
 */
public record DetectionsFile(Map<String, List<Detection>> byImageName, List<String> warnings) {

	/** A curve that ends above this score has lost a part that matters. */
	private static final double HIGHEST_HARMLESS_SCORE = 0.05;

	/**
	 * Reads {@code detections.csv}, and {@code run.json} and {@code images.csv} where
	 * they lie beside it.
	 *
	 * @param file the detections
	 * @param truth whose images they are of; images are matched by name
	 * @return the detections
	 * @throws UserException naming file and line if it is no detections file, or if
	 *           none of its images is in the dataset
	 */
	public static DetectionsFile read(final Path file, final Dataset truth) {
		final List<DetectionsCsv.Row> rows = DetectionsCsv.read(file);
		final Set<String> names = truth.images().stream().map(AnnotatedImage::name)
			.collect(Collectors.toCollection(LinkedHashSet::new));
		if (!rows.isEmpty() && rows.stream().noneMatch(row -> names.contains(name(row)) || names.contains(row.image())))
			throw new UserException(file + ": none of its images is in the dataset (" + rows.get(0).image() + " here, " +
				names.iterator().next() + " there); detect in the folder that holds the dataset's images.");
		final Set<String> ofStacks = truth.images().stream().filter(image -> image.plane() > 0)
			.map(image -> image.name().substring(0, image.name().lastIndexOf('#'))).collect(Collectors.toSet());
		final Map<String, List<Detection>> detections = new HashMap<>();
		for (final DetectionsCsv.Row row : rows) {
			final String name = name(row);
			if (!names.contains(name) && (!names.contains(row.image()) || ofStacks.contains(row.image()))) continue;
			if (!names.contains(name))
				throw new UserException(file + ": " + row.image() + " has detections in slice " + row.slice() +
					"; only single images, and stacks with ROIs, can be evaluated.");
			detections.computeIfAbsent(name, i -> new ArrayList<>()).add(new Detection(row.box(),
				truth.classNames().indexOf(row.className()) + 1, row.className(), row.score()));
		}
		final List<String> warnings = new ArrayList<>();
		RunRecord.beside(file).ifPresent(run -> warn(run, warnings));
		ImagesCsv.beside(file).ifPresent(searched -> warn(names, searched, warnings));
		return new DetectionsFile(detections, warnings);
	}

	/** @return what the dataset calls the row's plane */
	private static String name(final DetectionsCsv.Row row) {
		return AnnotatedImage.planeName(row.image(), row.slice());
	}

	private static void warn(final RunRecord run, final List<String> warnings) {
		final double score = run.settings().score();
		if (score > HIGHEST_HARMLESS_SCORE)
			warnings.add("The detections were made with score=" + score +
				": what scored lower is missing, so the precision-recall curve is cut and the figures are too low; detect with score=0.01.");
		if (!run.complete()) warnings.add("The run that made the detections did not end: some images may be missing.");
	}

	private static void warn(final Set<String> names, final Set<String> searched, final List<String> warnings) {
		final List<String> missing = names.stream().filter(name -> !searched.contains(name)).toList();
		if (!missing.isEmpty())
			warnings.add(missing.size() + " of the dataset's " + names.size() + " images were not searched (" +
				missing.get(0) + " for one): all their objects count as missed.");
	}
}
