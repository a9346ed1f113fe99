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

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.Scale;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.library.LibraryModel;
import sc.fiji.ssd.model.library.ModelLibrary;

/**
 * What {@code initial_weights=auto} stands for: the starter model of the plugin where it fits the training, otherwise
 * random weights. The answer depends on the dataset and the values that the user gave, not on the machine.
 *
 * @param weights of the starter model; null: it does not fit, so the training is from scratch
 * @param line what was taken and why, for the user to read
 */
public record Starter(InitialWeights weights, String line) {

	/** The value of {@code initial_weights}. */
	public static final String AUTO = "auto";

	/** Objects may have this fraction of the smallest default box, or be larger than the largest by the inverse. */
	private static final double NEAR = 0.75;

	/** The last layer of the network that the paper builds on; layers up to it must have the shapes of the starter's. */
	private static final String LAST_OF_BASE = "fc7";

	/**
	 * @param training images, at least one object among them
	 * @param preset that was asked for; null: {@code preset=auto}, which takes the network of the starter model
	 * @param width that was asked for; with {@code preset=auto}, 1 stands for any
	 * @param tiling as the user gave it
	 * @return the starter model, if it fits
	 */
	public static Starter of(final Dataset training, final SsdArchitecture preset, final double width,
		final String tiling)
	{
		final LibraryModel entry = ModelLibrary.starter();
		final SsdModel model = ModelFile.read(ModelLibrary.find("initial_weights", entry.name()));
		final SsdArchitecture own = model.architecture();
		final String reason = preset == null
			? refusal(training, own, width, tiling)
			: refusal(model, preset.withWidth(width));
		if (!reason.isEmpty())
			return new Starter(null, "initial_weights=auto: from scratch, because " + reason);
		return new Starter(new InitialWeights(Path.of(entry.name()), model),
			String.format(Locale.ROOT,
				"initial_weights=auto: starts from the model %s, which comes with the plugin (width %s, input %d x %d, classes %s; licence %s)",
				entry.name(), own.width(), own.inputSize(), own.inputSize(), String.join(", ", entry.classes()),
				entry.licence()));
	}

	/** @return why the network of the starter model is not the one for these objects; empty: it is */
	private static String refusal(final Dataset training, final SsdArchitecture own, final double width,
		final String tiling)
	{
		if (width != 1 && width != own.width())
			return "the starter model has width " + own.width() + ", not " + width;
		final ObjectSizes whole = ObjectSizes.of(training, 0);
		if (whole.count() == 0) return "the images have no object";
		final int tile = TileChoice.edge(training, own, tiling);
		final double median = (tile == 0 ? whole : ObjectSizes.of(training, tile)).times(own.inputSize()).quantile(0.5);
		final double smallest = own.sources().stream().mapToDouble(SourceMap::minSize).min().orElseThrow();
		final double largest = own.sources().stream().flatMap(source -> source.scales().stream())
			.mapToDouble(Scale::maxSize).max().orElseThrow();
		if (median >= NEAR * smallest && median <= largest / NEAR) return "";
		return String.format(Locale.ROOT,
			"the median object has %.0f pixels in the input of the starter model, whose default boxes have %.0f to %.0f",
			median, smallest, largest);
	}

	/** @return which layer of another network has another shape; empty: none that the paper builds on */
	private static String refusal(final SsdModel model, final SsdArchitecture asked) {
		final Map<String, int[]> shapes = asked.network(2).parameterShapes();
		for (final SsdArchitecture.LayerRecipe layer : model.architecture().layers()) {
			final NamedWeights.Array array = model.weights().arrays().get(layer.name() + NamedWeights.WEIGHT);
			if (array != null && !Arrays.equals(array.shape(), shapes.get(layer.name() + NamedWeights.WEIGHT)))
				return "layer " + layer.name() + " of " + asked.name() + " at width " + asked.width() +
					" does not have the shape of the starter model's; preset=auto takes the network of the starter model";
			if (layer.name().equals(LAST_OF_BASE)) break;
		}
		return "";
	}
}
