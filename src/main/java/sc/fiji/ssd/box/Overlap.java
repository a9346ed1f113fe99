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

/** Intersection over union on flat arrays of corners, in float32 as Caffe and torchvision compute it. */
public final class Overlap {

	private Overlap() {}

	/**
	 * @param a {@code [][4]} corners
	 * @param i offset of a box in a, a multiple of 4
	 * @param b {@code [][4]} corners
	 * @param j offset of a box in b, a multiple of 4
	 * @return 0 to 1; 0 if they do not overlap or a number is NaN
	 */
	public static float iou(final float[] a, final int i, final float[] b, final int j) {
		final float ax0 = a[i], ax1 = a[i + 2], bx0 = b[j], bx1 = b[j + 2];
		if (!(ax0 < bx1 && bx0 < ax1)) return 0;
		final float ay0 = a[i + 1], ay1 = a[i + 3], by0 = b[j + 1], by1 = b[j + 3];
		if (!(ay0 < by1 && by0 < ay1)) return 0;
		final float common = ((ax1 < bx1 ? ax1 : bx1) - (ax0 > bx0 ? ax0 : bx0)) *
			((ay1 < by1 ? ay1 : by1) - (ay0 > by0 ? ay0 : by0));
		final float union = (ax1 - ax0) * (ay1 - ay0) + (bx1 - bx0) * (by1 - by0) - common;
		return union > 0 ? common / union : 0;
	}
}
