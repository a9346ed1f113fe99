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
package sc.fiji.ssd.train.folds;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.evaluate.ModelEvaluation;
import sc.fiji.ssd.evaluate.formats.DetectionSink;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.train.progress.TrainingResult;
import sc.fiji.ssd.train.setup.PreparedTraining;
import sc.fiji.ssd.train.setup.TrainingRequest;

/**
 * Divides the images of a dataset into folds of nearly equal size. For each fold it trains a model on the other folds, and
 * detects in this one. So every image gets detections of a model that has not seen its labels.
 */
public final class CrossValidation {

	/** Hears of the progress. */
	public interface Listener {

		/**
		 * @param number of the fold that begins, from 1
		 * @param training what is trained, on {@code training.training()}
		 * @param held images that are left out, in which the model detects afterwards
		 */
		void fold(int number, PreparedTraining training, Dataset held);
	}

	private final EngineService engines;
	private final ImageReader reader;
	private final Dataset dataset;
	private final List<List<AnnotatedImage>> folds;

	/**
	 * @param engines that compute
	 * @param reader of the images
	 * @param dataset to be divided
	 * @param folds number of parts, at least 2; planes of one file are in the same part
	 * @param seed of the division
	 * @throws UserException if there are fewer files than folds
	 */
	public CrossValidation(final EngineService engines, final ImageReader reader, final Dataset dataset, final int folds,
		final long seed)
	{
		this.engines = engines;
		this.reader = reader;
		this.dataset = dataset;
		this.folds = divide(dataset.images(), folds, seed);
	}

	static List<List<AnnotatedImage>> divide(final List<AnnotatedImage> images, final int folds, final long seed) {
		final List<List<AnnotatedImage>> files = new ArrayList<>(images.stream()
			.collect(Collectors.groupingBy(AnnotatedImage::file, LinkedHashMap::new, Collectors.toList())).values());
		if (files.size() < folds) throw new UserException("folds: " + folds + " is more than the " + files.size() +
			" images there are; use a smaller number, or give a model that was trained on other images.");
		Collections.shuffle(files, new Random(seed));
		final List<List<AnnotatedImage>> parts = new ArrayList<>();
		for (int fold = 0; fold < folds; fold++) {
			final List<AnnotatedImage> part = new ArrayList<>();
			for (int i = fold; i < files.size(); i += folds)
				part.addAll(files.get(i));
			parts.add(part);
		}
		return parts;
	}

	/**
	 * Trains and detects, fold by fold.
	 *
	 * @param recipe of the trainings
	 * @param engine that detects
	 * @param detection settings; {@link DetectionSettings#PAPER} gives whole curves
	 * @param folder for the models, which may be deleted afterwards
	 * @param listener hears of each fold before it is trained
	 * @param progress hears of the images in which is detected, and may cancel
	 * @return what was found in all images; null if it was canceled
	 * @throws UserException one line, if a training fails
	 */
	public LoadedDetections run(final Function<PreparedTraining, TrainingRequest> recipe, final EngineSettings engine, final DetectionSettings detection,
		final Path folder, final Listener listener, final DetectionProgress progress)
	{
		final Map<String, List<Detection>> found = new HashMap<>();
		PreparedTraining first = null;
		for (int fold = 0; fold < folds.size(); fold++) {
			final Path file = folder.resolve("fold-" + (fold + 1) + ModelFile.ENDING);
			final PreparedTraining prepared = recipe.apply(first).prepare(file);
			if (first == null) first = prepared;
			final Dataset held = ImageSubset.of(dataset, folds.get(fold), "held" + fold);
			final PreparedTraining training = new PreparedTraining(prepared.trainer(), prepared.iterations(),
				prepared.start(), others(fold), null, file, false);
			listener.fold(fold + 1, training, held);
			final TrainingResult result = training.run();
			if (result.canceled()) return null;
			try (Detector detector = Detector.open(ModelFile.read(file), engines, engine, detection,
				engines.resolve(engine, false).batch()))
			{
				found.putAll(ModelEvaluation.detect(held, detector, reader, progress));
			}
			if (progress.canceled()) return null;
		}
		return DetectionSink.load(dataset, found);
	}

	private Dataset others(final int fold) {
		final List<AnnotatedImage> images = new ArrayList<>();
		for (int i = 0; i < folds.size(); i++)
			if (i != fold) images.addAll(folds.get(i));
		return ImageSubset.of(dataset, images, "without" + fold);
	}
}
