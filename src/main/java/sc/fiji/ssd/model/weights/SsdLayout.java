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

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.LayerRecipe;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;

/**
 * The implementations of SSD whose weights are read and written: what they call
 * the arrays, how they prepare images, and how they make boxes of predictions.
 */
enum SsdLayout {

	/** The authors' Caffe branch; boxes' sizes are cut to whole pixels ({@code prior_box_layer.cpp}). */
	CAFFE(Preprocessing.CAFFE, true, DefaultBoxes.Clipping.NONE, Decoding.CAFFE, (layout, architecture) -> same(architecture)),

	/** github.com/amdegroot/ssd.pytorch: RGB, default boxes clamped ({@code data/config.py}, {@code BaseTransform}). */
	AMDEGROOT(SsdPreprocessing.PORTS, false, DefaultBoxes.Clipping.CENTERS, Decoding.AMDEGROOT,
			(layout, architecture) -> layout.sequential(architecture, "vgg.", "extras.", "L2Norm", "loc.", "conf."),
			"vgg.0.weight", "loc.0.weight"),

	/** github.com/lufficc/SSD: as amdegroot's, under other names ({@code ssd/config/defaults.py}). */
	LUFFICC(SsdPreprocessing.PORTS, false, DefaultBoxes.Clipping.CENTERS, Decoding.LUFFICC,
			(layout, architecture) -> layout.sequential(architecture, "backbone.vgg.", "backbone.extras.", "backbone.l2_norm",
				"box_head.predictor.reg_headers.", "box_head.predictor.cls_headers."),
			"backbone.vgg.0.weight"),

	/** torchvision's {@code ssd300_vgg16}: RGB, exact resizing, widths and heights of default boxes clamped. */
	TORCHVISION(SsdPreprocessing.TORCHVISION, false, DefaultBoxes.Clipping.SIZES, Decoding.TORCHVISION, SsdLayout::nested,
			"backbone.features.0.weight", "backbone.scale_weight");

	private final List<String> required;
	private final Preprocessing preprocessing;
	private final boolean truncateSizes;
	private final DefaultBoxes.Clipping clipping;
	private final Decoding decoding;
	private final BiFunction<SsdLayout, SsdArchitecture, Map<String, String>> names;

	/** @param required names of arrays by which its files are recognised */
	SsdLayout(final Preprocessing preprocessing, final boolean truncateSizes, final DefaultBoxes.Clipping clipping,
		final Decoding decoding, final BiFunction<SsdLayout, SsdArchitecture, Map<String, String>> names,
		final String... required)
	{
		this.preprocessing = preprocessing;
		this.truncateSizes = truncateSizes;
		this.clipping = clipping;
		this.decoding = decoding;
		this.names = names;
		this.required = List.of(required);
	}

	/** @return whether arrays of these names are of this implementation */
	boolean matches(final Set<String> given) {
		return this == CAFFE
			? given.stream().anyMatch(n -> n.endsWith("_mbox_loc" + NamedWeights.WEIGHT))
			: given.containsAll(required);
	}

	/**
	 * @param architecture whose arrays are wanted
	 * @return what this implementation calls each, by the name it has here, in the
	 *         order of the network
	 * @throws UserException if this implementation has no name for one
	 */
	Map<String, String> names(final SsdArchitecture architecture) {
		return names.apply(this, architecture);
	}

	private static Map<String, String> same(final SsdArchitecture architecture) {
		final Map<String, String> names = new LinkedHashMap<>();
		for (final String name : architecture.network(2).parameterShapes().keySet())
			names.put(name, name);
		return names;
	}

	/** @return the name that users give */
	String key() {
		return name().toLowerCase(Locale.ROOT);
	}

	Preprocessing preprocessing() {
		return preprocessing;
	}

	/** @return the architecture with this implementation's default boxes and decoding */
	SsdArchitecture adapt(final SsdArchitecture architecture) {
		return architecture.with(truncateSizes, clipping, decoding);
	}

