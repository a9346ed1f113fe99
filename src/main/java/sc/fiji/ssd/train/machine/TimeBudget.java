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
package sc.fiji.ssd.train.machine;

import java.math.BigDecimal;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.model.BatchNormalization;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * The network and the number of iterations of a training that should end in a given time, from a short measurement of
 * training steps on this machine. Of several networks, it takes the largest that fits into memory and leaves enough
 * iterations, otherwise the smallest.
 *
 * @param network to be trained
 * @param iterations updates of the weights, at least 1
 * @param secondsPerIteration that were measured
 * @param ample whether there is time for more iterations than a training needs
 */
public record TimeBudget(SsdArchitecture network, int iterations, double secondsPerIteration, boolean ample) {

	/** Widths to choose from, ascending. */
	public static final List<Double> WIDTHS = List.of(0.125, 0.25, 0.375, 0.5, 1.0);

	/** With this width, a larger input helps more than a larger width (docs/benchmarks.md, "Larger inputs"). */
	private static final double WIDE_ENOUGH = 0.25;

	/** Fewer iterations are not enough to learn from scratch. */
	public static final int LEAST_ITERATIONS = 1000;

	/** Share of the time that is planned; the rest is for reading images, the loss and checkpoints. */
	private static final double PLANNED_SHARE = 0.8;

	/** Validations of a training, and an image's fraction of the time that training on it takes. */
	private static final double VALIDATIONS = 10, DETECTION_SHARE = 1 / 3.0;

	private static final int TIMED_STEPS = 2;
	private static final double SECONDS_PER_MINUTE = 60;

	/**
	 * The training to be planned.
	 *
	 * @param classes number of classes, background included
	 * @param engine what the network runs on
	 * @param batchSize images that are computed together
	 * @param accumulate batches of an iteration
	 * @param batchNormalization whether the training normalises by the batch
	 * @param validationImages number of images that are validated on
	 * @param least iterations that a larger network must leave
	 * @param most iterations; more do not help
	 */
	public record Task(int classes, EngineSettings engine, int batchSize, int accumulate, boolean batchNormalization,
		int validationImages, int least, int most)
	{}

	/**
	 * @param sizes networks that differ in the size of their input, rising, at least one
	 * @param widths to choose from, rising, at least one
	 * @return networks from small to large: first the width rises to a quarter, then the input to its largest, then the
	 *         width again
	 */
	public static List<SsdArchitecture> networks(final List<SsdArchitecture> sizes, final List<Double> widths) {
		final int narrow = Math.max(1, (int) widths.stream().filter(width -> width <= WIDE_ENOUGH).count());
		final List<SsdArchitecture> networks = new ArrayList<>();
		widths.subList(0, narrow).forEach(width -> networks.add(sizes.get(0).withWidth(width)));
		sizes.subList(1, sizes.size()).forEach(size -> networks.add(size.withWidth(widths.get(narrow - 1))));
		widths.subList(narrow, widths.size()).forEach(width -> networks.add(sizes.get(sizes.size() - 1).withWidth(width)));
		return networks;
	}

	/**
	 * Measures; takes some seconds for each network.
	 *
	 * @param engines the installed engines
	 * @param task what is to be trained
	 * @param minutes that the training may take, above 0
	 * @param networks to choose from, ascending, at least one
	 * @return the largest that leaves enough iterations
	 */
	public static TimeBudget of(final EngineService engines, final Task task, final double minutes,
		final List<SsdArchitecture> networks)
	{
		final long begin = System.nanoTime();
		TimeBudget chosen = null;
		for (final SsdArchitecture network : networks) {
			final double step;
			try {
				step = task.accumulate * secondsPerStep(engines, task, network);
			}
			catch (final OutOfMemoryError e) {
				if (chosen == null) throw e;
				break; // the last one that fits is taken
			}
			final double spent = (System.nanoTime() - begin) / 1e9;
			final int possible = iterations(PLANNED_SHARE * SECONDS_PER_MINUTE * minutes - spent, step, task);
			if (chosen != null && possible < task.least) break;
			chosen = new TimeBudget(network, Math.min(possible, task.most), step, possible > task.most);
		}
		return chosen;
	}

	/** @return iterations of so many seconds that fit with their validations */
	static int iterations(final double seconds, final double step, final Task task) {
		final double image = step / (task.batchSize * task.accumulate);
		final double training = seconds - VALIDATIONS * DETECTION_SHARE * image * task.validationImages;
		return (int) Math.max(1, Math.min(Integer.MAX_VALUE, training / step));
	}

	private static double secondsPerStep(final EngineService engines, final Task task, final SsdArchitecture candidate) {
		final NetworkSpec plain = candidate.network(task.classes);
		final NamedWeights drawn = Initialization.heXavier(plain, 1);
		final BatchNormalization normalization = task.batchNormalization
			? BatchNormalization.of(plain, task.batchSize)
			: null;
		final NetworkSpec network = normalization == null ? plain : normalization.trained();
		try (NetworkEngine engine = engines.create(network, task.engine, task.batchSize, true)) {
			engine.load(normalization == null ? drawn : normalization.begin(drawn, null));
			step(engine, task.batchSize); // the first one prepares
			final long begin = System.nanoTime();
			for (int i = 0; i < TIMED_STEPS; i++)
				step(engine, task.batchSize);
			return (System.nanoTime() - begin) / 1e9 / TIMED_STEPS;
		}
	}

	private static void step(final NetworkEngine engine, final int images) {
		final FloatBuffer input = engine.input(images);
		for (int i = 0; i < input.limit(); i++)
			input.put(i, i % 7 - 3f);
		final Predictions p = engine.forward(images);
		engine.backward(FloatBuffer.allocate(p.locations().limit()), FloatBuffer.allocate(p.confidences().limit()));
		engine.step(SgdStep.of(0));
	}

	/** @param minutes that were requested @return what was chosen, for the user to read */
	public String line(final double minutes) {
		return String.format(Locale.ROOT,
			"%s minutes: input %d x %d, width %s and %d iterations, because one iteration takes %.3g s here; the paper's network has width 1",
			BigDecimal.valueOf(minutes).stripTrailingZeros().toPlainString(), network.inputSize(), network.inputSize(), network.width(), iterations, secondsPerIteration) + (ample
				? "; more iterations would only learn the training images by heart, so it ends earlier"
				: "");
	}
}
