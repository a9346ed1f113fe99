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

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

import sc.fiji.ssd.box.BoxCoder;
import sc.fiji.ssd.data.GroundTruthBoxes;
import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.Gradients;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.train.loss.LossSums;
import sc.fiji.ssd.train.loss.MultiBoxLoss;

/**
 * Checks whether an engine computes what the others do, on input that is built in: predictions and gradients in every
 * precision against another engine on the processor, a short training that must lower the loss, and the speed of SSD300
 * at full width. Takes about half a minute a precision on two processor cores.
 */
public final class EngineCheck {

	/**
	 * @param passed whether the engine may be used
	 * @param lines what was found, one for each precision and thing
	 */
	public record Result(boolean passed, List<String> lines) {}

	/** An eighth of the width: the comparison takes a second. */
	private static final double WIDTH = 0.125;
	private static final int CLASSES = 4, FULL_CLASSES = 21, IMAGES = 2, STEPS = 30;
	private static final double RATE = 1e-3, CLIP = 10, LOWERED = 0.8, SECONDS = 3;
	private static final String FLOAT32 = "float32", CPU = "cpu", FAILED = ": FAILED";

	/** Largest difference of predictions over their largest magnitude, and of the gradient over its norm. */
	private record Tolerance(double predictions, double gradients) {

		/** Tolerance of the 16-bit types: a few units in the last place, summed over 15 layers. */
		static Tolerance of(final String precision) {
			return switch (precision) {
				case FLOAT32 -> new Tolerance(1e-4, 1e-3);
				case "tf32", "float16" -> new Tolerance(1e-2, 5e-2);
				default -> new Tolerance(5e-2, 1.5e-1);
			};
		}
	}

	private record Outputs(float[] predictions, float[] gradients) {}

	private final EngineService engines;
	private final SsdArchitecture architecture = Presets.load("ssd300-voc");
	private final SsdArchitecture narrow = architecture.withWidth(WIDTH);
	private final NetworkSpec network = narrow.network(CLASSES);

	/** @param engines that are installed */
	public EngineCheck(final EngineService engines) {
		this.engines = engines;
	}

	/**
	 * Checks one thing after another. A failure does not stop the remaining checks.
	 *
	 * @param engine a usable one
	 * @param progress hears each line as soon as it is known
	 * @return what was found
	 */
	public Result run(final String engine, final Consumer<String> progress) {
		final Findings found = new Findings(progress);
		check(engine, found);
		return new Result(found.passed, List.copyOf(found.lines));
	}

	/**
	 * Compares the predictions and gradients of one precision with those of another engine.
	 *
	 * @param engine a usable one
	 * @param precision one that it has
	 * @return what was found: one line
	 */
	public Result compare(final String engine, final String precision) {
		final Findings found = new Findings(line -> {});
		final String reference = reference(engine);
		found.attempt(precision, () -> compare(new EngineSettings(engine, EngineSettings.AUTO, precision, 0), reference,
			expected(reference), found));
		return new Result(found.passed, List.copyOf(found.lines));
	}

	/** Lines and whether all was well. */
	private static final class Findings {

		private final Consumer<String> progress;
		private final List<String> lines = new ArrayList<>();
		private boolean passed = true;

		Findings(final Consumer<String> progress) {
			this.progress = progress;
		}

		void add(final String line) {
			lines.add(line);
			progress.accept(line);
		}

		void fail(final String line) {
			passed = false;
			add(line + FAILED);
		}

		void add(final String line, final boolean good) {
			if (good) add(line);
			else fail(line);
		}

		/** A check that ends with an exception has failed; what comes after it is done all the same. */
		void attempt(final String precision, final Runnable part) {
			try {
				part.run();
			}
			catch (final RuntimeException | LinkageError | OutOfMemoryError e) {
				fail(precision + ": " + e.getMessage());
			}
		}
	}

