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
package sc.fiji.ssd.evaluate.match;

/** Overlap of boxes that are stored as xMin, yMin, xMax, yMax one after another. */
public final class Overlap {

	private Overlap() {}

	/**
	 * @param boxes four numbers each
	 * @param i a box
	 * @return its area in square pixels; 0 if it is empty
	 */
	public static double area(final double[] boxes, final int i) {
		final double w = boxes[4 * i + 2] - boxes[4 * i], h = boxes[4 * i + 3] - boxes[4 * i + 1];
		return w > 0 && h > 0 ? w * h : 0;
	}

	/**
	 * Intersection over union.
	 *
	 * @param a four numbers each
	 * @param i a box of {@code a}
	 * @param b four numbers each
	 * @param j a box of {@code b}
	 * @return 0 to 1; 0 if the boxes have nothing in common
	 */
	public static double iou(final double[] a, final int i, final double[] b, final int j) {
		final double common = intersection(a, i, b, j);
		return common > 0 ? common / (area(a, i) + area(b, j) - common) : 0;
	}

	/**
	 * The fraction of a box that lies inside another one, which is COCO's measure of overlap with crowds.
	 *
	 * @param a four numbers each
	 * @param i a box of {@code a}
	 * @param b four numbers each
	 * @param j a box of {@code b}
	 * @return 0 to 1; 0 if the boxes have nothing in common
	 */
	public static double share(final double[] a, final int i, final double[] b, final int j) {
		final double common = intersection(a, i, b, j);
		return common > 0 ? common / area(a, i) : 0;
	}

	/**
	 * IoU after the rule of Pascal VOC. Its pixels are numbered from 1 and its boxes
	 * include both ends, so that a width is {@code max - min + 1}.
	 *
	 * @param a four numbers each, in continuous coordinates
	 * @param i a box of {@code a}
	 * @param b four numbers each, in continuous coordinates
	 * @param j a box of {@code b}
	 * @return 0 to 1
	 */
	static double vocIou(final double[] a, final int i, final double[] b, final int j) {
		final double ax = a[4 * i] + 1, ay = a[4 * i + 1] + 1, ax2 = a[4 * i + 2], ay2 = a[4 * i + 3];
		final double bx = b[4 * j] + 1, by = b[4 * j + 1] + 1, bx2 = b[4 * j + 2], by2 = b[4 * j + 3];
		final double w = Math.min(ax2, bx2) - Math.max(ax, bx) + 1, h = Math.min(ay2, by2) - Math.max(ay, by) + 1;
		if (!(w > 0 && h > 0)) return 0;
		return w * h / ((ax2 - ax + 1) * (ay2 - ay + 1) + (bx2 - bx + 1) * (by2 - by + 1) - w * h);
	}

	private static double intersection(final double[] a, final int i, final double[] b, final int j) {
		final double w = Math.min(a[4 * i + 2], b[4 * j + 2]) - Math.max(a[4 * i], b[4 * j]);
		if (!(w > 0)) return 0;
		final double h = Math.min(a[4 * i + 3], b[4 * j + 3]) - Math.max(a[4 * i + 1], b[4 * j + 1]);
		return h > 0 ? w * h : 0;
	}
}
