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
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.NORMALIZED;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;
import static sc.fiji.ssd.engine.FormulaNetwork.formulaWeights;
import static sc.fiji.ssd.engine.FormulaNetwork.values;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.FormulaNetwork;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.WeightAverage;

/** Batch normalization in other precisions, in both passes together, and on several cards. Runs on the imitated GPU. */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class CardNormalizationTest {

	private static final CudnnEngineProvider PROVIDER = new CudnnEngineProvider();
	private static final int BATCH = 18, CARDS = 2, SHARE = BATCH / CARDS, STEPS = 3;

	@AfterEach
	void asBefore() {
		FakeCard.set("lazy", 0);
		assertEquals(Map.of(), FakeCard.left());
	}

	@Test
	void otherPrecisionsAreCloseToFloat32() {
		NamedWeights expected = null;
		NamedWeights statistics = null;
		for (final String precision : List.of("float32", "tf32", "bfloat16", "float16"))
			try (NetworkEngine engine = PROVIDER.create(NORMALIZED, new EngineSettings("cudnn", "cuda", precision, 0, true),
				2, true))
			{
				engine.load(formulaWeights(NORMALIZED));
				fill(engine.input(2), 11, 1);
				final Predictions p = engine.forward(2);
				engine.backward(values(20, p.locations().limit(), 1e-3), values(30, p.confidences().limit(), 1e-3));
				if (expected == null) {
					expected = engine.gradients().toWeights();
					statistics = engine.weights();
					continue;
				}
				// maps of a few pixels and two images, whose variance is small, magnify any rounding
				for (final String name : List.of("conv3_2.weight", "conv4_3.weight", "conv4_3_norm.weight"))
					assertEquals(1, norm(engine.gradients().toWeights(), name) / norm(expected, name), 0.1,
						precision + " " + name);
				for (final Map.Entry<String, NamedWeights.Array> e : statistics.arrays().entrySet())
					if (e.getKey().endsWith(NamedWeights.VARIANCE) && e.getValue().values().length > 30)
						assertClose(e.getValue().values(), engine.weights().get(e.getKey()).values(), 3e-2,
							precision + " " + e.getKey());
			}
	}

	private static double norm(final NamedWeights weights, final String name) {
		double squares = 0;
		for (final float v : weights.get(name).values())
			squares += v * v;
		return Math.sqrt(squares);
	}

	/** The running statistics move once for each batch, whether the passes are separate or not. */
	@Test
	void bothPassesTogetherGiveWhatSeparateOnesGive() {
		for (final String precision : List.of("float32", "bfloat16", "float16"))
			for (int lazy = 0; lazy < 2; lazy++) {
				FakeCard.set("lazy", lazy);
				final List<float[]> separate = train("cuda:0", precision, false), together = train("cuda:0", precision, true);
				for (int i = 0; i < separate.size(); i++)
					assertArrayEquals(separate.get(i), together.get(i), precision + ", lazy " + lazy + ", array " + i);
			}
	}

	/** Each card has the statistics of its own images; gradients are those of all, running statistics the mean. */
	@Test
	void severalCardsNormalizeTheirOwnImages() {
		final List<NamedWeights> alone = new ArrayList<>();
		final NamedWeights gradients;
		try (NetworkEngine engine = engine("cuda:0", SHARE, "float32")) {
			for (int card = 0; card < CARDS; card++) {
				engine.load(FailingCallsTest.start(FailingCallsTest.NORMALIZED));
				pass(engine, card * SHARE, SHARE, 5);
				alone.add(engine.weights());
			}
			gradients = engine.gradients().toWeights();
		}
		for (int lazy = 0; lazy < 2; lazy++) {
			FakeCard.set("lazy", lazy);
			try (NetworkEngine engine = engine("cuda:0,cuda:1", BATCH, "float32")) {
				engine.load(FailingCallsTest.start(FailingCallsTest.NORMALIZED));
				pass(engine, 0, BATCH, 5);
				final NamedWeights summed = engine.gradients().toWeights(), weights = engine.weights();
				gradients.arrays()
					.forEach((name, array) -> assertClose(array.values(), summed.get(name).values(), 1e-5, name));
				for (final String name : List.of("conv1_bn.running_mean", "conv1_bn.running_var")) {
					final float[] mean = alone.get(0).get(name).values().clone();
					for (int i = 0; i < mean.length; i++)
						mean[i] = (mean[i] + alone.get(1).get(name).values()[i]) / CARDS;
					assertClose(mean, weights.get(name).values(), 1e-5, name);
					assertTrue(mean[0] != 0 && mean[0] != 1, name + " did not move");
				}
			}
		}
	}

	@Test
	void severalCardsGoOnFromSavedStateToTheBit() {
		for (final String devices : List.of("cuda:0", "all")) {
			final NamedWeights unbroken, weights, unbrokenAverage, averaged;
			final OptimizerState state;
			try (NetworkEngine engine = engine(devices, BATCH, "float32")) {
				engine.load(FailingCallsTest.start(FailingCallsTest.NORMALIZED));
				final WeightAverage average = engine.average(engine.weights());
				step(engine, 0, average);
				weights = engine.weights();
				averaged = average.weights();
				state = engine.optimizerState();
				step(engine, 1, average);
				step(engine, 2, average);
				unbroken = engine.weights();
				unbrokenAverage = average.weights();
			}
			try (NetworkEngine engine = engine(devices, BATCH, "float32")) {
				engine.load(weights);
				engine.load(state);
				final WeightAverage average = engine.average(averaged);
				step(engine, 1, average);
				step(engine, 2, average);
				FormulaNetwork.assertSame(unbroken, engine.weights());
				FormulaNetwork.assertSame(unbrokenAverage, average.weights());
			}
		}
	}

	private static NetworkEngine engine(final String devices, final int images, final String precision) {
		return PROVIDER.create(FailingCallsTest.NORMALIZED, new EngineSettings("cudnn", devices, precision, 0, true),
			images, true);
	}

	private static void step(final NetworkEngine engine, final int seed, final WeightAverage average) {
		pass(engine, 0, BATCH, seed);
		engine.step(SgdStep.of(1e-2));
		average.add(0.3f);
	}

	/** @param from first image of the batch that a seed stands for */
	private static void pass(final NetworkEngine engine, final int from, final int images, final int seed) {
		input(engine, from, images, seed);
		engine.forwardBackward(images, (p, first, dLocations, dConfidences) -> differentiate(p, dLocations, dConfidences));
	}

	private static void input(final NetworkEngine engine, final int from, final int images, final int seed) {
		final FloatBuffer to = engine.input(images);
		final int image = to.limit() / images;
		to.put(0, values(seed, (from + images) * image, 1), from * image, images * image);
	}

	private static void differentiate(final Predictions p, final FloatBuffer dLocations, final FloatBuffer dConfidences) {
		for (int i = 0; i < p.locations().limit(); i++)
			dLocations.put(i, 0.01f * p.locations().get(i));
		for (int i = 0; i < p.confidences().limit(); i++)
			dConfidences.put(i, 0.01f * p.confidences().get(i));
	}

	/** @return the weights at the end */
	private static List<float[]> train(final String devices, final String precision, final boolean together) {
		final List<float[]> all = new ArrayList<>();
		try (NetworkEngine engine = engine(devices, BATCH, precision)) {
			engine.load(FailingCallsTest.start(FailingCallsTest.NORMALIZED));
			for (int seed = 0; seed < STEPS; seed++) {
				if (together) pass(engine, 0, BATCH, seed);
				else {
					input(engine, 0, BATCH, seed);
					final Predictions p = engine.forward(BATCH);
					final FloatBuffer dLocations = FloatBuffer.allocate(p.locations().limit()),
						dConfidences = FloatBuffer.allocate(p.confidences().limit());
					differentiate(p, dLocations, dConfidences);
					engine.backward(dLocations, dConfidences);
				}
				engine.step(SgdStep.of(1e-2));
			}
			engine.weights().arrays().values().forEach(array -> all.add(array.values()));
			return all;
		}
	}
}
