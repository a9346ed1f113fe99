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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.WeightAverage;
import sc.fiji.ssd.engine.cudnn.convolution.KernelCache;
import sc.fiji.ssd.model.Presets;

/**
 * How much of a training's time the card works, by the imitated GPU's model of time: SSD300 at full width, batch 32,
 * bfloat16. Nothing is computed. The model has the order of all calls, what waits for what, and how long each takes on
 * a card of 400 sustained teraflops with a link of 50 GB/s; the processor's part is as measured (docs/benchmarks.md).
 */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class TimelineTest {

	private static final CudnnEngineProvider PROVIDER = new CudnnEngineProvider();
	private static final NetworkSpec NETWORK = Presets.load("ssd300-voc").network(21);
	private static final int BATCH = 32, WARM = 3, STEPS = 5;
	/** Microseconds of 16 cores for the loss of an image without its matching, and for its copy into the input. */
	private static final long LOSS = 190, COPY = 20;
	private static final Map<String, Long> MODEL = Map.of("dry", 1L, "teraflops", 400L, "free_mib", 70000L);
	private static final Map<String, Long> NORMAL = Map.of("dry", 0L, "teraflops", 0L, "free_mib", 8000L);

	@BeforeEach
	void model() {
		KernelCache.shared().clear();
		MODEL.forEach(FakeCard::set);
	}

	@AfterEach
	void asBefore() {
		NORMAL.forEach(FakeCard::set);
		KernelCache.shared().clear();
		assertEquals(Map.of(), FakeCard.left());
	}

	@Test
	void theCardWorksNearlyAllOfATrainingStep() {
		final double together = busy("cuda:0", TimelineTest::together), separate = busy("cuda:0", TimelineTest::separate);
		assertTrue(together > 0.95, "the card works " + together + " of the time with a moving average");
		assertTrue(separate < 0.85, "the model shows no waiting: " + separate);
	}

	@Test
	void twoCardsShareTheWork() {
		final double busy = busy("cuda:0,cuda:1", TimelineTest::together);
		assertTrue(busy > 0.7, "each card works " + busy + " of the time");
	}

	private static double busy(final String devices, final Step step) {
		try (NetworkEngine engine = PROVIDER.create(NETWORK, new EngineSettings("cudnn", devices, "bfloat16", 0), BATCH,
			true))
		{
			FakeCard.hostWorks(COPY * BATCH);
			final WeightAverage average = engine.average(engine.weights());
			for (int k = 0; k < WARM; k++)
				step.run(engine, average);
			final long host = FakeCard.get("host_micros"), card = FakeCard.get("busy_micros_0");
			for (int k = 0; k < STEPS; k++)
				step.run(engine, average);
			final double all = FakeCard.get("host_micros") - host, busy = FakeCard.get("busy_micros_0") - card;
			System.out.printf(Locale.ROOT, "%s: a step takes %.1f ms in the model, of which the card works %.1f ms%n",
				engine.description().device(), all / STEPS / 1e3, busy / STEPS / 1e3);
			return busy / all;
		}
	}

	/** A step of a training. */
	private interface Step {

		void run(NetworkEngine engine, WeightAverage average);
	}

	private static void together(final NetworkEngine engine, final WeightAverage average) {
		engine.forwardBackward(BATCH,
			(predictions, first, dLocations, dConfidences) -> FakeCard.hostWorks(LOSS * predictions.images()));
		FakeCard.hostWorks(COPY * BATCH);
		update(engine);
		average.add(0.01f);
	}

	private static void separate(final NetworkEngine engine, final WeightAverage average) {
		final Predictions predictions = engine.forward(BATCH);
		FakeCard.hostWorks(LOSS * BATCH);
		engine.backward(FloatBuffer.allocate(predictions.locations().limit()),
			FloatBuffer.allocate(predictions.confidences().limit()));
		update(engine);
		FakeCard.hostWorks(COPY * BATCH);
	}

	/** With clipping, which waits for the norms. */
	private static void update(final NetworkEngine engine) {
		engine.gradients().scale(0.01);
		for (final String layer : List.of("conv1_1", "conv7"))
			engine.gradients().norm(layer);
		engine.step(SgdStep.of(1e-3));
	}
}