	private void check(final String engine, final Findings found) {
		final Availability available = engines.probe().get(engine);
		final String reference = reference(engine);
		final Outputs expected = expected(reference);
		for (final String precision : available.precisions()) {
			final EngineSettings settings = new EngineSettings(engine, EngineSettings.AUTO, precision, 0);
			found.attempt(precision, () -> compare(settings, reference, expected, found));
			found.attempt(precision, () -> train(settings, found));
			found.attempt(precision, () -> time(settings, available.devices().get(0).equals(CPU), found));
		}
	}

	/** @return another engine that computes in float32 on the processor, null if it does not exist */
	private String reference(final String engine) {
		return engines
			.probe().entrySet().stream().filter(e -> !e.getKey().equals(engine) && e.getValue().usable() &&
				e.getValue().devices().contains(CPU) && e.getValue().precisions().contains(FLOAT32))
			.map(Map.Entry::getKey).findFirst().orElse(null);
	}

	private Outputs expected(final String reference) {
		return reference == null ? null : values(new EngineSettings(reference, CPU, FLOAT32, 0));
	}

	private void compare(final EngineSettings settings, final String reference, final Outputs expected,
		final Findings found)
	{
		final Outputs actual = values(settings);
		if (expected == null) {
			found.add(settings.precision() + ": there is no other engine on the processor to compare with");
			return;
		}
		final Tolerance tolerance = Tolerance.of(settings.precision());
		double largest = 0, difference = 0, squares = 0, differences = 0;
		for (int i = 0; i < expected.predictions.length; i++) {
			largest = Math.max(largest, Math.abs(expected.predictions[i]));
			difference = larger(difference, Math.abs(expected.predictions[i] - actual.predictions[i]));
		}
		for (int i = 0; i < expected.gradients.length; i++) {
			final double d = expected.gradients[i] - actual.gradients[i];
			squares += (double) expected.gradients[i] * expected.gradients[i];
			differences += d * d;
		}
		final double ofPredictions = difference / largest, ofGradients = Math.sqrt(differences / squares);
		final boolean good = ofPredictions <= tolerance.predictions && ofGradients <= tolerance.gradients;
		found.add(String.format(Locale.ROOT,
			"%s: predictions differ from %s by %.1e (at most %.0e), gradients by %.1e (at most %.0e)",
			settings.precision(), reference, ofPredictions, tolerance.predictions, ofGradients, tolerance.gradients),
			good);
	}

	/** Keeps what is not a number. */
	private static double larger(final double a, final double b) {
		return b > a || Double.isNaN(b) ? b : a;
	}

	private Outputs values(final EngineSettings settings) {
		try (NetworkEngine engine = engines.create(network, settings, IMAGES, true)) {
			engine.load(Initialization.heXavier(network, 1));
			draw(engine.input(IMAGES));
			final Predictions p = engine.forward(IMAGES);
			final float[] predictions = new float[p.locations().limit() + p.confidences().limit()];
			p.locations().get(0, predictions, 0, p.locations().limit());
			p.confidences().get(0, predictions, p.locations().limit(), p.confidences().limit());
			final FloatBuffer dLocations = direct(p.locations().limit()),
				dConfidences = direct(p.confidences().limit());
			for (int i = 0; i < dLocations.limit(); i++)
				dLocations.put(i, (float) Math.sin(i) * 1e-3f);
			for (int i = 0; i < dConfidences.limit(); i++)
				dConfidences.put(i, (float) Math.cos(1.3 * i) * 1e-3f);
			engine.backward(dLocations, dConfidences);
			final NamedWeights gradients = engine.gradients().toWeights();
			final FloatBuffer all = FloatBuffer.allocate(Math.toIntExact(network.parameterCount()));
			gradients.arrays().values().forEach(array -> all.put(array.values()));
			return new Outputs(predictions, all.array());
		}
	}

