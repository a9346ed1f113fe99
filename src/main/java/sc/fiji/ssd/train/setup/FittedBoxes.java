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
import java.util.List;

import sc.fiji.ssd.box.DefaultBoxLayer;
import sc.fiji.ssd.model.SsdArchitecture.Scale;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;

/**
 * Default boxes that fit the objects of a dataset. Their sizes are clustered by k-means on a logarithmic scale. Each
 * cluster gives a scale, with the aspect ratios that its objects need, on the source map whose cells suit that size.
 */
final class FittedBoxes {

	/** Neighbouring scales differ by at least this factor; a square in between halves the step. */
	private static final double LEAST_STEP = 1.3;

	/** k-means begins with scales that differ by this factor, as the first two of the paper's SSD300 do. */
	private static final double FIRST_STEP = 2;

	/** Rare sizes: shares of the objects that scales need not reach down or up to. */
	private static final double SMALLEST = 0.01, LARGEST = 0.99;

	/**
	 * A map predicts objects of at least so many of its cells: objects that overlap need cells for each of them. On BCCD, red
	 * blood cells of 6 cells of conv4_3 are found better than as 3 cells of fc7 (docs/benchmarks.md).
	 */
	private static final double LEAST_CELLS = 4.5;

	/** Default boxes smaller than a cell of the finest map would leave gaps. */
	private static final double SMALLEST_BOX = 1;

	/** Sets of aspect ratios, in the order in which they are tried. */
	private static final List<List<Double>> RATIOS = List.of(List.of(), List.of(1.5), List.of(2.0), List.of(1.5, 2.5),
		List.of(2.0, 3.0));

	/** A larger set of ratios must raise the mean best IoU by so much. */
	private static final double WORTH = 0.01;

	private static final int ROUNDS = 50;

	private FittedBoxes() {}

	/**
	 * @param objects sizes in pixels of the input, at least one
	 * @param maps source maps that can be used, from the finest to the coarsest; their boxes are replaced
	 * @return those that have boxes
	 */
	static List<SourceMap> of(final ObjectSizes objects, final List<SourceMap> maps) {
		final double[] sizes = merged(
			clusters(objects, SMALLEST_BOX * maps.get(0).step(), objects.quantile(SMALLEST), objects.quantile(LARGEST)));
		final List<SourceMap> fitted = new ArrayList<>();
		for (int m = 0; m < maps.size(); m++) {
			final List<Scale> scales = new ArrayList<>();
			for (int i = 0; i < sizes.length; i++)
				if (map(maps, sizes[i]) == m) scales.add(scale(objects, sizes, i));
			if (scales.isEmpty()) continue;
			final Scale first = scales.get(0);
			fitted.add(new SourceMap(maps.get(m).layer(), maps.get(m).normScale(), maps.get(m).step(), first.minSize(),
				first.maxSize(), first.ratios(), scales.subList(1, scales.size())));
		}
		return fitted;
	}

	/** @return index of the coarsest map whose cells are small enough for objects of this size */
	private static int map(final List<SourceMap> maps, final double size) {
		int best = 0;
		for (int m = 1; m < maps.size(); m++)
			if (size >= LEAST_CELLS * maps.get(m).step()) best = m;
		return best;
	}

	private static Scale scale(final ObjectSizes objects, final double[] sizes, final int i) {
		final double min = round(sizes[i]);
		final double next = i + 1 < sizes.length
			? sizes[i + 1]
			: sizes[i] * (i == 0 ? LEAST_STEP : sizes[i] / sizes[i - 1]);
		final double max = round(Math.max(next, min * LEAST_STEP));
		List<Double> best = RATIOS.get(0);
		double fit = -1;
		for (final List<Double> ratios : RATIOS) {
			final double candidate = meanBestOverlap(objects, sizes, i, DefaultBoxLayer.shapes(min, max, ratios));
			if (candidate <= fit + WORTH * (ratios.size() - best.size())) continue;
			best = ratios;
			fit = candidate;
		}
		return new Scale(min, max, best);
	}

	private static double round(final double size) {
		return Math.rint(size * 10) / 10;
	}

	/** IoU of centred boxes, over the objects that are nearest to a scale. */
	private static double meanBestOverlap(final ObjectSizes objects, final double[] sizes, final int scale,
		final List<DefaultBoxLayer.Shape> shapes)
	{
		double sum = 0;
		int count = 0;
		for (int o = 0; o < objects.count(); o++) {
			if (nearest(sizes, Math.log(objects.side(o))) != scale) continue;
			double best = 0;
			for (final DefaultBoxLayer.Shape shape : shapes) {
				final double w = objects.widths()[o], h = objects.heights()[o];
				final double common = Math.min(w, shape.width()) * Math.min(h, shape.height());
				best = Math.max(best, common / (w * h + shape.width() * shape.height() - common));
			}
			sum += best;
			count++;
		}
		return count == 0 ? 0 : sum / count;
	}

	/** @return centres of the clusters, rising, in pixels */
	private static double[] clusters(final ObjectSizes objects, final double least, final double low,
		final double high)
	{
		final double from = Math.max(least, low), to = Math.max(from, high);
		final int count = 1 + (int) Math.ceil(Math.log(to / from) / Math.log(FIRST_STEP) - 1e-9);
		final double[] centers = new double[count];
		for (int i = 0; i < count; i++)
			centers[i] = count == 1 ? Math.max(least, objects.quantile(0.5)) : from * Math.pow(to / from, i / (count - 1.0));
		for (int round = 0; round < ROUNDS; round++) {
			final double[] sums = new double[count];
			final int[] counts = new int[count];
			for (int o = 0; o < objects.count(); o++) {
				final double size = Math.log(objects.side(o));
				final int i = nearest(centers, size);
				sums[i] += size;
				counts[i]++;
			}
			final double[] before = centers.clone();
			for (int i = 0; i < count; i++)
				if (counts[i] > 0) centers[i] = Math.max(least, Math.exp(sums[i] / counts[i]));
			if (Arrays.equals(before, centers)) break;
		}
		Arrays.sort(centers);
		return centers;
	}

	private static int nearest(final double[] sizes, final double logarithm) {
		int best = 0;
		for (int i = 1; i < sizes.length; i++)
			if (Math.abs(Math.log(sizes[i]) - logarithm) < Math.abs(Math.log(sizes[best]) - logarithm)) best = i;
		return best;
	}

	private static double[] merged(final double[] sizes) {
		final List<Double> apart = new ArrayList<>();
		for (final double size : sizes)
			if (apart.isEmpty() || size >= LEAST_STEP * apart.get(apart.size() - 1)) apart.add(size);
		return apart.stream().mapToDouble(Double::doubleValue).toArray();
	}
}