	/** @return the implementation that arrays of these names are of */
	static Optional<SsdLayout> of(final Set<String> names) {
		return Arrays.stream(values()).filter(l -> l.matches(names)).findFirst();
	}

	/** Layers numbered as PyTorch numbers a list of them: a convolution of the base takes two places, its ReLU one of them. */
	private Map<String, String> sequential(final SsdArchitecture architecture, final String base, final String extras,
		final String norm, final String location, final String confidence)
	{
		final Map<String, String> layers = new LinkedHashMap<>();
		final int split = endOfBase(architecture);
		int number = 0;
		for (final LayerRecipe layer : architecture.layers().subList(0, split)) {
			if (isConvolution(layer)) layers.put(layer.name(), base + number++);
			number++;
		}
		number = 0;
		for (final LayerRecipe layer : architecture.layers().subList(split, architecture.layers().size())) {
			if (!isConvolution(layer)) throw unnamed(layer.name());
			layers.put(layer.name(), extras + number++);
		}
		return arrays(architecture, layers, norm + NamedWeights.WEIGHT, location, confidence);
	}

	/** torchvision's modules: features to conv4_3, conv5 with fc6 and fc7 in extra.0, then pairs of convolutions. */
	private Map<String, String> nested(final SsdArchitecture architecture) {
		final Map<String, String> layers = new LinkedHashMap<>();
		final List<LayerRecipe> all = architecture.layers();
		final int split = endOfBase(architecture), first = indexOf(all, "pool4"), second = indexOf(all, "pool5");
		int number = 0;
		for (int i = 0; i < split; i++) {
			if (i == first || i == second) number = 0;
			final String prefix = i < first
				? "backbone.features."
				: i < second ? "backbone.extra.0." : "backbone.extra.0.7.";
			if (isConvolution(all.get(i))) layers.put(all.get(i).name(), prefix + number++);
			number++;
		}
		if (!"backbone.extra.0.5".equals(layers.get("conv5_3"))) throw unnamed("conv5_3");
		for (int i = split; i < all.size(); i++) {
			if (!isConvolution(all.get(i))) throw unnamed(all.get(i).name());
			layers.put(all.get(i).name(), "backbone.extra." + (1 + (i - split) / 2) + "." + (i - split) % 2 * 2);
		}
		return arrays(architecture, layers, "backbone.scale_weight", "head.regression_head.module_list.",
			"head.classification_head.module_list.");
	}

	private Map<String, String> arrays(final SsdArchitecture architecture, final Map<String, String> layers,
		final String norm, final String location, final String confidence)
	{
		final List<String> norms = new ArrayList<>();
		int number = 0;
		for (final SourceMap source : architecture.sources()) {
			layers.put(source.readByHeads() + "_mbox_loc", location + number);
			layers.put(source.readByHeads() + "_mbox_conf", confidence + number++);
			if (source.normScale() > 0) norms.add(source.norm());
		}
		if (norms.size() > 1) throw unnamed(norms.get(1));
		final Map<String, String> names = new LinkedHashMap<>();
		for (final String name : architecture.network(2).parameterShapes().keySet()) {
			final int dot = name.lastIndexOf('.');
			final String layer = name.substring(0, dot);
			names.put(name, norms.contains(layer) ? norm : layers.get(layer) + name.substring(dot));
		}
		return names;
	}

	private int endOfBase(final SsdArchitecture architecture) {
		return 1 + indexOf(architecture.layers(), "fc7");
	}

	private int indexOf(final List<LayerRecipe> layers, final String name) {
		for (int i = 0; i < layers.size(); i++)
			if (layers.get(i).name().equals(name)) return i;
		throw new UserException(
			"preset: it has no layer " + name + ", without which " + key() + " has no names for the others.");
	}

	private UserException unnamed(final String layer) {
		return new UserException("preset: " + key() + " has no name for the layer " + layer + " of this architecture.");
	}

	private static boolean isConvolution(final LayerRecipe layer) {
		return layer.type().equals(LayerRecipe.CONVOLUTION);
	}
}
