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
package sc.fiji.ssd.data.yolo;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.layout.Quoted;
import sc.fiji.ssd.io.NumberText;
import sc.fiji.ssd.io.UserException;

/**
 * A line of a YOLO label file. All coordinates are fractions of the image's width and
 * height.
 *
 * <pre>
 * class x_centre y_centre width height             a box
 * class x_centre y_centre width height score       a box that a model found
 * class x1 y1 x2 y2 x3 y3 x4 y4                    a rotated box: its bounds are taken
 * class x1 y1 x2 y2 x3 y3 ...                      a polygon: its bounds are taken
 * </pre>
 *
 * @param classNumber from 0
 * @param box in fractions
 * @param shape what it was
 */
public record YoloLabel(int classNumber, Box box, Shape shape) {

	/** The kind of shape that a line describes. */
	public enum Shape {
			/** A box. */
			BOX,
			/** A box with the score of a model. */
			SCORED_BOX,
			/** A polygon or a rotated box. */
			POLYGON
	}

	/**
	 * Tolerance: fractions at most this far outside 0 to 1 belong to a box that extends beyond the image; larger
	 * numbers are pixels.
	 */
	private static final double SLACK = 1;

	private static final int BOX_NUMBERS = 5;

	/**
	 * @param line not empty
	 * @param keypoints how many numbers after a box are key points
	 * @param source file and line, for messages
	 * @return the label
	 * @throws UserException one line: what is wrong with it
	 */
	public static YoloLabel parse(final String line, final int keypoints, final String source) {
		final List<String> texts = new ArrayList<>();
		final StringTokenizer tokens = new StringTokenizer(line);
		while (tokens.hasMoreTokens())
			texts.add(tokens.nextToken());
		final double[] numbers = new double[texts.size()];
		for (int i = 0; i < numbers.length; i++)
			numbers[i] = number(texts.get(i), source);
		final double c = numbers[0];
		if (c != Math.rint(c) || c < 0 || c > 1e6)
			throw new UserException(source + ": the class is " + Quoted.of(texts.get(0)) + "; write its number, from 0");
		final int n = numbers.length;
		if (n == BOX_NUMBERS || keypoints > 0 && n == BOX_NUMBERS + keypoints)
			return new YoloLabel((int) c, box(numbers, source), Shape.BOX);
		if (n == BOX_NUMBERS + 1) {
			if (numbers[5] < 0 || numbers[5] > 1)
				throw new UserException(source + ": the sixth number is " + Quoted.of(texts.get(5)) +
					", which is not a score from 0 to 1; write a rotated box as its four corners");
			return new YoloLabel((int) c, box(numbers, source), Shape.SCORED_BOX);
		}
		if (n >= 7 && n % 2 == 1) return new YoloLabel((int) c, bounds(numbers, source), Shape.POLYGON);
		throw new UserException(source + ": has " + n + (n == 1 ? " number" : " numbers") +
			"; a box is class x_centre y_centre width height, a polygon is class x1 y1 x2 y2 x3 y3 ...");
	}

	private static double number(final String text, final String source) {
		final double number = NumberText.parse(text);
		if (Double.isFinite(number)) return number;
		throw new UserException(source + ": " + Quoted.of(text) + " is not a number; correct or delete the line");
	}

	private static Box box(final double[] n, final String source) {
		check(source, n[1], n[2], n[3], n[4]);
		return new Box(n[1] - n[3] / 2, n[2] - n[4] / 2, n[1] + n[3] / 2, n[2] + n[4] / 2);
	}

	private static Box bounds(final double[] n, final String source) {
		double xMin = Double.POSITIVE_INFINITY, yMin = xMin, xMax = Double.NEGATIVE_INFINITY, yMax = xMax;
		for (int i = 1; i < n.length; i += 2) {
			check(source, n[i], n[i + 1]);
			xMin = Math.min(xMin, n[i]);
			xMax = Math.max(xMax, n[i]);
			yMin = Math.min(yMin, n[i + 1]);
			yMax = Math.max(yMax, n[i + 1]);
		}
		return new Box(xMin, yMin, xMax, yMax);
	}

	private static void check(final String source, final double... fractions) {
		for (final double fraction : fractions)
			if (fraction < -SLACK || fraction > 1 + SLACK)
				throw new UserException(source + ": " + fraction +
					" is not a fraction of the image; YOLO's numbers are from 0 to 1, so divide pixels by the image's size");
	}
}
