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

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.NARROW;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;
import static sc.fiji.ssd.engine.FormulaNetwork.formulaWeights;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.EngineDescription;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.onednn.layer.Precision;
import sc.fiji.ssd.engine.onednn.primitives.OpenMp;
import sc.fiji.ssd.engine.onednn.primitives.Threads;
import sc.fiji.ssd.engine.plan.NetworkPlan;
import sc.fiji.ssd.engine.plan.PlannedEngine;

/** Tiles of rows give what the whole maps give, on every processor. */
class RowTilesParityTest {

	private static final int IMAGES = 3;

	private static OpenMp openMp;

	@BeforeAll
	static void load() {
		assumeTrue(new OneDnnEngineProvider().probe().usable(), "oneDNN cannot be loaded");
		Loader.load(dnnl.class);
		openMp = OpenMp.ofOneDnn();
	}

	/** Maps of 300, 150 and 75 pixels in tiles of 2 rows and more; of 75, the last row has no pair. */
	@Test
	void tilesGiveWhatTheWholeMapsGive() {
		final float[][] whole = predict(Precision.FLOAT32, 0);
		for (final long cache : new long[] { 40_000, 150_000, 333_333, 700_000 }) {
			final float[][] tiles = predict(Precision.FLOAT32, cache);
			assertClose(whole[0], tiles[0], 1e-6, "locations, " + cache);
			assertClose(whole[1], tiles[1], 1e-6, "confidences, " + cache);
		}
	}

	@Test
	void halfPrecisionToo() {
		assumeTrue(new OneDnnEngineProvider().probe().precisions().contains("bfloat16"),
			"this processor has no bfloat16");
		final float[][] whole = predict(Precision.BFLOAT16, 0), tiles = predict(Precision.BFLOAT16, 150_000);
		assertClose(whole[0], tiles[0], 1e-2, "locations");
		assertClose(whole[1], tiles[1], 1e-2, "confidences");
	}

	/** @return locations and confidences */
	private static float[][] predict(final Precision precision, final long cache) {
		final EngineDescription description = new EngineDescription("onednn", "cpu", precision.toString(), "", 2, "");
		final NetworkPlan plan = NetworkPlan.of(NARROW);
		try (NetworkEngine engine = new PlannedEngine(plan, description, IMAGES, false,
			new OneDnnBackend(plan, precision, new Threads(openMp, 2), IMAGES, false, cache)))
		{
			engine.load(formulaWeights());
			fill(engine.input(IMAGES), 1, 100);
			final Predictions predictions = engine.predict(IMAGES);
			return new float[][] { copy(predictions.locations()), copy(predictions.confidences()) };
		}
	}
}
