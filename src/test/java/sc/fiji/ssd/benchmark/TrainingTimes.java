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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.TrainingRecipe;
import sc.fiji.ssd.train.TrainingSettings;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.PhaseTimes;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;

/** A training as users run it: images loaded and varied, loss, step. */
final class TrainingTimes implements TrainingListener {

	/** Iterations before the clock starts: images are decoded and code is compiled meanwhile. */
	private static final int WARM_UP = 4;

	private static final int LEAST = 4;

	private final double seconds;
	private Trainer trainer;
	private long start;
	private int measured;
	private double milliseconds;
	private PhaseTimes shares;

	private TrainingTimes(final double seconds) {
		this.seconds = seconds;
	}

	static Figures of(final BenchmarkSettings what, final EngineService engines) throws IOException {
		final Dataset dataset = Datasets.open(what.text("dataset"), "train", List.of());
		final SsdArchitecture architecture = Presets.load(what.text("preset"));
		final SsdModel model = new SsdModel(architecture, dataset.classNames(), Preprocessing.CAFFE, Map.of(),
			Initialization.heXavier(architecture.network(dataset.classNames().size() + 1), 0));
		final TrainingSettings settings = new TrainingSettings(1_000_000, what.number("batch"), 1, 1e-4, List.of(), 0,
			Augmentation.Kind.PAPER, false, "", 10, 0, 1_000_000, 0, 0, what.number("threads"), Measurements.engine(what), TrainingRecipe.PAPER);
		final TrainingTimes times = new TrainingTimes(what.seconds());
		times.trainer = new Trainer(engines, new ImageJReader(), settings, List.of(times));
		final Path folder = Files.createTempDirectory("ssd-benchmark-training");
		try {
			times.trainer.train(model, dataset, null, folder.resolve("model.ssd"), false);
		}
		finally {
			FolderTimes.delete(folder);
		}
		return times.figures();
	}

	private Figures figures() {
		final Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("ms", milliseconds / measured);
		figures.put("waiting_share", shares.waiting());
		figures.put("forward_share", shares.forward());
		figures.put("loss_share", shares.loss());
		figures.put("backward_share", shares.backward());
		figures.put("update_share", shares.update());
		figures.put("reading_beside_share", shares.reading());
		figures.put("augmentation_beside_share", shares.augmentation());
		return new Figures(figures);
	}

	@Override
	public void iteration(final TrainingProgress progress) {
		final long now = System.nanoTime();
		if (progress.iteration() == WARM_UP) start = now;
		if (progress.iteration() <= WARM_UP) return;
		measured++;
		milliseconds = (now - start) / 1e6;
		shares = progress.shares();
		if (measured >= LEAST && milliseconds > 1000 * seconds) trainer.cancel();
	}
}
