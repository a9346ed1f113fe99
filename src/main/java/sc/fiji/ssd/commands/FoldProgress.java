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
package sc.fiji.ssd.commands;

import java.util.Locale;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.train.folds.CrossValidation;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.setup.PreparedTraining;

/** Tells the user how far a cross-validation is, and ends it when the user cancels. */
final class FoldProgress implements TrainingListener, CrossValidation.Listener {

	private final SsdCommand command;
	private final Progress progress;
	private final int folds;
	private int number;
	private PreparedTraining training;

	FoldProgress(final SsdCommand command, final int folds) {
		this.command = command;
		this.folds = folds;
		progress = new Progress(command);
	}

	@Override
	public void fold(final int fold, final PreparedTraining next, final Dataset held) {
		number = fold;
		training = next;
		command.say(String.format(Locale.ROOT, "Fold %d of %d: trains %s at width %s for %d iterations on %d images, then " +
			"detects in the other %d", fold, folds, next.start().architecture().name(), next.start().architecture().width(),
			next.iterations(), next.training().images().size(), held.images().size()));
	}

	@Override
	public void note(final String line) {
		if (number == 0) command.say(line);
	}

	@Override
	public void warning(final String line) {
		if (number == 0) command.warn(line);
	}

	@Override
	public void iteration(final TrainingProgress p) {
		final double perFold = p.iteration() == 0 ? Double.NaN : p.secondsLeft() * p.iterations() /
			Math.max(1, p.iterations() - p.iteration());
		progress.report((number - 1) * p.iterations() + p.iteration(), folds * p.iterations(),
			String.format(Locale.ROOT, "fold %d of %d, loss %.3f, %.1f images/s", number, folds, p.loss(),
				p.imagesPerSecond()),
			p.secondsLeft() + perFold * (folds - number));
		if (progress.canceled()) training.trainer().cancel();
	}
}
