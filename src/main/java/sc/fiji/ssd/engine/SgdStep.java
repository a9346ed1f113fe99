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
package sc.fiji.ssd.engine;

/**
 * One update of stochastic gradient descent as Caffe does it:
 * {@code v = momentum * v + rate * (gradient + decay * w); w = w - v}.
 *
 * @param rate learning rate of the kernels
 * @param momentum fraction of the last update that is kept, 0.9 in the paper
 * @param decay weight decay, 0.0005 in the paper
 * @param biasRate factor on the rate for biases, 2 in Caffe's SSD
 * @param biasDecay factor on the decay for biases, 0 in Caffe's SSD
 */
public record SgdStep(double rate, double momentum, double decay, double biasRate, double biasDecay) {

	/** Weight decay of the paper (section 3). */
	public static final double PAPER_DECAY = 5e-4;

	/**
	 * @param rate learning rate
	 * @return a step with the paper's momentum and decay and Caffe's rules for
	 *         biases
	 */
	public static SgdStep of(final double rate) {
		return of(rate, PAPER_DECAY);
	}

	/**
	 * @param rate learning rate
	 * @param decay weight decay of the kernels, at least 0
	 * @return a step with the paper's momentum and Caffe's rules for biases
	 */
	public static SgdStep of(final double rate, final double decay) {
		return new SgdStep(rate, 0.9, decay, 2, 0);
	}
}
