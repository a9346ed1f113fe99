package sc.fiji.ssd.engine;

/**
 * One update of stochastic gradient descent as Caffe does it:
 * {@code v = momentum * v + rate * (gradient + decay * w); w = w - v}.
 *
 * @param rate learning rate of the kernels
 * @param momentum share of the last update that is kept, 0.9 in the paper
 * @param decay weight decay, 0.0005 in the paper
 * @param biasRate factor on the rate for biases, 2 in Caffe's SSD
 * @param biasDecay factor on the decay for biases, 0 in Caffe's SSD
 */
public record SgdStep(double rate, double momentum, double decay, double biasRate, double biasDecay) {

	/**
	 * @param rate learning rate
	 * @return a step with the paper's momentum and decay and Caffe's rules for
	 *         biases
	 */
	public static SgdStep of(final double rate) {
		return new SgdStep(rate, 0.9, 5e-4, 2, 0);
	}
}
