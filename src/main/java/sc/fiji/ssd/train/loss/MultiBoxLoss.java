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
package sc.fiji.ssd.train.loss;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.box.Matcher;
import sc.fiji.ssd.data.GroundTruthBoxes;
import sc.fiji.ssd.engine.Predictions;

/**
 * The loss of SSD and its gradients (paper, equations 1 to 3; Caffe's
 * {@code MultiBoxLoss} layer): softmax cross-entropy over matched and mined
 * default boxes plus smooth L1 over the offsets of the matched ones, with weight
 * alpha = 1.
 * <p>
 * Loss and gradients are sums, not yet divided by the number of matches, which
 * is only known when all batches of an iteration are through; see
 * {@link LossSums#normalizer()}.
 * </p>
 * <p> Images without objects: Caffe takes three negatives for each positive of an image, so images without positives
 * have no negatives. Where they are to teach the background, each gives three times the mean number of positives of its
 * batch's images (the empty ones counted in, rounded up, at least 1). So the negatives of a batch stay below six for
 * each positive, however many images are empty, and an all-empty batch weighs no more than others.
 * </p>
 * <p> torchvision 0.14 computes the same (a test holds both against each other) but for three things: if two truths
 * share their best default box, torchvision gives it to the last one, while here each gets a box; it mines among all
 * unmatched boxes, which is the same at a matching threshold of 0.5; and its images without objects never count.
 * </p>
 * <p>
 * Images are computed in parallel, each alone and in double precision, and summed
 * in their order: results do not depend on the number of threads.
 * </p>
 */
public final class MultiBoxLoss {

	/** IoU from which a default box is positive (paper, section 2.2). */
	static final double MATCH_THRESHOLD = 0.5;

	private final DefaultBoxes priors;
	private final int classes;
	private final BoxCoder coder;
	private final Matcher matcher = new Matcher(MATCH_THRESHOLD);
	private final boolean emptyAsNegatives;
	private final ExecutorService executor;
	private final List<ImageLoss> images = new ArrayList<>();

	/**
	 * @param priors the default boxes
	 * @param classes number of classes, background included
	 * @param coder of the offsets
	 * @param emptyAsNegatives whether images without objects teach the background
	 * @param executor computes the images of a batch
	 */
	public MultiBoxLoss(final DefaultBoxes priors, final int classes, final BoxCoder coder, final boolean emptyAsNegatives,
		final ExecutorService executor)
	{
		this.priors = priors;
		this.classes = classes;
		this.coder = coder;
		this.emptyAsNegatives = emptyAsNegatives;
		this.executor = executor;
	}

	/**
	 * What the loss of an image needs and does not depend on what the network predicts.
	 *
	 * @param truths objects of the image
	 * @param matching which object each default box learns
	 * @param positives number of default boxes that learn one
	 */
	public record MatchedImage(GroundTruthBoxes truths, Matcher.Matching matching, int positives) {}

	/**
	 * Matches default boxes and objects. Called by any thread.
	 *
	 * @param truths of an image
	 * @return the image for {@link #compute(Predictions, List, int, FloatBuffer, FloatBuffer)}
	 */
	public MatchedImage match(final GroundTruthBoxes truths) {
		final Matcher.Matching matching = matcher.match(priors, truths.corners(), truths.count());
		int positives = 0;
		for (final int truth : matching.truthOfPrior())
			if (truth >= 0) positives++;
		return new MatchedImage(truths, matching, positives);
	}

	/**
	 * @param predictions of n images
	 * @param truths of the n images
	 * @param dLocations receives {@code [n][P][4]} derivatives of the summed loss
	 * @param dConfidences receives {@code [n][P][C]} derivatives of the summed loss
	 * @return the summed loss
	 */
	public LossSums compute(final Predictions predictions, final List<GroundTruthBoxes> truths, final FloatBuffer dLocations,
		final FloatBuffer dConfidences)
	{
		final MatchedImage[] batch = new MatchedImage[truths.size()];
		Parallel.forEach(executor, batch.length, i -> batch[i] = match(truths.get(i)));
		return compute(predictions, List.of(batch), 0, dLocations, dConfidences);
	}

