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

import java.util.List;
import java.util.Map;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.GroundTruth;

/**
 * Ground truth of a dataset in columns. The rows are ordered by image, then
 * class; objects of one image and class keep the order of the annotation. The
 * arrays are shared: do not change them.
 *
 * @param imageStart the first row of each image, and at the end the number of
 *          rows
 * @param imageOf image of each row
 * @param classOf class of each row
 * @param boxes xMin, yMin, xMax, yMax of each row, in pixels
 * @param areas by which COCO's metric tells small from large, in square pixels
 * @param crowd whether the row is a group of objects
 * @param ignored whether the row neither counts nor makes detections false:
 *          crowds, and VOC's difficult objects
 * @param source place among the objects of its image
 */
public record TruthBoxes(int[] imageStart, int[] imageOf, int[] classOf, double[] boxes, double[] areas,
	boolean[] crowd, boolean[] ignored, int[] source)
{

	/**
	 * @param images in the order of their numbers
	 * @param classes number of each class
	 * @return the objects of these classes
	 */
	public static TruthBoxes of(final List<AnnotatedImage> images, final Map<String, Integer> classes) {
		final int n = images.stream().mapToInt(image -> image.objects().size()).sum();
		final int[] order = new int[n], image = new int[n], classOf = new int[n], source = new int[n];
		final GroundTruth[] objects = new GroundTruth[n];
		int row = 0;
		for (int i = 0; i < images.size(); i++) {
			int place = 0;
			for (final GroundTruth object : images.get(i).objects()) {
				order[row] = row;
				image[row] = i;
				classOf[row] = classes.get(object.className());
				source[row] = place++;
				objects[row++] = object;
			}
		}
		final int[] rows = StableOrder.byKey(StableOrder.byKey(order, classOf, classes.size()), image, images.size());
		final int[] imageOf = new int[n], sortedClass = new int[n], sortedSource = new int[n];
		final double[] boxes = new double[4 * n], areas = new double[n];
		final boolean[] crowd = new boolean[n], ignored = new boolean[n];
		for (int i = 0; i < n; i++) {
			final GroundTruth object = objects[rows[i]];
			imageOf[i] = image[rows[i]];
			sortedClass[i] = classOf[rows[i]];
			sortedSource[i] = source[rows[i]];
			final Box box = object.box();
			boxes[4 * i] = box.xMin();
			boxes[4 * i + 1] = box.yMin();
			boxes[4 * i + 2] = box.xMax();
			boxes[4 * i + 3] = box.yMax();
			areas[i] = object.area();
			crowd[i] = object.crowd();
			ignored[i] = object.crowd() || object.difficult();
		}
		return new TruthBoxes(StableOrder.starts(n, imageOf, images.size()), imageOf, sortedClass, boxes, areas, crowd,
			ignored, sortedSource);
	}

	/** @return number of rows */
	public int size() {
		return areas.length;
	}

	/**
	 * @param classes number of classes
	 * @return for each class, the objects that are to be found: those that are not
	 *         ignored
	 */
	public int[] positives(final int classes) {
		final int[] positives = new int[classes];
		for (int i = 0; i < size(); i++)
			if (!ignored[i]) positives[classOf[i]]++;
		return positives;
	}
}
