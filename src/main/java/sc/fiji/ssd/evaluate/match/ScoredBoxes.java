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
import java.util.stream.IntStream;

import sc.fiji.ssd.box.Box;

/**
 * Detections of a dataset in columns. The rows are ordered by image, then class, then descending score; rows of one
 * image and class with equal scores keep the order in which they came. The arrays are shared: do not change them.
 *
 * @param imageStart the first row of each image, and at the end the number of
 *          rows
 * @param imageOf image of each row
 * @param classOf class of each row
 * @param scores 0 to 1
 * @param boxes xMin, yMin, xMax, yMax of each row, in pixels
 * @param rank place among the detections of the same image and class, from 0
 * @param source place in the {@link DetectionBuffer} that the row came from
 * @param classStart where each class begins in {@code ranking}, and at the end
 *          the number of rows
 * @param ranking rows by class, then descending score; equal scores in the order of the images
 */
public record ScoredBoxes(int[] imageStart, int[] imageOf, int[] classOf, double[] scores, double[] boxes, int[] rank,
	int[] source, int[] classStart, int[] ranking)
{

	/**
	 * Sorts detections.
	 *
	 * @param found in any order
	 * @param images number of images of the dataset
	 * @param classes number of classes of the dataset; detections of classes from
	 *          this number on are left out
	 * @return the sorted rows
	 */
	public static ScoredBoxes of(final DetectionBuffer found, final int images, final int classes) {
		final int[] given = IntStream.range(0, found.size()).filter(i -> found.classes()[i] < classes).toArray();
		final int n = given.length;
		final int[] byClass = StableOrder.byKey(
			StableOrder.byFallingValue(StableOrder.byKey(given, found.images(), images), found.scores()),
			found.classes(), classes);
		final int[] rows = StableOrder.byKey(byClass, found.images(), images);
		final int[] imageOf = new int[n], classOf = new int[n], rank = new int[n], rowOf = new int[found.size()];
		final double[] scores = new double[n], boxes = new double[4 * n];
		for (int row = 0; row < n; row++) {
			final int from = rows[row];
			rowOf[from] = row;
			imageOf[row] = found.images()[from];
			classOf[row] = found.classes()[from];
			scores[row] = found.scores()[from];
			System.arraycopy(found.boxes(), 4 * from, boxes, 4 * row, 4);
			final boolean sameCell = row > 0 && imageOf[row - 1] == imageOf[row] && classOf[row - 1] == classOf[row];
			rank[row] = sameCell ? rank[row - 1] + 1 : 0;
		}
		final int[] ranking = new int[n];
		for (int i = 0; i < n; i++)
			ranking[i] = rowOf[byClass[i]];
		return new ScoredBoxes(StableOrder.starts(n, imageOf, images), imageOf, classOf, scores, boxes, rank, rows,
			StableOrder.starts(n, classOf, classes), ranking);
	}

	/** @return number of rows */
	public int size() {
		return scores.length;
	}

	/**
	 * The order of Pascal VOC's development kit, which sorts the file of a class as it
	 * stands. It differs from {@code ranking} only where detections of different
	 * images have equal scores.
	 *
	 * @param c class
	 * @return its rows in descending order of score; equal scores in the order in which they came
	 */
	public int[] vocRanking(final int c) {
		final int[] order = Arrays.copyOfRange(ranking, classStart[c], classStart[c + 1]);
		int from = 0;
		for (int end = 1; end <= order.length; end++) {
			if (end < order.length && scores[order[end]] == scores[order[from]]) continue;
			if (end - from > 1) sortBySource(order, from, end);
			from = end;
		}
		return order;
	}

	private void sortBySource(final int[] order, final int from, final int end) {
		boolean sorted = true;
		for (int i = from + 1; i < end && sorted; i++)
			sorted = source[order[i - 1]] < source[order[i]];
		if (sorted) return;
		final long[] keys = new long[end - from];
		for (int i = from; i < end; i++)
			keys[i - from] = (long) source[order[i]] << Integer.SIZE | order[i];
		Arrays.sort(keys);
		for (int i = from; i < end; i++)
			order[i] = (int) keys[i - from];
	}

	/**
	 * @param row a row
	 * @return its box
	 */
	public Box box(final int row) {
		return new Box(boxes[4 * row], boxes[4 * row + 1], boxes[4 * row + 2], boxes[4 * row + 3]);
	}

	/**
	 * @param row a row
	 * @return area in square pixels; 0 if the box is empty
	 */
	public double area(final int row) {
		return Overlap.area(boxes, row);
	}
}
