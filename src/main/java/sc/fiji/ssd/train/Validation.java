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
package sc.fiji.ssd.train;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.evaluate.Bootstrap;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.ModelEvaluation;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.model.SsdModel;

/** Scores the weights that an engine has while it trains. */
final class Validation implements AutoCloseable {

	private final Dataset dataset;
	private final TrainedNetwork trained;
	/** Detects with the weights that are kept; that of the training itself where it can. */
	private final NetworkEngine engine;
	private final Detector detector;
	private final ImageReader reader;
	private final BooleanSupplier canceled;

	/**
	 * @param dataset with ground truth
	 * @param model whose architecture, classes and preprocessing are used
	 * @param trained with the weights
	 * @param engines that make a detecting engine where the one that trains cannot detect
	 * @param batch images at once
	 * @param reader of the images
	 * @param canceled asked after every image
	 */
	Validation(final Dataset dataset, final SsdModel model, final TrainedNetwork trained, final EngineService engines,
		final int batch, final ImageReader reader, final BooleanSupplier canceled)
	{
		this.dataset = dataset;
		this.trained = trained;
		this.reader = reader;
		this.canceled = canceled;
		engine = trained.isPlain()
			? trained.engine()
			: engines.create(model.network(), settings(trained.engine().description()), batch, false);
		detector = new Detector(model, engine, DetectionSettings.PAPER);
	}

	private static EngineSettings settings(final EngineDescription training) {
		return new EngineSettings(training.engine(), training.device(), training.precision(), training.threads());
	}

	/** @return what is validated on */
	Dataset dataset() {
		return dataset;
	}

	/**
	 * @param found as {@link #detect} returns it
	 * @return the score of the weights as they are; null if canceled before the last image
	 */
	ValidationScore score(final Map<String, List<Detection>> found) {
		if (found.size() < dataset.images().size()) return null;
		final double map = Evaluator.evaluate(dataset, found, Evaluator.VOC2012).map();
		final Bootstrap.Interval interval = Bootstrap.voc2012(dataset, found);
		return new ValidationScore(map, interval.low(), interval.high());
	}

	/** @return what is found in each image, by the image's name; fewer images if canceled */
	Map<String, List<Detection>> detect() {
		if (!trained.isPlain()) engine.load(trained.detecting());
		final DetectionProgress silent = (done, total, message) -> {}; // the training tells of its iterations
		return ModelEvaluation.detect(dataset, detector, reader, silent.until(canceled));
	}

	@Override
	public void close() {
		if (engine != trained.engine()) engine.close();
	}
}
