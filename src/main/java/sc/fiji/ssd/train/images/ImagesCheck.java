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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.loss.Parallel;

/**
 * Reads every image that a training will need before it begins: a damaged image must not end a training after hours.
 * Images that fit into memory are kept for the training.
 *
 * @param pool whose threads read
 * @param canceled ends the check early, without an error
 */
public record ImagesCheck(ExecutorService pool, BooleanSupplier canceled) {

	/**
	 * @param images to train on
	 * @param pictures keeps them
	 * @throws UserException naming the first image that cannot be read or has another size
	 *           than its annotation says
	 */
	public void training(final List<TrainingImage> images, final PictureSource pictures) {
		final List<Runnable> checks = new ArrayList<>();
		for (final TrainingImage image : images)
			checks.add(() -> pictures.check(image));
		run(checks, "");
	}

	/**
	 * @param dataset to validate on
	 * @param reader of its images
	 * @throws UserException as above
	 */
	public void validation(final Dataset dataset, final ImageReader reader) {
		final Map<Path, List<AnnotatedImage>> byFile = dataset.images().stream()
			.collect(Collectors.groupingBy(AnnotatedImage::file, LinkedHashMap::new, Collectors.toList()));
		final List<Runnable> checks = new ArrayList<>();
		byFile.forEach((file, images) -> checks.add(() -> read(file, images, reader)));
		run(checks, "validation: ");
	}

	private static void read(final Path file, final List<AnnotatedImage> images, final ImageReader reader) {
		FileAccess.run(() -> {
			final List<ImagePlane> planes = reader.read(file);
			for (final AnnotatedImage image : images) {
				if (image.plane() >= planes.size())
					throw new UserException(file + ": has " + planes.size() + " planes, but an annotation is for plane " +
						(image.plane() + 1) + "; correct the annotation or the image.");
				final var pixels = planes.get(image.plane()).pixels();
				if (pixels.dimension(0) != image.width() || pixels.dimension(1) != image.height())
					throw new UserException(file + ": has " + pixels.dimension(0) + " x " + pixels.dimension(1) +
						" pixels, but its annotation was made for " + image.width() + " x " + image.height() +
						"; correct the annotation or the image.");
			}
		}, e -> file + ": cannot be read (" + e.getMessage() + "); replace the image or remove it from the dataset.");
	}

	private void run(final List<Runnable> checks, final String key) {
		final List<Future<?>> running = new ArrayList<>();
		for (final Runnable check : checks)
			running.add(pool.submit(() -> {
				if (!canceled.getAsBoolean()) check.run();
			}));
		try {
			running.forEach(Parallel::await);
		}
		catch (final UserException e) {
			throw new UserException(key + e.getMessage(), e);
		}
		catch (final CancellationException e) {
			throw new UserException("The training was interrupted before it began; run it again.", e);
		}
		finally {
			running.forEach(one -> one.cancel(false));
		}
	}
}
