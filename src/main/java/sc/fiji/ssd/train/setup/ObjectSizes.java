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
package sc.fiji.ssd.train.setup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;

/**
 * How large the objects of a dataset are in what the network sees, as shares of its side. Crowds do not count.
 *
 * @param widths width of each object
 * @param heights height of each object
 * @param classMedians for each class the median of its objects' shorter sides
 */
record ObjectSizes(double[] widths, double[] heights, List<Double> classMedians) {

	/** More objects do not change the default boxes. */
	private static final int MOST_OBJECTS = 4000;

	/**
	 * @param dataset that is to be trained on
	 * @param tile edge of the tiles that the network sees, in pixels of the images; 0: whole images
	 * @return the sizes; an object that is cut by the edge of a tile has its whole size, at most that of the tile
	 */
	static ObjectSizes of(final Dataset dataset, final int tile) {
		final List<double[]> all = new ArrayList<>();
		final Map<String, List<Double>> sides = new LinkedHashMap<>();
		for (final AnnotatedImage image : dataset.images())
			for (final GroundTruth object : image.objects()) {
				if (object.crowd()) continue;
				final double w = Math.min(1, object.box().width() / (tile > 0 ? tile : image.width()));
				final double h = Math.min(1, object.box().height() / (tile > 0 ? tile : image.height()));
				all.add(new double[] { w, h });
				sides.computeIfAbsent(object.className(), name -> new ArrayList<>()).add(Math.min(w, h));
			}
		final List<double[]> some = Spread.of(all, MOST_OBJECTS);
		return new ObjectSizes(some.stream().mapToDouble(size -> size[0]).toArray(),
			some.stream().mapToDouble(size -> size[1]).toArray(),
			sides.values().stream().map(list -> list.stream().sorted().skip(list.size() / 2).findFirst().orElseThrow())
				.toList());
	}

	int count() {
		return widths.length;
	}

	/** @return side of an object: the square root of its area */
	double side(final int i) {
		return Math.sqrt(widths[i] * heights[i]);
	}

	/** @param share 0 to 1 @return the side that so many of the objects do not exceed; at least one object must be there */
	double quantile(final double share) {
		return quantile(this::side, share);
	}

	/** @return the shorter side of small objects: of this share of all, or of the class with the smallest ones */
	double small(final double share) {
		return Math.min(quantile(i -> Math.min(widths[i], heights[i]), share),
			classMedians.stream().min(Double::compare).orElseThrow());
	}

	private double quantile(final IntToDoubleFunction size, final double share) {
		final double[] sorted = IntStream.range(0, count()).mapToDouble(size).sorted().toArray();
		return sorted[(int) (share * (sorted.length - 1))];
	}

	/** @return the same objects on a network of another side: sizes in its pixels */
	ObjectSizes times(final double side) {
		return new ObjectSizes(Arrays.stream(widths).map(w -> w * side).toArray(),
			Arrays.stream(heights).map(h -> h * side).toArray(),
			classMedians.stream().map(median -> median * side).toList());
	}
}
