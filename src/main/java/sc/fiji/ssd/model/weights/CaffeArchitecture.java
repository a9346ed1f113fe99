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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.LayerRecipe;
import sc.fiji.ssd.model.SsdArchitecture.Scale;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;
import sc.fiji.ssd.model.weights.file.CaffeFields;
import sc.fiji.ssd.model.weights.file.CaffeNet;
import sc.fiji.ssd.model.weights.file.StoredArray;
import sc.fiji.ssd.model.weights.file.WeightFile;

/**
 * The architecture that a .caffemodel describes: layers in the order of the preset
 * that has the same ones, channels from the blobs, kernels, steps and default boxes
 * from the file's own layers.
 */
final class CaffeArchitecture {

	/** Fields of ConvolutionParameter and PoolingParameter. */
	private static final int CONV_PAD = 3, CONV_KERNEL = 4, CONV_GROUP = 5, CONV_STRIDE = 6, CONV_DILATION = 18;
	private static final int POOL_METHOD = 1, POOL_KERNEL = 2, POOL_STRIDE = 3, POOL_PAD = 4;
	/** Fields of DetectionOutputParameter and of its NonMaximumSuppressionParameter. */
	private static final int OUTPUT_SHARE = 2, OUTPUT_BACKGROUND = 3, OUTPUT_NMS = 4, OUTPUT_CODE = 6, OUTPUT_KEEP = 7,
		OUTPUT_VARIANCE_IN_TARGET = 8, OUTPUT_CONFIDENCE = 9;
	private static final int NMS_THRESHOLD = 1, NMS_TOP_K = 2;
	private static final int CENTER_SIZE = 2;
	private static final String LOCATION = "_mbox_loc" + NamedWeights.WEIGHT;

	private final CaffeNet net;
	private final Map<String, StoredArray> arrays;
	private final List<CaffePriorBoxes> priors;

	CaffeArchitecture(final WeightFile file) throws IOException {
		net = file.caffe();
		arrays = file.arrays();
		priors = CaffePriorBoxes.of(net);
	}

	/** @return whether the file says which default boxes it was trained with */
	boolean hasDefaultBoxes() {
		return !priors.isEmpty();
	}

	/** @return the preset that has the file's layers and source maps; its channels and boxes may be others */
	Optional<SsdArchitecture> preset() {
		return Presets.NAMES.stream().map(Presets::load).filter(this::hasLayersOf).findFirst();
	}

	private boolean hasLayersOf(final SsdArchitecture preset) {
		final Set<String> heads = new HashSet<>();
		preset.sources().forEach(s -> heads.add(s.readByHeads() + LOCATION));
		if (!arrays.keySet().stream().filter(n -> n.endsWith(LOCATION)).allMatch(heads::contains) ||
			!arrays.keySet().containsAll(heads)) return false;
		final Set<String> computed = new HashSet<>();
		preset.network(2).layers().forEach(l -> computed.add(l.name()));
		for (final LayerRecipe layer : preset.layers()) {
			if (!layer.type().equals(LayerRecipe.CONVOLUTION) || !computed.contains(layer.name())) continue;
			final StoredArray weight = arrays.get(layer.name() + NamedWeights.WEIGHT);
			if (weight == null || weight.shape().length != 4 || weight.shape()[2] != layer.kernel()) return false;
		}
		return true;
	}

	/**
	 * @param preset with the file's layers
	 * @return the same network with the channels that the file has
	 */
	SsdArchitecture withChannels(final SsdArchitecture preset) throws IOException {
		final List<LayerRecipe> layers = new ArrayList<>();
		for (final LayerRecipe layer : preset.layers())
			layers.add(layer.type().equals(LayerRecipe.CONVOLUTION) ? convolution(layer) : pooling(layer));
		if (layers.equals(preset.layers())) return preset;
		return new SsdArchitecture(preset.name() + "-caffe", preset.inputSize(), 1, layers, preset.sources(),
			preset.variances(), preset.truncateSizes(), preset.clipping(), preset.decoding(), preset.border(),
			preset.headKernel());
	}

