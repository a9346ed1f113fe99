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
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.NARROW;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;
import static sc.fiji.ssd.engine.FormulaNetwork.formulaWeights;
import static sc.fiji.ssd.engine.FormulaNetwork.values;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.EngineContract;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.onednn.OneDnnEngineProvider;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;

/** Holds the engine against PyTorch's values, the contract of all engines, and onednn. Runs where there is a GPU. */
@EnabledIf(value = "usable", disabledReason = "no NVIDIA GPU with cuDNN; FakeCardTest runs it without one")
class CudnnEngineTest extends EngineContract {

	private static final CudnnEngineProvider PROVIDER = new CudnnEngineProvider();

	static boolean usable() {
		return PROVIDER.probe().usable();
	}

	@Override
	protected EngineProvider provider() {
		return PROVIDER;
	}

	@Override
	protected List<EngineSettings> impossible() {
		return List.of(new EngineSettings("cudnn", "cpu", "auto", 0), new EngineSettings("cudnn", "cuda:99", "auto", 0),
			new EngineSettings("cudnn", "auto", "float8", 0));
	}

	/**
	 * Where two values of a pooling's window are equal but for rounding, either may win, which moves one derivative by a
	 * pixel: that is what the tolerance of gradients is for, all others are equal to 1e-5.
	 */
	@Test
	void stepsStayTogetherWithOneDnn() {
		try (NetworkEngine engine = engine("float32", 2, true, true);
			NetworkEngine reference = new OneDnnEngineProvider().create(NARROW,
				new EngineSettings("onednn", "cpu", "float32", 0), 2, true))
		{
			engine.load(formulaWeights());
			reference.load(formulaWeights());
			for (int i = 0; i < 2; i++) {
				final Predictions expected = pass(reference, 2, i), actual = pass(engine, 2, i);
				final double tolerance = i == 0 ? 1e-4 : 1e-2;
				assertClose(copy(expected.locations()), copy(actual.locations()), tolerance, "locations " + i);
				assertClose(copy(expected.confidences()), copy(actual.confidences()), tolerance, "confidences " + i);
				if (i == 0) assertAllClose(reference.gradients().toWeights(), engine.gradients().toWeights(), 1e-2);
				for (final String layer : reference.gradients().layers())
					assertEquals(1, engine.gradients().norm(layer) / reference.gradients().norm(layer),
						i == 0 ? 1e-2 : 5e-2, layer);
				reference.step(SgdStep.of(0.001));
				engine.step(SgdStep.of(0.001));
				assertAllClose(reference.weights(), engine.weights(), i == 0 ? 1e-3 : 2e-2);
			}
		}
	}

	@Test
	void otherPrecisionsAreCloseToFloat32() {
		try (NetworkEngine full = engine("float32", 2, true, false)) {
			full.load(formulaWeights());
			final Predictions expected = pass(full, 2, 1);
			final NamedWeights gradients = full.gradients().toWeights();
			for (final String precision : PROVIDER.probe().precisions())
				try (NetworkEngine engine = engine(precision, 2, true, FakeCard.isHere())) {
					engine.load(formulaWeights());
					final Predictions actual = pass(engine, 2, 1);
					assertClose(copy(expected.locations()), copy(actual.locations()), 3e-2, precision + " locations");
					assertClose(copy(expected.confidences()), copy(actual.confidences()), 3e-2,
						precision + " confidences");
					for (final String layer : full.gradients().layers())
						assertEquals(1, engine.gradients().norm(layer) / full.gradients().norm(layer), 0.1,
							precision + " " + layer);
					assertClose(gradients.get("conv3_2.weight").values(),
						engine.gradients().toWeights().get("conv3_2.weight").values(), 0.2, precision);
				}
		}
	}

	/** The loss is scaled down until the derivatives fit into half. */
	@Test
	void float16BearsLargeDerivatives() {
		try (NetworkEngine half = engine("float16", 1, true, false);
			NetworkEngine full = engine("float32", 1, true, false))
		{
			for (final NetworkEngine engine : List.of(half, full)) {
				engine.load(formulaWeights());
				fill(engine.input(1), 3, 1);
				final Predictions p = engine.forward(1);
				engine.backward(values(20, p.locations().limit(), 50), values(30, p.confidences().limit(), 50));
			}
			for (final String layer : full.gradients().layers())
				assertEquals(1, half.gradients().norm(layer) / full.gradients().norm(layer), 0.1, layer);
		}
	}

