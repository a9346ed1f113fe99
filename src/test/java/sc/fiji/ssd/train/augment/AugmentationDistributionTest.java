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
package sc.fiji.ssd.train.augment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.image.PixelArea;

/**
 * Holds what the chain draws against the distributions of Caffe's: not only how
 * often and within which limits, but how the values lie between them
 * (Kolmogorov-Smirnov), that the steps are drawn apart from one another, and that
 * each sampler's minimum overlap is met as often as it should.
 */
class AugmentationDistributionTest {

	private static final int DRAWS = 20_000;
	/** Distances beyond this come once in ten thousand tests: 2 exp(-2 x 2.2 x 2.2). */
	private static final double KOLMOGOROV = 2.2;

	@Test
	void coloursAreUniformWithinTheirLimits() {
		final List<Double> brightness = new ArrayList<>(), contrast = new ArrayList<>(), saturation = new ArrayList<>(),
			hue = new ArrayList<>();
		for (int i = 0; i < DRAWS; i++) {
			final Distortion d = Distortion.draw(SampleRandom.of(21, i, 0), true);
			if (d.brightness() != 0) brightness.add(d.brightness());
			if (d.contrast() != 1) contrast.add(d.contrast());
			if (d.saturation() != 1) saturation.add(d.saturation());
			if (d.hue() != 0) hue.add(d.hue());
		}
		assertUniform(brightness, -32, 32);
		assertUniform(contrast, 0.5, 1.5);
		assertUniform(saturation, 0.5, 1.5);
		assertUniform(hue, -36, 36);
	}

	/** Five coins: each of the 32 outcomes as often as the others. */
	@Test
	void colourStepsAreDrawnApart() {
		final int[] outcomes = new int[32];
		for (int i = 0; i < DRAWS; i++) {
			final Distortion d = Distortion.draw(SampleRandom.of(22, i, 0), true);
			outcomes[(d.brightness() != 0 ? 1 : 0) + (d.contrast() != 1 ? 2 : 0) + (d.saturation() != 1 ? 4 : 0) +
				(d.hue() != 0 ? 8 : 0) + (d.contrastFirst() ? 16 : 0)]++;
		}
		double chi = 0;
		for (final int n : outcomes)
			chi += Math.pow(n - DRAWS / 32.0, 2) / (DRAWS / 32.0);
		assertTrue(chi < 70, "chi square " + chi + " of 31 degrees of freedom");
	}

	@Test
	void expansionsAreUniformInRatioAndPlace() {
		final int size = 10_000;
		final List<Double> ratios = new ArrayList<>(), lefts = new ArrayList<>(), tops = new ArrayList<>();
		for (int i = 0; i < DRAWS; i++) {
			final PixelArea canvas = Expansion.CAFFE.draw(SampleRandom.of(23, i, 0), size, size);
			if (canvas.width() == size) continue;
			ratios.add(canvas.width() / (double) size);
			lefts.add(-canvas.x() / (double) (canvas.width() - size));
			tops.add(-canvas.y() / (double) (canvas.height() - size));
		}
		assertUniform(ratios, 1.01, 4);
		assertUniform(lefts, 0, 1);
		assertUniform(tops, 0, 1);
	}

	/**
	 * For an object of one pixel, no sampler reaches its minimum, so half of the patches are any, the others the whole.
	 */
	@Test
	void anyPatchIsUniformInScaleAndRatioAndPlace() {
		final int size = 100_000;
		final PixelArea canvas = new PixelArea(0, 0, size, size);
		final List<Box> speck = List.of(new Box(5, 5, 6, 6));
		final List<Double> scales = new ArrayList<>(), ratios = new ArrayList<>(), lefts = new ArrayList<>(),
			tops = new ArrayList<>();
		for (int i = 0; i < DRAWS; i++) {
			final PixelArea patch = PatchSampler.draw(SampleRandom.of(24, i, 0), canvas, speck);
			if (patch.equals(canvas)) continue;
			final double w = patch.width() / (double) size, h = patch.height() / (double) size, s = Math.sqrt(w * h),
				least = Math.max(0.5, s * s), most = Math.min(2, 1 / (s * s));
			scales.add(s);
			ratios.add((w / h - least) / (most - least));
			if (w < 0.95) lefts.add(patch.x() / (1 - w) / size);
			if (h < 0.95) tops.add(patch.y() / (1 - h) / size);
		}
		assertEquals(0.5, scales.size() / (double) DRAWS, 4 * 0.5 / Math.sqrt(DRAWS));
		assertUniform(scales, 0.3, 1);
		assertUniform(ratios, 0, 1);
		assertUniform(lefts, 0, 1);
		assertUniform(tops, 0, 1);
	}

