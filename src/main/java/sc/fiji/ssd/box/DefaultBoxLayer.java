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

import java.util.ArrayList;
import java.util.List;

/**
 * The default boxes of one source map: the same shapes in every cell.
 *
 * @param columns width of the map
 * @param rows height of the map
 * @param step distance of the cells' centres, pixels of the network's input
 * @param shapes the boxes of a cell in their order, pixels of the input
 */
public record DefaultBoxLayer(int columns, int rows, double step, List<Shape> shapes) {

	/**
	 * Width and height of a default box.
	 *
	 * @param width pixels of the input
	 * @param height pixels of the input
	 */
	public record Shape(double width, double height) {}

	public DefaultBoxLayer {
		shapes = List.copyOf(shapes);
	}

	/**
	 * The shapes in Caffe's order: min, sqrt(min * max), then for every ratio r
	 * (min * sqrt(r), min / sqrt(r)) and its inverse.
	 *
	 * @param min smaller size of the map
	 * @param max the next map's size; 0: the box between is left out
	 * @param ratios aspect ratios other than 1, without their inverses
	 * @return the shapes of a cell
	 */
	public static List<Shape> shapes(final double min, final double max, final List<Double> ratios) {
		final List<Shape> shapes = new ArrayList<>();
		shapes.add(new Shape(min, min));
		if (max > 0) shapes.add(new Shape(Math.sqrt(min * max), Math.sqrt(min * max)));
		for (final double ratio : ratios) {
			final double root = Math.sqrt(ratio);
			shapes.add(new Shape(min * root, min / root));
			shapes.add(new Shape(min / root, min * root));
		}
		return shapes;
	}

	/**
	 * The same shapes with the roundings of Caffe's PriorBox layer: ratios and sizes
	 * are floats, and the inverse of a ratio is rounded before its root is taken.
	 *
	 * @param min smaller size of the map
	 * @param max the next map's size; 0: the box between is left out
	 * @param ratios aspect ratios other than 1, without their inverses
	 * @return the shapes of a cell
	 */
	public static List<Shape> shapesAsCaffe(final double min, final double max, final List<Double> ratios) {
		final List<Shape> shapes = new ArrayList<>();
		shapes.add(new Shape((float) min, (float) min));
		if (max > 0) shapes.add(new Shape((float) Math.sqrt(min * max), (float) Math.sqrt(min * max)));
		for (final double ratio : ratios)
			for (final float r : new float[] { (float) ratio, (float) (1 / (double) (float) ratio) })
				shapes.add(new Shape((float) (min * Math.sqrt(r)), (float) (min / Math.sqrt(r))));
		return shapes;
	}
}