	private void train(final EngineSettings settings, final Findings found) {
		final ExecutorService executor = Executors.newSingleThreadExecutor();
		try (NetworkEngine engine = engines.create(network, settings, IMAGES, true)) {
			engine.load(Initialization.heXavier(network, 1));
			final List<Double> variances = narrow.variances();
			final MultiBoxLoss loss = new MultiBoxLoss(narrow.priors(), CLASSES,
				new BoxCoder(variances.get(0), variances.get(1)), false, executor);
			final FloatBuffer dLocations = direct(IMAGES * network.priors() * 4),
				dConfidences = direct(IMAGES * network.priors() * CLASSES);
			double first = 0, last = 0;
			for (int step = 0; step < STEPS; step++) {
				final List<GroundTruthBoxes> truths = draw(engine.input(IMAGES));
				final LossSums sums = loss.compute(engine.forward(IMAGES), truths, dLocations, dConfidences);
				engine.backward(dLocations, dConfidences);
				final Gradients gradients = engine.gradients();
				gradients.scale(1 / sums.normalizer());
				double squares = 0;
				for (final String layer : gradients.layers())
					squares += Math.pow(gradients.norm(layer), 2);
				gradients.scale(Math.min(1, CLIP / Math.sqrt(squares)));
				engine.step(SgdStep.of(RATE));
				last = sums.loss();
				if (step == 0) first = last;
			}
			final boolean good = last < LOWERED * first;
			found.add(String.format(Locale.ROOT, "%s: %d training steps reduce the loss from %.2f to %.2f",
				settings.precision(), STEPS, first, last), good);
		}
		finally {
			executor.shutdownNow();
		}
	}

	private void time(final EngineSettings settings, final boolean processor, final Findings found) {
		final NetworkSpec full = architecture.network(FULL_CLASSES);
		final NamedWeights weights = Initialization.heXavier(full, 1);
		for (final int batch : processor ? new int[] { 4 } : new int[] { 1, 32 })
			try (NetworkEngine engine = engines.create(full, settings, batch, false)) {
				engine.load(weights);
				draw(engine.input(batch));
				speed(settings.precision() + ": SSD300 predicts at batch " + batch, batch, () -> engine.predict(batch),
					found);
			}
		if (processor) return;
		final int batch = 32;
		try (NetworkEngine engine = engines.create(full, settings, batch, true)) {
			engine.load(weights);
			draw(engine.input(batch));
			final FloatBuffer dLocations = direct(batch * full.priors() * 4),
				dConfidences = direct(batch * full.priors() * FULL_CLASSES);
			speed(settings.precision() + ": SSD300 trains at batch " + batch, batch, () -> {
				engine.forward(batch);
				engine.backward(dLocations, dConfidences);
				engine.step(SgdStep.of(0));
			}, found);
		}
	}

	private static void speed(final String what, final int batch, final Runnable call, final Findings found) {
		call.run();
		call.run();
		int calls = 0;
		final long start = System.nanoTime();
		double seconds;
		do {
			call.run();
			calls++;
			seconds = (System.nanoTime() - start) / 1e9;
		} while (seconds < SECONDS);
		found.add(String.format(Locale.ROOT, "%s: %.1f images/s, %.2f ms per call", what, batch * calls / seconds,
			1e3 * seconds / calls));
	}

	/** Draws a bright rectangle on a wavy ground into every image. */
	private static List<GroundTruthBoxes> draw(final FloatBuffer input) {
		final int size = 300, pixels = size * size, images = input.limit() / (3 * pixels);
		final List<GroundTruthBoxes> truths = new ArrayList<>();
		for (int n = 0; n < images; n++) {
			final int left = 40 + 50 * (n % 3), top = 60 + 30 * (n % 4), width = 90, height = 110;
			for (int c = 0; c < 3; c++)
				for (int y = 0; y < size; y++)
					for (int x = 0; x < size; x++) {
						final boolean inside = x >= left && x < left + width && y >= top && y < top + height;
						input.put((n * 3 + c) * pixels + y * size + x,
							inside ? 1.5f - 0.3f * c : (float) (-1 + 0.5 * Math.sin(0.1 * x + 0.07 * y + n)));
					}
			final float s = size;
			truths.add(new GroundTruthBoxes(new float[] { left / s, top / s, (left + width) / s, (top + height) / s },
				new int[] { 1 + n % (CLASSES - 1) }));
		}
		return truths;
	}

	private static FloatBuffer direct(final int floats) {
		return ByteBuffer.allocateDirect(Math.multiplyExact(Float.BYTES, floats)).order(ByteOrder.nativeOrder())
			.asFloatBuffer();
	}
}
