package sc.fiji.ssd.engine.dl4j;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

import sc.fiji.ssd.engine.Layer;

/**
 * The L2 norm over the channels with a learned scale (conv4_3_norm):
 * {@code y = g * x / |x|}, and for its gradient with {@code u = g * dy}:
 * {@code dx = (u - x * (u . x) / |x|^2) / |x|}, {@code dg = sum of dy * x / |x|}.
 */
final class ChannelNormLayer extends OperationLayer {

	private static final long serialVersionUID = 1L;

	ChannelNormLayer(final NeuralNetConfiguration conf, final DataType type) {
		super(conf, type);
	}

	@Override
	void compute(final INDArray in, final INDArray out) {
		final INDArray x = rows(in);
		try (INDArray norm = norm(x)) {
			final INDArray y = rows(out);
			run("divide", new INDArray[] { x, norm }, new INDArray[] { y });
			y.muliRowVector(weight());
		}
	}

	@Override
	void differentiate(final INDArray in, final INDArray out, final INDArray dOut, final INDArray dIn) {
		final INDArray x = rows(in), dy = rows(dOut), dx = rows(dIn);
		// the output is not needed any more: it serves as scratch
		final INDArray scratch = rows(out);
		try (INDArray norm = norm(x)) {
			run("divide", new INDArray[] { x, norm }, new INDArray[] { scratch });
			final INDArray unit = scratch;
			dx.assign(dy).muli(unit);
			try (INDArray dScale = dx.sum(0)) {
				weightGradient().assign(dScale);
			}
			// u = g * dy; dx = (u - unit * (u . unit)) / |x|
			dy.muliRowVector(weight());
			dx.assign(dy).muli(unit);
			try (INDArray along = dx.sum(true, 1)) {
				run("multiply", new INDArray[] { unit, along }, new INDArray[] { dx });
			}
			dx.rsubi(dy);
			dx.diviColumnVector(norm);
		}
	}

	/** {@code sqrt(sum of squares + epsilon)} of every row, a column. */
	private static INDArray norm(final INDArray x) {
		final INDArray norm = x.norm2(true, 1);
		norm.muli(norm).addi(Layer.ChannelNorm.EPSILON);
		return Transforms.sqrt(norm, false);
	}

	private static INDArray rows(final INDArray nhwc) {
		return nhwc.reshape('c', nhwc.size(0) * nhwc.size(1) * nhwc.size(2), nhwc.size(3));
	}
}