	/**
	 * The loss of a part of a batch. How many negatives an image without objects has depends on the whole batch.
	 *
	 * @param predictions of n images
	 * @param batch all images of the batch
	 * @param first index in the batch of the first of the n
	 * @param dLocations receives {@code [n][P][4]} derivatives of the summed loss
	 * @param dConfidences receives {@code [n][P][C]} derivatives of the summed loss
	 * @return the summed loss of the n images
	 */
	public LossSums compute(final Predictions predictions, final List<MatchedImage> batch, final int first,
		final FloatBuffer dLocations, final FloatBuffer dConfidences)
	{
		final int n = predictions.images();
		if (first < 0 || first + n > batch.size() || predictions.priors() != priors.size() ||
			predictions.classes() != classes)
			throw new IllegalArgumentException(predictions + " from image " + first + " of " + batch.size() + " on, " +
				priors.size() + " default boxes, " + classes + " classes");
		while (images.size() < n)
			images.add(new ImageLoss());
		long matches = 0;
		for (final MatchedImage image : batch)
			matches += image.positives;
		final int all = batch.size();
		final int negativesOfEmpty = emptyAsNegatives
			? HardNegativeMining.RATIO * (int) Math.max(1, (matches + all - 1) / all)
			: 0;
		Parallel.forEach(executor, n, i -> images.get(i).differentiate(predictions, i, batch.get(first + i), negativesOfEmpty,
			dLocations, dConfidences));
		LossSums sums = LossSums.ZERO;
		for (int i = 0; i < n; i++)
			sums = sums.plus(images.get(i).sums);
		return sums;
	}

	/** The part of one image, with the memory that it needs. */
	private final class ImageLoss {

		private final float[] locations = new float[4 * priors.size()];
		private final float[] confidences = new float[classes * priors.size()];
		private final float[] backgroundLoss = new float[priors.size()];
		private GroundTruthBoxes truths;
		private Matcher.Matching matching;
		private LossSums sums;

		/** Gradients take the place of the predictions. */
		void differentiate(final Predictions predictions, final int image, final MatchedImage matched,
			final int negativesOfEmpty, final FloatBuffer dLocations, final FloatBuffer dConfidences)
		{
			truths = matched.truths;
			matching = matched.matching;
			final int positives = matched.positives;
			predictions.locations().get(image * locations.length, locations);
			predictions.confidences().get(image * confidences.length, confidences);
			final int wanted = positives > 0 ? HardNegativeMining.RATIO * positives : negativesOfEmpty;
			final int[] negatives = wanted > 0 ? mine(wanted) : new int[0];
			final boolean[] used = new boolean[priors.size()];
			double confidence = 0;
			for (final int p : negatives) {
				used[p] = true;
				confidence += crossEntropy(p, 0);
			}
			final float[] target = new float[4];
			double localization = 0;
			for (int p = 0; p < priors.size(); p++) {
				final int truth = matching.truthOfPrior()[p];
				if (truth >= 0) {
					confidence += crossEntropy(p, truths.labels()[truth]);
					coder.encode(priors, p, truths.corners(), truth, target, 0);
					localization += smoothL1(p, target);
				}
				else {
					for (int k = 4 * p; k < 4 * p + 4; k++)
						locations[k] = 0;
					if (!used[p]) for (int k = classes * p; k < classes * (p + 1); k++)
						confidences[k] = 0;
				}
			}
			dLocations.put(image * locations.length, locations);
			dConfidences.put(image * confidences.length, confidences);
			sums = new LossSums(localization, confidence, positives, negatives.length, 1);
		}

		private int[] mine(final int wanted) {
			for (int p = 0; p < backgroundLoss.length; p++)
				backgroundLoss[p] = (float) Math.max(0, logSumExp(p) - confidences[classes * p]);
			return HardNegativeMining.choose(matching.truthOfPrior(), matching.bestIou(), backgroundLoss, wanted);
		}

		/** The largest logit is subtracted first, so that no exponential overflows. */
		private double logSumExp(final int prior) {
			final int first = classes * prior;
			float max = confidences[first];
			for (int c = 1; c < classes; c++)
				max = Math.max(max, confidences[first + c]);
			double sum = 0;
			for (int c = 0; c < classes; c++)
				sum += Math.exp(confidences[first + c] - max);
			return max + Math.log(sum);
		}

		private double crossEntropy(final int prior, final int label) {
			final int first = classes * prior;
			final double normalization = logSumExp(prior);
			final double loss = normalization - confidences[first + label];
			for (int c = 0; c < classes; c++)
				confidences[first +
					c] = (float) (Math.exp(confidences[first + c] - normalization) - (c == label ? 1 : 0));
			return loss;
		}

		/** Fast R-CNN's smooth L1: 0.5 d^2 where |d| is below 1, otherwise |d| - 0.5. */
		private double smoothL1(final int prior, final float[] target) {
			double loss = 0;
			for (int k = 0; k < 4; k++) {
				final double d = (double) locations[4 * prior + k] - target[k], size = Math.abs(d);
				loss += size < 1 ? 0.5 * d * d : size - 0.5;
				locations[4 * prior + k] = (float) Math.max(-1, Math.min(1, d));
			}
			return loss;
		}
	}
}
