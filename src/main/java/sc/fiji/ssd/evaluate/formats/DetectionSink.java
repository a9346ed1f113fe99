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
package sc.fiji.ssd.evaluate.formats;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.evaluate.match.DetectionBuffer;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.io.NameForms;

/**
 * Takes the detections of a file one after another. It finds the images and
 * classes of the dataset that they belong to, and counts the others.
 */
public final class DetectionSink {

	private static final int NONE = -1;

	/** Two images have the same name without folder and ending. */
	private static final int AMBIGUOUS = -2;

	private final Dataset truth;
	private final List<AnnotatedImage> images;
	private final Map<String, Integer> byName = new HashMap<>();
	private final Map<String, Integer> byStem = new HashMap<>();
	private final Map<String, Integer> classes = new LinkedHashMap<>();
	private final DetectionBuffer buffer = new DetectionBuffer();
	private final Set<String> unknownImages = new HashSet<>();
	private final List<String> warnings = new ArrayList<>();
	private String firstUnknownImage;
	private int inUnknownImages;
	private int known;

	/** @param truth whose images and classes count */
	public DetectionSink(final Dataset truth) {
		this.truth = truth;
		images = EvaluationTable.images(truth);
		for (int i = 0; i < images.size(); i++) {
			byName.put(images.get(i).name(), i);
			byStem.merge(stem(images.get(i).name()), i, (a, b) -> AMBIGUOUS);
		}
		for (int i = 0; i < images.size(); i++) {
			byName.putIfAbsent(NameForms.composed(images.get(i).name()), i);
			byStem.putIfAbsent(NameForms.composed(stem(images.get(i).name())), i);
		}
		for (final String name : EvaluationTable.classes(truth))
			classes.put(name, classes.size());
	}

	/**
	 * @param truth the dataset
	 * @param byImageName detections by {@link AnnotatedImage#name()}; those of other
	 *          images are left out without a word
	 * @return the same in columns
	 */
	public static LoadedDetections load(final Dataset truth, final Map<String, List<Detection>> byImageName) {
		final DetectionSink sink = new DetectionSink(truth);
		for (int i = 0; i < sink.images.size(); i++)
			for (final Detection d : byImageName.getOrDefault(sink.images.get(i).name(), List.of()))
				sink.add(i, d.className(), d.score(), d.box().xMin(), d.box().yMin(), d.box().xMax(), d.box().yMax());
		return sink.finish();
	}

	/** @return the dataset */
	Dataset truth() {
		return truth;
	}

	/**
	 * @param index of an image
	 * @return the image
	 */
	AnnotatedImage image(final int index) {
		return images.get(index);
	}

	/**
	 * @param name of an image of the dataset
	 * @return its index, or -1 if the dataset has no image of that name
	 */
	int indexOf(final String name) {
		final Integer exact = byName.get(name);
		return exact != null ? exact : byName.getOrDefault(NameForms.composed(name), NONE);
	}

	/**
	 * @param name a file name, with or without folder and ending
	 * @return the index of the only image that is called so, or -1
	 */
	int indexByStem(final String name) {
		final int exact = indexOf(name);
		if (exact != NONE) return exact;
		final int found = byStem.getOrDefault(stem(name), byStem.getOrDefault(NameForms.composed(stem(name)), NONE));
		return found == AMBIGUOUS ? NONE : found;
	}

	/** @return the name without folder and without a usual ending of images */
	private static String stem(final String name) {
		final String file = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
		final int dot = file.lastIndexOf('.');
		final boolean ending = dot > 0 && file.length() - dot <= 5 && file.substring(dot + 1).matches("[A-Za-z]\\w*");
		return ending ? file.substring(0, dot) : file;
	}

	/**
	 * Adds a detection of an image of the dataset.
	 *
	 * @param image its index
	 * @param className its class, which the dataset need not have
	 * @param score 0 to 1
	 * @param xMin left edge in continuous pixels
	 * @param yMin top edge
	 * @param xMax right edge
	 * @param yMax bottom edge
	 */
	void add(final int image, final String className, final double score, final double xMin, final double yMin,
		final double xMax, final double yMax)
	{
		known++;
		buffer.add(image, classes.computeIfAbsent(className, name -> classes.size()), score, xMin, yMin, xMax, yMax);
	}

	/**
	 * Counts a detection of an image that the dataset does not have.
	 *
	 * @param image its name or number
	 */
	void addUnknown(final String image) {
		inUnknownImages++;
		if (firstUnknownImage == null) firstUnknownImage = image;
		unknownImages.add(image);
	}

	/** @param line what makes the figures doubtful */
	void warn(final String line) {
		warnings.add(line);
	}

	/** @return the first image that the dataset does not have, if none of the images so far is in it; otherwise null */
	String strangeImage() {
		return known == 0 ? firstUnknownImage : null;
	}

	/** @return all that was added */
	LoadedDetections finish() {
		final List<String> all = new ArrayList<>(warnings);
		if (inUnknownImages > 0)
			all.add(inUnknownImages + " detections are in " + unknownImages.size() +
				(unknownImages.size() == 1 ? " image" : " images") + " that are not in the dataset (" +
				firstUnknownImage + " for example): they are not scored.");
		return new LoadedDetections(truth, buffer, List.copyOf(classes.keySet()), List.copyOf(all));
	}
}
