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

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Random;

import org.scijava.Context;

import sc.fiji.ssd.detect.PostProcessingTimes;
import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Initialization;

/** What a process measures, by its {@code mode}. */
final class Measurements {

	private Measurements() {}

	static Figures of(final BenchmarkSettings what) throws Exception {
		if (what.text("mode").equals("postprocessing")) {
			final PostProcessingCase of = PostProcessingCase.of(what.text("preset"));
			return new Figures(Map.of("ms",
				PostProcessingTimes.milliseconds(of.preset(), of.classes(), of.trained(), of.score(), what.seconds())));
		}
		try (Context context = new Context(EngineService.class)) {
			final EngineService engines = context.service(EngineService.class);
			switch (what.text("mode")) {
				case "forward" :
				case "train" :
					return NetworkTimes.of(what, engines);
				case "detect" :
					return NetworkTimes.detection(what, engines);
				case "training" :
					return Accuracy.train(what, engines);
				case "accuracy" :
					return Accuracy.score(what, engines);
				case "pipeline" :
					return TrainingTimes.of(what, engines);
				case "folder" :
					return FolderTimes.of(what, engines);
				case "latency" :
					return LatencyTimes.of(what, engines);
				default :
					return Endurance.of(what, engines);
			}
		}
	}

	static EngineSettings engine(final BenchmarkSettings what) {
		return new EngineSettings(what.text("engine"), EngineSettings.AUTO, what.text("precision"),
			what.number("threads")).withDeterministic(Boolean.parseBoolean(what.text("deterministic")));
	}

	/** @return an engine with weights that have learned nothing, and with noise as its input */
	static NetworkEngine ready(final BenchmarkSettings what, final EngineService engines, final NetworkSpec network,
		final boolean training)
	{
		final int batch = what.number("batch");
		final NetworkEngine engine = engines.create(network, engine(what), batch, training);
		engine.load(Initialization.heXavier(network, 0));
		noise(engine, batch);
		return engine;
	}

	static void noise(final NetworkEngine engine, final int batch) {
		final Random random = new Random(0);
		final FloatBuffer input = engine.input(batch);
		for (int i = 0; i < input.limit(); i++)
			input.put(i, (float) random.nextGaussian());
	}
}
