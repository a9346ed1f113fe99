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
package sc.fiji.ssd.engine.onednn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.NARROW;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.onednn.OneDnnEngineProvider;
import sc.fiji.ssd.engine.plan.NetworkPlan;

/** Tiles of rows are used where they pay. */
class RowTilesTest {

	@Test
	void onlyLargeMapsWithSmallKernelsAreCut() {
		assumeTrue(new OneDnnEngineProvider().probe().usable(), "oneDNN cannot be loaded");
		assertEquals(List.of(), cut(0));
		assertEquals(List.of("conv1_1", "conv2_1"), cut(40_000), "kernels of conv3 would be read too often");
		assertEquals(List.of("conv1_1", "conv2_1", "conv3_1"), cut(150_000));
		assertEquals(List.of("conv1_1"), cut(2_000_000), "the others fit into the cache");
		assertEquals(List.of(), cut(10_000_000));
	}

	/** @return where tiles begin */
	private static List<String> cut(final long cache) {
		final NetworkPlan plan = NetworkPlan.of(NARROW);
		final Compilation c = new Compilation(
			new Session(null, plan, Precision.FLOAT32, false, cache, null, null, null, null, null), 0, 1, false, null);
		final List<String> names = new ArrayList<>();
		for (int i = 0; i < plan.operations().size(); i++) {
			final RowTiles tiles = RowTiles.from(c, i);
			if (tiles == null) continue;
			names.add(plan.operations().get(i).layer().name());
			i = tiles.last();
		}
		return names;
	}
}
