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

/**
 * The learning rate of every iteration: tenfold lower after each step (Caffe's
 * {@code multistep} with gamma 0.1), and rising linearly over the warm-up.
 *
 * @param base rate before any step
 * @param steps iterations after which the rate falls
 * @param warmup number of iterations over which the rate rises; the last of them
 *          has the full rate
 * @param cosineEnd iteration at which the rate has fallen to 0 along half a cosine,
 *          instead of by steps; 0: by steps
 */
record LearningRate(double base, List<Integer> steps, int warmup, int cosineEnd) {

	static LearningRate of(final TrainingSettings s) {
		return new LearningRate(s.learningRate(), s.steps(), s.warmup(), s.recipe().cosine() ? s.iterations() : 0);
	}

	/**
	 * @param iteration 1-based
	 * @return its rate
	 */
	double at(final int iteration) {
		final double rise = iteration < warmup ? (double) iteration / warmup : 1;
		if (cosineEnd > 0) return base * rise * (1 + Math.cos(Math.PI * (iteration - 1) / cosineEnd)) / 2;
		double divisor = 1;
		for (final int step : steps)
			if (iteration > step) divisor *= 10;
		return base / divisor * rise;
	}
}
