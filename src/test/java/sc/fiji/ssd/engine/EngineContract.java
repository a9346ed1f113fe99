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
package sc.fiji.ssd.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.NARROW;
import static sc.fiji.ssd.engine.FormulaNetwork.NORMALIZED;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.assertEqualsPyTorch;
import static sc.fiji.ssd.engine.FormulaNetwork.assertSame;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;
import static sc.fiji.ssd.engine.FormulaNetwork.formulaWeights;
import static sc.fiji.ssd.engine.FormulaNetwork.values;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.BatchNormalization;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;

/**
 * Holds an engine in float32 against PyTorch's values
 * ({@code golden/network.py}) and against the contract of all engines.
 */
public abstract class EngineContract {

	private static final EngineSettings FLOAT32 = new EngineSettings("auto", "auto", "float32", 0, true);

	/** @return what makes the engine */
	protected abstract EngineProvider provider();

	/** @return settings that this kind of engine cannot follow */
	protected abstract List<EngineSettings> impossible();

	@Test
	void predictionsAndGradientsEqualPyTorch() throws IOException {
		try (NetworkEngine engine = engine(2, true)) {
			assertEqualsPyTorch(engine);
		}
	}

	@Test
	void batchNormalizationEqualsPyTorch() throws IOException {
		assertTrue(provider().normalizesBatches());
		try (NetworkEngine engine = provider().create(NORMALIZED, FLOAT32, 2, true)) {
			assertEqualsPyTorch(engine);
		}
	}

	@Test
	void foldedBatchNormalizationPredictsTheSame() {
		final BatchNormalization normalization = BatchNormalization.of(NARROW, 2);
		try (NetworkEngine engine = provider().create(normalization.trained(), FLOAT32, 2, true);
			NetworkEngine detecting = engine(2, false))
		{
			final NamedWeights start = normalization.begin(Initialization.heXavier(NARROW, 1), null);
			engine.load(statistics(normalization.trained(), start, 0, false));
			fill(engine.input(2), 1000, 1);
			final Predictions trained = engine.forward(2);
			final float[] offsets = offsets(trained), probabilities = probabilities(trained);
			// the running statistics of this batch alone, without the correction of the variance
			detecting.load(normalization.fold(
				statistics(normalization.trained(), engine.weights(), 1 / Layer.BatchNorm.MOMENTUM, true)));
			fill(detecting.input(2), 1000, 1);
			final Predictions predicted = detecting.predict(2);
			assertArrayEquals(offsets, offsets(predicted), 1e-5f);
			assertArrayEquals(probabilities, probabilities(predicted), 1e-5f);
			assertThrows(IllegalStateException.class, () -> engine.predict(2));
		}
		assertThrows(RuntimeException.class, () -> provider().create(normalization.trained(), FLOAT32, 1, false));
	}

	/** Shifts of the boxes as parts of the default boxes' sizes. */
	private static float[] offsets(final Predictions predictions) {
		final float[] all = copy(predictions.locations());
		for (int i = 0; i < all.length; i++)
			all[i] *= i % 4 < 2 ? 0.1f : 0.2f;
		return all;
	}

	private static float[] probabilities(final Predictions predictions) {
		final float[] all = copy(predictions.confidences());
		final int classes = predictions.classes();
		for (int i = 0; i < all.length; i += classes) {
			double sum = 0;
			for (int c = i; c < i + classes; c++)
				sum += Math.exp(all[c]);
			for (int c = i; c < i + classes; c++)
				all[c] = (float) (Math.exp(all[c]) / sum);
		}
		return all;
	}

	/**
	 * @return the weights with all running statistics multiplied; biased: and without the correction of the variances
	 */
	private static NamedWeights statistics(final NetworkSpec network, final NamedWeights weights, final float factor,
		final boolean biased)
	{
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>(weights.arrays());
		for (final Layer layer : network.layers()) {
			if (!(layer instanceof Layer.BatchNorm n)) continue;
			final double count = 2 * Math.pow(network.sizes().get(n.name()), 2);
			for (final String kind : List.of(NamedWeights.MEAN, NamedWeights.VARIANCE)) {
				final NamedWeights.Array array = weights.get(n.name() + kind);
				final float[] scaled = array.values().clone();
				final boolean correct = biased && kind.equals(NamedWeights.VARIANCE);
				for (int i = 0; i < scaled.length; i++)
					scaled[i] *= (float) (factor * (correct ? (count - 1) / count : 1));
				arrays.put(n.name() + kind, new NamedWeights.Array(array.shape(), scaled));
			}
		}
		return new NamedWeights(arrays);
	}

