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

import java.util.List;
import java.util.Map;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.model.BatchNormalization;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Preset;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.TransferredWeights;

/**
 * The model that a training starts from.
 *
 * @param model with weights that are taken over or drawn at random
 * @param lines what was taken over, for the user to read; empty: nothing
 */
public record StartModel(SsdModel model, List<String> lines) {

	/**
	 * @param preset may say how images are prepared; otherwise the initial weights do, and without these the statistics
	 * of the training images
	 * @param initial weights; null: none
	 * @param asked channels and intensity range that the user wants
	 * @param training images
	 * @param reader of these
	 * @return how the model's images are prepared
	 */
	public static Preprocessing preprocessing(final Preset preset, final InitialWeights initial,
		final Preprocessing asked, final Dataset training, final ImageReader reader)
	{
		if (preset.preprocessing() == null && initial == null)
			return InputStatistics.of(training, reader, AutoRange.of(training, reader, asked));
		final Preprocessing given = preset.preprocessing() == null ? initial.preprocessing() : preset.preprocessing();
		return AutoRange.of(training, reader, given.with(asked.channels(), asked.intensityRange()));
	}

	/**
	 * @param architecture of the model
	 * @param classNames that it should know
	 * @param preprocessing of its images
	 * @param sampling of large images
	 * @param initial weights; null: all are drawn at random
	 * @param seed of the weights that are drawn
	 * @return the model
	 * @throws sc.fiji.ssd.io.UserException if no layer of the initial weights fits
	 */
	public static StartModel of(final SsdArchitecture architecture, final List<String> classNames,
		final Preprocessing preprocessing, final Sampling sampling, final InitialWeights initial, final long seed)
	{
		if (initial == null)
			return new StartModel(new SsdModel(architecture, classNames, preprocessing, Map.of(),
				Initialization.heXavier(architecture.network(classNames.size() + 1), seed), sampling), List.of());
		final TransferredWeights fitted = initial.fit(architecture, classNames, seed);
		return new StartModel(
			new SsdModel(architecture, classNames, preprocessing, Map.of(), fitted.weights(), sampling,
				BatchNormalization.of(initial.model().normalization(), fitted.taken()), Map.of()),
			initial.report(fitted));
	}
}
