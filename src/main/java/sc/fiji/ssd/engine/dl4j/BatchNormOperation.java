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
package sc.fiji.ssd.engine.dl4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * Batch normalisation in training, and its ReLU: {@code y = max(0, g * u + b)} with {@code u = (x - mean) / s} and
 * {@code s = sqrt(variance + epsilon)} of every channel, and for its gradient over n pixels, with dy 0 where y is 0,
 * {@code dg = sum of dy * u}, {@code db = sum of dy}, {@code dx = g / s * (dy - db / n - u * dg / n)}.
 */
final class BatchNormOperation extends LayerOperation {

	private final INDArray scale;
	private final INDArray shift;
	private final INDArray runningMean;
	private final INDArray runningVariance;
	private final INDArray dScale;
	private final INDArray dShift;
	private final INDArray mean;
	/** 1 / s. */
	private final INDArray inverse;

	BatchNormOperation(final LayerPlan plan, final Maps maps, final Parameters parameters, final Arrays arrays) {
		super(plan, maps, parameters);
		final int channels = plan.channels();
		scale = parameters.weight(plan, NamedWeights.WEIGHT, channels);
		shift = parameters.weight(plan, NamedWeights.BIAS, channels);
		runningMean = parameters.weight(plan, NamedWeights.MEAN, channels);
		runningVariance = parameters.weight(plan, NamedWeights.VARIANCE, channels);
		dScale = parameters.gradient(plan, NamedWeights.WEIGHT, channels);
		dShift = parameters.gradient(plan, NamedWeights.BIAS, channels);
		mean = arrays.zeros(channels);
		inverse = arrays.zeros(channels);
	}

	@Override
	void compute() {
		final INDArray x = Arrays.rows(maps.in()), y = Arrays.rows(maps.out());
		final double count = x.size(0);
		try (INDArray means = x.mean(0); INDArray variance = x.var(false, 0)) {
			mean.assign(means);
			update(runningMean, means, 1);
			update(runningVariance, variance, count / Math.max(1, count - 1));
			inverse.assign(variance.addi(Layer.BatchNorm.EPSILON));
		}
		Transforms.pow(inverse, -0.5, false);
		normalize(x, y);
		y.muliRowVector(scale).addiRowVector(shift);
		Nd4j.getExecutioner().exec(new RectifiedLinear(maps.out(), maps.out()));
	}

	@Override
	void differentiate() {
		// the output becomes the mask of the ReLU, and is scratch after that
		Nd4j.getExecutioner().exec(new Step(maps.out(), maps.out(), 0));
		maps.dOut().muli(maps.out());
		final INDArray x = Arrays.rows(maps.in()), dy = Arrays.rows(maps.dOut()), dx = Arrays.rows(maps.dIn());
		final INDArray u = Arrays.rows(maps.out());
		normalize(x, u);
		final double count = x.size(0);
		dx.assign(dy).muli(u);
		try (INDArray products = dx.sum(0); INDArray sums = dy.sum(0)) {
			dScale.assign(products);
			dShift.assign(sums);
			u.muliRowVector(products.divi(count));
			dx.assign(dy).subiRowVector(sums.divi(count)).subi(u);
		}
		try (INDArray factor = scale.mul(inverse)) {
			dx.muliRowVector(factor);
		}
	}

	private void normalize(final INDArray x, final INDArray to) {
		to.assign(x).subiRowVector(mean).muliRowVector(inverse);
	}

	/** Moves a running statistic towards that of the batch. */
	private static void update(final INDArray running, final INDArray batch, final double factor) {
		try (INDArray part = batch.mul(Layer.BatchNorm.MOMENTUM * factor)) {
			running.muli(1 - Layer.BatchNorm.MOMENTUM).addi(part);
		}
	}
}
