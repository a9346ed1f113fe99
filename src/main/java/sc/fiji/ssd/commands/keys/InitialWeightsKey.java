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
package sc.fiji.ssd.commands.keys;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.train.setup.FittedNetwork;
import sc.fiji.ssd.train.setup.InitialWeights;
import sc.fiji.ssd.train.setup.Starter;
import sc.fiji.ssd.train.setup.TrainingRequest;

/**
 * The key {@code initial_weights}: empty (from scratch), {@code auto} (the starter model of the plugin where it fits),
 * or a model.
 */
public final class InitialWeightsKey {

	/** The width that stands for any with {@code preset=auto}. */
	private static final double ANY_WIDTH = 1;

	private InitialWeightsKey() {}

	/**
	 * @param given value of the key
	 * @param request that is told
	 * @throws sc.fiji.ssd.io.UserException if there is no such model
	 */
	public static void set(final String given, final TrainingRequest request) {
		if (isAuto(given)) request.starter(true);
		else if (!ParameterParser.isBlank(given))
			request.initialWeights(ParameterParser.model("initial_weights", given));
	}

	private static boolean isAuto(final String given) {
		return given != null && given.strip().equals(Starter.AUTO);
	}

	/**
	 * What a training would start from, for dialogs.
	 *
	 * @param value of the key
	 * @param weights null: from scratch
	 * @param starter whether they are the starter model's
	 * @param line says what {@code auto} stands for; otherwise empty
	 */
	public record Start(String value, InitialWeights weights, boolean starter, String line) {

		/** Random weights. */
		public static final Start SCRATCH = new Start("", null, false, "");

		/**
		 * @param given value of the key
		 * @param images to train on
		 * @param preset that was asked for
		 * @param width that was typed; null: left to the proposal
		 * @param tiling as the user gave it
		 * @return what it stands for
		 * @throws sc.fiji.ssd.io.UserException if a value is not valid
		 */
		public static Start of(final String given, final Dataset images, final String preset, final String width,
			final String tiling)
		{
			if (isAuto(given)) {
				final Starter starter = Starter.of(images,
					preset.equals(FittedNetwork.AUTO) ? null : Presets.load(preset),
					width == null ? ANY_WIDTH : ParameterParser.positive("width", width, Double.MAX_VALUE), tiling);
				return new Start(given, starter.weights(), starter.weights() != null, starter.line());
			}
			if (ParameterParser.isBlank(given)) return SCRATCH;
			return new Start(given, InitialWeights.read(ParameterParser.model("initial_weights", given)), false, "");
		}

		/** @return the network that a preset stands for */
		public SsdArchitecture network(final String preset, final Dataset images, final String tiling) {
			if (!preset.equals(FittedNetwork.AUTO)) return Presets.load(preset);
			return weights != null
				? weights.model().architecture()
				: FittedNetwork.of(images, tiling).architecture();
		}
	}
}
