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

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.plan.LayerPlan;

/** Runs one layer with ND4J's operations, on memory planned in advance, so that nothing is allocated. */
abstract class LayerOperation {

	/**
	 * The maps of a layer, {@code [n][h][w][c]}.
	 *
	 * @param in input
	 * @param out output
	 * @param dOut derivative by the output, null if nothing is learned
	 * @param dIn derivative by the input, null if nothing is learned
	 */
	record Maps(INDArray in, INDArray out, INDArray dOut, INDArray dIn) {}

	final LayerPlan plan;
	final Maps maps;
	final Parameters parameters;
	final boolean training;

	LayerOperation(final LayerPlan plan, final Maps maps, final Parameters parameters) {
		this.plan = plan;
		this.maps = maps;
		this.parameters = parameters;
		training = maps.dOut != null;
	}

	/** @return the operation that runs a layer; a new kind of layer is added here */
	static LayerOperation of(final LayerPlan plan, final Maps maps, final Parameters parameters, final Arrays arrays) {
		if (plan.layer() instanceof Layer.Convolution c)
			return c.dilation() > 1
				? new DilatedConvolution(plan, c, maps, parameters, arrays)
				: new ConvolutionOperation(plan, c, maps, parameters);
		if (plan.layer() instanceof Layer.MaxPooling p) return new MaxPoolingOperation(plan, p, maps, parameters);
		if (plan.layer() instanceof Layer.L2Norm) return new L2NormOperation(plan, maps, parameters);
		if (plan.layer() instanceof Layer.BatchNorm) return new BatchNormOperation(plan, maps, parameters, arrays);
		throw new IllegalArgumentException("dl4j has no layer " + plan.layer());
	}

	/** Writes the output, before any ReLU. */
	abstract void compute();

	/**
	 * Writes the gradients of the parameters and of the input. Output and derivative by the output may be overwritten.
	 */
	abstract void differentiate();

	/** Writes the output. */
	final void forward() {
		compute();
		// // ReLU after the pooling is less work than before it and gives the same result
		if (plan.masks()) Nd4j.getExecutioner().exec(new RectifiedLinear(maps.out, maps.out));
	}

	/** Writes the gradients; all readers of the output have already been differentiated. */
	final void backward() {
		if (plan.masks()) {
			// the output becomes the mask
			Nd4j.getExecutioner().exec(new Step(maps.out, maps.out, 0));
			maps.dOut.muli(maps.out);
		}
		differentiate();
	}
}
