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
		final OperationLayer layer = operation instanceof Layer.Convolution c ? (c.dilation() > 1
			? new DilatedConvolutionLayer(conf, type) : new ConvolutionLayer(conf, type)) : operation instanceof Layer.MaxPooling
				? new MaxPoolingLayer(conf, type) : new ChannelNormLayer(conf, type);
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
