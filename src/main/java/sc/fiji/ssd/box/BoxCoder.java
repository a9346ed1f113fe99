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
package sc.fiji.ssd.box;

/**
 * Encodes boxes as offsets from default boxes and decodes them: equation 2 of the paper, with the variances that Caffe
 * divides by (0.1 and 0.2; torchvision's weights 10, 10, 5, 5 are their inverses).
 *
 * <pre>
 * dx = (cx - prior cx) / prior w / centerVariance     dw = ln(w / prior w) / sizeVariance
 * dy = (cy - prior cy) / prior h / centerVariance     dh = ln(h / prior h) / sizeVariance
 * </pre>
 *
 * @param centerVariance factor on the offsets of the centre when decoding, 0.1 in Caffe
 * @param sizeVariance factor on the logarithms of width and height when decoding, 0.2 in Caffe
 * @param maxLogSize when decoding, the logarithms of the ratios to the default
 *          box are not larger than this; torchvision: ln(1000 / 16)
 */
public record BoxCoder(double centerVariance, double sizeVariance, double maxLogSize) {

	/** Throws an {@link IllegalArgumentException} if one is not above 0. */
	public BoxCoder {
		if (!(maxLogSize > 0))
			throw new IllegalArgumentException("The largest logarithm must be above 0: " + maxLogSize);
		if (!(centerVariance > 0 && sizeVariance > 0))
			throw new IllegalArgumentException("Variances must be above 0: " + centerVariance + ", " + sizeVariance);
	}

	/** Without a limit; see the record for the parameters. */
	public BoxCoder(final double centerVariance, final double sizeVariance) {
		this(centerVariance, sizeVariance, Double.POSITIVE_INFINITY);
	}

	/**
	 * Encodes a ground-truth box as the offsets that the network should predict at a default box.
	 *
	 * @param priors the default boxes
	 * @param prior index of one of them
	 * @param truths {@code [T][4]} corners, normalised to the image, each with an
	 *          area
	 * @param truth index of one of them
	 * @param out receives dx, dy, dw, dh
	 * @param offset where in {@code out}
	 */
	public void encode(final DefaultBoxes priors, final int prior, final float[] truths, final int truth,
		final float[] out, final int offset)
	{
		final float[] c = priors.centers();
		final int p = 4 * prior, t = 4 * truth;
		final double w = truths[t + 2] - (double) truths[t], h = truths[t + 3] - (double) truths[t + 1];
		final double cx = truths[t] + w / 2, cy = truths[t + 1] + h / 2;
		out[offset] = (float) ((cx - c[p]) / c[p + 2] / centerVariance);
		out[offset + 1] = (float) ((cy - c[p + 1]) / c[p + 3] / centerVariance);
		out[offset + 2] = (float) (Math.log(w / c[p + 2]) / sizeVariance);
		out[offset + 3] = (float) (Math.log(h / c[p + 3]) / sizeVariance);
	}

	/**
	 * Decodes a prediction into a box, not clipped to the image.
	 *
	 * @param priors the default boxes
	 * @param prior index of the one that predicted
	 * @param dx predicted offset of the centre
	 * @param dy predicted offset of the centre
	 * @param dw predicted logarithm of the width's ratio
	 * @param dh predicted logarithm of the height's ratio
	 * @param out receives x min, y min, x max, y max, normalised to the image
	 * @param offset where in {@code out}
	 */
	public void decode(final DefaultBoxes priors, final int prior, final float dx, final float dy, final float dw,
		final float dh, final float[] out, final int offset)
	{
		final float[] c = priors.centers();
		final int p = 4 * prior;
		final double cx = c[p] + dx * centerVariance * c[p + 2], cy = c[p + 1] + dy * centerVariance * c[p + 3];
		final double w = c[p + 2] * Math.exp(Math.min(dw * sizeVariance, maxLogSize));
		final double h = c[p + 3] * Math.exp(Math.min(dh * sizeVariance, maxLogSize));
		out[offset] = (float) (cx - w / 2);
		out[offset + 1] = (float) (cy - h / 2);
		out[offset + 2] = (float) (cx + w / 2);
		out[offset + 3] = (float) (cy + h / 2);
	}
}
