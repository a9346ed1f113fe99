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
package sc.fiji.ssd.engine.cudnn.layer;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.cudnn.convolution.Precision;

/**
 * Batch normalization and its ReLU in training. It keeps, for each channel, the mean of the images that are computed
 * together, their variance, and {@code 1 / sqrt(variance + epsilon)}. The sums have a fixed order.
 */
final class BatchNormRecorder extends LayerRecorder {

	private final long mean;
	private final long variance;
	private final long inverse;

	BatchNormRecorder(final Compilation c, final int index) {
		super(c, index);
		final long bytes = (long) Precision.padded(plan.channels()) * Float.BYTES;
		mean = kept();
		variance = mean + bytes;
		inverse = variance + bytes;
	}

	@Override
	void forward() {
		final Pass pass = c.forward();
		final int channels = Precision.padded(plan.channels());
		c.sumRows(pass, plan, mean, "bias_rows", input(), 0L);
		c.launch(pass, "multiply", channels, mean, (long) channels, (float) (1.0 / pixels()));
		c.sumRows(pass, plan, variance, "variance_rows", input(), mean);
		c.launch(pass, "batch_spread", channels, variance, inverse, (float) (1.0 / pixels()), Layer.BatchNorm.EPSILON,
			channels);
		final long count = pixels() * packs();
		c.launch(pass, "batch_normalize", count, input(), output(), mean, inverse, scale(), weights(NamedWeights.BIAS),
			count, packs());
		move(NamedWeights.MEAN, mean, 1);
		move(NamedWeights.VARIANCE, variance, pixels() / Math.max(1.0, pixels() - 1));
	}

	/** Moves a running statistic towards that of the batch. */
	private void move(final String kind, final long batch, final double factor) {
		final int channels = Precision.padded(plan.channels());
		c.launch(c.statistics(), "move_towards", channels, weights(kind), batch, 1 - Layer.BatchNorm.MOMENTUM,
			(float) (Layer.BatchNorm.MOMENTUM * factor), channels);
	}

	@Override
	void backward(final long derivative, final long result) {
		final Pass pass = c.backward();
		final long dShift = c.passVector(plan, NamedWeights.BIAS), dScale = c.passVector(plan, NamedWeights.WEIGHT);
		c.sumRows(pass, plan, dShift, "bias_rows", derivative, output());
		c.sumRows(pass, plan, dScale, "batch_rows", input(), derivative, mean, inverse);
		final long count = pixels() * packs();
		if (result != 0) c.launch(pass, "batch_normalize_back", count, input(), derivative, result, mean, inverse,
			scale(), dScale, dShift, (float) (1.0 / pixels()), count, packs());
	}
}
