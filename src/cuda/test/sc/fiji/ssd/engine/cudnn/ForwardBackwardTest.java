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
package sc.fiji.ssd.engine.cudnn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Initialization;

/** Both passes with the loss between them, in parts and on several cards. Runs on the imitated GPU. */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class ForwardBackwardTest {

	private static final CudnnEngineProvider PROVIDER = new CudnnEngineProvider();
	private static final int BATCH = 18, PART = 9, FEWER = 4, STEPS = 3;
	private static final long MEMORY = 8000;

	@AfterEach
	void asBefore() {
		FakeCard.set("free_mib", MEMORY);
		FakeCard.set("lazy", 0);
		assertEquals(Map.of(), FakeCard.left());
	}

	/** What a training leaves: predictions and losses on the way, weights and momenta at the end. */
	private record Outcome(List<float[]> all, List<Integer> parts) {}

	@Test
	void partsGiveWhatSeparatePassesGive() {
		for (final String precision : List.of("float32", "bfloat16", "float16"))
			for (int lazy = 0; lazy < 2; lazy++) {
				FakeCard.set("lazy", lazy);
				final Outcome separate = train("cuda:0", precision, false), parts = train("cuda:0", precision, true);
				assertEquals(List.of(0, PART), parts.parts.subList(0, 2));
				same(separate, parts, precision.equals("float32") ? 1e-5 : 3e-2, precision + ", lazy " + lazy);
			}
	}

	@Test
	void cardsTogetherGiveWhatOneGives() {
		final Outcome one = train("cuda:0", "float32", true);
		for (int lazy = 0; lazy < 2; lazy++) {
			FakeCard.set("lazy", lazy);
			for (final String devices : List.of("cuda:0,cuda:1", "all", "cuda:0,cuda:1,cuda:2")) {
				final Outcome several = train(devices, "float32", true);
				same(one, several, 1e-5, devices + ", lazy " + lazy);
				final Outcome again = train(devices, "float32", true);
				for (int i = 0; i < several.all.size(); i++)
					assertArrayEquals(several.all.get(i), again.all.get(i), devices + " repeats itself");
			}
		}
	}

	/** As a training that is resumed: weights and momenta of one engine continue in another. */
	@Test
	void severalCardsGoOnFromSavedState() {
		final List<float[]> unbroken = new ArrayList<>(), resumed = new ArrayList<>();
		final NamedWeights weights;
		final OptimizerState state;
		try (NetworkEngine engine = engine("all", "float32")) {
			engine.load(start());
			step(engine, 0, new ArrayList<>(), new ArrayList<>());
			weights = engine.weights();
			state = engine.optimizerState();
			step(engine, 1, unbroken, new ArrayList<>());
			add(engine.weights(), unbroken);
		}
		try (NetworkEngine engine = engine("all", "float32")) {
			engine.load(weights);
			engine.load(state);
			step(engine, 1, resumed, new ArrayList<>());
			add(engine.weights(), resumed);
		}
		for (int i = 0; i < unbroken.size(); i++)
			assertArrayEquals(unbroken.get(i), resumed.get(i));
	}

	/**
	 * Gradients of batches add up, also of one with fewer images, for which each card makes new programs; what was summed
	 * over the cards once is not summed again.
	 */
	@Test
	void gradientsOfSeveralCardsAddUp() {
		final List<NamedWeights> sums = new ArrayList<>();
		for (final String devices : List.of("cuda:1", "all"))
			try (NetworkEngine engine = engine(devices, "float32")) {
				engine.load(start());
				pass(engine, 1, new ArrayList<>(), new ArrayList<>());
				assertTrue(engine.gradients().norm("conv1") > 0);
				pass(engine, 2, new ArrayList<>(), new ArrayList<>());
				fill(engine.input(FEWER), 3, 1);
				engine.forwardBackward(FEWER,
					(predictions, first, dLocations, dConfidences) -> differentiate(predictions, dLocations, dConfidences));
				engine.gradients().zero("norm");
				engine.gradients().scale(2);
				sums.add(engine.gradients().toWeights());
			}
		sums.get(0).arrays()
			.forEach((name, array) -> assertClose(array.values(), sums.get(1).get(name).values(), 1e-5, name));
		assertEquals(0, sums.get(1).get("norm.weight").values()[0]);
	}

	/** From the call on that lacks memory, half as many images are computed at once, in one place instead of two. */
	@Test
	void partsAreSmallerWhereMemoryIsShort() {
		final Outcome full = train("cuda:0", "float32", true);
		int smaller = 0;
		FakeCard.set("fail_for_memory", 1);
		for (int call = 60; call < 300 && smaller < 8; call += 7) {
			FakeCard.set("fail_at", FakeCard.get("calls") + call);
			try {
				final Outcome less = train("cuda:0", "float32", true);
				same(full, less, 1e-5, "memory for call " + call);
				smaller++;
			}
			catch (final UserException e) {
				assertTrue(e.getMessage().startsWith("device: cuda:0"), e.getMessage());
			}
		}
		FakeCard.set("fail_at", -1);
		FakeCard.set("fail_for_memory", 0);
		assertTrue(smaller >= 3, "each call ended the training");
	}

	@Test
	void aLossThatFailsLeavesTheEngineUsable() {
		try (NetworkEngine engine = engine("all", "float32")) {
			engine.load(start());
			for (int k = 0; k < 2; k++) {
				final int fails = k;
				fill(engine.input(BATCH), 1, 1);
				assertEquals("no", assertThrows(UserException.class,
					() -> engine.forwardBackward(BATCH, (predictions, first, dLocations, dConfidences) -> {
						if (first >= fails * PART) throw new UserException("no");
					})).getMessage());
			}
			pass(engine, 1, new ArrayList<>(), new ArrayList<>());
			engine.step(SgdStep.of(1e-3));
			fill(engine.input(1), 1, 1);
			assertTrue(Float.isFinite(engine.predict(1).locations().get(0)));
		}
	}

	@Test
	void unknownCardsAreRefusedInOneLine() {
		for (final String devices : List.of("cuda:0,cuda:9", "cuda:0,", "cpu,cuda:0", "all,cuda:0")) {
			final String message = assertThrows(UserException.class, () -> engine(devices, "float32")).getMessage();
			assertTrue(message.startsWith("device: '") && message.contains("use cuda:0, cuda:1") && !message.contains("\n"),
				message);
		}
	}

	private static void same(final Outcome expected, final Outcome actual, final double tolerance, final String what) {
		assertEquals(expected.all.size(), actual.all.size());
		for (int i = 0; i < expected.all.size(); i++)
			assertClose(expected.all.get(i), actual.all.get(i), tolerance, what + ", array " + i);
	}

	private static NetworkEngine engine(final String devices, final String precision) {
		return PROVIDER.create(FailingCallsTest.NETWORK, new EngineSettings("cudnn", devices, precision, 0, true), BATCH,
			true);
	}

	private static NamedWeights start() {
		return Initialization.heXavier(FailingCallsTest.NETWORK, 1);
	}

	private static Outcome train(final String devices, final String precision, final boolean together) {
		final Outcome outcome = new Outcome(new ArrayList<>(), new ArrayList<>());
		try (NetworkEngine engine = engine(devices, precision)) {
			engine.load(start());
			for (int step = 0; step < STEPS; step++)
				if (together) step(engine, step, outcome.all, outcome.parts);
				else {
					fill(engine.input(BATCH), step, 1);
					final Predictions p = engine.forward(BATCH);
					outcome.all.add(copy(p.locations()));
					outcome.all.add(copy(p.confidences()));
					final FloatBuffer dLocations = FloatBuffer.allocate(p.locations().limit()),
						dConfidences = FloatBuffer.allocate(p.confidences().limit());
					differentiate(p, dLocations, dConfidences);
					engine.backward(dLocations, dConfidences);
					finish(engine, outcome.all);
				}
			add(engine.weights(), outcome.all);
			add(engine.optimizerState().momentum(), outcome.all);
			return outcome;
		}
	}

	private static void step(final NetworkEngine engine, final int seed, final List<float[]> all, final List<Integer> parts) {
		pass(engine, seed, all, parts);
		fill(engine.input(BATCH), 1000 + seed, 1); // as the next batch does while the card works
		finish(engine, all);
	}

	private static void finish(final NetworkEngine engine, final List<float[]> all) {
		engine.gradients().scale(0.5);
		all.add(new float[] { (float) engine.gradients().norm("conv1") });
		engine.step(SgdStep.of(1e-2));
	}

	private static void pass(final NetworkEngine engine, final int seed, final List<float[]> all, final List<Integer> parts) {
		fill(engine.input(BATCH), seed, 1);
		final float[] locations = new float[BATCH * FailingCallsTest.NETWORK.priors() * 4],
			confidences = new float[BATCH * FailingCallsTest.NETWORK.priors() * FailingCallsTest.NETWORK.classes()];
		engine.forwardBackward(BATCH, (p, first, dLocations, dConfidences) -> {
			parts.add(first);
			final int n = p.images();
			p.locations().get(0, locations, first * (p.locations().limit() / n), p.locations().limit());
			p.confidences().get(0, confidences, first * (p.confidences().limit() / n), p.confidences().limit());
			differentiate(p, dLocations, dConfidences);
		});
		all.add(locations);
		all.add(confidences);
	}

	/** Half the sum of squares, so that derivatives depend on the predictions. */
	private static void differentiate(final Predictions p, final FloatBuffer dLocations, final FloatBuffer dConfidences) {
		for (int i = 0; i < p.locations().limit(); i++)
			dLocations.put(i, 0.01f * p.locations().get(i));
		for (int i = 0; i < p.confidences().limit(); i++)
			dConfidences.put(i, 0.01f * p.confidences().get(i));
	}

	private static void add(final NamedWeights weights, final List<float[]> all) {
		weights.arrays().values().forEach(array -> all.add(array.values()));
	}
}