	@Test
	void candidatesAreThoseOfThePredictions() {
		final SsdArchitecture architecture = Presets.load("ssd300-voc").withWidth(0.125);
		final double score = 0.3, cv = 0.1, sv = 0.2, max = 1.5;
		try (CandidateEngine engine = (CandidateEngine) engine("float32", 2, false, true)) {
			engine.load(formulaWeights());
			final float[] centers = architecture.priors().centers();
			final CandidateEngine.Slot slot = engine.slots().get(0);
			fill(slot.input(2), 8, 1);
			slot.start(2, new CandidateEngine.Rule(centers, cv, sv, max, score));
			final CandidateEngine.Candidates found = slot.candidates();
			assertNotNull(found);
			fill(engine.input(2), 8, 1);
			final Predictions p = engine.predict(2);
			for (int image = 0; image < 2; image++) {
				int expected = 0;
				for (int k = image * p.priors(); k < (image + 1) * p.priors(); k++) {
					double sum = 0;
					for (int c = 0; c < 4; c++)
						sum += Math.exp(p.confidences().get(4 * k + c));
					for (int c = 1; c < 4; c++)
						if (Math.exp(p.confidences().get(4 * k + c)) / sum > score) expected++;
				}
				assertTrue(expected > 10, "nothing to compare");
				assertEquals(expected, found.counts()[image]);
				for (int i = 0; i < expected; i++) {
					final int at = (image * found.room() + i) * CandidateEngine.Candidates.BYTES;
					final int prior = found.entries().getInt(at), label = found.entries().getInt(at + 4);
					final int k = image * p.priors() + prior;
					double sum = 0;
					for (int c = 0; c < 4; c++)
						sum += Math.exp(p.confidences().get(4 * k + c));
					assertEquals(Math.exp(p.confidences().get(4 * k + label)) / sum, found.entries().getFloat(at + 8),
						1e-6);
					final double w = centers[4 * prior + 2] *
						Math.exp(Math.min(max, p.locations().get(4 * k + 2) * sv));
					final double cx = centers[4 * prior] + p.locations().get(4 * k) * cv * centers[4 * prior + 2];
					assertEquals(cx - w / 2, found.entries().getFloat(at + 12), 1e-6);
					assertEquals(cx + w / 2, found.entries().getFloat(at + 20), 1e-6);
				}
			}
		}
	}

	/** Slots are on their way together, are collected in any order, and each is what it is alone. */
	@Test
	void slotsDoNotMixUpTheirImages() {
		final float[] centers = Presets.load("ssd300-voc").withWidth(0.125).priors().centers();
		final CandidateEngine.Rule rule = new CandidateEngine.Rule(centers, 0.1, 0.2, 1.5, 0.3);
		try (CandidateEngine engine = (CandidateEngine) engine("float32", 2, false, true)) {
			engine.load(formulaWeights());
			final List<? extends CandidateEngine.Slot> slots = engine.slots();
			assertEquals(3, slots.size(), "copies in, computing, copies out");
			final List<List<String>> alone = new ArrayList<>();
			for (int round = 0; round < 6; round++) {
				fill(slots.get(0).input(2), 30 + round, 1);
				slots.get(0).start(2, rule);
				alone.add(entries(slots.get(0).candidates()));
			}
			assertEquals(6, new HashSet<>(alone).size(), "the images must differ");
			for (int round = 0; round < 6; round += slots.size()) {
				for (int k = 0; k < slots.size(); k++) {
					fill(slots.get(k).input(2), 30 + round + k, 1);
					slots.get(k).start(2, rule);
				}
				for (int k = slots.size() - 1; k >= 0; k--)
					assertEquals(alone.get(round + k), entries(slots.get(k).candidates()));
			}
			fill(slots.get(1).input(2), 31, 1);
			slots.get(1).start(2, rule);
			final Predictions again = slots.get(1).predictions();
			fill(engine.input(2), 31, 1);
			assertArrayEquals(copy(engine.predict(2).confidences()), copy(again.confidences()));
		}
	}

	private static List<String> entries(final CandidateEngine.Candidates found) {
		final List<String> all = new ArrayList<>();
		for (int image = 0; image < found.counts().length; image++)
			for (int i = 0; i < found.counts()[image]; i++) {
				final int at = (image * found.room() + i) * CandidateEngine.Candidates.BYTES;
				all.add(image + " " + found.entries().getInt(at) + " " + found.entries().getInt(at + 4) + " " +
					found.entries().getFloat(at + 8) + " " + found.entries().getFloat(at + 12) + " " +
					found.entries().getFloat(at + 20));
			}
		all.sort(null);
		return all;
	}

	@Test
	void deterministicTrainingRepeatsItself() {
		final List<String> precisions = PROVIDER.probe().precisions();
		// the make-believe card computes all alike, and slowly
		for (final String precision : FakeCard.isHere() ? precisions.subList(0, 1) : precisions) {
			final NamedWeights[] twice = new NamedWeights[2];
			for (int i = 0; i < 2; i++)
				try (NetworkEngine engine = engine(precision, 2, true, true)) {
					engine.load(formulaWeights());
					for (int k = 0; k < 3; k++) {
						pass(engine, 2, k);
						engine.step(SgdStep.of(1e-3));
					}
					twice[i] = engine.weights();
				}
			twice[0].arrays().forEach((name, array) -> assertArrayEquals(array.values(), twice[1].get(name).values(),
				precision + " " + name));
		}
	}

	private static NetworkEngine engine(final String precision, final int batch, final boolean training,
		final boolean deterministic)
	{
		return PROVIDER.create(NARROW, new EngineSettings("cudnn", "cuda", precision, 0, deterministic), batch,
			training);
	}

	private static Predictions pass(final NetworkEngine engine, final int n, final int seed) {
		fill(engine.input(n), 10 + seed, 1);
		final Predictions predicted = engine.forward(n);
		engine.backward(values(20, predicted.locations().limit(), 1e-3),
			values(30, predicted.confidences().limit(), 1e-3));
		return predicted;
	}

	private static void assertAllClose(final NamedWeights expected, final NamedWeights actual, final double tolerance) {
		expected.arrays()
			.forEach((name, array) -> assertClose(array.values(), actual.get(name).values(), tolerance, name));
	}
}
