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
package sc.fiji.ssd.model.weights;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import sc.fiji.ssd.model.SsdArchitecture.Scale;
import sc.fiji.ssd.model.weights.file.CaffeFields;
import sc.fiji.ssd.model.weights.file.CaffeNet;

/**
 * The PriorBox layer of one source map ({@code PriorBoxParameter} in caffe.proto of
 * the authors' branch, {@code prior_box_layer.cpp}).
 *
 * @param bottom name of the blob that it reads, the source map
 * @param step distance of centres in pixels of the input; 0: the input divided by
 *          the map
 * @param scales of the boxes, in their order
 * @param variances of centre and size
 * @param clip whether the corners are clipped to the input
 */
record CaffePriorBoxes(String bottom, double step, List<Scale> scales, List<Double> variances, boolean clip) {

	private static final int MIN_SIZE = 1, MAX_SIZE = 2, RATIO = 3, FLIP = 4, CLIP = 5, VARIANCE = 6, STEP = 10,
		STEP_HEIGHT = 11, STEP_WIDTH = 12, OFFSET = 13;
	private static final int MOST_SIZES = 64;
	private static final double CENTER = 0.5, SAME = 1e-6, VARIANCE_DEFAULT = 0.1;

	/** @return the PriorBox layers of a file, in its order */
	static List<CaffePriorBoxes> of(final CaffeNet net) throws IOException {
		final List<CaffePriorBoxes> all = new ArrayList<>();
		for (final CaffeNet.Layer layer : net.with(CaffeNet.PRIOR_BOX))
			all.add(of(layer));
		return all;
	}

	/** @return those of the source map, if the file has them */
	static Optional<CaffePriorBoxes> of(final List<CaffePriorBoxes> all, final String bottom) {
		return all.stream().filter(p -> p.bottom().equals(bottom)).findFirst();
	}

	private static CaffePriorBoxes of(final CaffeNet.Layer layer) throws IOException {
		final CaffeFields fields = layer.parameter(CaffeNet.PRIOR_BOX);
		final String who = "PriorBox layer " + layer.name();
		if (layer.bottoms().isEmpty()) throw new IOException(who + " reads no source map");
		if (Math.abs(fields.decimal(OFFSET, who + ": offset").orElse(CENTER) - CENTER) > SAME)
			throw new IOException(who + " has an offset other than 0.5, which is not supported");
		return new CaffePriorBoxes(layer.bottoms().get(0), step(fields, who), scales(fields, who),
			variances(fields, who), fields.whole(CLIP).orElse(0) != 0);
	}

	private static double step(final CaffeFields fields, final String who) throws IOException {
		final double both = fields.decimal(STEP, who + ": step").orElse(0);
		final double width = fields.decimal(STEP_WIDTH, who + ": step_w").orElse(both),
			height = fields.decimal(STEP_HEIGHT, who + ": step_h").orElse(both);
		if (width != height) throw new IOException(who + " has different steps in x and y, which is not supported");
		return width;
	}

	private static List<Scale> scales(final CaffeFields fields, final String who) throws IOException {
		final List<Double> min = fields.floats(MIN_SIZE), max = fields.floats(MAX_SIZE);
		if (min.isEmpty() || min.size() > MOST_SIZES || !max.isEmpty() && max.size() != min.size())
			throw new IOException(who + " has " + min.size() + " min_size and " + max.size() + " max_size");
		final List<Double> ratios = ratios(fields, who);
		final List<Scale> scales = new ArrayList<>();
		for (int i = 0; i < min.size(); i++)
			scales.add(new Scale(min.get(i), max.isEmpty() ? 0 : max.get(i), ratios));
		return scales;
	}

	/** Ratios other than 1 without their inverses: those that are there already are passed over, as Caffe does. */
	private static List<Double> ratios(final CaffeFields fields, final String who) throws IOException {
		final boolean flip = fields.whole(FLIP).orElse(1) != 0;
		final List<Double> all = new ArrayList<>(List.of(1.0)), ratios = new ArrayList<>();
		for (final double ratio : fields.floats(RATIO)) {
			if (all.stream().anyMatch(r -> Math.abs(r - ratio) < SAME)) continue;
			all.add(ratio);
			if (flip) all.add(1 / ratio);
			if (flip || all.size() % 2 == 0) ratios.add(ratio);
			else
				if (Math.abs(ratios.get(ratios.size() - 1) * ratio - 1) > SAME)
					throw new IOException(who + " has aspect ratios without their inverses, which is not supported");
		}
		if (all.size() % 2 == 0)
			throw new IOException(who + " has an aspect ratio without its inverse, which is not supported");
		return ratios;
	}

	private static List<Double> variances(final CaffeFields fields, final String who) throws IOException {
		final List<Double> all = fields.floats(VARIANCE);
		if (all.isEmpty()) return List.of(VARIANCE_DEFAULT, VARIANCE_DEFAULT);
		if (all.size() == 1) return List.of(all.get(0), all.get(0));
		if (all.size() != 4 || !all.get(0).equals(all.get(1)) || !all.get(2).equals(all.get(3)))
			throw new IOException(who + " has variances " + all + "; only pairs for centre and size are supported");
		return List.of(all.get(0), all.get(2));
	}
}
