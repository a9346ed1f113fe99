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
import java.util.List;
import java.util.Locale;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.LayerRecipe;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;

/**
 * The network that {@code preset=auto} stands for: the paper's layers, with an input size and default boxes that fit
 * the objects.
 *
 * @param architecture at width 1; the model stores it in full
 * @param line what was chosen and why, for the user to read
 */
public record FittedNetwork(SsdArchitecture architecture, String line) {

	/** The name of the preset. */
	public static final String AUTO = "auto";

	/** Ends the name of its architecture. */
	private static final String FITTED = "-fitted";

	/** Sizes of the input, rising. */
	private static final List<Integer> INPUTS = List.of(160, 224, 300, 400, 512);

	/** The largest input of the paper's SSD300, and the largest that is chosen unless there is time for more. */
	private static final int LARGEST_IN_SHORT = 300;

	/** What the shorter side of small objects should have in the input, in pixels: nearly two cells of the finest source map. */
	private static final double SMALL_OBJECT = 14;

	/** A larger input helps up to this many pixels of small objects, if there is time (docs/benchmarks.md, "Larger inputs"). */
	private static final double LARGE_ENOUGH = 28;

	/** Share of the objects that may be smaller. */
	private static final double SMALL = 0.1;

	/**
	 * The best 400 boxes of a class (Caffe's) hide objects in crowded fields, where each of tens of objects has tens of
	 * boxes with high scores: on BCCD, 4000 raise the AP of red blood cells by 0.02 to 0.09, see docs/benchmarks.md.
	 */
	private static final Decoding DECODING = new Decoding(4000, null, false, false);

	/**
	 * @param training images
	 * @param tiling as the user gave it
	 * @return the network
	 * @throws UserException if there are no objects, or tiling is not valid
	 */
	public static FittedNetwork of(final Dataset training, final String tiling) {
		final ObjectSizes whole = wholeImages(training);
		return of(training, tiling, whole, inputSize(whole));
	}

	/**
	 * @param training images
	 * @param tiling as the user gave it
	 * @return the network of {@link #of(Dataset, String)}, and those with larger inputs that are better if there is time for
	 *         them, in ascending order; none if tiles are cut, which show small objects enlarged
	 * @throws UserException as above
	 */
	static List<FittedNetwork> sizes(final Dataset training, final String tiling) {
		final ObjectSizes whole = wholeImages(training);
		final int first = inputSize(whole);
		final List<FittedNetwork> sizes = new ArrayList<>();
		for (final int input : INPUTS) {
			if (input < first) continue;
			final boolean tiles = TileChoice.edge(training, plain(input), tiling) != 0;
			if (input == first || !tiles) sizes.add(of(training, tiling, whole, input));
			if (tiles || whole.small(SMALL) * input >= LARGE_ENOUGH) break;
		}
		return sizes;
	}

	private static ObjectSizes wholeImages(final Dataset training) {
		final ObjectSizes whole = ObjectSizes.of(training, 0);
		if (whole.count() == 0)
			throw new UserException("dataset: " + training.location() +
				" has no image with an object to train on; annotate some, or choose another split.");
		return whole;
	}

	private static FittedNetwork of(final Dataset training, final String tiling, final ObjectSizes whole, final int input) {
		final SsdArchitecture plain = plain(input);
		final int tile = TileChoice.edge(training, plain, tiling);
		final ObjectSizes seen = (tile == 0 ? whole : ObjectSizes.of(training, tile)).times(input);
		final List<SourceMap> sources = FittedBoxes.of(seen, plain.sources());
		final SsdArchitecture fitted = with(plain, "ssd" + input + FITTED, sources);
		final List<String> scales = new ArrayList<>();
		for (final SourceMap source : sources)
			scales.add(source.layer() + " " + String.join("/",
				source.scales().stream().map(scale -> String.format(Locale.ROOT, "%.0f", scale.minSize())).toList()));
		return new FittedNetwork(fitted,
			String.format(Locale.ROOT,
				"preset=auto: input %d x %d (small objects have %.0f pixels in it) and %d default boxes that fit the objects, sizes in pixels by source map: %s",
				input, input, seen.small(SMALL), fitted.network(2).priors(), String.join(", ", scales)));
	}

	/** @param architecture of a model @return whether {@code preset=auto} made it */
	public static boolean isFitted(final SsdArchitecture architecture) {
		return architecture.name().endsWith(FITTED);
	}

	private static int inputSize(final ObjectSizes objects) {
		final double wanted = SMALL_OBJECT / objects.small(SMALL);
		int chosen = INPUTS.get(0);
		for (final int input : INPUTS)
			if (chosen < wanted && input <= LARGEST_IN_SHORT) chosen = input;
		return chosen;
	}

	/** @return the paper's layers for an input size, with all source maps that have a cell, and the paper's sizes of boxes */
	static SsdArchitecture plain(final int input) {
		final SsdArchitecture paper = Presets.load(input > LARGEST_IN_SHORT ? "ssd512-voc" : "ssd300-voc");
		final List<SourceMap> sources = new ArrayList<>();
		int size = input, stride = 1;
		for (final LayerRecipe layer : paper.layers()) {
			if (!layer.fits(size)) break;
			stride *= layer.stride();
			size = layer.outputSize(size);
			for (final SourceMap source : paper.sources())
				if (source.layer().equals(layer.name()))
					sources.add(new SourceMap(source.layer(), source.normScale(),
						(long) size * stride >= input ? stride : (double) input / size,
						source.minSize() * input / paper.inputSize(), source.maxSize() * input / paper.inputSize(),
						source.ratios(), List.of()));
		}
		final String last = sources.get(sources.size() - 1).layer();
		final List<String> names = paper.layers().stream().map(LayerRecipe::name).toList();
		return new SsdArchitecture(paper.name(), input, 1, paper.layers().subList(0, names.indexOf(last) + 1), sources,
			paper.variances(), paper.truncateSizes(), paper.clipping(), null, null, 0);
	}

	private static SsdArchitecture with(final SsdArchitecture plain, final String name, final List<SourceMap> sources) {
		final String last = sources.get(sources.size() - 1).layer();
		final List<String> names = plain.layers().stream().map(LayerRecipe::name).toList();
		return new SsdArchitecture(name, plain.inputSize(), 1, plain.layers().subList(0, names.indexOf(last) + 1),
			sources, plain.variances(), plain.truncateSizes(), plain.clipping(), DECODING, plain.border(),
			plain.headKernel());
	}
}
