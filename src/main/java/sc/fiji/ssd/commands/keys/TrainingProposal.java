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

import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.setup.FittedNetwork;
import sc.fiji.ssd.train.setup.TrainingDefaults;

/**
 * The values that the dialog of {@code SSD Train...} fills in. The paper's schedule takes weeks on a processor: there,
 * a first model is a narrow one that takes minutes. Micrographs are stretched by percentiles, so that a model sees
 * images of 8 and of 16 bits alike.
 *
 * @param preset the network
 * @param width of it
 * @param channels of the images
 * @param intensityRange of the images
 * @param iterations empty: the preset's
 * @param learningRate before the first step
 * @param line what the user is told; empty: nothing was filled in
 */
public record TrainingProposal(String preset, String width, String channels, String intensityRange, String iterations,
	String learningRate, String line)
{

	/** The values of the fields before a dataset is chosen: the paper's. */
	public static final TrainingProposal PAPER = new TrainingProposal("ssd300-voc", "1.0", Preprocessing.CAFFE.channels(),
		Preprocessing.CAFFE.intensityRange(), "", ParameterParser.AUTO, "");

	/** A quarter of the channels learns a few classes of cells. */
	private static final String PROCESSOR_WIDTH = "0.25";

	/**
	 * @param images number of images to train on
	 * @param photographs whether they are in red, green and blue, whose brightness is to stay
	 * @param gpu whether there is one
	 * @return the values to fill in for a model from scratch
	 */
	public static TrainingProposal first(final int images, final boolean photographs, final boolean gpu) {
		final String range = photographs ? PAPER.intensityRange : Preprocessing.PERCENTILE;
		if (gpu)
			return new TrainingProposal(PAPER.preset, PAPER.width, PAPER.channels, range, PAPER.iterations,
				PAPER.learningRate, photographs ? "" : "The proposed intensity range suits micrographs.");
		return new TrainingProposal(FittedNetwork.AUTO, PROCESSOR_WIDTH, PAPER.channels, range,
			Integer.toString(TrainingDefaults.processorIterations(images)), PAPER.learningRate,
			(photographs ? "Preset, width" : "Intensity range, preset, width") +
				" and iterations are proposed values for a first model from scratch on a processor.");
	}

	/**
	 * @param images number of images to train on
	 * @param initial model that is trained on
	 * @param starter whether it is the starter model, which was trained on other images
	 * @param gpu whether there is one
	 * @return the values to fill in for training from it
	 */
	public static TrainingProposal further(final int images, final SsdModel initial, final boolean starter,
		final boolean gpu) {
		final SsdArchitecture network = initial.architecture();
		final String preset = FittedNetwork.isFitted(network) ? FittedNetwork.AUTO : PAPER.preset;
		return new TrainingProposal(Presets.NAMES.contains(network.name()) ? network.name() : preset,
			Double.toString(network.width()), initial.preprocessing().channels(),
			initial.preprocessing().intensityRange(),
			gpu
				? PAPER.iterations
				: Integer.toString(starter
					? TrainingDefaults.processorIterations(images)
					: TrainingDefaults.furtherIterations(TrainingDefaults.processorIterations(images))),
			PAPER.learningRate, "Preset, width, channels and intensity range are those of the initial weights" +
				(gpu ? "." : "; the iterations are a proposal for a processor."));
	}

	/** @param entered what the fields have @return the values of this that are others, with their names */
	public List<String> unlike(final TrainingProposal entered) {
		final List<String> others = new ArrayList<>();
		if (!preset.equals(entered.preset)) others.add("preset " + preset);
		if (!width.equals(entered.width)) others.add("width " + width);
		if (!channels.equals(entered.channels)) others.add("channels " + channels);
		if (!intensityRange.equals(entered.intensityRange)) others.add("intensity range " + intensityRange);
		if (!iterations.equals(entered.iterations))
			others.add("iterations " + (iterations.isEmpty() ? "of the preset" : iterations));
		if (!learningRate.equals(entered.learningRate)) others.add("learning rate " + learningRate);
		return others;
	}

	/**
	 * @param fromScratch whether the width may be chosen too
	 * @return this, with the values that a goal in minutes chooses left open
	 */
	public TrainingProposal timed(final boolean fromScratch) {
		return new TrainingProposal(preset, fromScratch ? PAPER.width : width, channels, intensityRange, "", learningRate,
			fromScratch
				? "The goal in minutes chooses the width and the iterations: a short measurement comes first."
				: "The goal in minutes chooses the iterations: a short measurement comes first.");
	}
}
