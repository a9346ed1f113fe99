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
package sc.fiji.ssd.engine.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.NARROW;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;
import static sc.fiji.ssd.engine.FormulaNetwork.formulaWeights;
import static sc.fiji.ssd.engine.FormulaNetwork.values;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineContract;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.Predictor;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.dl4j.Dl4jEngineProvider;
import sc.fiji.ssd.engine.onednn.layer.Precision;
import sc.fiji.ssd.engine.onednn.primitives.InstructionSet;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;

/** Holds the engine against PyTorch's values, the contract of all engines, and the engine dl4j. */
class OneDnnEngineTest extends EngineContract {

	private static final String FLOAT32 = "float32";
	private static final String BFLOAT16 = "bfloat16";

	@Override
	protected EngineProvider provider() {
		return new OneDnnEngineProvider();
	}

	@Override
	protected List<EngineSettings> impossible() {
		return List.of(new EngineSettings("onednn", "cuda", "auto", 0),
			new EngineSettings("onednn", "auto", "float16", 0));
	}

	/**
	 * Gradients are compared on equal weights only: later a rounding error may
	 * decide on which side of 0 the input of a ReLU lies.
	 */
	@Test
	void stepsStayTogetherWithDl4j() {
		try (NetworkEngine engine = engine(FLOAT32, 2, true, 0);
			NetworkEngine reference = new Dl4jEngineProvider().create(NARROW, EngineSettings.DEFAULT, 2, true))
		{
			engine.load(formulaWeights());
			reference.load(formulaWeights());
			for (int i = 0; i < 5; i++) {
				final Predictions expected = pass(reference, 2, i), actual = pass(engine, 2, i);
				final double tolerance = i == 0 ? 1e-4 : 1e-2;
				assertClose(copy(expected.locations()), copy(actual.locations()), tolerance, "locations of step " + i);
				assertClose(copy(expected.confidences()), copy(actual.confidences()), tolerance,
					"confidences of step " + i);
				if (i == 0)
					assertAllClose(reference.gradients().toWeights(), engine.gradients().toWeights(), 1e-3,
						"gradient of ");
				reference.step(SgdStep.of(0.001));
				engine.step(SgdStep.of(0.001));
				if (i == 0)
					assertAllClose(reference.optimizerState().momentum(), engine.optimizerState().momentum(), 1e-3,
						"momentum of ");
				assertAllClose(reference.weights(), engine.weights(), 1e-3, "after step " + i + ", ");
			}
		}
	}

	@Test
	void bfloat16IsCloseToFloat32() {
		assumeTrue(provider().probe().precisions().contains(BFLOAT16), "this processor has no bfloat16");
		try (NetworkEngine half = engine(BFLOAT16, 2, true, 0); NetworkEngine full = engine(FLOAT32, 2, true, 0)) {
			half.load(formulaWeights());
			full.load(formulaWeights());
			final Predictions expected = pass(full, 2, 1), actual = pass(half, 2, 1);
			assertClose(copy(expected.locations()), copy(actual.locations()), 3e-2, "locations");
			assertClose(copy(expected.confidences()), copy(actual.confidences()), 3e-2, "confidences");
			for (final String layer : full.gradients().layers())
				assertEquals(1, half.gradients().norm(layer) / full.gradients().norm(layer), 0.1, layer);
		}
	}

	@Test
	void bfloat16LearnsInSmallSteps() {
		assumeTrue(provider().probe().precisions().contains(BFLOAT16), "this processor has no bfloat16");
		final double rate = 1e-4;
		try (NetworkEngine engine = engine(BFLOAT16, 1, true, 0)) {
			final NamedWeights before = formulaWeights();
			engine.load(before);
			pass(engine, 1, 1);
			final float[] gradient = engine.gradients().toWeights().get("fc6.weight").values();
			engine.step(new SgdStep(rate, 0, 0, 1, 0));
			final float[] from = before.get("fc6.weight").values(), to = engine.weights().get("fc6.weight").values();
			int moved = 0;
			for (int i = 0; i < from.length; i++) {
				assertEquals(from[i] - (float) rate * gradient[i], to[i], Math.ulp(from[i]));
				if (from[i] != to[i]) moved++;
			}
			assertTrue(moved > from.length / 4,
				"weights stay in float32; only " + moved + " of " + from.length + " moved");
		}
	}

