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

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.Preprocessing;

/** The publishers of VGG16 trained on ImageNet, from which SSD is trained: the names of the arrays and their layout. */
enum BaseLayout {

	/** {@code torchvision.models.vgg16}. */
	VGG16_TORCHVISION(SsdPreprocessing.TORCHVISION_VGG16, names -> numbered("features.", "classifier.0", "classifier.3"),
			"features.0.weight", "features.28.weight"),

	/** amdegroot's {@code vgg16_reducedfc.pth}: fc6 and fc7 are subsampled already. */
	VGG16_REDUCEDFC(SsdPreprocessing.PORTS, names -> numbered("", "31", "33"), "0.weight", "33.weight"),

	/** {@code keras.applications.VGG16}, with top. */
	VGG16_KERAS(SsdPreprocessing.KERAS_VGG16, BaseLayout::keras),

	/** {@code VGG_ILSVRC_16_layers.caffemodel}, and its reduced version, which Caffe's SSD starts from. */
	VGG16_CAFFE(Preprocessing.CAFFE, names -> wanted().stream().collect(Collectors.toMap(name -> name, name -> name)),
			"conv1_1.weight", "fc6.weight");

	private static final Pattern KERAS = Pattern.compile(
		"(?:^|/)(?:block(?<block>\\d)_conv(?<conv>\\d)|fc(?<dense>[12]))(?:_\\d+)?[/_](?:[^/]*_)?(?<kind>W|kernel|b|bias)(?:_\\d+)?(?::0)?$");

	private static final List<String> CONVOLUTIONS = List.of("conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1",
		"conv3_2", "conv3_3", "conv4_1", "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3");

	/** Places of the convolutions in PyTorch's list of layers. */
	private static final int[] NUMBERS = { 0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28 };

	private final Preprocessing preprocessing;
	private final Function<Set<String>, Map<String, String>> names;
	private final List<String> required;

	/** @param required names of arrays by which its files are recognised; none: by all names */
	BaseLayout(final Preprocessing preprocessing, final Function<Set<String>, Map<String, String>> names,
			final String... required)
	{
		this.preprocessing = preprocessing;
		this.names = names;
		this.required = List.of(required);
	}

	/** @return whether arrays of these names are of this publisher */
	boolean matches(final Set<String> given) {
		return required.isEmpty() ? names(given).size() > 1 : given.containsAll(required);
	}

	/**
	 * @param given names that a file has
	 * @return what each array is called there, by the name it has here
	 */
	Map<String, String> names(final Set<String> given) {
		return names.apply(given);
	}

	/** @return whether kernels are stored as height, width, inputs, outputs */
	boolean outputsLast() {
		return this == VGG16_KERAS;
	}

	/** @return what the first layer's weights are multiplied with, for each input channel */
	double[] firstLayerFactors() {
		return this == VGG16_TORCHVISION
			? Arrays.stream(SsdPreprocessing.TORCHVISION_VGG16_DEVIATION).map(d -> 1 / (255 * d)).toArray()
			: new double[] { 1, 1, 1 };
	}

	/** @return the name that users give */
	String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	Preprocessing preprocessing() {
		return preprocessing;
	}

	/** @return the names here of all arrays that are wanted */
	static List<String> wanted() {
		final Map<String, String> all = new LinkedHashMap<>();
		for (final String layer : CONVOLUTIONS)
			put(all, layer, layer);
		put(all, "fc6", "fc6");
		put(all, "fc7", "fc7");
		return List.copyOf(all.keySet());
	}

	/** @return the publisher that arrays of these names are of */
	static Optional<BaseLayout> of(final Set<String> names) {
		return Arrays.stream(values()).filter(l -> l.matches(names)).findFirst();
	}

	private static Map<String, String> numbered(final String prefix, final String fc6, final String fc7) {
		final Map<String, String> all = new LinkedHashMap<>();
		for (int i = 0; i < NUMBERS.length; i++)
			put(all, CONVOLUTIONS.get(i), prefix + NUMBERS[i]);
		put(all, "fc6", fc6);
		put(all, "fc7", fc7);
		return all;
	}

	private static Map<String, String> keras(final Set<String> names) {
		final Map<String, String> all = new LinkedHashMap<>();
		for (final String name : names) {
			final Matcher m = KERAS.matcher(name);
			if (!m.find()) continue;
			final String layer = m.group("dense") == null
				? "conv" + m.group("block") + "_" + m.group("conv")
				: "fc" + (5 + Integer.parseInt(m.group("dense")));
			all.put(layer + (m.group("kind").toLowerCase(Locale.ROOT).startsWith("b")
				? NamedWeights.BIAS
				: NamedWeights.WEIGHT), name);
		}
		return all;
	}

	private static void put(final Map<String, String> all, final String layer, final String name) {
		all.put(layer + NamedWeights.WEIGHT, name + NamedWeights.WEIGHT);
		all.put(layer + NamedWeights.BIAS, name + NamedWeights.BIAS);
	}
}
