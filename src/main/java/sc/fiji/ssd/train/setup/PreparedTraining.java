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

import java.nio.file.Path;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.progress.TrainingResult;

/**
 * A training whose settings are all decided.
 *
 * @param trainer stops the training
 * @param iterations of the whole training
 * @param start the model that it begins with
 * @param training images
 * @param validating images that select the best model; null: none
 * @param file of the model to write
 * @param resume whether an interrupted training continues
 */
public record PreparedTraining(Trainer trainer, int iterations, SsdModel start, Dataset training, Dataset validating,
	Path file, boolean resume)
{

	/**
	 * Trains, and waits for the end; only once.
	 *
	 * @return what was made
	 * @throws sc.fiji.ssd.io.UserException one line, if it fails; see {@link Trainer#train}
	 */
	public TrainingResult run() {
		return trainer.train(start, training, validating, file, resume);
	}
}