	private LayerRecipe convolution(final LayerRecipe layer) throws IOException {
		final StoredArray weight = arrays.get(layer.name() + NamedWeights.WEIGHT);
		final CaffeFields f = net.parameters(layer.name(), CaffeNet.CONVOLUTION);
		if (f.whole(CONV_GROUP).orElse(1) != 1)
			throw new IOException("layer " + layer.name() + " is a grouped convolution, which is not supported");
		final boolean described = f.has(CONV_KERNEL);
		return new LayerRecipe(layer.name(), layer.type(), weight == null ? layer.channels() : weight.shape()[0],
			layer.kernel(), described ? (int) f.whole(CONV_STRIDE).orElse(1) : layer.stride(),
			described ? (int) f.whole(CONV_PAD).orElse(0) : layer.pad(),
			described ? (int) f.whole(CONV_DILATION).orElse(1) : layer.dilation());
	}

	private LayerRecipe pooling(final LayerRecipe layer) throws IOException {
		final CaffeFields f = net.parameters(layer.name(), CaffeNet.POOLING);
		if (!f.has(POOL_KERNEL)) return layer;
		if (f.whole(POOL_METHOD).orElse(0) != 0)
			throw new IOException("layer " + layer.name() + " is not max pooling, which is not supported");
		return new LayerRecipe(layer.name(), layer.type(), 0, (int) f.whole(POOL_KERNEL).orElse(0),
			(int) f.whole(POOL_STRIDE).orElse(1), (int) f.whole(POOL_PAD).orElse(0), 1);
	}

	/**
	 * @param preset with the file's layers, adapted to Caffe
	 * @return what the file describes: its channels, input, default boxes, variances
	 *         and decoding
	 */
	SsdArchitecture described(final SsdArchitecture preset) throws IOException {
		final SsdArchitecture layers = withChannels(preset);
		final int inputSize = net.inputSize().orElse(preset.inputSize());
		final List<SourceMap> sources = new ArrayList<>();
		CaffePriorBoxes first = null;
		for (final SourceMap source : preset.sources()) {
			final CaffePriorBoxes boxes = boxes(source)
				.orElseThrow(() -> new IOException("it has no PriorBox layer for " + source.readByHeads()));
			if (first == null) first = boxes;
			if (!first.variances().equals(boxes.variances()) || first.clip() != boxes.clip())
				throw new IOException("its PriorBox layers have different variances or clipping, which is not supported");
			final Scale scale = boxes.scales().get(0);
			sources.add(new SourceMap(source.layer(), source.normScale(), boxes.step() > 0 ? boxes.step() : 1,
				scale.minSize(), scale.maxSize(), scale.ratios(), boxes.scales().subList(1, boxes.scales().size())));
		}
		final SsdArchitecture unstepped = new SsdArchitecture(preset.name() + "-caffe", inputSize, 1, layers.layers(),
			sources, first.variances(), true,
			first.clip() ? DefaultBoxes.Clipping.CORNERS : DefaultBoxes.Clipping.NONE, decoding(), preset.border(),
			preset.headKernel());
		return stepped(unstepped);
	}

	private Optional<CaffePriorBoxes> boxes(final SourceMap source) {
		return CaffePriorBoxes.of(priors, source.readByHeads()).or(() -> CaffePriorBoxes.of(priors, source.layer()));
	}

	/** Where a PriorBox layer has no step, Caffe divides the input by the map, in float. */
	private SsdArchitecture stepped(final SsdArchitecture a) {
		final Map<String, Integer> sizes = a.network(2).sizes();
		final List<SourceMap> sources = new ArrayList<>();
		for (final SourceMap s : a.sources()) {
			final boolean given = boxes(s).filter(p -> p.step() > 0).isPresent();
			sources.add(given ? s : new SourceMap(s.layer(), s.normScale(), (float) a.inputSize() / sizes.get(s.layer()),
				s.minSize(), s.maxSize(), s.ratios(), s.stacked()));
		}
		return new SsdArchitecture(a.name(), a.inputSize(), a.width(), a.layers(), sources, a.variances(),
			a.truncateSizes(), a.clipping(), a.decoding(), a.border(), a.headKernel());
	}

