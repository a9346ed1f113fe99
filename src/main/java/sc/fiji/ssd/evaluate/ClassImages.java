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
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;

/**
 * The truths and detections of one class.
 *
 * @param images those of the dataset that have either
 */
record ClassImages(List<OfImage> images) {

	/**
	 * @param truths in the annotation's order
	 * @param detections by falling score; equal ones in the order they came
	 */
	record OfImage(List<GroundTruth> truths, List<Detection> detections) {}

	static ClassImages of(final String className, final List<AnnotatedImage> images,
		final Map<String, List<Detection>> detections)
	{
		final List<OfImage> all = new ArrayList<>();
		for (final AnnotatedImage image : images) {
			final List<GroundTruth> truths = image.objects().stream().filter(o -> o.className().equals(className))
				.toList();
			final List<Detection> found = detections.get(image.name()).stream()
				.filter(d -> d.className().equals(className)).sorted(Comparator.comparingDouble(d -> -d.score()))
				.toList();
			if (!truths.isEmpty() || !found.isEmpty()) all.add(new OfImage(truths, found));
		}
		return new ClassImages(all);
	}

	/** @return truths that are to be found */
	int positives() {
		return images.stream().mapToInt(i -> (int) i.truths.stream().filter(t -> !isIgnored(t)).count()).sum();
	}

	int detections() {
		return images.stream().mapToInt(i -> i.detections.size()).sum();
	}

	/** Neither counted nor punished: VOC's difficult and COCO's crowd, whichever metric is taken. */
	static boolean isIgnored(final GroundTruth truth) {
		return truth.difficult() || truth.crowd();
	}
}
