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

package sc.fiji.ssd.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import sc.fiji.ssd.detect.DetectionTimes;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.plan.LayerPlan;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdModel;

/** The network alone: its forward pass, or forward, backward and step. */
final class NetworkTimes {

	/** Background included: those of VOC. */
	static final int CLASSES = 21;

	/** Logit of the background, as in torchvision_ssd.py. */
	private static final float SURE = 8;

	private NetworkTimes() {}

	static Figures of(final BenchmarkSettings what, final EngineService engines) {
		final NetworkSpec network = Presets.load(what.text("preset")).network(CLASSES);
		final boolean train = what.text("mode").equals("train");
		final int batch = what.number("batch");
		try (NetworkEngine engine = Measurements.ready(what, engines, network, train)) {
			return new Figures(
				Map.of("ms", median(train ? step(engine, batch) : () -> engine.predict(batch), what.seconds())));
		}
	}

	/** @return multiplications and additions of convolutions for an image; of a training step thrice as many */
	static double operations(final BenchmarkSettings what) {
		double sum = 0;
		for (final LayerPlan o : NetworkPlan.of(Presets.load(what.text("preset")).network(CLASSES)).operations())
			if (o.layer() instanceof Layer.Convolution c)
				sum += 2.0 * o.size() * o.size() * o.channels() * c.inChannels() * c.kernel() * c.kernel();
		return what.text("mode").matches("train|pipeline") ? 3 * sum : sum;
	}

	/** Images in, boxes out; of random weights, whose background is made as sure as that of a trained model. */
	static Figures detection(final BenchmarkSettings what, final EngineService engines) throws Exception {
		final SsdModel model = FolderTimes.untrained(what);
		for (final NetworkSpec.Head head : model.network().heads()) {
			final float[] bias = model.weights().get(head.confidence() + NamedWeights.BIAS).values();
			for (int i = 0; i < bias.length; i += CLASSES)
				bias[i] = SURE;
		}
		try (NetworkEngine engine = engines.create(model.network(), Measurements.engine(what), what.number("batch"),
			false))
		{
			engine.load(model.weights());
			return new Figures(Map.of("ms", DetectionTimes.milliseconds(model, engine, what.seconds())));
		}
	}

	/** @return milliseconds of the median call, the first aside */
	static double median(final Runnable call, final double seconds) {
		call.run();
		final List<Double> times = new ArrayList<>();
		final long end = System.nanoTime() + (long) (seconds * 1e9);
		while (times.size() < 3 || System.nanoTime() < end) {
			final long start = System.nanoTime();
			call.run();
			times.add((System.nanoTime() - start) / 1e6);
		}
		return Figures.median(times);
	}

	/** Forward, backward with derivatives of a few default boxes, step; what is not set stays as it was, at first 0. */
	static Runnable step(final NetworkEngine engine, final int batch) {
		final int classes = engine.network().classes();
		final NetworkEngine.Loss few = (predictions, first, dLocations, dConfidences) -> {
			for (int i = 0; i < dConfidences.limit(); i += 100 * classes)
				for (int c = i; c < i + classes; c++)
					dConfidences.put(c, 1e-6f * predictions.confidences().get(c));
		};
		return () -> {
			engine.forwardBackward(batch, few);
			engine.step(SgdStep.of(1e-4));
		};
	}
}
