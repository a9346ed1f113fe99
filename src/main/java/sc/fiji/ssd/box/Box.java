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

import java.util.Collection;

/**
 * A rectangle in corner form. At every public boundary it is in continuous pixel coordinates of the original image,
 * 0-based edges: a box of only the first pixel is (0, 0, 1, 1).
 *
 * @param xMin left edge
 * @param yMin top edge
 * @param xMax right edge
 * @param yMax bottom edge
 */
public record Box(double xMin, double yMin, double xMax, double yMax) {

	/**
	 * @param points each (x, y)
	 * @return the smallest box that contains all points; empty if there are none
	 */
	public static Box around(final Collection<double[]> points) {
		double xMin = Double.POSITIVE_INFINITY, yMin = xMin, xMax = Double.NEGATIVE_INFINITY, yMax = xMax;
		for (final double[] point : points) {
			xMin = Math.min(xMin, point[0]);
			yMin = Math.min(yMin, point[1]);
			xMax = Math.max(xMax, point[0]);
			yMax = Math.max(yMax, point[1]);
		}
		return new Box(xMin, yMin, xMax, yMax);
	}

	/** @return the width; negative if the edges are swapped */
	public double width() {
		return xMax - xMin;
	}

	/** @return the height; negative if the edges are swapped */
	public double height() {
		return yMax - yMin;
	}

	/** @return the area, 0 if the box is empty */
	public double area() {
		return isEmpty() ? 0 : width() * height();
	}

	/** @return whether the box has no area (NaN included) */
	public boolean isEmpty() {
		return !(xMax > xMin && yMax > yMin);
	}

	/**
	 * @param other another box
	 * @return the common part, empty if it does not exist
	 */
	public Box intersect(final Box other) {
		return new Box(Math.max(xMin, other.xMin), Math.max(yMin, other.yMin), Math.min(xMax, other.xMax),
			Math.min(yMax, other.yMax));
	}

	/**
	 * @param other another box
	 * @return the smallest box that contains both
	 */
	public Box union(final Box other) {
		return new Box(Math.min(xMin, other.xMin), Math.min(yMin, other.yMin), Math.max(xMax, other.xMax),
			Math.max(yMax, other.yMax));
	}

	/**
	 * @param width of the image
	 * @param height of the image
	 * @return the part inside the image
	 */
	public Box clip(final double width, final double height) {
		return new Box(clamp(xMin, width), clamp(yMin, height), clamp(xMax, width), clamp(yMax, height));
	}

	/**
	 * Intersection over union (Jaccard overlap).
	 *
	 * @param other another box
	 * @return 0 to 1; 0 if both are empty
	 */
	public double iou(final Box other) {
		final double common = intersect(other).area();
		final double union = area() + other.area() - common;
		return union > 0 ? common / union : 0;
	}

	/**
	 * @param dx added to x
	 * @param dy added to y
	 * @return the moved box
	 */
	public Box translate(final double dx, final double dy) {
		return new Box(xMin + dx, yMin + dy, xMax + dx, yMax + dy);
	}

	/**
	 * @param sx factor on x
	 * @param sy factor on y
	 * @return the box in scaled coordinates
	 */
	public Box scale(final double sx, final double sy) {
		return new Box(xMin * sx, yMin * sy, xMax * sx, yMax * sy);
	}

	private static double clamp(final double value, final double max) {
		return Math.max(0, Math.min(max, value));
	}
}
