package sc.fiji.ssd.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

import sc.fiji.ssd.engine.Layer;

/**
 * Max pooling: ND4J's {@code maxpool2d} and {@code maxpool2d_bp}. Where the
 * output size is rounded up (75 to 38) the mode SAME adds the missing row and
 * column at the end, as Caffe does.
 */
final class MaxPoolingLayer extends OperationLayer {

	private static final long serialVersionUID = 1L;

	MaxPoolingLayer(final NeuralNetConfiguration conf, final DataType type) {
		super(conf, type);
	}

	@Override
	void compute(final INDArray in, final INDArray out) {
		run("maxpool2d", new INDArray[] { in }, new INDArray[] { out }, settings(in));
	}

	@Override
	void differentiate(final INDArray in, final INDArray out, final INDArray dOut, final INDArray dIn) {
		run("maxpool2d_bp", new INDArray[] { in, dOut }, new INDArray[] { dIn }, settings(in));
	}

	/** Kernel, stride, pad, dilation (each twice), SAME or explicit padding, unused, NHWC. */
	private int[] settings(final INDArray in) {
		final Layer.MaxPooling p = (Layer.MaxPooling) layerConf().operation();
		final int size = (int) in.size(1), k = p.kernel(), s = p.stride();
		final boolean fits = (size + 2 * p.pad() - k) % s == 0;
		if (!fits && (p.pad() > 0 || p.outputSize(size) != (size + s - 1) / s)) throw new UnsupportedOperationException(p
			.name() + ": kernel " + k + ", stride " + s + ", pad " + p.pad() + " on a map of " + size + " is not supported");
		return new int[] { k, k, s, s, p.pad(), p.pad(), 1, 1, fits ? 0 : 1, 0, 1 };
	}
}
