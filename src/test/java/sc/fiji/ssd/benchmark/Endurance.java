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

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Presets;

/**
 * Memory of a process that calls one thing again and again: {@code predict} so
 * many times, training steps a twentieth of that, engines that are opened, used and
 * closed a fiftieth. A tenth of the calls is warm-up.
 */
final class Endurance {

	private Endurance() {}

	static Figures of(final BenchmarkSettings what, final EngineService engines) throws IOException {
		final NetworkSpec network = Presets.load(what.text("preset")).network(NetworkTimes.CLASSES);
		final int batch = what.number("batch"), calls = what.number("endurance");
		switch (what.text("mode")) {
			case "predict" :
				try (NetworkEngine engine = Measurements.ready(what, engines, network, false)) {
					return repeat(calls, () -> engine.predict(batch));
				}
			case "steps" :
				try (NetworkEngine engine = Measurements.ready(what, engines, network, true)) {
					return repeat(calls / 20, NetworkTimes.step(engine, batch));
				}
			case "opened" :
				return repeat(calls / 50, () -> {
					try (NetworkEngine engine = Measurements.ready(what, engines, network, false)) {
						engine.predict(batch);
					}
				});
			default :
				throw new IllegalArgumentException("There is nothing to measure as " + what.text("mode"));
		}
	}

	private static Figures repeat(final int calls, final Runnable call) throws IOException {
		final Map<String, Double> figures = new LinkedHashMap<>();
		figures.put("count", (double) calls);
		for (int i = 0; i < calls / 10; i++)
			call.run();
		note("before", figures);
		for (int i = calls / 10; i < calls; i++)
			call.run();
		note("after", figures);
		return new Figures(figures);
	}

	private static void note(final String when, final Map<String, Double> figures) throws IOException {
		for (int i = 0; i < 3; i++)
			System.gc();
		figures.put("rss_" + when, Figures.memory("VmRSS:"));
		figures.put("card_" + when, CardMemory.used());
		figures.put("heap_" + when,
			(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / (double) (1 << 20));
	}
}
