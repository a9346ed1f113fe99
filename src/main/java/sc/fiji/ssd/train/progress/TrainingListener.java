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
package sc.fiji.ssd.train.progress;

import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.Detection;

/**
 * Is told about the progress of a training. Calls come from the training thread, one after another; an exception of a
 * listener ends the training.
 */
public interface TrainingListener {

	/** @param line a decision or finding before the training, for the user */
	default void note(final String line) {}

	/** @param line like {@link #note}, but the user should check it */
	default void warning(final String line) {}

	/** @param start description of the training; called once, before the first iteration */
	default void started(final TrainingStart start) {}

	/** @param earlier the iterations before those of this run; called after {@link #started} if a training is resumed */
	default void resumed(final List<TrainingLog.Row> earlier) {}

	/** @param progress of the run; called after every iteration */
	default void iteration(final TrainingProgress progress) {}

	/**
	 * @param iteration after which the model was validated
	 * @param map mean average precision (voc2012) on the validation images, 0 to 1
	 */
	default void validated(final int iteration, final double map) {}

	/**
	 * Called for every validation that was not canceled, before {@link #validated}.
	 *
	 * @param iteration after which the model was validated
	 * @param images that it was validated on
	 * @param found in each image, by its name
	 */
	default void detected(final int iteration, final Dataset images, final Map<String, List<Detection>> found) {}

	/** @param result the result; called once, after all files are written, but not if training fails */
	default void finished(final TrainingResult result) {}
}