	@Test
	void bfloat16GradientsAreSummedOverThreads() {
		assumeTrue(provider().probe().precisions().contains(BFLOAT16), "this processor has no bfloat16");
		try (NetworkEngine two = engine(BFLOAT16, 3, true, 2); NetworkEngine one = engine(BFLOAT16, 3, true, 1)) {
			two.load(formulaWeights());
			one.load(formulaWeights());
			pass(two, 3, 1);
			pass(one, 3, 1);
			final NamedWeights first = two.gradients().toWeights();
			assertAllClose(one.gradients().toWeights(), first, 2e-2, "");
			pass(two, 3, 1);
			two.gradients().scale(0.5);
			assertAllClose(first, two.gradients().toWeights(), 1e-6, "the same again: ");
		}
	}

	@Test
	void autoIsBfloat16WhereItIsFaster() {
		final Availability available = provider().probe();
		assertEquals(available.precisions().get(0), precision(EngineSettings.AUTO, false));
		assertEquals(available.precisions().get(0), precision(EngineSettings.AUTO, true));
		assertEquals(FLOAT32, precision(FLOAT32, false));
		assertEquals("avx512_core_amx", new InstructionSet(0xfef).toString());
		assertEquals(List.of(BFLOAT16, FLOAT32), Precision.names(new InstructionSet(0xfef)));
		assertEquals(List.of(FLOAT32, BFLOAT16), Precision.names(new InstructionSet(0x27)), "imitated");
		assertEquals(List.of(FLOAT32), Precision.names(new InstructionSet(0x7)), "avx2");
		assertEquals(List.of(FLOAT32), Precision.names(new InstructionSet(0)), "not x86");
	}

	@Test
	void batchSizesAndThreadsDoNotChangePredictions() {
		for (final String precision : provider().probe().precisions()) {
			final float[] one;
			try (NetworkEngine engine = engine(precision, 3, false, 1)) {
				engine.load(formulaWeights());
				assertEquals(1, engine.description().threads());
				one = first(engine, 1);
				assertClose(one, first(engine, 3), precision.equals(FLOAT32) ? 1e-5 : 1e-2, precision + " in a batch");
				assertArrayEquals(one, first(engine, 1), "again, after another size");
			}
			try (NetworkEngine engine = engine(precision, 3, false, 2)) {
				engine.load(formulaWeights());
				assertClose(one, first(engine, 1), precision.equals(FLOAT32) ? 1e-5 : 1e-2,
					precision + " with two threads");
			}
		}
	}

	/** Also at the same time, after new weights, and with more threads than images. */
	@Test
	void workersGiveWhatTheWholeGives() throws Exception {
		for (final String precision : provider().probe().precisions()) {
			final int length = 3 * NARROW.inputSize() * NARROW.inputSize();
			final FloatBuffer images = FloatBuffer.allocate(5 * length);
			fill(images, 7, 1);
			final boolean together = precision.equals(BFLOAT16) && InstructionSet.effective().hasMatrixUnits();
			final int joint = together ? SmallMaps.IMAGES : 1;
			float[] expected = null;
			for (final int threads : new int[] { 1, 2, 3, 5, 7 })
				try (NetworkEngine engine = engine(precision, 5, false, threads)) {
					engine.load(formulaWeights());
					engine.input(5).put(0, images, 0, 5 * length);
					final float[] whole = copy(engine.predict(5).confidences());
					if (expected == null) expected = whole;
					assertArrayEquals(expected, whole, precision + " with " + threads + " threads");
					engine.load(formulaWeights()); // kernels are to be made again, by whichever worker comes first
					final List<? extends Predictor> workers = engine.workers();
					assertEquals(threads, workers.size());
					final int of = whole.length / 5;
					final ExecutorService pool = Executors.newFixedThreadPool(threads);
					try {
						final List<Future<Void>> done = new ArrayList<>();
						for (final Predictor worker : workers)
							done.add(pool.submit(() -> {
								assertEquals((Math.max(1, 5 / threads) + joint - 1) / joint * joint, worker.maxBatch());
								for (int image = 0; image < 5; image++) {
									worker.input(1).put(0, images, image * length, length);
									assertArrayEquals(Arrays.copyOfRange(whole, image * of, (image + 1) * of),
										copy(worker.predict(1).confidences()));
								}
								final int most = Math.min(5, worker.maxBatch());
								worker.input(most).put(0, images, 0, most * length);
								assertArrayEquals(Arrays.copyOf(whole, most * of),
									copy(worker.predict(most).confidences()), most + " at a time");
								assertThrows(IllegalArgumentException.class, () -> worker.predict(worker.maxBatch() + 1));
								return null;
							}));
						for (final Future<Void> each : done)
							each.get();
					}
					finally {
						pool.shutdown();
					}
				}
		}
		try (NetworkEngine engine = engine(FLOAT32, 2, true, 2); NetworkEngine single = engine(FLOAT32, 1, false, 2)) {
			assertEquals(List.of(engine), engine.workers());
			assertEquals(List.of(single), single.workers());
		}
	}

