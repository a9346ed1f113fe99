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
package sc.fiji.ssd.train.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;

/**
 * An image with the objects that are trained on: all but crowds, the difficult
 * ones included, as Caffe does for VOC.
 *
 * @param file the image
 * @param plane of the file, 0-based
 * @param width in pixels
 * @param height in pixels
 * @param boxes in pixels of the image
 * @param labels class of each object, 1-based
 */
public record TrainingImage(Path file, int plane, int width, int height, List<Box> boxes, int[] labels) {

	/**
	 * @param dataset to train on
	 * @param classNames the model's classes, class 1 first
	 * @param emptyAsNegatives whether images without objects are kept
	 * @return the images
	 * @throws UserException if a class is not the model's, or no image has an object
	 */
	public static List<TrainingImage> of(final Dataset dataset, final List<String> classNames,
		final boolean emptyAsNegatives)
	{
		checkClasses(dataset, classNames);
		final List<TrainingImage> images = new ArrayList<>();
		boolean objects = false;
		for (final AnnotatedImage image : dataset.images()) {
			final List<GroundTruth> truths = image.objects().stream().filter(t -> !t.crowd()).toList();
			objects |= !truths.isEmpty();
			if (truths.isEmpty() && !emptyAsNegatives) continue;
			images.add(new TrainingImage(image.file(), image.plane(), image.width(), image.height(),
				truths.stream().map(GroundTruth::box).toList(),
				truths.stream().mapToInt(t -> classNames.indexOf(t.className()) + 1).toArray()));
		}
		if (!objects)
			throw new UserException("dataset: " + dataset.location() +
				" has no image with an object for training; annotate some, or choose another split.");
		return images;
	}

	/** @return how many objects are trained on, by class in the model's order */
	public static Map<String, Integer> objectsPerClass(final List<TrainingImage> images, final List<String> classNames) {
		final int[] counts = new int[classNames.size()];
		images.forEach(image -> Arrays.stream(image.labels).forEach(label -> counts[label - 1]++));
		final Map<String, Integer> objects = new LinkedHashMap<>();
		for (int c = 0; c < counts.length; c++)
			objects.put(classNames.get(c), counts[c]);
		return objects;
	}

	/**
	 * @param dataset to validate on
	 * @param classNames the model's
	 * @throws UserException if it has other classes, or no object that could be found
	 */
	public static void checkValidation(final Dataset dataset, final List<String> classNames) {
		checkClasses(dataset, classNames);
		final boolean counts = dataset.images().stream().flatMap(image -> image.objects().stream())
			.anyMatch(object -> !object.crowd() && !object.difficult());
		if (!counts) throw new UserException("validation: " + dataset.location() +
			" has no object of the trained classes (" + String.join(", ", classNames) +
			") in the validation part, so it cannot select a model; annotate some, give another part, or train without validation.");
	}

	/**
	 * @param dataset whose classes are looked at
	 * @param classNames the model's
	 * @throws UserException if it has classes that the model has not
	 */
	static void checkClasses(final Dataset dataset, final List<String> classNames) {
		final SortedSet<String> unknown = new TreeSet<>(dataset.classNames());
		classNames.forEach(unknown::remove);
		if (!unknown.isEmpty())
			throw new UserException(
				"dataset: " + dataset.location() + " has objects of classes that the model does not know: " +
					String.join(", ", unknown) + "; the model's are " + String.join(", ", classNames) +
					". List the classes to train in classes, or start from other weights.");
	}
}