	private CaffeFields output() {
		return net.with(CaffeNet.DETECTION_OUTPUT).stream().findFirst()
			.map(l -> l.parameter(CaffeNet.DETECTION_OUTPUT)).orElse(CaffeFields.EMPTY);
	}

	private Decoding decoding() throws IOException {
		final CaffeFields output = output();
		if (output.has(OUTPUT_CODE) && output.whole(OUTPUT_CODE).orElse(0) != CENTER_SIZE ||
			output.whole(OUTPUT_VARIANCE_IN_TARGET).orElse(0) != 0)
			throw new IOException("its DetectionOutput layer does not code boxes as CENTER_SIZE with variances; other codes are not supported");
		if (output.whole(OUTPUT_SHARE).orElse(1) == 0 || output.whole(OUTPUT_BACKGROUND).orElse(0) != 0)
			throw new IOException("its DetectionOutput layer has separate boxes per class, or its background is not class 0, which is not supported");
		final long best = output.message(OUTPUT_NMS).whole(NMS_TOP_K).orElse(Decoding.CAFFE.candidates());
		return new Decoding((int) (best < 1 ? Integer.MAX_VALUE : Math.min(best, Integer.MAX_VALUE)), null, false, false);
	}

	/** @return the keys that detect with the file's own thresholds; empty if it has none or they are the usual ones */
	String thresholds() throws IOException {
		final CaffeFields output = output(), suppression = output.message(OUTPUT_NMS);
		final List<String> keys = new ArrayList<>();
		suppression.decimal(NMS_THRESHOLD, "nms_threshold").ifPresent(v -> keys.add("overlap=" + v));
		output.decimal(OUTPUT_CONFIDENCE, "confidence_threshold").ifPresent(v -> keys.add("score=" + v));
		output.whole(OUTPUT_KEEP).ifPresent(v -> keys.add("keep_top_k " + v));
		return String.join(", ", keys);
	}

	/** @return the preset of the paper that this is, or the architecture itself */
	static SsdArchitecture named(final SsdArchitecture own) {
		return Presets.MAIN.stream().map(Presets::load).map(SsdLayout.CAFFE::adapt)
			.filter(p -> difference(p, own) == null && p.layers().equals(own.layers()) &&
				p.decoding().equals(own.decoding()))
			.findFirst().orElse(own);
	}

	/**
	 * @param preset one
	 * @param own what the file describes
	 * @return the first thing about input and default boxes in which they differ; null
	 *         if they are the same
	 */
	static String difference(final SsdArchitecture preset, final SsdArchitecture own) {
		if (preset.inputSize() != own.inputSize())
			return "an input of " + own.inputSize() + " pixels, the preset " + preset.inputSize();
		if (!preset.variances().equals(own.variances()))
			return "variances " + own.variances() + ", the preset " + preset.variances();
		if (preset.sources().size() != own.sources().size())
			return own.sources().size() + " source maps, the preset " + preset.sources().size();
		for (int i = 0; i < own.sources().size(); i++) {
			final String theirs = boxes(preset, i), file = boxes(own, i);
			if (!theirs.equals(file)) return file + ", the preset " + theirs;
		}
		return Arrays.equals(preset.priors().corners(), own.priors().corners()) &&
			Objects.equals(preset.clipping(), own.clipping()) ? null : "differently clipped default boxes";
	}

	private static String boxes(final SsdArchitecture a, final int source) {
		final SourceMap s = a.sources().get(source);
		final StringBuilder text = new StringBuilder("for " + s.layer() + " step " + number(s.step()));
		for (final Scale scale : s.scales())
			text.append(", sizes ").append(number(a.truncateSizes() ? Math.floor(scale.minSize()) : scale.minSize()))
				.append(" and ").append(number(a.truncateSizes() ? Math.floor(scale.maxSize()) : scale.maxSize()))
				.append(", ratios ").append(scale.ratios().stream().map(CaffeArchitecture::number).toList());
		return text.toString();
	}

	private static String number(final double value) {
		return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
	}
}
