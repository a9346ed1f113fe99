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

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;

/** Cuts DL4J's flat parameter and gradient vectors into a layer's kernel and bias. */
final class OperationParameters implements ParamInitializer {

	static final OperationParameters INSTANCE = new OperationParameters();
	static final String WEIGHT = "W";
	static final String BIAS = "b";
	static final String MEAN = "mean";
	static final String VARIANCE = "var";

	/** What the keys are called in {@link NamedWeights}. */
	private static final Map<String, String> ENDINGS = Map.of(WEIGHT, NamedWeights.WEIGHT, BIAS, NamedWeights.BIAS,
		MEAN, NamedWeights.MEAN, VARIANCE, NamedWeights.VARIANCE);

	/** @return the name of an array in {@link NamedWeights} */
	static String name(final String layer, final String key) {
		return layer + ENDINGS.get(key);
	}

	@Override
	public long numParams(final NeuralNetConfiguration conf) {
		return numParams(conf.getLayer());
	}

	@Override
	public long numParams(final org.deeplearning4j.nn.conf.layers.Layer layer) {
		long count = 0;
		for (final long[] shape : shapes(layer).values())
			count += volume(shape);
		return count;
	}

	@Override
	public List<String> paramKeys(final org.deeplearning4j.nn.conf.layers.Layer layer) {
		return List.copyOf(shapes(layer).keySet());
	}

	@Override
	public List<String> weightKeys(final org.deeplearning4j.nn.conf.layers.Layer layer) {
		return paramKeys(layer).stream().filter(WEIGHT::equals).toList();
	}

	@Override
	public List<String> biasKeys(final org.deeplearning4j.nn.conf.layers.Layer layer) {
		return paramKeys(layer).stream().filter(key -> !WEIGHT.equals(key)).toList();
	}

	@Override
	public boolean isWeightParam(final org.deeplearning4j.nn.conf.layers.Layer layer, final String key) {
		return WEIGHT.equals(key);
	}

	@Override
	public boolean isBiasParam(final org.deeplearning4j.nn.conf.layers.Layer layer, final String key) {
		return !WEIGHT.equals(key);
	}

	@Override
	public Map<String, INDArray> init(final NeuralNetConfiguration conf, final INDArray params,
		final boolean initialize)
	{
		final Map<String, INDArray> views = getGradientsFromFlattened(conf, params);
		views.keySet().forEach(conf::addVariable);
		return views;
	}

	@Override
	public Map<String, INDArray> getGradientsFromFlattened(final NeuralNetConfiguration conf, final INDArray flat) {
		final Map<String, INDArray> views = new LinkedHashMap<>();
		if (flat == null) return views;
		long offset = flat.offset();
		for (final Map.Entry<String, long[]> entry : shapes(conf.getLayer()).entrySet()) {
			final long[] shape = entry.getValue();
			views.put(entry.getKey(), Nd4j.create(flat.data(), shape, Nd4j.getStrides(shape, 'c'), offset, 'c'));
			offset += volume(shape);
		}
		return views;
	}

	/** Kernel before bias, as ComputationGraph lists them. */
	private static Map<String, long[]> shapes(final org.deeplearning4j.nn.conf.layers.Layer layer) {
		final Layer operation = ((OperationConf) layer).operation();
		final Map<String, long[]> shapes = new LinkedHashMap<>();
		if (operation instanceof Layer.Convolution c) {
			shapes.put(WEIGHT, new long[] { c.outChannels(), c.inChannels(), c.kernel(), c.kernel() });
			shapes.put(BIAS, new long[] { c.outChannels() });
		}
		else if (operation instanceof Layer.L2Norm n) shapes.put(WEIGHT, new long[] { n.channels() });
		else if (operation instanceof Layer.BatchNorm n)
			for (final String key : List.of(WEIGHT, BIAS, MEAN, VARIANCE))
				shapes.put(key, new long[] { n.channels() });
		return shapes;
	}

	private static long volume(final long[] shape) {
		long volume = 1;
		for (final long n : shape)
			volume *= n;
		return volume;
	}
}
