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

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

import sc.fiji.ssd.engine.Layer;

/**
 * Batch normalisation in training: {@code y = g * u + b} with {@code u = (x - mean) / s} and
 * {@code s = sqrt(variance + epsilon)} of every channel, and for its gradient over n pixels
 * {@code dg = sum of dy * u}, {@code db = sum of dy}, {@code dx = g / s * (dy - db / n - u * dg / n)}.
 */
final class BatchNormLayer extends OperationLayer {

	private static final long serialVersionUID = 1L;

	private transient INDArray mean;
	/** 1 / s. */
	private transient INDArray inverse;

	BatchNormLayer(final NeuralNetConfiguration conf, final DataType type) {
		super(conf, type);
	}

	@Override
	void compute(final INDArray in, final INDArray out) {
		final INDArray x = rows(in), y = rows(out);
		free();
		mean = x.mean(0);
		try (INDArray variance = x.var(false, 0)) {
			inverse = Transforms.pow(variance.add(Layer.BatchNorm.EPSILON), -0.5, false);
			final double count = x.size(0);
			move(OperationParameters.MEAN, mean, 1);
			move(OperationParameters.VARIANCE, variance, count / Math.max(1, count - 1));
		}
		normalize(x, y);
		y.muliRowVector(weight()).addiRowVector(bias());
	}

	@Override
	void differentiate(final INDArray in, final INDArray out, final INDArray dOut, final INDArray dIn) {
		final INDArray x = rows(in), dy = rows(dOut), dx = rows(dIn);
		// the output is not needed any more: it serves as scratch
		final INDArray u = rows(out);
		normalize(x, u);
		final double count = x.size(0);
		dx.assign(dy).muli(u);
		try (INDArray dScale = dx.sum(0); INDArray dShift = dy.sum(0)) {
			weightGradient().assign(dScale);
			biasGradient().assign(dShift);
			u.muliRowVector(dScale.divi(count));
			dx.assign(dy).subiRowVector(dShift.divi(count)).subi(u);
		}
		try (INDArray factor = weight().mul(inverse)) {
			dx.muliRowVector(factor);
		}
		gradientTable().get(OperationParameters.MEAN).assign(0);
		gradientTable().get(OperationParameters.VARIANCE).assign(0);
	}

	private void normalize(final INDArray x, final INDArray to) {
		to.assign(x).subiRowVector(mean).muliRowVector(inverse);
	}

	/** Moves a running statistic towards that of the batch. */
	private void move(final String key, final INDArray batch, final double factor) {
		try (INDArray part = batch.mul(Layer.BatchNorm.MOMENTUM * factor)) {
			getParam(key).muli(1 - Layer.BatchNorm.MOMENTUM).addi(part);
		}
	}

	@Override
	void free() {
		for (final INDArray array : new INDArray[] { mean, inverse })
			if (array != null) array.close();
		mean = inverse = null;
	}

	private static INDArray rows(final INDArray nhwc) {
		return nhwc.reshape('c', nhwc.size(0) * nhwc.size(1) * nhwc.size(2), nhwc.size(3));
	}
}
