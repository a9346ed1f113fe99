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
package sc.fiji.ssd.model.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/** What is exported comes back with all that the model knew. */
class WeightExportTest {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "safetensors-amdegroot", "safetensors-torchvision" })
	void comesBack(final String format) {
		final SsdArchitecture narrow = Presets.load("ssd512-coco").withWidth(0.01);
		final SsdModel model = new SsdModel(narrow, List.of("nucleus"),
			new Preprocessing("BGR", List.of(1.0, 2.0, 3.0), 0.5, "2", "percentile"), Map.of(),
			Initialization.heXavier(narrow.network(2), 1));
		final Path file = folder.resolve("m.safetensors");
		WeightExport.write(model, format, file);
		final SsdModel back = WeightImport.read(file, WeightImport.AUTO, "", List.of());
		assertEquals(narrow, back.architecture());
		assertEquals(model.classNames(), back.classNames());
		assertEquals(new Preprocessing("RGB", List.of(3.0, 2.0, 1.0), 1, "2", "percentile"), back.preprocessing());
		model.weights().arrays().forEach((name, array) -> {
			final float[] values = back.weights().get(name).values();
			if (!name.equals("conv1_1.weight")) assertArrayEquals(array.values(), values, name);
			// blue's weights, for pixels of half the scale, are where red's were
			else for (int i = 0; i < 9; i++)
				assertEquals(0.5f * array.values()[i], values[18 + i], name);
		});
	}

	@Test
	void whatALayoutCannotNameIsRefused() {
		final SsdArchitecture preset = Presets.load("ssd300-voc").withWidth(0.01);
		final SsdArchitecture twoNorms = new SsdArchitecture("two norms", preset.inputSize(), 0.01, preset.layers(),
			List.of(preset.sources().get(0), new SsdArchitecture.SourceMap("conv5_3", 20, 16, 60, 111, List.of(2.0), List.of())),
			preset.variances(), false, preset.clipping(), null, null, 0);
		final SsdModel model = new SsdModel(twoNorms, List.of("a"), Preprocessing.CAFFE, Map.of(),
			Initialization.heXavier(twoNorms.network(2), 1));
		final Path file = folder.resolve("m.safetensors");
		final UserException e = assertThrows(UserException.class,
			() -> WeightExport.write(model, "safetensors-amdegroot", file));
		assertEquals(1, e.getMessage().lines().count());
		assertTrue(Files.notExists(file));
	}
}
