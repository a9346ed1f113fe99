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
package sc.fiji.ssd.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.SsdException;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Presets;

/** Tests {@link InitialWeights}. */
class InitialWeightsTest {

	@TempDir
	private Path folder;

	@Test
	void takesTheLayersThatFit() {
		final Path file = TestModels.write(folder.resolve("two.ssd"), "a", "b");
		final NamedWeights other = ModelFile.read(file).weights();
		final NetworkSpec network = Presets.load("ssd300-voc").withWidth(TestModels.WIDTH).network(6);
		final InitialWeights.Fitted start = InitialWeights.read(file).fit(network, 99);
		assertEquals(List.of(), start.weights().mismatches(network));
		assertTrue(start.taken().containsAll(List.of("conv1_1", "conv4_3_norm", "fc7", "conv9_2", "fc7_mbox_loc")));
		assertArrayEquals(other.get("conv3_2.weight").values(), start.weights().get("conv3_2.weight").values());
		// six classes instead of three
		assertEquals(6, start.random().size());
		assertTrue(start.random().stream().allMatch(name -> name.endsWith("_mbox_conf")), start.random().toString());
		final String head = "fc7_mbox_conf.weight";
		assertArrayEquals(Initialization.heXavier(network, 99).get(head).values(), start.weights().get(head).values());
		assertFalse(Arrays.equals(other.get(head).shape(), start.weights().get(head).shape()));
	}

	@Test
	void refusesAModelThatHasNothingToGive() {
		final Path file = TestModels.write(folder.resolve("two.ssd"), "a", "b");
		final NetworkSpec wide = Presets.load("ssd300-voc").withWidth(0.75).network(6);
		final String message = assertThrows(SsdException.class, () -> InitialWeights.read(file).fit(wide, 1))
			.getMessage();
		assertTrue(message.startsWith("initial_weights: "), message);
	}
}
