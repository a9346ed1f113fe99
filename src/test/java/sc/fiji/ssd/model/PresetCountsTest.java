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

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The counts that are known of the published networks. */
class PresetCountsTest {

	@ParameterizedTest
	@CsvSource({ "ssd300-voc,21,26285486", "ssd512-voc,21,27188676", "ssd300-coco,81,34305206",
		"ssd512-coco,81,36038196", "ssd300-coco,91,35641826" })
	void parameters(final String preset, final int classes, final long parameters) {
		assertEquals(parameters, Presets.load(preset).network(classes).parameterCount());
	}

	@ParameterizedTest
	@CsvSource({ "ssd300-voc,8732", "ssd300-coco,8732", "ssd512-voc,24564", "ssd512-coco,24564" })
	void priors(final String preset, final int priors) {
		assertEquals(priors, Presets.load(preset).priors().size());
		assertEquals(priors, Presets.load(preset).network(21).priors());
	}

	@Test
	void sourceMaps() {
		final int[] expected = { 38, 19, 10, 5, 3, 1 };
		final SsdArchitecture architecture = Presets.load("ssd300-voc");
		final Map<String, Integer> sizes = architecture.network(21).sizes();
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], sizes.get(architecture.sources().get(i).layer()));
	}
}
