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

import java.util.Collection;

import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import sc.fiji.ssd.engine.Layer;

/**
 * DL4J's configuration of one {@link Layer}: which operation runs, and whether
 * a ReLU follows it. Arrays are channels-last (NHWC), the layout that is
 * fastest on both platform libraries; kernels are OIHW.
 */
final class OperationConf extends BaseLayer {

	private static final long serialVersionUID = 1L;

	private final transient Layer operation;
	private final boolean relu;

	OperationConf(final Layer operation, final boolean relu) {
		this.operation = operation;
		this.relu = relu;
		setLayerName(operation.name());
	}

	Layer operation() {
		return operation;
	}

	/** Whether negative outputs become zero. */
	boolean relu() {
		return relu;
	}

	@Override
	public org.deeplearning4j.nn.api.Layer instantiate(final NeuralNetConfiguration conf,
		final Collection<TrainingListener> listeners, final int index, final INDArray params, final boolean initialize,
		final DataType type)
	{
		final OperationLayer layer = operation instanceof Layer.Convolution c
			? (c.dilation() > 1 ? new DilatedConvolutionLayer(conf, type) : new ConvolutionLayer(conf, type))
			: operation instanceof Layer.MaxPooling
				? new MaxPoolingLayer(conf, type)
				: operation instanceof Layer.BatchNorm
					? new BatchNormLayer(conf, type)
					: new L2NormLayer(conf, type);
		layer.setListeners(listeners);
		layer.setIndex(index);
		layer.setParamsViewArray(params);
		layer.setParamTable(initializer().init(conf, params, initialize));
		layer.setConf(conf);
		return layer;
	}

	@Override
	public ParamInitializer initializer() {
		return OperationParameters.INSTANCE;
	}

	@Override
	public InputType getOutputType(final int index, final InputType input) {
		return input;
	}

	@Override
	public void setNIn(final InputType input, final boolean override) {
		// the operation says how many channels it reads
	}

	@Override
	public InputPreProcessor getPreProcessorForInputType(final InputType input) {
		return null;
	}

	@Override
	public boolean isPretrainParam(final String name) {
		return false;
	}

	@Override
	public GradientNormalization getGradientNormalization() {
		return GradientNormalization.None;
	}

	@Override
	public LayerMemoryReport getMemoryReport(final InputType input) {
		throw new UnsupportedOperationException("Memory is planned by ActivationMemory");
	}
}
