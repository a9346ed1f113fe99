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

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.loss.LossSums;

/** Recognises a training that has diverged, and says what to change. */
final class Divergence {

	private Divergence() {}

	/** @throws UserException if the loss is not finite */
	static void check(final LossSums sums, final int iteration, final double rate, final TrainingFiles files) {
		if (!Double.isFinite(sums.loss())) throw diverged("the loss is " + sums.loss(), iteration, rate, files);
	}

	/** @throws UserException if a weight is not finite */
	static void check(final NamedWeights weights, final int iteration, final double rate, final TrainingFiles files) {
		weights.arrays().forEach((name, array) -> {
			for (final float value : array.values())
				if (!Float.isFinite(value)) throw diverged(name + " holds " + value, iteration, rate, files);
		});
	}

	/** @throws UserException if the norm of the gradients is not finite */
	static void check(final double norm, final int iteration, final double rate, final TrainingFiles files) {
		if (!Double.isFinite(norm)) throw diverged("the norm of the gradients is " + norm, iteration, rate, files);
	}

	private static UserException diverged(final String what, final int iteration, final double rate,
		final TrainingFiles files)
	{
		return new UserException("learning_rate: the training diverged in iteration " + iteration + " at rate " + rate +
			" (" + what +
			"); lower learning_rate, lengthen warmup or set gradient_clip=10, and start again. The last good state is " +
			files.last() + ".");
	}
}
