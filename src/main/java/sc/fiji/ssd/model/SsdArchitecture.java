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
package sc.fiji.ssd.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import sc.fiji.ssd.box.DefaultBoxLayer;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.io.UserException;

/**
 * An SSD: everything about the network but its classes and weights. Presets are
 * JSON files of this record (see {@link Presets}); a model file carries its own
 * in full. One that contradicts itself is refused when it is made.
 *
 * @param name of the preset
 * @param inputSize width and height of the input in pixels
 * @param width factor on the channels of every layer; 1 is the paper's network
 * @param layers the layers between image and source maps, in Caffe's names; those after the last source map are not
 * computed and have no weights
 * @param sources the maps that boxes are predicted from, in order
 * @param variances of the box coding: of the centre, and of the size
 * @param truncateSizes whether sizes of default boxes are cut to whole pixels,
 *          as Caffe does
 * @param clipping what happens to default boxes at the border
 * @param decoding how predictions become boxes; null, as in older files, is
 *          {@link Decoding#CAFFE}
 * @param border what becomes of default boxes that cross the border; null, as in
 *          older files, is {@link DefaultBoxes.Border#USED}
 * @param headKernel width and height of the heads' kernels, odd, 3 in the paper;
 *          0, as in older files, is 3
 */
public record SsdArchitecture(String name, int inputSize, double width, List<LayerRecipe> layers,
	List<SourceMap> sources, List<Double> variances, boolean truncateSizes, DefaultBoxes.Clipping clipping,
	Decoding decoding, DefaultBoxes.Border border, int headKernel)
{

	/** Largest input and largest number of default boxes: what the arrays of an engine can hold. */
	private static final int MOST_PIXELS = 4096, MOST_BOXES = 2_000_000;
	/** More layers and more multiply-adds for an image than any network in use: SSD512 has 30 layers and 9e10. */
	private static final int MOST_LAYERS = 300;
	private static final double MOST_WORK = 2e13;
	private static final int HEAD_KERNEL = 3, MOST_HEAD_KERNEL = 15;
	private static final String LOCATION = "_mbox_loc", CONFIDENCE = "_mbox_conf";

	/**
	 * One layer as the preset writes it; each reads the one before it.
	 *
	 * @param name Caffe's name
	 * @param type {@code convolution} (a ReLU follows) or {@code pooling}
	 * @param channels of a convolution's output at width 1; 0 for pooling
	 * @param kernel width and height
	 * @param stride step
	 * @param pad border
	 * @param dilation of a convolution; 1 is dense
	 */
	public record LayerRecipe(String name, String type, int channels, int kernel, int stride, int pad, int dilation) {

		/** The type of convolutions. */
		public static final String CONVOLUTION = "convolution";

		/** The type of max pooling. */
		public static final String POOLING = "pooling";

		private static final Pattern NAME = Pattern.compile("\\w{1,60}");
		private static final int MOST_CHANNELS = 16384, MOST_KERNEL = 31, MOST_STRIDE = 32, MOST_PAD = 256,
			MOST_DILATION = 64;

		public LayerRecipe {
			if (name == null || !NAME.matcher(name).matches())
				throw new UserException("a layer is named '" + name + "'; use at most 60 letters, digits and _.");
			final boolean convolution = CONVOLUTION.equals(type);
			if (!convolution && !POOLING.equals(type))
				throw new UserException(
					"layer " + name + " has type '" + type + "'; use " + CONVOLUTION + " or " + POOLING + ".");
			if (dilation == 0) dilation = 1;
			if (convolution) inRange(name, "channels", channels, 1, MOST_CHANNELS);
			inRange(name, "kernel", kernel, 1, MOST_KERNEL);
			inRange(name, "stride", stride, 1, MOST_STRIDE);
			inRange(name, "pad", pad, 0, convolution ? MOST_PAD : kernel - 1);
			inRange(name, "dilation", dilation, 1, convolution && stride == 1 ? MOST_DILATION : 1);
		}

		private static void inRange(final String layer, final String key, final int value, final int min,
			final int max)
		{
			if (value < min || value > max)
				throw new UserException("layer " + layer + " has " + key + " " + value + "; it must be " +
					(min == max ? String.valueOf(min) : "from " + min + " to " + max) +
					(key.equals("dilation") && max == 1 ? " where the layer pools or its stride is above 1." : "."));
		}

		/** @return pixels that the window covers, gaps included */
		private int extent() {
			return dilation * (kernel - 1) + 1;
		}

		/** @param size of the map that is read @return whether there is an output */
		public boolean fits(final int size) {
			return size + 2 * pad >= extent();
		}

		/** @param size width of the map that is read, which {@link #fits} @return width of the output */
		public int outputSize(final int size) {
			return SsdArchitecture.layer(this, "", 1, 1).outputSize(size);
		}
	}

	/**
	 * Default boxes of one scale.
	 *
	 * @param minSize smaller size in pixels of the input
	 * @param maxSize larger size, as a rule the next scale's smaller one; 0: the
	 *          square between the two sizes is left out
	 * @param ratios aspect ratios other than 1, without their inverses
	 */
	public record Scale(double minSize, double maxSize, List<Double> ratios) {

		private static final double MOST_SIZE = 100_000, MOST_RATIO = 100;

		public Scale {
			ratios = ratios == null ? List.of() : List.copyOf(ratios);
			if (!(minSize > 0 && minSize <= MOST_SIZE))
				throw new UserException("minSize is " + minSize + "; it must be above 0.");
			if (maxSize != 0 && !(maxSize > minSize && maxSize <= MOST_SIZE))
				throw new UserException("maxSize is " + maxSize + "; it must be above minSize " + minSize + ", or 0.");
			final Set<Double> shapes = new HashSet<>();
			for (final double ratio : ratios)
				if (!(ratio > 0 && ratio <= MOST_RATIO) || ratio == 1 || !shapes.add(Math.max(ratio, 1 / ratio)))
					throw new UserException("ratios has " + ratio +
						"; give each number once, above 0 and not 1, without their inverses.");
		}

		/** @return boxes in a cell */
		public int boxes() {
			return (maxSize > 0 ? 2 : 1) + 2 * ratios.size();
		}
	}

	/**
	 * One source map and its default boxes.
	 *
	 * @param layer that is read
	 * @param normScale initial scale of the L2 norm before the heads; 0: none
	 * @param step distance of the boxes' centres in pixels of the input
	 * @param minSize see {@link Scale}
	 * @param maxSize see {@link Scale}
	 * @param ratios see {@link Scale}
	 * @param stacked further scales of boxes on the same map, after the first in their order; null, as in older files:
	 * none
	 */
	public record SourceMap(String layer, double normScale, double step, double minSize, double maxSize,
		List<Double> ratios, List<Scale> stacked)
	{

		public SourceMap {
			if (layer == null) throw new UserException("a source map names no layer.");
			if (!(normScale >= 0 && normScale < Double.POSITIVE_INFINITY))
				throw new UserException(
					"source map " + layer + ": normScale is " + normScale + "; it must be 0 or more.");
			if (!(step > 0 && step < Double.POSITIVE_INFINITY))
				throw new UserException("source map " + layer + ": step is " + step + "; it must be above 0.");
			stacked = stacked == null ? List.of() : List.copyOf(stacked);
			try {
				ratios = new Scale(minSize, maxSize, ratios).ratios();
			}
			catch (final UserException e) {
				throw new UserException("source map " + layer + ": " + e.getMessage(), e);
			}
		}

		/** @return all scales of the map, in the order of their boxes */
		public List<Scale> scales() {
			final List<Scale> all = new ArrayList<>();
			all.add(new Scale(minSize, maxSize, ratios));
			all.addAll(stacked);
			return all;
		}

		/** @return boxes in a cell */
		public int boxes() {
			return scales().stream().mapToInt(Scale::boxes).sum();
		}

		/** @return the name of the norm before the heads, whether there is one or not */
		public String norm() {
			return layer + "_norm";
		}

		/** @return the name of the layer that the heads read */
		public String readByHeads() {
			return normScale > 0 ? norm() : layer;
		}
	}

	public SsdArchitecture {
		if (name == null || layers == null || sources == null || variances == null || clipping == null)
			throw new UserException("architecture: one of name, layers, sources, variances, clipping is missing.");
		if (inputSize < 1 || inputSize > MOST_PIXELS)
			throw new UserException(
				"architecture " + name + ": inputSize is " + inputSize + "; it must be from 1 to " + MOST_PIXELS + ".");
		if (!(width > 0 && width <= 4)) throw new UserException("width: " + width + " is not above 0 and at most 4.");
		if (variances.size() != 2 || !variances.stream().allMatch(v -> v > 0 && v < Double.POSITIVE_INFINITY))
			throw new UserException(
				"architecture " + name + ": variances needs two numbers above 0, for centre and size.");
		layers = List.copyOf(layers);
		sources = List.copyOf(sources);
		variances = List.copyOf(variances);
		if (decoding == null) decoding = Decoding.CAFFE;
		if (border == null) border = DefaultBoxes.Border.USED;
		if (headKernel == 0) headKernel = HEAD_KERNEL;
		if (headKernel < 1 || headKernel > MOST_HEAD_KERNEL || headKernel % 2 == 0)
			throw new UserException("architecture " + name + ": headKernel is " + headKernel +
				"; it must be an odd number from 1 to " + MOST_HEAD_KERNEL + ".");
		if (layers.size() > MOST_LAYERS)
			throw new UserException(
				"architecture " + name + ": it has " + layers.size() + " layers; " + MOST_LAYERS + " are allowed.");
		checkNames(name, layers, sources);
		checkSizes(name, inputSize, computed(layers, sources), sources);
		checkWork(name, inputSize, width, layers);
	}

	private static void checkWork(final String name, final int inputSize, final double width,
		final List<LayerRecipe> layers)
	{
		double work = 0, in = NetworkSpec.INPUT_CHANNELS;
		int size = inputSize;
		for (final LayerRecipe l : layers) {
			size = layer(l, "", 1, 1).outputSize(size);
			if (!l.type().equals(LayerRecipe.CONVOLUTION)) continue;
			final double out = scaled(width, l.channels());
			work += in * out * l.kernel() * l.kernel() * size * size;
			in = out;
		}
		if (work > MOST_WORK)
			throw new UserException(String.format(Locale.ROOT,
				"architecture %s: an image needs %.1g multiply-adds; %.1g are allowed. Reduce inputSize, width or channels.",
				name, work, MOST_WORK));
	}

	/** Heads and norms are layers, too. */
	private static void checkNames(final String name, final List<LayerRecipe> layers, final List<SourceMap> sources) {
		final Set<String> names = new HashSet<>(Set.of(NetworkSpec.INPUT));
		for (final LayerRecipe layer : layers)
			if (!names.add(layer.name()))
				throw new UserException("architecture " + name + ": two layers are named " + layer.name() + ".");
		if (sources.isEmpty()) throw new UserException("architecture " + name + ": sources is empty.");
		final Set<String> made = new HashSet<>(names);
		for (final SourceMap source : sources) {
			if (!names.contains(source.layer()) || source.layer().equals(NetworkSpec.INPUT))
				throw new UserException(
					"architecture " + name + ": source map " + source.layer() + " is not among the layers.");
			final String heads = source.readByHeads();
			if (!made.add(heads + LOCATION) || !made.add(heads + CONFIDENCE) ||
				source.normScale() > 0 && !made.add(source.norm()))
				throw new UserException("architecture " + name + ": source map " + source.layer() +
					" is listed twice, or its heads have the names of layers; stack its scales on one source map.");
		}
	}

	private static void checkSizes(final String name, final int inputSize, final List<LayerRecipe> layers,
		final List<SourceMap> sources)
	{
		int size = inputSize;
		long boxes = 0;
		for (final LayerRecipe layer : layers) {
			if (size + 2 * layer.pad() < layer.extent())
				throw new UserException("architecture " + name + ": layer " + layer.name() + " needs " + layer.extent() +
					" pixels and reads a map of " + size + " x " + size + " with pad " + layer.pad() + ".");
			size = layer(layer, "", 1, 1).outputSize(size);
			if (size > 2 * MOST_PIXELS)
				throw new UserException("architecture " + name + ": layer " + layer.name() + " has an output of " + size +
					" x " + size + "; " + 2 * MOST_PIXELS + " is the largest size allowed.");
			for (final SourceMap source : sources)
				if (source.layer().equals(layer.name())) boxes += (long) size * size * source.boxes();
		}
		if (boxes > MOST_BOXES)
			throw new UserException(
				"architecture " + name + ": " + boxes + " default boxes; " + MOST_BOXES + " are allowed.");
	}

	private static Layer layer(final LayerRecipe l, final String input, final int inChannels, final int outChannels) {
		return l.type().equals(LayerRecipe.CONVOLUTION)
			? new Layer.Convolution(l.name(), input, inChannels, outChannels, l.kernel(), l.stride(), l.pad(),
				l.dilation(), true)
			: new Layer.MaxPooling(l.name(), input, l.kernel(), l.stride(), l.pad());
	}

	/**
	 * @param newTruncateSizes see {@link #truncateSizes()}
	 * @param newClipping see {@link #clipping()}
	 * @param newDecoding see {@link #decoding()}
	 * @return the same network with default boxes and decoding of another
	 *         implementation
	 */
	public SsdArchitecture with(final boolean newTruncateSizes, final DefaultBoxes.Clipping newClipping,
		final Decoding newDecoding)
	{
		return new SsdArchitecture(name, inputSize, width, layers, sources, variances, newTruncateSizes, newClipping,
			newDecoding, border, headKernel);
	}

	/**
	 * @param factor on the channels of every layer
	 * @return this architecture at another width
	 */
	public SsdArchitecture withWidth(final double factor) {
		return new SsdArchitecture(name, inputSize, factor, layers, sources, variances, truncateSizes, clipping,
			decoding, border, headKernel);
	}

	/**
	 * @param classes number of classes, background included
	 * @return the layers that an engine computes
	 */
	public NetworkSpec network(final int classes) {
		final List<Layer> all = new ArrayList<>();
		final List<NetworkSpec.Head> heads = new ArrayList<>();
		final Map<String, Integer> channels = new HashMap<>();
		String input = NetworkSpec.INPUT;
		int inChannels = NetworkSpec.INPUT_CHANNELS;
		for (final LayerRecipe l : computed()) {
			final int out = l.type().equals(LayerRecipe.CONVOLUTION) ? scaled(width, l.channels()) : inChannels;
			all.add(layer(l, input, inChannels, out));
			inChannels = out;
			input = l.name();
			channels.put(input, inChannels);
		}
		for (final SourceMap source : sources) {
			final int in = channels.get(source.layer());
			if (source.normScale() > 0)
				all.add(new Layer.L2Norm(source.norm(), source.layer(), in, (float) source.normScale()));
			final String from = source.readByHeads();
			final String location = from + LOCATION, confidence = from + CONFIDENCE;
			all.add(head(location, from, in, 4 * source.boxes()));
			all.add(head(confidence, from, in, classes * source.boxes()));
			heads.add(new NetworkSpec.Head(location, confidence));
		}
		return new NetworkSpec(inputSize, classes, all, heads);
	}

	/** The layers up to the last source map. */
	private List<LayerRecipe> computed() {
		return computed(layers, sources);
	}

	private static List<LayerRecipe> computed(final List<LayerRecipe> layers, final List<SourceMap> sources) {
		int end = 0;
		for (int i = 0; i < layers.size(); i++) {
			final String layer = layers.get(i).name();
			if (sources.stream().anyMatch(s -> s.layer().equals(layer))) end = i + 1;
		}
		return layers.subList(0, end);
	}

	private Layer.Convolution head(final String head, final String from, final int in, final int out) {
		return new Layer.Convolution(head, from, in, out, headKernel, 1, headKernel / 2, 1, false);
	}

	/** @return the default boxes in the order of the predictions */
	public DefaultBoxes priors() {
		final Map<String, Integer> sizes = network(2).sizes();
		final List<DefaultBoxLayer> priorLayers = new ArrayList<>();
		for (final SourceMap s : sources) {
			final int size = sizes.get(s.layer());
			final List<DefaultBoxLayer.Shape> shapes = new ArrayList<>();
			for (final Scale scale : s.scales()) {
				final double min = cut(scale.minSize()), max = cut(scale.maxSize());
				shapes.addAll(clipping.isCaffes()
					? DefaultBoxLayer.shapesAsCaffe(min, max, scale.ratios())
					: DefaultBoxLayer.shapes(min, max, scale.ratios()));
			}
			priorLayers.add(new DefaultBoxLayer(size, size, s.step(), shapes));
		}
		return new DefaultBoxes(inputSize, priorLayers, clipping, border);
	}

	private double cut(final double size) {
		return truncateSizes ? Math.floor(size) : size;
	}

	/** Whole multiples of 16, the channels that a vector register holds, are what kernels of narrow networks are fast for. */
	private static int scaled(final double width, final int channelsAtFullWidth) {
		if (width == 1) return channelsAtFullWidth;
		return Math.max(16, (int) Math.round(channelsAtFullWidth * width / 16) * 16);
	}
}
