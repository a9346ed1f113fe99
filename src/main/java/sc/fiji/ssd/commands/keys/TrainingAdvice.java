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

import java.io.File;
import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.train.setup.DatasetSurvey;
import sc.fiji.ssd.train.setup.FittedNetwork;
import sc.fiji.ssd.train.setup.NaturalImages;
import sc.fiji.ssd.train.setup.Starter;

/**
 * What the dialog of {@code SSD Train...} says about a dataset and fills in.
 *
 * @param survey of the dataset
 * @param validation the split for validation
 * @param proposal values of the fields
 * @param start value of {@code initial_weights}
 * @param startLine says what {@code auto} stands for; otherwise empty
 * @param name for the model
 */
public record TrainingAdvice(DatasetSurvey survey, ValidationSplit validation, TrainingProposal proposal, String start,
	String startLine, File name)
{

	/** For fewer images, the starter model is proposed where it fits. From 20 images on, it was no better on BCCD. */
	static final int FEW_IMAGES = 20;

	/**
	 * The fields of the dialog. What the user has not changed is left to the proposal.
	 *
	 * @param dataset folders
	 * @param split to train on
	 * @param validation split
	 * @param preset null: left to the proposal
	 * @param width null: left to the proposal
	 * @param initialWeights null: left to the proposal
	 * @param tiling value of the field
	 * @param timed whether there is a goal in minutes
	 */
	public record Entered(String dataset, String split, String validation, String preset, String width,
		String initialWeights, String tiling, boolean timed) {}

	/**
	 * @param entered the fields
	 * @param gpu whether there is one
	 * @return what to say and to fill in
	 * @throws sc.fiji.ssd.io.UserException if the dataset or a value is not valid
	 */
	public static TrainingAdvice of(final Entered entered, final boolean gpu) {
		final Dataset images = Datasets.open(entered.dataset, entered.split, List.of());
		final int count = images.images().size();
		final InitialWeightsKey.Start start = start(entered, images, gpu);
		final boolean scratch = start.weights() == null;
		final TrainingProposal proposal = scratch
			? TrainingProposal.first(count, NaturalImages.are(images, new ImageJReader()), gpu)
			: TrainingProposal.further(count, start.weights().model(), start.starter(), gpu);
		final String shown = entered.preset == null ? proposal.preset() : entered.preset;
		return new TrainingAdvice(DatasetSurvey.of(images, start.network(shown, images, entered.tiling)),
			ValidationSplit.of(entered.dataset, entered.split, entered.validation),
			entered.timed ? proposal.timed(scratch) : proposal, start.value(), start.line(), ModelName.of(entered.dataset));
	}

	private static InitialWeightsKey.Start start(final Entered entered, final Dataset images, final boolean gpu) {
		final boolean proposed = entered.initialWeights == null;
		final boolean few = !gpu && images.images().size() < FEW_IMAGES;
		final InitialWeightsKey.Start start = InitialWeightsKey.Start.of(
			proposed ? few ? Starter.AUTO : "" : entered.initialWeights, images,
			entered.preset == null ? FittedNetwork.AUTO : entered.preset, entered.width, entered.tiling);
		return proposed && start.weights() == null ? InitialWeightsKey.Start.SCRATCH : start;
	}

	/** @return the lines for the user about the dataset, the validation and the initial weights */
	public List<String> lines() {
		final List<String> lines = new ArrayList<>(survey.lines());
		lines.add(validation.line());
		if (!startLine.isEmpty()) lines.add(startLine);
		return lines;
	}
}
