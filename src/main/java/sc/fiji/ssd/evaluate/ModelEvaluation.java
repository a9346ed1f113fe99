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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.FileDetection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;

/** Detects in the images of a dataset, to score a model. */
public final class ModelEvaluation {

	private ModelEvaluation() {}

	/**
	 * @param dataset whose images are searched
	 * @param detector made with {@link sc.fiji.ssd.detect.DetectionSettings#PAPER}, so that the precision-recall curve
	 * is complete
	 * @param reader of the images; called by another thread
	 * @param progress is told about every image, in the thread of the caller
	 * @return the detections, by {@link AnnotatedImage#name()}; not for all images if it was cancelled
	 * @throws UserException if an image cannot be read, because scores without it would not be comparable
	 */
	public static Map<String, List<Detection>> detect(final Dataset dataset, final Detector detector,
		final ImageReader reader, final DetectionProgress progress)
	{
		final List<AnnotatedImage> images = dataset.images();
		final Map<Path, List<AnnotatedImage>> byFile = images.stream()
			.collect(Collectors.groupingBy(AnnotatedImage::file, LinkedHashMap::new, Collectors.toList()));
		final List<Path> files = List.copyOf(byFile.keySet());
		final Map<String, List<Detection>> found = new LinkedHashMap<>();
		FileAccess.run(() -> new FileDetection(detector, reader).run(files, (index, planes, failure) -> {
			final Path file = files.get(index);
			if (failure != null)
				throw new UserException(file + ": it cannot be read: " + failure.getMessage() +
					"; fix it or remove it from the split.", failure);
			for (final AnnotatedImage image : byFile.get(file)) {
				final PlaneDetections plane = planes.get(image.plane());
				check(image, plane);
				found.put(image.name(), plane.detections());
				progress.progress(found.size(), images.size(),
					image.name() + ": " + plane.detections().size() + " detections");
			}
			return !progress.canceled();
		}), e -> "dataset: " + dataset.location() + ": " + e.getMessage());
		return found;
	}

	/**
	 * Refuses images whose size differs from the annotation, because their boxes would be scored at the wrong places.
	 */
	private static void check(final AnnotatedImage image, final PlaneDetections plane) {
		if (plane.width() != image.width() || plane.height() != image.height())
			throw new UserException(image.file() + ": it has " + plane.width() + " x " + plane.height() +
				" pixels, its annotation says " + image.width() + " x " + image.height() + "; correct one of them.");
	}
}