	@Test
	void runningStatisticsGoOnFromSavedStateToTheBit() {
		final NetworkSpec network = NORMALIZED;
		final NamedWeights unbroken;
		try (NetworkEngine engine = provider().create(network, FLOAT32, 2, true)) {
			engine.load(formulaWeights(network));
			batchSteps(engine, 0, 3);
			unbroken = engine.weights();
		}
		final NamedWeights[] saved = new NamedWeights[2];
		try (NetworkEngine engine = provider().create(network, FLOAT32, 2, true)) {
			engine.load(formulaWeights(network));
			batchSteps(engine, 0, 1);
			saved[0] = engine.weights();
			saved[1] = engine.optimizerState().momentum();
		}
		try (NetworkEngine engine = provider().create(network, FLOAT32, 2, true)) {
			engine.load(saved[0]);
			engine.load(new OptimizerState(saved[1]));
			batchSteps(engine, 1, 3);
			assertSame(unbroken, engine.weights());
		}
	}

	private static void batchSteps(final NetworkEngine engine, final int from, final int to) {
		for (int i = from; i < to; i++) {
			fill(engine.input(2), 10 + i, 1);
			final Predictions predicted = engine.forward(2);
			engine.backward(values(20, predicted.locations().limit(), 1e-3),
				values(30, predicted.confidences().limit(), 1e-3));
			engine.step(SgdStep.of(0.01));
		}
	}

	@Test
	void predictEqualsForwardAndDoesNotDependOnTheBatch() {
		final float[] alone, inTraining, amongOthers;
		try (NetworkEngine engine = engine(3, false)) {
			engine.load(formulaWeights());
			fill(engine.input(1), 1000, 1);
			alone = copy(engine.predict(1).confidences());
			final FloatBuffer three = engine.input(3);
			final int image = three.limit() / 3;
			fill(three, 77, 1);
			three.put(2 * image, values(1000, image, 1), 0, image);
			final FloatBuffer all = engine.predict(3).confidences();
			amongOthers = copy(all.slice(2 * all.limit() / 3, all.limit() / 3));
		}
		try (NetworkEngine engine = engine(1, true)) {
			engine.load(formulaWeights());
			fill(engine.input(1), 1000, 1);
			inTraining = copy(engine.forward(1).confidences());
			assertArrayEquals(inTraining, copy(engine.predict(1).confidences()));
		}
		assertClose(alone, inTraining, 1e-5, "in training");
		assertClose(alone, amongOthers, 1e-5, "in a batch");
	}

	@Test
	void gradientsAddUpAndAStepFollowsCaffesRule() {
		try (NetworkEngine engine = engine(1, true)) {
			final NamedWeights before = formulaWeights();
			engine.load(before);
			final NamedWeights once = gradients(engine, 1), twice = gradients(engine, 1);
			assertClose(doubled(once, "fc6.weight"), twice.get("fc6.weight").values(), 1e-5, "two backward passes");
			engine.gradients().scale(0.5);
			engine.gradients().zero("conv1_1");
			assertEquals(0, engine.gradients().norm("conv1_1"));
			engine.step(new SgdStep(0.1, 0.9, 0.01, 2, 0));
			final NamedWeights after = engine.weights(), momentum = engine.optimizerState().momentum();
			final float[] kernel = before.get("fc6.weight").values(), kernelGradient = once.get("fc6.weight").values();
			final float[] bias = before.get("fc6.bias").values(), biasGradient = once.get("fc6.bias").values();
			for (int i = 0; i < kernel.length; i += 997) {
				final double v = 0.1 * (kernelGradient[i] + 0.01 * kernel[i]);
				assertEquals(v, momentum.get("fc6.weight").values()[i], 1e-6);
				assertEquals(kernel[i] - v, after.get("fc6.weight").values()[i], 1e-6);
			}
			for (int i = 0; i < bias.length; i++)
				assertEquals(bias[i] - 0.2 * biasGradient[i], after.get("fc6.bias").values()[i], 1e-6);
			assertArrayEquals(before.get("conv1_1.weight").values(), after.get("conv1_1.weight").values(),
				"a layer whose gradients were zeroed does not move");
			assertEquals(0, engine.gradients().norm("fc6"), "gradients are zero after a step");

			engine.step(new SgdStep(0.1, 0.9, 0, 2, 0));
			final float[] later = engine.weights().get("fc6.weight").values();
			for (int i = 0; i < kernel.length; i += 997)
				assertEquals(after.get("fc6.weight").values()[i] - 0.9 * momentum.get("fc6.weight").values()[i],
					later[i], 1e-6, "momentum continues");
		}
	}

