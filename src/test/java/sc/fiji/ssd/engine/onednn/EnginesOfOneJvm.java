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

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

import sc.fiji.ssd.engine.Availability;
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.FormulaNetwork;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.dl4j.Dl4jEngineProvider;

/** Probes the engines that are named, and runs those that are usable in this order, all open at the same time. */
final class EnginesOfOneJvm {

	private EnginesOfOneJvm() {}

	/** @param args names of engines; prints a line for each, then how it compares with the first */
	public static void main(final String[] args) {
		final List<NetworkEngine> engines = new ArrayList<>();
		for (final String name : args) {
			final EngineProvider provider = name.equals("dl4j") ? new Dl4jEngineProvider() : new OneDnnEngineProvider();
			final Availability available = provider.probe();
			System.out.println(name + ": " + available.usable() + ", " + available.detail());
			if (!available.usable()) continue;
			final NetworkEngine engine = provider.create(FormulaNetwork.NARROW,
				new EngineSettings(name, "auto", "float32", 2), 1, true);
			engine.load(FormulaNetwork.formulaWeights());
			engines.add(engine);
		}
		float[] expected = null;
		for (int round = 0; round < 2; round++)
			for (final NetworkEngine engine : engines) {
				final FloatBuffer input = engine.input(1);
				FormulaNetwork.fill(input, 3, 1);
				final float[] actual = FormulaNetwork.copy(engine.forward(1).confidences());
				if (expected == null) expected = actual;
				FormulaNetwork.assertClose(expected, actual, 1e-4, engine.description().engine());
			}
		engines.forEach(NetworkEngine::close);
		System.out.println(engines.size() + " agree");
		System.exit(0);
	}
}
