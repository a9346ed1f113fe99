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

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.augment.Augmentation;

/**
 * The settings of a training. Every value is checked when the record is created; an error names the macro key of the
 * bad value.
 *
 * @param iterations number of updates of the weights, at least 1 (the paper's
 *          VOC07+12: 120000)
 * @param batchSize images that the network computes at once, at least 1
 * @param accumulate batches whose gradients are summed for one update, at least
 *          1; {@code batchSize * accumulate} images make an iteration (Caffe's
 *          SSD: 32)
 * @param learningRate of the kernels before any step, above 0 (paper, section 3:
 *          0.001)
 * @param steps iterations after which the rate falls tenfold, ascending
 * @param warmup iterations over which the rate rises linearly from 0; 0: none
 * @param augmentation the data augmentation
 * @param emptyAsNegatives whether images without objects teach the background;
 *          if not, they are left out, as they have no loss in Caffe
 * @param freeze layers that do not learn: names or patterns with {@code *} and {@code ?}, separated by commas, such as
 * {@code conv1_*,conv2_*}; empty: none
 * @param gradientClip largest Euclidean norm of all gradients together; 0: no
 *          limit, as in Caffe's SSD
 * @param seed of the image order and of the augmentation
 * @param checkpointEvery iterations between two checkpoints, at least 1
 * @param validateEvery iterations between two validations; 0: at the end alone
 * @param patience validations in a row without a better one after which the
 *          training ends early; 0: it goes to the last iteration
 * @param threads that load images and compute the loss; 0: one per processor
 * @param engine engine, device, precision and threads of the network
 * @param recipe how the training differs from the paper's
 */
public record TrainingSettings(int iterations, int batchSize, int accumulate, double learningRate, List<Integer> steps,
	int warmup, Augmentation.Kind augmentation, boolean emptyAsNegatives, String freeze, double gradientClip, long seed,
	int checkpointEvery, int validateEvery, int patience, int threads, EngineSettings engine, TrainingRecipe recipe)
{

	/** @param other recipe @return a copy with this value */
	public TrainingSettings with(final TrainingRecipe other) {
		return new TrainingSettings(iterations, batchSize, accumulate, learningRate, steps, warmup, augmentation,
			emptyAsNegatives, freeze, gradientClip, seed, checkpointEvery, validateEvery, patience, threads, engine, other);
	}

	public TrainingSettings {
		atLeast("iterations", iterations, 1);
		atLeast("batch_size", batchSize, 1);
		atLeast("accumulate", accumulate, 1);
		if (!(learningRate > 0 && learningRate < Double.POSITIVE_INFINITY))
			throw new UserException("learning_rate: " + learningRate + " is not a number above 0.");
		steps = List.copyOf(steps);
		for (int i = 0; i < steps.size(); i++) {
			atLeast("steps", steps.get(i), 1);
			if (i > 0 && steps.get(i) <= steps.get(i - 1))
				throw new UserException("steps: " + steps.get(i) + " does not come after " + steps.get(i - 1) +
					"; write them in ascending order.");
		}
		atLeast("warmup", warmup, 0);
		if (augmentation == null)
			throw new UserException(
				"augmentation: none is given; use none, flip, turn, mild, paper, paper+expand or microscopy.");
		freeze = freeze == null ? "" : freeze.trim();
		if (!(gradientClip >= 0 && gradientClip < Double.POSITIVE_INFINITY))
			throw new UserException(
				"gradient_clip: " + gradientClip + " is not a number; use 0 for no limit, or a norm above 0.");
		atLeast("checkpoint_every", checkpointEvery, 1);
		atLeast("validate_every", validateEvery, 0);
		atLeast("patience", patience, 0);
		atLeast("threads", threads, 0);
		if (engine == null) engine = EngineSettings.DEFAULT;
		if (recipe == null) recipe = TrainingRecipe.PAPER;
	}

	/** @return images of one iteration */
	public int imagesPerIteration() {
		return Math.multiplyExact(batchSize, accumulate);
	}

	private static void atLeast(final String key, final int value, final int least) {
		if (value < least)
			throw new UserException(key + ": " + value + " is below " + least + "; it must be at least " + least + ".");
	}
}
