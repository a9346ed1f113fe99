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
package sc.fiji.ssd.train.loss;

/**
 * The summed loss of some images, not yet divided. The sums of several batches can be added, so that accumulated
 * batches are weighted like one large batch.
 *
 * @param localization summed smooth L1 loss
 * @param confidence summed softmax cross-entropy
 * @param matches number of matched default boxes
 * @param negatives number of mined background boxes
 * @param images number of images
 */
public record LossSums(double localization, double confidence, long matches, long negatives, int images) {

	public static final LossSums ZERO = new LossSums(0, 0, 0, 0, 0);

	public LossSums plus(final LossSums other) {
		return new LossSums(localization + other.localization, confidence + other.confidence, matches + other.matches,
			negatives + other.negatives, images + other.images);
	}

	/**
	 * The divisor of loss and gradients: the number of matches, as in equation 1 of the paper. Without any match, there
	 * is only background of empty images, each with as many negatives as for one match; then it is the number of
	 * images.
	 *
	 * @return at least 1
	 */
	public double normalizer() {
		return Math.max(1, matches > 0 || negatives == 0 ? matches : images);
	}

	/** @return both parts, divided */
	public double loss() {
		return (localization + confidence) / normalizer();
	}
}
