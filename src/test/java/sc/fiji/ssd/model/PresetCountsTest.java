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
package sc.fiji.ssd.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.engine.NetworkSpec;

/** The counts that are known of the published networks. */
class PresetCountsTest {

	@ParameterizedTest
	@CsvSource({ "ssd300-voc,21,26285486", "ssd512-voc,21,27188676", "ssd300-coco,81,34305206",
		"ssd512-coco,81,36038196", "ssd300-coco,91,35641826", "ssd300-voc-inside,21,26285486",
		// the base with its full fc6 and fc7 has 134260544 parameters up to fc7
		"ssd300-voc-full-vgg16,21,145013294" })
	void parameters(final String preset, final int classes, final long parameters) {
		assertEquals(parameters, Presets.load(preset).network(classes).parameterCount());
	}

	@ParameterizedTest
	@CsvSource({ "ssd300-voc,8732", "ssd300-coco,8732", "ssd512-voc,24564", "ssd512-coco,24564",
		// Table 2: two and four boxes a cell; all maps of the base that is not reduced
		"ssd300-voc-ratio1,3880", "ssd300-voc-ratio2,7760", "ssd300-voc-full-vgg16,8732",
		// Table 3, "# Boxes"
		"ssd300-voc-5maps,8764", "ssd300-voc-4maps,8942", "ssd300-voc-3maps,9864", "ssd300-voc-2maps,9025",
		"ssd300-voc-1map,8664", "ssd300-voc-inside,8732", "ssd300-voc-5maps-inside,8764",
		"ssd300-voc-4maps-inside,8942", "ssd300-voc-3maps-inside,9864", "ssd300-voc-2maps-inside,9025",
		"ssd300-voc-1map-inside,8664" })
	void priors(final String preset, final int priors) {
		assertEquals(priors, Presets.load(preset).priors().size());
		assertEquals(priors, Presets.load(preset).network(21).priors());
	}

	@ParameterizedTest
	@ValueSource(strings = { "ssd300-voc", "ssd300-voc-full-vgg16" })
	void sourceMaps(final String preset) {
		final int[] expected = { 38, 19, 10, 5, 3, 1 };
		final SsdArchitecture architecture = Presets.load(preset);
		final Map<String, Integer> sizes = architecture.network(21).sizes();
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], sizes.get(architecture.sources().get(i).layer()));
	}

	@Test
	void everyPresetHasItsOwnName() {
		for (final String preset : Presets.NAMES)
			assertEquals(preset, Presets.load(preset).name());
	}

	/** Table 3: what is not predicted from is not there. */
	@Test
	void layersBehindTheLastSourceMapFallAway() {
		final NetworkSpec oneMap = Presets.load("ssd300-voc-1map").network(21);
		assertEquals("fc7", oneMap.layers().get(oneMap.layers().size() - 3).name());
		assertEquals(List.of(new NetworkSpec.Head("fc7_mbox_loc", "fc7_mbox_conf")), oneMap.heads());
		assertEquals(20_483_904 + 9 * 1024 * 24 * 25 + 24 * 25, oneMap.parameterCount());
	}

	/** Scales stacked on a map follow one another in a cell. */
	@Test
	void stackedScalesFollowOneAnotherInACell() {
		final float[] boxes = Presets.load("ssd300-voc-1map").priors().centers();
		final double[] sides = { 30, Math.sqrt(30 * 60), 60, Math.sqrt(60 * 111), 111, Math.sqrt(111 * 162), 162,
			Math.sqrt(162 * 213), 213, Math.sqrt(213 * 264), 264, Math.sqrt(264 * 315) };
		for (int i = 0; i < sides.length; i++) {
			final int box = i / 2 * 4 + i % 2;
			assertEquals(sides[i] / 300, boxes[4 * box + 2], 1e-6);
			assertEquals(8 / 300.0, boxes[4 * box], 1e-6);
		}
		assertEquals(24 / 300.0, boxes[4 * 24], 1e-6);
	}
}
