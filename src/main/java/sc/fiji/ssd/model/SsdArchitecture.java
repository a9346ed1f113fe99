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
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.box.PriorBoxes;
import sc.fiji.ssd.box.PriorLayer;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;

/**
 * An SSD: everything about the network but its classes and weights. Presets are
 * JSON files of this record (see {@link Presets}); a model file carries its own
 * in full.
 *
 * @param name of the preset
 * @param inputSize width and height of the input in pixels
 * @param width factor on the channels of every layer; 1 is the paper's network
 * @param layers the layers between image and source maps, in Caffe's names
 * @param sources the maps that boxes are predicted from, in order
 * @param variances of the box coding: of the centre, and of the size
 * @param truncateSizes whether sizes of default boxes are cut to whole pixels,
 *          as Caffe does
 * @param clipping what happens to default boxes at the border
 * @param decoding how predictions become boxes; null, as in older files, is
 *          {@link Decoding#CAFFE}
 */
public record SsdArchitecture(String name, int inputSize, double width, List<LayerRecipe> layers,
	List<SourceMap> sources, List<Double> variances, boolean truncateSizes, PriorBoxes.Clipping clipping,
	Decoding decoding)
{

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
	}

	/**
	 * One source map and its default boxes.
	 *
	 * @param layer that is read
	 * @param normScale initial scale of the L2 norm in front of the heads; 0: none
	 * @param step distance of the boxes' centres in pixels of the input
	 * @param minSize smaller size in pixels of the input
	 * @param maxSize larger size, the next map's smaller one
	 * @param ratios aspect ratios other than 1, without their inverses
	 */
	public record SourceMap(String layer, double normScale, double step, double minSize, double maxSize,
		List<Double> ratios)
	{

		/** @return boxes in a cell */
		public int boxes() {
			return (maxSize > 0 ? 2 : 1) + 2 * ratios.size();
		}

		/** @return the name of the norm in front of the heads, whether there is one or not */
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
			throw new SsdException("architecture: one of name, layers, sources, variances, clipping is missing.");
		if (inputSize < 1)
			throw new SsdException("architecture " + name + ": inputSize is " + inputSize + "; it must be at least 1.");
		if (!(width > 0 && width <= 4)) throw new SsdException("width: " + width + " is not above 0 and at most 4.");
		if (variances.size() != 2)
			throw new SsdException("architecture " + name + ": variances needs two numbers, for centre and size.");
		layers = List.copyOf(layers);
		sources = List.copyOf(sources);
		variances = List.copyOf(variances);
		if (decoding == null) decoding = Decoding.CAFFE;
	}

	/** With {@link Decoding#CAFFE}; see the record for the parameters. */
	public SsdArchitecture(final String name, final int inputSize, final double width, final List<LayerRecipe> layers,
		final List<SourceMap> sources, final List<Double> variances, final boolean truncateSizes,
		final PriorBoxes.Clipping clipping)
	{
		this(name, inputSize, width, layers, sources, variances, truncateSizes, clipping, Decoding.CAFFE);
	}

	/**
	 * @param newTruncateSizes see {@link #truncateSizes()}
	 * @param newClipping see {@link #clipping()}
	 * @param newDecoding see {@link #decoding()}
	 * @return the same network with default boxes and decoding of another
	 *         implementation
	 */
	public SsdArchitecture with(final boolean newTruncateSizes, final PriorBoxes.Clipping newClipping,
		final Decoding newDecoding)
	{
		return new SsdArchitecture(name, inputSize, width, layers, sources, variances, newTruncateSizes, newClipping,
			newDecoding);
	}

	/**
	 * @param factor on the channels of every layer
	 * @return this architecture at another width
	 */
	public SsdArchitecture withWidth(final double factor) {
		return new SsdArchitecture(name, inputSize, factor, layers, sources, variances, truncateSizes, clipping,
			decoding);
	}

	/**
	 * @param classes number of classes, background included
	 * @return the layers that an engine computes
	 * @throws SsdException if the recipe contradicts itself
	 */
	public NetworkSpec network(final int classes) {
		final List<Layer> all = new ArrayList<>();
		final List<NetworkSpec.Head> heads = new ArrayList<>();
		final Map<String, Integer> channels = new HashMap<>();
		String input = NetworkSpec.INPUT;
		int inChannels = NetworkSpec.INPUT_CHANNELS;
		for (final LayerRecipe l : layers) {
			switch (l.type()) {
				case LayerRecipe.CONVOLUTION -> {
					final int out = scaled(l.channels());
					all.add(new Layer.Convolution(l.name(), input, inChannels, out, l.kernel(), l.stride(), l.pad(),
						Math.max(1, l.dilation()), true));
					inChannels = out;
				}
				case LayerRecipe.POOLING -> all
					.add(new Layer.MaxPooling(l.name(), input, l.kernel(), l.stride(), l.pad()));
				default -> throw new SsdException("architecture " + name + ": layer " + l.name() + " has type '" +
					l.type() + "'; use convolution or pooling.");
			}
			input = l.name();
			if (channels.put(input, inChannels) != null)
				throw new SsdException("architecture " + name + ": two layers are named " + input + ".");
		}
		for (final SourceMap source : sources) {
			final Integer in = channels.get(source.layer());
			if (in == null)
				throw new SsdException(
					"architecture " + name + ": source map " + source.layer() + " is not among the layers.");
			if (source.normScale() > 0)
				all.add(new Layer.ChannelNorm(source.norm(), source.layer(), in, (float) source.normScale()));
			final String from = source.readByHeads();
			final String location = from + "_mbox_loc", confidence = from + "_mbox_conf";
			all.add(new Layer.Convolution(location, from, in, 4 * source.boxes(), 3, 1, 1, 1, false));
			all.add(new Layer.Convolution(confidence, from, in, classes * source.boxes(), 3, 1, 1, 1, false));
			heads.add(new NetworkSpec.Head(location, confidence));
		}
		return new NetworkSpec(inputSize, classes, all, heads);
	}

	/** @return the default boxes in the order of the predictions */
	public PriorBoxes priors() {
		final Map<String, Integer> sizes = network(2).sizes();
		final List<PriorLayer> priorLayers = new ArrayList<>();
		for (final SourceMap s : sources) {
			final int size = sizes.get(s.layer());
			priorLayers.add(new PriorLayer(size, size, s.step(),
				PriorLayer.shapes(cut(s.minSize()), cut(s.maxSize()), s.ratios())));
		}
		return new PriorBoxes(inputSize, priorLayers, clipping);
	}

	private double cut(final double size) {
		return truncateSizes ? Math.floor(size) : size;
	}

	/** Whole multiples of 16, the channels that a vector register holds, are what kernels of narrow networks are fast for. */
	private int scaled(final int channelsAtFullWidth) {
		if (width == 1) return channelsAtFullWidth;
		return Math.max(16, (int) Math.round(channelsAtFullWidth * width / 16) * 16);
	}
}
