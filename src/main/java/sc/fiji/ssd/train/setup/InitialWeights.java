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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.TransferredWeights;

/**
 * A model that a training starts from: what fits is taken over, and images are
 * prepared as it is used to.
 *
 * @param file of the model, or its name if it comes with the plugin
 * @param model that was read from it
 */
public record InitialWeights(Path file, SsdModel model) {

	/** @param file of a model */
	public static InitialWeights read(final Path file) {
		return new InitialWeights(file, ModelFile.read(file));
	}

	/** @return how images are prepared for the model */
	public Preprocessing preprocessing() {
		return model.preprocessing();
	}

	/**
	 * Box predictions mean something only with the default boxes that they were
	 * trained with, so a detector keeps its own, with their variances.
	 *
	 * @param preset that was requested
	 * @return the preset with the default boxes of this model, where both have the same source maps, input size and
	 * number of boxes in a cell and the heads of this model were trained; otherwise the preset
	 */
	public SsdArchitecture withBoxes(final SsdArchitecture preset) {
		final SsdArchitecture own = model.architecture();
		if (own.inputSize() != preset.inputSize() || own.sources().size() != preset.sources().size()) return preset;
		final Map<String, int[]> shapes = preset.network(2).parameterShapes();
		final List<SourceMap> sources = new ArrayList<>();
		for (int i = 0; i < own.sources().size(); i++) {
			final SourceMap s = own.sources().get(i), asked = preset.sources().get(i);
			final String head = s.readByHeads() + "_mbox_loc";
			final boolean drawn = model.provenance().get(TransferredWeights.DRAWN_LAYERS) instanceof List<?> layers &&
				layers.contains(head);
			if (drawn || !Arrays.equals(shapes.get(head + NamedWeights.WEIGHT),
				model.weights().get(head + NamedWeights.WEIGHT).shape()) || !s.layer().equals(asked.layer()) || s.boxes() != asked.boxes()) return preset;
			sources.add(new SourceMap(s.layer(), asked.normScale(), s.step(), s.minSize(), s.maxSize(), s.ratios(),
				s.stacked()));
		}
		return new SsdArchitecture(preset.name(), preset.inputSize(), preset.width(), preset.layers(), sources,
			own.variances(), own.truncateSizes(), own.clipping(), preset.decoding(), preset.border(),
			preset.headKernel());
	}

	/**
	 * @param architecture to be trained
	 * @param classNames that it should know
	 * @param seed of the weights that are drawn
	 * @return the weights
	 * @throws UserException if no layer fits
	 */
	public TransferredWeights fit(final SsdArchitecture architecture, final List<String> classNames, final long seed) {
		final TransferredWeights fitted = TransferredWeights.of(model, architecture, classNames, seed);
		if (fitted.taken().isEmpty())
			throw new UserException("initial_weights: no layer of " + file +
				" has the shape of this network's; use the same preset and width, or leave it empty to start from scratch.");
		return fitted;
	}

	/** @return what was taken over and what was not, for the user to read */
	public List<String> report(final TransferredWeights fitted) {
		final List<String> lines = new ArrayList<>();
		lines.add("From " + file + ": " + String.join(", ", fitted.taken()));
		if (!fitted.drawn().isEmpty())
			lines.add("Missing or of another shape, so initialised at random: " + String.join(", ", fitted.drawn()));
		if (fitted.taken().stream().anyMatch(layer -> layer.endsWith("_mbox_conf"))) {
			final List<String> kept = new ArrayList<>(List.of("background"));
			fitted.classes().forEach((name, other) -> kept.add(name.equals(other) ? name : name + " (" + other + ")"));
			lines.add("Scores kept for " + String.join(", ", kept) +
				(fitted.newClasses().isEmpty()
					? ""
					: "; initialised at random for " + String.join(", ", fitted.newClasses())));
		}
		return lines;
	}
}
