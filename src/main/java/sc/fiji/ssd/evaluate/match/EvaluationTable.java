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
package sc.fiji.ssd.evaluate.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.CocoIds;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;

/**
 * Ground truth and detections of one dataset, side by side in columns: what every
 * metric and analysis reads.
 *
 * @param images of the dataset; those of a COCO dataset in ascending order of number, as its tools take them
 * @param classes those of the dataset in its order
 * @param truths the objects
 * @param found the detections of these images and classes
 */
public record EvaluationTable(List<AnnotatedImage> images, List<String> classes, TruthBoxes truths,
	ScoredBoxes found)
{

	/** Images that one task takes: enough work to be worth a task. */
	private static final int IMAGES_PER_TASK = 64;

	/**
	 * @param truth the annotated images
	 * @param found detections; images are numbered as in {@link #images(Dataset)},
	 *          classes as in {@link #classes(Dataset)}; those of other classes have
	 *          higher numbers and are left out
	 * @return both in columns
	 */
	public static EvaluationTable of(final Dataset truth, final DetectionBuffer found) {
		final List<AnnotatedImage> images = images(truth);
		final List<String> classes = classes(truth);
		return new EvaluationTable(images, classes, TruthBoxes.of(images, numbers(truth)),
			ScoredBoxes.of(found, images.size(), classes.size()));
	}

	/**
	 * @param truth a dataset
	 * @return its images in the order of the table
	 */
	public static List<AnnotatedImage> images(final Dataset truth) {
		final CocoIds ids = truth.cocoIds().orElse(null);
		if (ids == null) return truth.images();
		final List<AnnotatedImage> sorted = new ArrayList<>(truth.images());
		sorted.sort(Comparator.comparingLong(image -> ids.images().getOrDefault(image.name(), Long.MAX_VALUE)));
		return Collections.unmodifiableList(sorted);
	}

	/**
	 * @param truth a dataset
	 * @return its classes in the order of the table
	 */
	public static List<String> classes(final Dataset truth) {
		final Set<String> classes = new LinkedHashSet<>(truth.classNames());
		for (final AnnotatedImage image : truth.images())
			for (final GroundTruth object : image.objects())
				classes.add(object.className());
		return List.copyOf(classes);
	}

	/**
	 * @param truth a dataset
	 * @return the number of each class, from 0
	 */
	public static Map<String, Integer> numbers(final Dataset truth) {
		final Map<String, Integer> numbers = new LinkedHashMap<>();
		for (final String name : classes(truth))
			numbers.put(name, numbers.size());
		return numbers;
	}

	/**
	 * Does something for every image, on all threads of the calling ForkJoin pool
	 * (the common one by default).
	 *
	 * @param tasks makes the consumer of image numbers that one task uses, so that it can hold its own memory
	 */
	public void forEachImage(final Supplier<IntConsumer> tasks) {
		final int count = images.size(), chunks = (count + IMAGES_PER_TASK - 1) / IMAGES_PER_TASK;
		IntStream.range(0, chunks).parallel().forEach(chunk -> {
			final IntConsumer task = tasks.get();
			for (int i = chunk * IMAGES_PER_TASK; i < Math.min(count, (chunk + 1) * IMAGES_PER_TASK); i++)
				task.accept(i);
		});
	}

	/**
	 * The end of the rows of one class among the rows of an image.
	 *
	 * @param classOf class of each row
	 * @param from first row of the class
	 * @param end end of the image's rows
	 * @return the first row from {@code from} on that has another class, or
	 *         {@code end}
	 */
	static int endOfClass(final int[] classOf, final int from, final int end) {
		int i = from;
		while (i < end && classOf[i] == classOf[from])
			i++;
		return i;
	}
}