	/**
	 * An object that fills the image overlaps a patch by the patch's area. So of each
	 * sampler it is known how small its patches come, and how often all tries fail.
	 */
	@Test
	void minimumOverlapsAreMetAsOftenAsInCaffe() {
		final int size = 1000;
		final PixelArea canvas = new PixelArea(0, 0, size, size);
		final List<Box> all = List.of(new Box(0, 0, size, size));
		final double[] areas = new double[DRAWS];
		for (int i = 0; i < DRAWS; i++) {
			final PixelArea patch = PatchSampler.draw(SampleRandom.of(25, i, 0), canvas, all);
			areas[i] = patch.width() * (double) patch.height() / size / size;
		}
		for (final double limit : new double[] { 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9 }) {
			final double expected = shareBelow(limit), actual = shareBelow(areas, limit);
			assertEquals(expected, actual, 4 * Math.sqrt(expected * (1 - expected) / DRAWS) + 1e-3, "below " + limit);
		}
	}

	/** An object somewhere in the image: the patches that are taken with it in view show its centre or lose it. */
	@Test
	void mostPatchesKeepAnObject() {
		final PixelArea canvas = new PixelArea(0, 0, 400, 400);
		final List<Box> objects = List.of(new Box(120, 130, 300, 290));
		int reaching = 0;
		for (int i = 0; i < DRAWS; i++)
			if (box(PatchSampler.draw(SampleRandom.of(26, i, 0), canvas, objects)).iou(objects.get(0)) >= 0.095)
				reaching++;
		// all but the sampler of any patch, a seventh of the draws, see to that; whole images have 0.18
		assertTrue(reaching > 6 / 7.0 * DRAWS, reaching + " of " + DRAWS);
	}

	private static Box box(final PixelArea area) {
		return new Box(area.x(), area.y(), area.x() + area.width(), area.y() + area.height());
	}

	/** Probability of a patch below an area: scale is uniform from 0.3 to 1, area its square; 50 tries a sampler. */
	private static double shareBelow(final double limit) {
		final double[] minima = { 0.1, 0.3, 0.5, 0.7, 0.9, 0 };
		double share = 0;
		// the samplers that fail leave the others more
		for (int failed = 0; failed < 1 << minima.length; failed++) {
			double probability = 1, below = 0;
			int there = 1;
			for (int k = 0; k < minima.length; k++) {
				final double least = Math.max(0.3, Math.sqrt(minima[k])), none = Math.pow((least - 0.3) / 0.7, 50);
				final boolean fails = (failed >> k & 1) > 0;
				probability *= fails ? none : 1 - none;
				if (fails) continue;
				there++;
				below += Math.max(0, Math.sqrt(limit) - least) / (1 - least);
			}
			share += probability * below / there;
		}
		return share;
	}

	private static double shareBelow(final double[] values, final double limit) {
		int n = 0;
		for (final double v : values)
			if (v < limit) n++;
		return n / (double) values.length;
	}

	private static void assertUniform(final List<Double> values, final double low, final double high) {
		assertDistributed(values, v -> Math.max(0, Math.min(1, (v - low) / (high - low))));
	}

	/** Kolmogorov-Smirnov. */
	private static void assertDistributed(final List<Double> values, final DoubleUnaryOperator cumulative) {
		final double[] sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
		double distance = 0;
		for (int i = 0; i < sorted.length; i++) {
			final double expected = cumulative.applyAsDouble(sorted[i]);
			distance = Math.max(distance,
				Math.max(expected - i / (double) sorted.length, (i + 1) / (double) sorted.length - expected));
		}
		assertTrue(sorted.length > DRAWS / 4, "few values: " + sorted.length);
		assertTrue(distance * Math.sqrt(sorted.length) < KOLMOGOROV, "distance " + distance + " of " + sorted.length);
	}
}
