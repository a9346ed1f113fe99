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

import java.util.List;

/**
 * The default boxes of a network, normalised to an input of 1 x 1 (section 2.2
 * of the paper). Source map by source map, cells row by row, x fastest, the
 * shapes of a cell in their order.
 */
public final class DefaultBoxes {

	/** How default boxes that extend beyond the input are clipped. */
	public enum Clipping {
		/** Nothing, as in Caffe. */
		NONE,
		/** The corners are clipped to the input, as Caffe's PriorBox layer does with {@code clip: true}. */
		CORNERS,
		/** Centre, width and height are clamped to 0..1, as in amdegroot's implementation. */
		CENTERS,
		/** Widths and heights are clamped to the input's, as in torchvision. */
		SIZES;

		/** @return whether boxes are rounded as Caffe rounds them, rather than as the PyTorch implementations do */
		public boolean isCaffes() {
			return this == NONE || this == CORNERS;
		}
	}

	/** The use of default boxes that cross the border of the input (paper, Table 3, "use boundary boxes"). */
	public enum Border {
		/** They are used in training and in detection. */
		USED,
		/**
		 * They are neither positive nor negative in training but are used in detection, like the anchors of Faster
		 * R-CNN do. A shape that crosses the border in every cell is never trained.
		 */
		UNTRAINED,
		/** They are used neither in training nor in detection. */
		UNUSED
	}

	/** Tolerance: a box whose edge is this close to the border does not cross it (precision of float32 at 1). */
	private static final float MARGIN = 1e-6f;

	private final float[] centers;
	private final float[] corners;
	private final Border border;

	/**
	 * @param inputSize width and height of the network's input in pixels
	 * @param layers the source maps in order
	 * @param clipping what happens at the border
	 * @param border use of boxes that still cross the border after clipping
	 */
	public DefaultBoxes(final double inputSize, final List<DefaultBoxLayer> layers, final Clipping clipping,
		final Border border)
	{
		this.border = border;
		final int count = layers.stream().mapToInt(l -> l.columns() * l.rows() * l.shapes().size()).sum();
		centers = new float[4 * count];
		corners = new float[4 * count];
		int o = 0;
		for (final DefaultBoxLayer layer : layers)
			for (int row = 0; row < layer.rows(); row++)
				for (int column = 0; column < layer.columns(); column++)
					for (final DefaultBoxLayer.Shape shape : layer.shapes()) {
						if (clipping.isCaffes())
							putAsCaffe(o, (column + 0.5f) * (float) layer.step(), (row + 0.5f) * (float) layer.step(),
								(float) shape.width(), (float) shape.height(), inputSize, clipping);
						else put(o, (column + 0.5) * layer.step() / inputSize, (row + 0.5) * layer.step() / inputSize,
							shape.width() / inputSize, shape.height() / inputSize, clipping);
						o += 4;
					}
	}

	/**
	 * Rounds where Caffe does ({@code prior_box_layer.cpp}): centres and sizes in pixels
	 * are floats, corners are computed in double and rounded once. What Caffe derives
	 * from the corners in {@code bbox_util.cpp}, centre and size, is derived in float.
	 */
	private void putAsCaffe(final int o, final float cx, final float cy, final float w, final float h,
		final double inputSize, final Clipping clipping)
	{
		corners[o] = (float) ((cx - w / 2.0) / inputSize);
		corners[o + 1] = (float) ((cy - h / 2.0) / inputSize);
		corners[o + 2] = (float) ((cx + w / 2.0) / inputSize);
		corners[o + 3] = (float) ((cy + h / 2.0) / inputSize);
		if (clipping == Clipping.CORNERS)
			for (int i = o; i < o + 4; i++)
				corners[i] = Math.max(0, Math.min(1, corners[i]));
		for (int i = o; i < o + 2; i++) {
			centers[i] = (corners[i] + corners[i + 2]) / 2;
			centers[i + 2] = corners[i + 2] - corners[i];
		}
	}

	private void put(final int o, double cx, double cy, double w, double h, final Clipping clipping) {
		if (clipping == Clipping.SIZES) {
			w = Math.min(w, 1);
			h = Math.min(h, 1);
		}
		if (clipping == Clipping.CENTERS) {
			cx = clamp(cx);
			cy = clamp(cy);
			w = clamp(w);
			h = clamp(h);
		}
		centers[o] = (float) cx;
		centers[o + 1] = (float) cy;
		centers[o + 2] = (float) w;
		centers[o + 3] = (float) h;
		corners[o] = (float) (cx - w / 2);
		corners[o + 1] = (float) (cy - h / 2);
		corners[o + 2] = (float) (cx + w / 2);
		corners[o + 3] = (float) (cy + h / 2);
	}

	private static double clamp(final double v) {
		return Math.max(0, Math.min(1, v));
	}

	/** @return the number of boxes, P */
	public int size() {
		return centers.length / 4;
	}

	/**
	 * @param box index of a box
	 * @return whether it is matched and mined in training
	 */
	public boolean isTrained(final int box) {
		return border == Border.USED || !crosses(box);
	}

	/**
	 * @param box index of a box
	 * @return whether its prediction is used in detection
	 */
	public boolean detects(final int box) {
		return border != Border.UNUSED || !crosses(box);
	}

	private boolean crosses(final int box) {
		final int i = 4 * box;
		return corners[i] < -MARGIN || corners[i + 1] < -MARGIN || corners[i + 2] > 1 + MARGIN ||
			corners[i + 3] > 1 + MARGIN;
	}

	/** @return {@code [P][4]}: centre x, centre y, width, height; not a copy, not to be changed */
	public float[] centers() {
		return centers;
	}

	/** @return {@code [P][4]}: x min, y min, x max, y max; not a copy, not to be changed */
	public float[] corners() {
		return corners;
	}
}
