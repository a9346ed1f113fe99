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

import java.util.Arrays;

import sc.fiji.ssd.box.Box;

/**
 * A growing list of detections in columns. Readers of large files add to it
 * without making an object for each detection. Not safe for use by several
 * threads.
 */
public final class DetectionBuffer {

	private static final int COORDINATES = 4;

	private int size;
	private int[] images = new int[1024];
	private int[] classes = new int[1024];
	private double[] scores = new double[1024];
	private double[] boxes = new double[COORDINATES * 1024];

	/**
	 * Adds one detection.
	 *
	 * @param image index of its image, from 0
	 * @param classIndex index of its class, from 0
	 * @param score 0 to 1
	 * @param box in pixels of the image
	 */
	public void add(final int image, final int classIndex, final double score, final Box box) {
		add(image, classIndex, score, box.xMin(), box.yMin(), box.xMax(), box.yMax());
	}

	/**
	 * Adds one detection.
	 *
	 * @param image index of its image, from 0
	 * @param classIndex index of its class, from 0
	 * @param score 0 to 1
	 * @param xMin left edge in pixels of the image
	 * @param yMin top edge
	 * @param xMax right edge
	 * @param yMax bottom edge
	 */
	public void add(final int image, final int classIndex, final double score, final double xMin, final double yMin,
		final double xMax, final double yMax)
	{
		if (size == images.length) grow();
		images[size] = image;
		classes[size] = classIndex;
		scores[size] = score + 0.0; // a negative zero is zero
		final int at = COORDINATES * size++;
		boxes[at] = xMin;
		boxes[at + 1] = yMin;
		boxes[at + 2] = xMax;
		boxes[at + 3] = yMax;
	}

	private void grow() {
		final int more = size + (size >> 1);
		images = Arrays.copyOf(images, more);
		classes = Arrays.copyOf(classes, more);
		scores = Arrays.copyOf(scores, more);
		boxes = Arrays.copyOf(boxes, COORDINATES * more);
	}

	/** @return number of detections */
	public int size() {
		return size;
	}

	/** @return image of each detection; longer than there are detections, and not to be changed */
	public int[] images() {
		return images;
	}

	/** @return class of each detection; as {@link #images()} */
	public int[] classes() {
		return classes;
	}

	/** @return score of each detection; as {@link #images()} */
	public double[] scores() {
		return scores;
	}

	/** @return four numbers of each detection; as {@link #images()} */
	public double[] boxes() {
		return boxes;
	}
}