	@Test
	void aTrainingStepIsTheSameToTheBitAndGoesOnFromSavedState() {
		final NamedWeights unbroken = train(formulaWeights(), null, 0, 4);
		assertSame(unbroken, train(formulaWeights(), null, 0, 4));
		final NamedWeights[] saved = new NamedWeights[2];
		try (NetworkEngine engine = engine(2, true)) {
			engine.load(formulaWeights());
			steps(engine, 0, 2);
			saved[0] = engine.weights();
			saved[1] = engine.optimizerState().momentum();
		}
		assertSame(unbroken, train(saved[0], new OptimizerState(saved[1]), 2, 4));
	}

	@Test
	void aMovingAverageFollowsTheWeightsToTheBit() {
		try (NetworkEngine engine = engine(2, true); NetworkEngine detecting = engine(1, false)) {
			engine.load(formulaWeights());
			final NamedWeights begin = Initialization.heXavier(NARROW, 3);
			final WeightAverage average = engine.average(begin);
			assertSame(begin, average.weights());
			NamedWeights expected = begin;
			for (int step = 0; step < 3; step++) {
				steps(engine, step, step + 1);
				average.add(0.3f / (1 + step));
				expected = moved(expected, engine.weights(), 0.3f / (1 + step));
				assertSame(expected, average.weights());
			}
			assertSame(begin, engine.average(begin).weights());
			assertThrows(IllegalArgumentException.class, () -> engine.average(formulaWeights(NORMALIZED)));
			assertThrows(IllegalStateException.class, () -> detecting.average(begin));
		}
	}

	private static NamedWeights moved(final NamedWeights average, final NamedWeights weights, final float share) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>();
		average.arrays().forEach((name, array) -> {
			final float[] values = array.values().clone(), towards = weights.get(name).values();
			for (int i = 0; i < values.length; i++)
				values[i] += share * (towards[i] - values[i]);
			arrays.put(name, new NamedWeights.Array(array.shape(), values));
		});
		return new NamedWeights(arrays);
	}

	@Test
	void fullWidthHasThePapersParametersAndRuns() {
		final NetworkSpec full = Presets.load("ssd300-voc").network(21);
		assertEquals(26_285_486, full.parameterCount());
		try (NetworkEngine engine = provider().create(full, FLOAT32, 1, false)) {
			engine.load(Initialization.heXavier(full, 1));
			fill(engine.input(1), 5, 1);
			final Predictions predicted = engine.predict(1);
			assertEquals(8732 * 21, predicted.confidences().limit());
			for (int i = 0; i < predicted.confidences().limit(); i += 101)
				assertTrue(Float.isFinite(predicted.confidences().get(i)));
		}
	}

	@Test
	void refusesWhatIsNotThereInOneLine() {
		assertTrue(provider().probe().usable(), provider().probe().detail());
		for (final EngineSettings wrong : impossible()) {
			final UserException e = assertThrows(UserException.class, () -> provider().create(NARROW, wrong, 1, false));
			assertEquals(1, e.getMessage().lines().count());
		}
		try (NetworkEngine engine = engine(1, false)) {
			assertThrows(IllegalStateException.class, () -> engine.forward(1));
			assertThrows(IllegalArgumentException.class, () -> engine.input(2));
		}
		final NetworkEngine closed = engine(1, true);
		assertThrows(IllegalStateException.class,
			() -> closed.backward(FloatBuffer.allocate(1), FloatBuffer.allocate(1)));
		closed.close();
		assertThrows(IllegalStateException.class, () -> closed.predict(1));
	}

	private NamedWeights train(final NamedWeights weights, final OptimizerState state, final int from, final int to) {
		try (NetworkEngine engine = engine(2, true)) {
			engine.load(weights);
			if (state != null) engine.load(state);
			steps(engine, from, to);
			return engine.weights();
		}
	}

	private static void steps(final NetworkEngine engine, final int from, final int to) {
		for (int i = from; i < to; i++) {
			gradients(engine, i);
			engine.step(SgdStep.of(0.01));
		}
	}

	private static NamedWeights gradients(final NetworkEngine engine, final int seed) {
		fill(engine.input(1), 10 + seed, 1);
		final Predictions predicted = engine.forward(1);
		engine.backward(values(20, predicted.locations().limit(), 1e-3),
			values(30, predicted.confidences().limit(), 1e-3));
		return engine.gradients().toWeights();
	}

	private static float[] doubled(final NamedWeights weights, final String name) {
		final float[] values = weights.get(name).values().clone();
		for (int i = 0; i < values.length; i++)
			values[i] *= 2;
		return values;
	}

	private NetworkEngine engine(final int batch, final boolean training) {
		return provider().create(NARROW, FLOAT32, batch, training);
	}
}