	/** Half the width has layers that are computed as products of matrices; threads with images of their own change nothing. */
	@Test
	void wideLayersOfOneImageAreThoseOfFloat32() {
		assumeTrue(provider().probe().precisions().contains(BFLOAT16), "this processor has no bfloat16");
		final NetworkSpec half = Presets.load("ssd300-voc").withWidth(0.5).network(4);
		final NamedWeights weights = Initialization.heXavier(half, 3);
		final float[] expected = one(half, weights, FLOAT32, 1, 2);
		float[] apart = null;
		for (final int threads : new int[] { 1, 2, 3 }) {
			final float[] single = one(half, weights, BFLOAT16, 1, threads),
				two = one(half, weights, BFLOAT16, 2, threads);
			assertClose(expected, single, 3e-2, "one image");
			assertClose(expected, two, 3e-2, "the first of two");
			if (apart != null) assertArrayEquals(apart, two, "of two images, " + threads + " threads");
			apart = two;
		}
	}

	private float[] one(final NetworkSpec network, final NamedWeights weights, final String precision, final int batch,
		final int threads)
	{
		try (NetworkEngine engine = provider().create(network, new EngineSettings("onednn", "cpu", precision, threads),
			batch, false))
		{
			engine.load(weights);
			return first(engine, batch);
		}
	}

	@Test
	void enginesThatAreClosedLeaveNothing() {
		for (int i = 0; i < 20; i++)
			open();
		final long before = Pointer.physicalBytes();
		for (int i = 0; i < 40; i++)
			open();
		final long grown = (Pointer.physicalBytes() - before) >> 20;
		assertTrue(grown < 200, "40 engines of about 20 MiB left " + grown + " MiB");
	}

	private void open() {
		try (NetworkEngine engine = engine(FLOAT32, 1, false, 0)) {
			engine.load(formulaWeights());
			engine.predict(1);
		}
	}

	private String precision(final String wanted, final boolean training) {
		try (NetworkEngine engine = engine(wanted, 1, training, 0)) {
			return engine.description().precision();
		}
	}

	private NetworkEngine engine(final String precision, final int batch, final boolean training, final int threads) {
		return provider().create(NARROW, new EngineSettings("onednn", "cpu", precision, threads), batch, training);
	}

	/** Predicts for n images and gives the first one's confidences. */
	private static float[] first(final NetworkEngine engine, final int n) {
		final var input = engine.input(n);
		fill(input, 5, 1);
		final var all = engine.predict(n).confidences();
		return copy(all.slice(0, all.limit() / n));
	}

	private static Predictions pass(final NetworkEngine engine, final int n, final int seed) {
		fill(engine.input(n), 10 + seed, 1);
		final Predictions predicted = engine.forward(n);
		engine.backward(values(20, predicted.locations().limit(), 1e-3),
			values(30, predicted.confidences().limit(), 1e-3));
		return predicted;
	}

	private static void assertAllClose(final NamedWeights expected, final NamedWeights actual, final double tolerance,
		final String what)
	{
		expected.arrays()
			.forEach((name, array) -> assertClose(array.values(), actual.get(name).values(), tolerance, what + name));
	}
}
