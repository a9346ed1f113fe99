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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;
import static sc.fiji.ssd.engine.FormulaNetwork.fill;
import static sc.fiji.ssd.engine.FormulaNetwork.values;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.engine.dl4j.Dl4jEngineProvider;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;

/** Every variant of the network is the same in both engines: predictions, gradients, and weights after a step. */
class VariantParityTest {

	private static final double WIDTH = 0.03;
	private static final int CLASSES = 4;

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "ssd512-voc", "ssd300-voc-ratio1", "ssd300-voc-ratio2", "ssd300-voc-full-vgg16",
		"ssd300-voc-5maps", "ssd300-voc-4maps", "ssd300-voc-3maps", "ssd300-voc-2maps", "ssd300-voc-1map" })
	void presetsAreTheSameInBothEngines(final String preset) {
		assertParity(Presets.load(preset));
	}

	/** No dilation, heads of 5 x 5, a norm on two maps, a source map before a pooling, two poolings of other kinds. */
	@Test
	void anOwnArchitectureIsTheSameInBothEngines() throws IOException {
		final Path file = folder.resolve("own.json");
		Files.writeString(file,
			"""
			{"name": "own", "inputSize": 61, "headKernel": 5, "variances": [0.1, 0.2], "layers": [
			{"name": "a", "type": "convolution", "channels": 512, "kernel": 5, "stride": 2, "pad": 2},
			{"name": "p", "type": "pooling", "kernel": 3, "stride": 2},
			{"name": "b", "type": "convolution", "channels": 1024, "kernel": 3, "pad": 2, "dilation": 2},
			{"name": "q", "type": "pooling", "kernel": 3, "stride": 1, "pad": 1},
			{"name": "c", "type": "convolution", "channels": 512, "kernel": 2, "stride": 2},
			{"name": "d", "type": "convolution", "channels": 512, "kernel": 7, "pad": 3}], "sources": [
			{"layer": "a", "normScale": 10, "step": 2, "minSize": 5, "ratios": [2]},
			{"layer": "b", "normScale": 20, "step": 4, "minSize": 8, "maxSize": 12, "ratios": [3]},
			{"layer": "q", "step": 4, "minSize": 12},
			{"layer": "d", "step": 8.7, "minSize": 16, "stacked": [{"minSize": 30, "ratios": [2, 3]}]}]}
			""");
		assertParity(Presets.load(file.toString()));
	}

	private static void assertParity(final SsdArchitecture architecture) {
		final NetworkSpec network = architecture.withWidth(WIDTH).network(CLASSES);
		try (NetworkEngine reference = engine(new Dl4jEngineProvider(), network);
			NetworkEngine engine = engine(new OneDnnEngineProvider(), network))
		{
			final Predictions expected = pass(reference), actual = pass(engine);
			assertEquals(architecture.priors().size(), actual.priors());
			assertClose(copy(expected.locations()), copy(actual.locations()), 1e-4, "locations");
			assertClose(copy(expected.confidences()), copy(actual.confidences()), 1e-4, "confidences");
			final NamedWeights expectedGradients = reference.gradients().toWeights(),
				gradients = engine.gradients().toWeights();
			expectedGradients.arrays().forEach((name, array) -> {
				double sum = 0;
				for (final float g : array.values())
					sum += Math.abs(g);
				assertTrue(sum > 0, "no gradient of " + name);
				assertClose(array.values(), gradients.get(name).values(), 1e-3, "gradient of " + name);
			});
			reference.step(SgdStep.of(0.01));
			engine.step(SgdStep.of(0.01));
			final NamedWeights after = engine.weights();
			reference.weights().arrays().forEach(
				(name, array) -> assertClose(array.values(), after.get(name).values(), 1e-3, name + " after a step"));
		}
	}

	private static NetworkEngine engine(final EngineProvider provider, final NetworkSpec network) {
		final NetworkEngine engine = provider.create(network, new EngineSettings("auto", "auto", "float32", 0), 1,
			true);
		engine.load(Initialization.heXavier(network, 3));
		return engine;
	}

	private static Predictions pass(final NetworkEngine engine) {
		fill(engine.input(1), 5, 2);
		final Predictions predicted = engine.forward(1);
		engine.backward(values(6, predicted.locations().limit(), 1), values(7, predicted.confidences().limit(), 1));
		return predicted;
	}
}
