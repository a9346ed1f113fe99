package sc.fiji.ssd.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import sc.fiji.ssd.engine.Layer;

/**
 * A dense convolution: ND4J's {@code conv2d} and {@code conv2d_bp}, which run
 * in oneDNN on the CPU and in cuDNN on CUDA.
 */
final class ConvolutionLayer extends OperationLayer {

	private static final long serialVersionUID = 1L;

	ConvolutionLayer(final NeuralNetConfiguration conf, final DataType type) {
		super(conf, type);
	}

	@Override
	void compute(final INDArray in, final INDArray out) {
		convolve(in, weight(), bias(), out, (Layer.Convolution) layerConf().operation());
	}

	@Override
	void differentiate(final INDArray in, final INDArray out, final INDArray dOut, final INDArray dIn) {
		differentiate(in, weight(), bias(), dOut, dIn, weightGradient(), biasGradient(), (Layer.Convolution) layerConf()
			.operation());
	}

	static void convolve(final INDArray in, final INDArray weight, final INDArray bias, final INDArray out,
		final Layer.Convolution c)
	{
		run("conv2d", new INDArray[] { in, weight, bias }, new INDArray[] { out }, settings(c));
	}

	static void differentiate(final INDArray in, final INDArray weight, final INDArray bias, final INDArray dOut,
		final INDArray dIn, final INDArray dWeight, final INDArray dBias, final Layer.Convolution c)
	{
		run("conv2d_bp", new INDArray[] { in, weight, bias, dOut }, new INDArray[] { dIn, dWeight, dBias }, settings(c));
	}

	/** Kernel, stride, pad, dilation (each twice), explicit padding, NHWC, kernels OIHW. */
	private static int[] settings(final Layer.Convolution c) {
		final int k = c.kernel(), s = c.stride(), p = c.pad();
		return new int[] { k, k, s, s, p, p, 1, 1, 0, 1, 1 };
	}
}
