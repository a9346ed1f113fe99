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

import java.util.Map;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.RectifiedLinear;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A layer of the graph that runs ND4J operations on memory planned beforehand,
 * so that nothing is allocated while the network runs.
 * <p>
 * DL4J's own layers repeat the forward pass inside the backward one and reach
 * the platform library only through helpers that are switched off; these do
 * neither.
 * </p>
 */
abstract class OperationLayer extends BaseLayer<OperationConf> {

	private static final long serialVersionUID = 1L;

	private transient ActivationMemory memory;

	OperationLayer(final NeuralNetConfiguration conf, final DataType type) {
		super(conf, type);
	}

	/** Gives the memory that the layer writes to. */
	void attach(final ActivationMemory planned) {
		memory = planned;
	}

	final ActivationMemory memory() {
		return memory;
	}

	/** Writes the output, before any ReLU. */
	abstract void compute(INDArray in, INDArray out);

	/**
	 * Writes the gradients of the parameters and of the input.
	 *
	 * @param in what was read
	 * @param out what was written; may be overwritten now
	 * @param dOut derivative by the output; may be overwritten
	 * @param dIn derivative by the input, to be written
	 */
	abstract void differentiate(INDArray in, INDArray out, INDArray dOut, INDArray dIn);

	@Override
	public final INDArray activate(final boolean training, final LayerWorkspaceMgr workspaces) {
		final INDArray out = memory.output(name(), (int) input.size(0));
		compute(input, out);
		if (layerConf().relu()) Nd4j.getExecutioner().exec(new RectifiedLinear(out, out));
		return out;
	}

	@Override
	public final Pair<Gradient, INDArray> backpropGradient(final INDArray dOut, final LayerWorkspaceMgr workspaces) {
		final int n = (int) input.size(0);
		final INDArray out = memory.output(name(), n);
		final INDArray dIn = memory.inputGradient(name(), n);
		if (layerConf().relu()) {
			// all that read the output have been differentiated: it becomes the mask
			Nd4j.getExecutioner().exec(new Step(out, out, 0));
			dOut.muli(out);
		}
		differentiate(input, out, dOut, dIn);
		return new Pair<>(new DefaultGradient(), dIn);
	}

	final String name() {
		return layerConf().getLayerName();
	}

	final INDArray weight() {
		return getParam(OperationParameters.WEIGHT);
	}

	final INDArray bias() {
		return getParam(OperationParameters.BIAS);
	}

	final INDArray weightGradient() {
		return gradientViews.get(OperationParameters.WEIGHT);
	}

	final INDArray biasGradient() {
		return gradientViews.get(OperationParameters.BIAS);
	}

	/** The gradients of this layer's parameters, views of the graph's flat vector. */
	final Map<String, INDArray> gradientTable() {
		return gradientViews;
	}

	/** Runs a native operation on arrays that exist. */
	static void run(final String operation, final INDArray[] in, final INDArray[] out, final int... settings) {
		Nd4j.getExecutioner().exec(
			DynamicCustomOp.builder(operation).addInputs(in).addOutputs(out).addIntegerArguments(settings).build());
	}

	/** Frees what the layer holds besides the planned memory. */
	void free() {}

	@Override
	public boolean isPretrainLayer() {
		return false;
	}

	@Override
	public void clearNoiseWeightParams() {
		// no noise
	}

	@Override
	public Layer clone() {
		throw new UnsupportedOperationException("A layer belongs to its engine");
	}
}
