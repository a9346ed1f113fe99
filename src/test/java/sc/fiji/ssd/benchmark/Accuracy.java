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

package sc.fiji.ssd.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.evaluate.ModelEvaluation;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Preset;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.TrainingRecipe;
import sc.fiji.ssd.train.TrainingSettings;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.setup.StartModel;
import sc.fiji.ssd.train.setup.TileChoice;

/** One model, from scratch, and its mAP in one precision and another. */
final class Accuracy {

	private static final double RATE = 1e-3, CLIP = 10;

	private Accuracy() {}

	/** Trains on the split {@code train} of the dataset and writes the file {@code model}. */
	static Figures train(final BenchmarkSettings what, final EngineService engines) throws IOException {
		final int iterations = what.number("accuracy");
		final ImageJReader reader = new ImageJReader();
		final Dataset dataset = Datasets.open(what.text("dataset"), "train", List.of());
		final Preset preset = Presets.read(what.text("preset"));
		final SsdModel start = StartModel.of(preset.architecture(), dataset.classNames(),
			StartModel.preprocessing(preset, null, Preprocessing.CAFFE, dataset, reader),
			TileChoice.of(dataset, preset.architecture(), "auto", reader).sampling(), null, 0).model();
		final TrainingSettings settings = new TrainingSettings(iterations, what.number("batch"), 1, RATE,
			List.of(2 * iterations / 3 + 1, 5 * iterations / 6 + 2), Math.min(500, iterations / 10),
			Augmentation.Kind.PAPER, false, "", CLIP, 0, iterations, 0, 0, what.number("threads"),
			Measurements.engine(what), TrainingRecipe.PAPER);
		final long begin = System.nanoTime();
		new Trainer(engines, reader, settings, List.of()).train(start, dataset, null, Path.of(what.text("model")),
			false);
		return new Figures(Map.of("seconds", (System.nanoTime() - begin) / 1e9));
	}

	/** Scores the file {@code model} on the split {@code val}. */
	static Figures score(final BenchmarkSettings what, final EngineService engines) throws IOException {
		final SsdModel model = ModelFile.read(Path.of(what.text("model")));
		final Dataset truth = Datasets.open(what.text("dataset"), "val", List.of());
		try (NetworkEngine engine = engines.create(model.network(), Measurements.engine(what), what.number("batch"),
			false))
		{
			engine.load(model.weights());
			return new Figures(Map.of("map",
				Evaluator.evaluate(truth,
					ModelEvaluation.detect(truth, new Detector(model, engine, DetectionSettings.PAPER),
						new ImageJReader(), (done, total, message) -> {}),
					Evaluator.VOC2012).map(),
				"images", (double) truth.images().size()));
		}
	}
}
