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
package sc.fiji.ssd.train.setup;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.progress.TrainingResult;

/** A training that runs in its own thread. */
public final class RunningTraining {

	private final PreparedTraining training;
	private final FutureTask<TrainingResult> task;

	RunningTraining(final PreparedTraining training) {
		this.training = training;
		task = new FutureTask<>(training::run);
		new Thread(task, "SSD-training").start();
	}

	/** Ends the training after its current iteration. Its model so far is kept, and the training can be resumed. */
	public void stop() {
		training.trainer().cancel();
	}

	/**
	 * Waits for the end.
	 *
	 * @return the best model, or the last one without validation
	 * @throws UserException one line, if the training failed
	 */
	public SsdModel get() {
		try {
			task.get();
			return ModelFile.read(training.file());
		}
		catch (final ExecutionException e) {
			if (e.getCause() instanceof UserException own) throw own;
			throw new IllegalStateException(e.getCause());
		}
		catch (final InterruptedException e) {
			stop();
			Thread.currentThread().interrupt();
			throw new UserException("The training was interrupted.", e);
		}
	}
}
