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

import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.train.TrainingRecipe;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.machine.TimeBudget;

/**
 * The values of the numeric keys of {@code SSD Train...} that are left to the program.
 *
 * <table>
 * <caption>Rules</caption>
 * <tr><td>{@code iterations} empty</td><td>the preset's: 400000 for COCO presets,
 * 120000 for all others (Caffe's schedules of COCO and of VOC07+12)</td></tr>
 * <tr><td>{@code steps} empty</td><td>at 2/3 and 5/6 of the iterations (Caffe's
 * VOC07+12: 80000 and 100000 of 120000); COCO presets with their own number of
 * iterations: 280000 and 360000</td></tr>
 * <tr><td>{@code batch_size} auto</td><td>32 on a GPU (the paper's), 8 on the
 * CPU</td></tr>
 * <tr><td>{@code warmup} empty</td><td>a tenth of the iterations, 500 at
 * most</td></tr>
 * <tr><td>{@code checkpoint_every} empty</td><td>a tenth of the iterations, 1000
 * at most</td></tr>
 * <tr><td>{@code validate_every} empty</td><td>as
 * {@code checkpoint_every}</td></tr>
 * <tr><td>{@code gradient_clip} auto</td><td>10 from scratch, otherwise without limit</td></tr>
 * <tr><td>{@code normalization} auto</td><td>none, or batch if the initial weights
 * were trained with it</td></tr>
 * <tr><td>{@code schedule} auto</td><td>steps</td></tr>
 * <tr><td>{@code learning_rate} auto</td><td>0.001</td></tr>
 * <tr><td>{@code augmentation} auto</td><td>paper</td></tr>
 * <tr><td>{@code weight_average} auto</td><td>none</td></tr>
 * <tr><td>{@code weight_decay} auto</td><td>0.0005</td></tr>
 * </table>
 * With {@code preset=auto}, from scratch or from the starter model, other values are taken: batch normalization, the cosine schedule, a rate of 0.01,
 * the augmentation {@code turn}, and as many iterations as the number of images asks for on a processor.
 */
public final class TrainingDefaults {

	/** What {@code preset=auto} trains by, from scratch or from the starter model. */
	private static final TrainingRecipe SHORT = new TrainingRecipe(true, true, 0, SgdStep.PAPER_DECAY);
	private static final double SHORT_RATE = 0.01, SHORT_RATE_PLAIN = 0.003, PAPER_RATE = 0.001;
	private static final Augmentation.Kind SHORT_AUGMENTATION = Augmentation.Kind.TURN;

	private static final int VOC_ITERATIONS = 120_000;
	private static final int COCO_ITERATIONS = 400_000;
	private static final List<Integer> COCO_STEPS = List.of(280_000, 360_000);
	private static final int MOST_WARMUP = 500;
	private static final int MOST_BETWEEN_CHECKPOINTS = 1000;

	private static final double CLIP_FROM_SCRATCH = 10;

	private static final int LEAST_ITERATIONS = 300;
	private static final int MOST_ITERATIONS = 10_000;
	private static final int ITERATIONS_OF_AN_IMAGE = 5;

	/** On BCCD, 140 epochs were worse than 47 (docs/benchmarks.md). */
	private static final int EPOCHS = 60;
	private static final int LEAST_OF_MOST = 1500;
	private static final int MOST_OF_ENOUGH = 3000;

	private TrainingDefaults() {}

	/** @param images number of images @return iterations of a first model on a processor: 40 epochs, within bounds, in hundreds */
	public static int processorIterations(final int images) {
		final long wanted = ((long) images * ITERATIONS_OF_AN_IMAGE + 99) / 100 * 100;
		return (int) Math.max(LEAST_ITERATIONS, Math.min(MOST_ITERATIONS, wanted));
	}

	/** @param images number of images @return iterations that a larger network must leave, from scratch in a given time */
	static int enoughIterations(final int images) {
		return Math.max(TimeBudget.LEAST_ITERATIONS, Math.min(MOST_OF_ENOUGH, processorIterations(images)));
	}

	/**
	 * @param images number of images
	 * @param batch images of an iteration
	 * @return iterations beyond which a training from scratch only learns its images by heart: 60 epochs, at least 1500
	 */
	static int mostIterations(final int images, final int batch) {
		return Math.max(LEAST_OF_MOST, (int) Math.min(Integer.MAX_VALUE, EPOCHS * (long) images / batch));
	}

	/** @param first iterations of a first model @return enough to train it further when images were added, in hundreds */
	public static int furtherIterations(final int first) {
		return (first / 2 + 99) / 100 * 100;
	}

	/** @param preset name of the architecture */
	static int iterations(final String preset) {
		return isCoco(preset) ? COCO_ITERATIONS : VOC_ITERATIONS;
	}

	/** @return where the rate falls; without places that fall together or on 0 in very short trainings */
	static List<Integer> steps(final String preset, final int iterations) {
		if (isCoco(preset) && iterations == COCO_ITERATIONS) return COCO_STEPS;
		return List.of((int) (iterations * 2L / 3), (int) (iterations * 5L / 6)).stream().filter(step -> step > 0)
			.distinct().toList();
	}

	static int warmup(final int iterations) {
		return Math.min(iterations / 10, MOST_WARMUP);
	}

	static int checkpointEvery(final int iterations) {
		return Math.max(1, Math.min(iterations / 10, MOST_BETWEEN_CHECKPOINTS));
	}

	/** Caffe's SSD, which starts from a trained base, does not limit the gradients; random weights ask for it. */
	static double gradientClip(final boolean fromScratch) {
		return fromScratch ? CLIP_FROM_SCRATCH : 0;
	}

	/**
	 * @param initial weights; null: from scratch
	 * @param brief whether {@code preset=auto} trains from scratch or from the starter model
	 * @return what {@code auto} stands for: the paper's recipe, with batch normalization if the weights were trained
	 *         with it; for brief trainings what docs/benchmarks.md found best
	 */
	static TrainingRecipe recipe(final InitialWeights initial, final boolean brief) {
		if (brief) return SHORT;
		return new TrainingRecipe(initial != null && initial.model().normalization() != null, false, 0, SgdStep.PAPER_DECAY);
	}

	/**
	 * @param brief as above
	 * @param recipe of the training; with batch normalization it bears a larger rate
	 */
	static double learningRate(final boolean brief, final TrainingRecipe recipe) {
		if (!brief) return PAPER_RATE;
		return recipe.batchNormalization() ? SHORT_RATE : SHORT_RATE_PLAIN;
	}

	/**
	 * @param scratch whether there are no initial weights
	 * @param recipe of a brief training
	 * @return what it is, for the user to read
	 */
	static String recipeLine(final boolean scratch, final TrainingRecipe recipe) {
		return "recipe for training from " + (scratch ? "scratch" : "the starter model") + ": normalization=" +
			(recipe.batchNormalization() ? "batch" : "none (batch is refused, or the engine cannot train with it)") +
			", schedule=cosine, learning_rate=" + learningRate(true, recipe) + ", augmentation=" +
			SHORT_AUGMENTATION.key() + "; another value that you give replaces each";
	}

	/** @param brief as above */
	static Augmentation.Kind augmentation(final boolean brief) {
		return brief ? SHORT_AUGMENTATION : Augmentation.Kind.PAPER;
	}

	private static boolean isCoco(final String preset) {
		return preset.endsWith("-coco");
	}
}
