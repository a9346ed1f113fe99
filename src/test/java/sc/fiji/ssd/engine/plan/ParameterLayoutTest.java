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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Presets;

/** Places the parameters of SSD300 in both ways. */
class ParameterLayoutTest {

	private static final NetworkSpec SSD300 = Presets.load("ssd300-voc").network(21);
	private static final NetworkPlan PLAN = NetworkPlan.of(SSD300);

	@Test
	void parametersOfAHeadAreNeighboursAndNoTwoOverlap() {
		final ParameterLayout dense = ParameterLayout.dense(PLAN);
		assertEquals(SSD300.parameterCount(), dense.slots().stream().mapToLong(ParameterSlot::length).sum());
		for (final ParameterLayout layout : List.of(dense, ParameterLayout.channelsLast(PLAN, 8))) {
			assertEquals(new ArrayList<>(SSD300.parameterShapes().keySet()),
				layout.slots().stream().map(ParameterSlot::name).toList());
			final List<ParameterSlot> sorted = layout.slots().stream()
				.sorted(Comparator.comparingLong(ParameterSlot::offset)).toList();
			for (int i = 1; i < sorted.size(); i++)
				assertTrue(sorted.get(i - 1).offset() + sorted.get(i - 1).length() <= sorted.get(i).offset(),
					sorted.get(i).name());
			final ParameterSlot last = sorted.get(sorted.size() - 1);
			assertEquals(layout.length(), last.offset() + last.length());
			assertNeighbours(layout, "fc7_mbox_loc.weight", "fc7_mbox_conf.weight");
			assertNeighbours(layout, "fc7_mbox_loc.bias", "fc7_mbox_conf.bias");
			assertFalse(slot(layout, "fc7_mbox_loc.weight").bias());
			assertTrue(slot(layout, "fc7_mbox_loc.bias").bias());
			for (final ParameterSlot slot : sorted)
				assertEquals(slot.shape().length == 4, slot.offset() < layout.kernelLength(), slot.name());
		}
	}

	@Test
	void operationsFindTheirArrays() {
		final ParameterLayout layout = ParameterLayout.dense(PLAN);
		for (final LayerPlan o : PLAN.operations()) {
			if (o.layer().name().startsWith("pool")) {
				assertThrows(IllegalArgumentException.class, () -> layout.offset(o, NamedWeights.WEIGHT));
				assertEquals(List.of(), layout.slots(o.layer().name()));
			}
			else {
				assertEquals(slot(layout, o.layer().name() + ".weight").offset(), layout.offset(o, NamedWeights.WEIGHT));
				assertEquals(0, layout.offset(o, NamedWeights.WEIGHT) % 16);
			}
		}
	}

	@Test
	void kernelsAreStoredChannelsLastWithPaddingAndComeBack() {
		final ParameterLayout layout = ParameterLayout.channelsLast(PLAN, 8);
		final ParameterSlot first = slot(layout, "conv1_1.weight");
		assertEquals(64 * 9 * 8, first.length());
		final float[] values = new float[64 * 3 * 9];
		for (int i = 0; i < values.length; i++)
			values[i] = 1 + i;
		final float[] stored = layout.stored(first, values);
		final int out = 5, in = 2, tap = 7;
		assertEquals(values[(out * 3 + in) * 9 + tap], stored[(out * 9 + tap) * 8 + in]);
		assertEquals(0, stored[(out * 9 + tap) * 8 + 3], "padding");
		assertArrayEquals(values, layout.values(first, stored));

		final ParameterSlot locations = slot(layout, "conv9_2_mbox_loc.bias"),
			confidences = slot(layout, "conv9_2_mbox_conf.bias");
		assertEquals(16, locations.length());
		assertEquals(88, confidences.length(), "84 values, and 4 to make 104 of both");
		final float[] bias = new float[84];
		Arrays.fill(bias, 3);
		assertArrayEquals(bias, layout.values(confidences, layout.stored(confidences, bias)));
	}

	private static void assertNeighbours(final ParameterLayout layout, final String first, final String second) {
		assertEquals(slot(layout, first).offset() + slot(layout, first).length(), slot(layout, second).offset());
	}

	private static ParameterSlot slot(final ParameterLayout layout, final String name) {
		return layout.slots().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
	}
}
