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
package sc.fiji.ssd.engine.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Presets;

/** Plans SSD300 and networks that cannot be planned. */
class NetworkPlanTest {

	private static final NetworkSpec SSD300 = Presets.load("ssd300-voc").network(21);

	@Test
	void headsComeBehindTheirMapAndAreOneConvolution() {
		final NetworkPlan plan = NetworkPlan.of(SSD300);
		final List<String> names = plan.operations().stream().map(o -> o.layer().name()).toList();
		assertEquals(SSD300.layers().size() - 6, names.size());
		final int map = names.indexOf("conv4_3");
		assertEquals(List.of("conv4_3_norm", "conv4_3_norm_mbox_loc", "pool4"), names.subList(map + 1, map + 4));
		assertEquals(List.of(map + 1, map + 3), plan.operations().get(map).readers());
		final LayerPlan head = plan.operations().get(map + 2);
		assertEquals(4 * (4 + 21), head.channels());
		assertEquals(38, head.size());
		assertEquals(List.of(0, 5776, 7942, 8542, 8692, 8728),
			plan.operations().stream().filter(o -> o.head() != null).map(o -> o.head().firstPrior()).toList());
		for (int i = 0; i < names.size(); i++)
			assertTrue(plan.operations().get(i).input() < i, names.get(i));
	}

	@Test
	void everyReluHasItsDerivativeTakenOnceAsLateAsPossible() {
		final NetworkPlan plan = NetworkPlan.of(SSD300);
		for (final LayerPlan o : plan.operations()) {
			final String name = o.layer().name();
			final boolean pooledAlone = List.of("conv1_2", "conv2_2", "conv3_3", "conv5_3").contains(name);
			final boolean expected = o.layer() instanceof Layer.MaxPooling
				? !name.equals("pool4")
				: o.head() == null && o.layer() instanceof Layer.Convolution && !pooledAlone;
			assertEquals(expected, o.masks(), name);
		}
	}

	/**
	 * The last operation that reads a map writes its derivative, and the others add to it, unless they are not used.
	 */
	@Test
	void oneReaderWritesTheDerivativeAndTheOthersAdd() {
		final NetworkPlan plan = NetworkPlan.of(SSD300);
		final List<String> adding = plan.operations().stream().filter(LayerPlan::adds).map(o -> o.layer().name())
			.toList();
		assertEquals(List.of("conv4_3_norm", "fc7_mbox_loc", "conv6_2_mbox_loc", "conv7_2_mbox_loc", "conv8_2_mbox_loc"),
			adding);
		assertTrue(plan.operations().stream().allMatch(LayerPlan::used));

		final List<Layer> layers = List.of(new Layer.Convolution("map", NetworkSpec.INPUT, 3, 16, 3, 1, 1, 1, true),
			new Layer.Convolution("loc", "map", 16, 8, 3, 1, 1, 1, false),
			new Layer.Convolution("conf", "map", 16, 6, 3, 1, 1, 1, false), new Layer.MaxPooling("pool", "map", 2, 2, 0),
			new Layer.Convolution("last", "pool", 16, 16, 3, 1, 1, 1, true));
		final NetworkPlan unused = NetworkPlan
			.of(new NetworkSpec(8, 3, layers, List.of(new NetworkSpec.Head("loc", "conf"))));
		assertEquals(List.of(true, true, false, false), unused.operations().stream().map(LayerPlan::used).toList());
		assertTrue(unused.operations().stream().noneMatch(LayerPlan::adds));
	}

	@Test
	void refusesHeadsThatCannotBeJoined() {
		final List<Layer> layers = new ArrayList<>(
			List.of(new Layer.Convolution("map", NetworkSpec.INPUT, 3, 16, 3, 1, 1, 1, true),
				new Layer.Convolution("loc", "map", 16, 8, 3, 1, 1, 1, false),
				new Layer.Convolution("conf", "map", 16, 6, 1, 1, 0, 1, false)));
		final List<NetworkSpec.Head> heads = List.of(new NetworkSpec.Head("loc", "conf"));
		assertThrows(IllegalArgumentException.class, () -> NetworkPlan.of(new NetworkSpec(8, 3, layers, heads)));
		layers.set(2, new Layer.Convolution("conf", "map", 16, 6, 3, 1, 1, 1, false));
		assertEquals(2, NetworkPlan.of(new NetworkSpec(8, 3, layers, heads)).operations().size());
		layers.add(new Layer.MaxPooling("pool", "loc", 2, 2, 0));
		assertThrows(IllegalArgumentException.class, () -> NetworkPlan.of(new NetworkSpec(8, 3, layers, heads)));
	}
}
