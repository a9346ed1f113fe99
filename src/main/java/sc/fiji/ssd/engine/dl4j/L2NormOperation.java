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
import org.nd4j.linalg.ops.transforms.Transforms;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.plan.LayerPlan;

/**
 * The L2 norm over the channels with a learned scale (conv4_3_norm): {@code y = g * x / |x|}, and for its gradient with
 * {@code u = g * dy}: {@code dx = (u - x * (u . x) / |x|^2) / |x|}, {@code dg = sum of dy * x / |x|}.
 */
final class L2NormOperation extends LayerOperation {

	private final INDArray scale;
	private final INDArray dScale;

	L2NormOperation(final LayerPlan plan, final Maps maps, final Parameters parameters) {
		super(plan, maps, parameters);
		scale = parameters.weight(plan, NamedWeights.WEIGHT, plan.channels());
		dScale = training ? parameters.gradient(plan, NamedWeights.WEIGHT, plan.channels()) : null;
	}

	@Override
	void compute() {
		final INDArray x = Arrays.rows(maps.in()), y = Arrays.rows(maps.out());
		try (INDArray norm = norm(x)) {
			Arrays.run("divide", new INDArray[] { x, norm }, new INDArray[] { y });
			y.muliRowVector(scale);
		}
	}

	@Override
	void differentiate() {
		final INDArray x = Arrays.rows(maps.in()), dy = Arrays.rows(maps.dOut()), dx = Arrays.rows(maps.dIn());
		// the output is not needed any more: it serves as scratch
		final INDArray unit = Arrays.rows(maps.out());
		try (INDArray norm = norm(x)) {
			Arrays.run("divide", new INDArray[] { x, norm }, new INDArray[] { unit });
			dx.assign(dy).muli(unit);
			try (INDArray sums = dx.sum(0)) {
				dScale.assign(sums);
			}
			// u = g * dy; dx = (u - unit * (u . unit)) / |x|
			dy.muliRowVector(scale);
			dx.assign(dy).muli(unit);
			try (INDArray along = dx.sum(true, 1)) {
				Arrays.run("multiply", new INDArray[] { unit, along }, new INDArray[] { dx });
			}
			dx.rsubi(dy);
			dx.diviColumnVector(norm);
		}
	}

	/** @return {@code sqrt(sum of squares + epsilon)} of every row, a column */
	private static INDArray norm(final INDArray x) {
		final INDArray norm = x.norm2(true, 1);
		norm.muli(norm).addi(Layer.L2Norm.EPSILON);
		return Transforms.sqrt(norm, false);
	}
}
