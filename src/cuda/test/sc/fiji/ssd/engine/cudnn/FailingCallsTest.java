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
import static org.junit.jupiter.api.Assertions.fail;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import sc.fiji.ssd.engine.CandidateEngine;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.FormulaNetwork;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.WeightAverage;
import sc.fiji.ssd.engine.cudnn.convolution.KernelCache;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Initialization;

/**
 * Lets every single call of the driver, NVRTC and cuDNN fail once, from the opening of an engine to its closing: the
 * result is then right or there is a line for the user, nothing is left on the GPU, and the JVM lives. Runs on the
 * imitated GPU.
 */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class FailingCallsTest {

	private static final CudnnEngineProvider PROVIDER = new CudnnEngineProvider();
	private static final int IMAGES = 2, MOST_CHARACTERS = 500;
	/** Whether really every call fails, in each way. */
	private static final boolean ALL = Boolean.getBoolean("ssd.fakecard.all");
	/** A call that lacks memory is met less often: the first failures of a kind are all different, later ones are not. */
	private static final int MEMORY_STEP = ALL ? 1 : 3;
	/** Only some of the many calls on several GPUs fail. */
	private static final int SEVERAL_STEP = ALL ? 1 : 11, SEVERAL_IMAGES = 32, NORMALIZED_STEP = ALL ? 1 : 7;

	static final NetworkSpec NETWORK = new NetworkSpec(12, 3, List.of( //
		new Layer.Convolution("conv1", NetworkSpec.INPUT, 3, 8, 3, 1, 1, 1, true), //
		new Layer.MaxPooling("pool1", "conv1", 2, 2, 0), //
		new Layer.L2Norm("norm", "pool1", 8, 20), //
		new Layer.Convolution("location", "norm", 8, 8, 3, 1, 1, 1, false), //
		new Layer.Convolution("confidence", "norm", 8, 6, 3, 1, 1, 1, false)),
		List.of(new NetworkSpec.Head("location", "confidence")));

	/** The same with batch normalization. */
	static final NetworkSpec NORMALIZED = new NetworkSpec(12, 3, List.of( //
		new Layer.Convolution("conv1", NetworkSpec.INPUT, 3, 8, 3, 1, 1, 1, false), //
		new Layer.BatchNorm("conv1_bn", "conv1", 8), //
		new Layer.MaxPooling("pool1", "conv1_bn", 2, 2, 0), //
		new Layer.L2Norm("norm", "pool1", 8, 20), //
		new Layer.Convolution("location", "norm", 8, 8, 3, 1, 1, 1, false), //
		new Layer.Convolution("confidence", "norm", 8, 6, 3, 1, 1, 1, false)),
		List.of(new NetworkSpec.Head("location", "confidence")));

	/** @return weights to begin with; norms begin with what PyTorch gives them */
	static NamedWeights start(final NetworkSpec network) {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>(
			Initialization.heXavier(NETWORK, 1).arrays());
		network.parameterShapes().forEach((name, shape) -> arrays.computeIfAbsent(name, n -> {
			final float[] values = new float[shape[0]];
			if (n.endsWith(NamedWeights.WEIGHT) || n.endsWith(NamedWeights.VARIANCE)) Arrays.fill(values, 1);
			return new NamedWeights.Array(shape, values);
		}));
		return new NamedWeights(arrays);
	}

	/** The n-th call is always the same one. */
	@BeforeEach
	void buildOneAfterAnother() {
		System.setProperty(KernelBuildsTest.BUILDERS, "1");
	}

	@AfterEach
	void buildInParallel() {
		System.clearProperty(KernelBuildsTest.BUILDERS);
	}

	@Test
	void training() {
		everyCallFailsOnce("training", 1, () -> train(NETWORK, "cuda", IMAGES));
	}

	/**
	 * Running statistics move once, whatever has to be done again. If memory is short, each image is normalized alone, as if
	 * the passes of the images had been accumulated.
	 */
	@Test
	void trainingWithBatchNormalization() {
		final List<float[]> alone = train(NORMALIZED, "cuda", IMAGES, 1, 1),
			laterAlone = train(NORMALIZED, "cuda", IMAGES, IMAGES, 1);
		everyCallFailsOnce("training with batch normalization", NORMALIZED_STEP,
			() -> train(NORMALIZED, "cuda", IMAGES), alone, laterAlone);
	}

	/** Two cards with two parts each. */
	@Test
	void trainingOnSeveralCards() {
		everyCallFailsOnce("training on two cards", SEVERAL_STEP, () -> train(NETWORK, "cuda:0,cuda:1", SEVERAL_IMAGES));
	}

	@Test
	void detection() {
		everyCallFailsOnce("detection", 1, FailingCallsTest::detect);
	}

	/** @param whereMemoryIsShort what is right as well if a call lacked memory */
	@SafeVarargs
	private static void everyCallFailsOnce(final String what, final int step, final Supplier<List<float[]>> work,
		final List<float[]>... whereMemoryIsShort)
	{
		KernelCache.shared().clear();
		final long before = FakeCard.get("calls");
		final List<float[]> expected = work.get();
		final long calls = FakeCard.get("calls") - before;
		assertTrue(calls > 100, "nothing to fail");
		int refused = 0, survived = 0;
		for (int memory = 0; memory < 2; memory++)
			for (long n = 0; n < calls; n += memory == 0 ? step : step * MEMORY_STEP) {
				KernelCache.shared().clear();
				FakeCard.set("fail_for_memory", memory);
				FakeCard.set("fail_at", FakeCard.get("calls") + n);
				final String where = what + ", call " + n + (memory == 0 ? "" : " for memory");
				try {
					final List<float[]> actual = work.get();
					if (memory == 0 || Stream.of(whereMemoryIsShort).noneMatch(other -> areClose(other, actual)))
						for (int i = 0; i < expected.size(); i++)
							assertArrayEquals(expected.get(i), actual.get(i), 1e-4f, where);
					survived++;
				}
				catch (final UserException e) {
					final String message = e.getMessage();
					if (message.contains("\n") || message.length() > MOST_CHARACTERS || message.contains("null"))
						fail(where + ": " + message);
					refused++;
				}
				catch (final RuntimeException e) {
					fail(where + ": " + e, e);
				}
				finally {
					FakeCard.set("fail_at", -1);
				}
				assertEquals(Map.of(), FakeCard.left(), where);
			}
		System.out.println(what + ": " + (step == 1 ? "each" : "every " + step + "th") + " of " + calls + " calls failed once; " + refused +
			" runs ended with a line, " + survived + " with the right result");
		assertEquals(List.of(), FakeCard.breaches());
	}

	private static boolean areClose(final List<float[]> expected, final List<float[]> actual) {
		for (int i = 0; i < expected.size(); i++)
			for (int k = 0; k < expected.get(i).length; k++)
				if (Math.abs(expected.get(i)[k] - actual.get(i)[k]) > 1e-4) return false;
		return true;
	}

	private static NetworkEngine engine(final NetworkSpec network, final String devices, final int images, final boolean training) {
		return PROVIDER.create(network, new EngineSettings("cudnn", devices, "float32", 0, true), images, training);
	}

	private static List<float[]> train(final NetworkSpec network, final String devices, final int images) {
		return train(network, devices, images, images, images);
	}

	/** @param parts for each step, images of a call, whose gradients are accumulated */
	private static List<float[]> train(final NetworkSpec network, final String devices, final int images,
		final int... parts)
	{
		final List<float[]> all = new ArrayList<>();
		NetworkEngine engine = engine(network, devices, parts[0], true);
		try {
			engine.load(start(network));
			WeightAverage average = engine.average(start(network));
			for (int step = 0; step < parts.length; step++) {
				if (parts[step] != engine.maxBatch()) {
					final NamedWeights averaged = average.weights();
					engine = continued(engine, network, devices, parts[step]);
					average = engine.average(averaged);
				}
				all.add(pass(engine, step, images));
				engine.gradients().scale(0.5);
				all.add(new float[] { (float) engine.gradients().norm("conv1") });
				engine.step(SgdStep.of(1e-2));
				average.add(0.5f);
			}
			addAll(average.weights(), all);
			addAll(engine.weights(), all);
			addAll(engine.optimizerState().momentum(), all);
			return all;
		}
		finally {
			engine.close();
		}
	}

	private static NetworkEngine continued(final NetworkEngine before, final NetworkSpec network, final String devices,
		final int part)
	{
		final NamedWeights weights = before.weights();
		final OptimizerState state = before.optimizerState();
		before.close();
		final NetworkEngine engine = engine(network, devices, part, true);
		engine.load(weights);
		engine.load(state);
		return engine;
	}

	/** @return the confidences of a batch, of which the engine computes as many images at once as it can */
	private static float[] pass(final NetworkEngine engine, final int seed, final int images) {
		final int part = engine.maxBatch(), pixels = engine.input(1).limit(),
			scores = NETWORK.priors() * NETWORK.classes();
		final float[] batch = FormulaNetwork.values(seed, images * pixels, 1).array(),
			confidences = new float[images * scores];
		for (int from = 0; from < images; from += part) {
			final int before = from;
			engine.input(part).put(0, batch, from * pixels, part * pixels);
			engine.forwardBackward(part, (p, first, dLocations, dConfidences) -> {
				p.confidences().get(0, confidences, (before + first) * scores, p.confidences().limit());
				for (int i = 0; i < dLocations.limit(); i++)
					dLocations.put(i, 0.01f * p.locations().get(i));
				for (int i = 0; i < dConfidences.limit(); i++)
					dConfidences.put(i, 0.01f * p.confidences().get(i));
			});
		}
		return confidences;
	}

	private static void addAll(final NamedWeights weights, final List<float[]> all) {
		weights.arrays().values().forEach(array -> all.add(array.values()));
	}

	private static List<float[]> detect() {
		final FloatBuffer centers = FormulaNetwork.values(3, NETWORK.priors() * 4, 1);
		final CandidateEngine.Rule rule = new CandidateEngine.Rule(centers.array(), 0.1, 0.2, 1.5, 0.5);
		try (CandidateEngine engine = (CandidateEngine) engine(NETWORK, "cuda", IMAGES, false)) {
			engine.load(Initialization.heXavier(NETWORK, 1));
			final List<float[]> all = new ArrayList<>();
			for (int k = 0; k < 2; k++) {
				final CandidateEngine.Slot slot = engine.slots().get(k);
				fill(slot.input(IMAGES), k, 1);
				slot.start(IMAGES, rule);
				final CandidateEngine.Candidates found = slot.candidates();
				all.add(new float[] { found.counts()[0], found.counts()[1] });
				all.add(copy(slot.predictions().confidences()));
			}
			return all;
		}
	}
}
