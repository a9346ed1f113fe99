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

import java.nio.file.Path;
import java.util.List;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LinearEngineService;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.progress.TrainingResult;

/** A program that trains slowly until it is ended from outside. */
final class EndlessTraining {

	private EndlessTraining() {}

	static TrainingSettings settings(final int iterations) {
		return new TrainingSettings(iterations, 3, 1, 0.02, List.of(), 0, Augmentation.Kind.PAPER, true, "", 0, 6, 4, 3, 0,
			2, EngineSettings.DEFAULT, TrainingRecipe.PAPER);
	}

	static TrainingResult train(final Path model, final int iterations, final boolean resume, final long pause) {
		final TinyFields fields = new TinyFields("fields", 7, 1);
		final Dataset data = fields.dataset();
		return new Trainer(new LinearEngineService(), fields, settings(iterations), List.of(new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress progress) {
				try {
					Thread.sleep(pause);
				}
				catch (final InterruptedException e) {
					throw new IllegalStateException(e);
				}
			}
		})).train(TinyFields.model(), data, data, model, resume);
	}

	public static void main(final String[] args) {
		train(Path.of(args[0]), 100000, false, 20);
	}
}
