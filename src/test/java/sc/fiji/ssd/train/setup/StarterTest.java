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
package sc.fiji.ssd.train.setup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.model.BatchNormalization;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.library.ModelLibrary;

/** Tests {@link Starter}, and the model that it takes. */
class StarterTest {

	private static final Path FILE = Path.of("src/main/resources/sc/fiji/ssd/models",
		ModelLibrary.starter().name() + ModelFile.ENDING);

	private static DatasetBuilder image(final int side) {
		final DatasetBuilder builder = new DatasetBuilder("data");
		builder.image("a", Path.of("pom.xml"), side, side);
		return builder;
	}

	private static Dataset cells(final int image, final double side) {
		final DatasetBuilder builder = image(image);
		for (int i = 0; i < 20; i++)
			builder.object("a", new GroundTruth(new Box(i, i, i + side, i + side), i % 2 == 0 ? "WBC" : "cell"));
		return builder.build();
	}

	@Test
	void theModelIsSmallAndItsNetworkIsThatOfTheAutoPreset() throws IOException {
		assertTrue(Files.size(FILE) <= 8_000_000, Files.size(FILE) + " bytes");
		final SsdModel model = ModelFile.read(FILE);
		assertTrue(FittedNetwork.isFitted(model.architecture()), "a training that starts from it can be resumed by preset=auto");
		assertTrue(model.normalization() != null, "batch normalization continues");
		final String network = Files.readString(Path.of("macros/starter-network.json"));
		assertTrue(network.contains('"' + model.architecture().name() + '"'), network);
		assertArrayEquals(Presets.load("macros/starter-network.json").priors().corners(), model.priors().corners());
		try (InputStream notes = ModelLibrary.class
			.getResourceAsStream("/sc/fiji/ssd/models/" + ModelLibrary.starter().name() + ".txt"))
		{
			final String text = new String(notes.readAllBytes(), StandardCharsets.UTF_8);
			for (final String part : List.of("MIT License", "Copyright (c) 2017 shenggan", "CC0 1.0", "macros/TrainStarter.ijm"))
				assertTrue(text.contains(part), part);
		}
	}

	@ParameterizedTest
	@CsvSource({ "640, 100, 1, off, ''", "640, 100, 0.25, auto, ''", "2000, 20, 1, auto, ''",
		"640, 100, 0.5, off, the starter model has width 0.25", "2000, 20, 1, off, the median object has 2 pixels",
		"100, 300, 1, off, ''" })
	void thePresetAutoTakesItWhereItsBoxesFit(final int image, final double side, final double width,
		final String tiling, final String reason)
	{
		final Starter starter = Starter.of(cells(image, side), null, width, tiling);
		assertEquals(reason.isEmpty(), starter.weights() != null, starter.line());
		assertTrue(starter.line().startsWith("initial_weights=auto: ") && starter.line().length() < 500, starter.line());
		assertTrue(starter.line().contains(reason.isEmpty() ? ModelLibrary.starter().name() : "from scratch, because " + reason),
			starter.line());
	}

	@Test
	void otherPresetsTakeItWhereTheirLayersHaveItsShapes() {
		final Dataset cells = cells(640, 100);
		assertTrue(Starter.of(cells, Presets.load("ssd300-voc"), 0.25, "auto").weights() != null);
		final Starter full = Starter.of(cells, Presets.load("ssd300-voc"), 1, "auto");
		assertNull(full.weights());
		assertTrue(full.line().contains("layer conv1_1 of ssd300-voc at width 1.0"), full.line());
		assertNull(Starter.of(cells, Presets.load("ssd300-voc-full-vgg16"), 0.25, "auto").weights(), "fc6 is larger");
		assertNull(Starter.of(image(9).build(), null, 1, "auto").weights());
	}

	/** The weights before folding come back, so that the first step learns from what the starter model computes. */
	@Test
	void batchNormalizationContinues() {
		final SsdModel model = ModelFile.read(FILE);
		final List<String> classes = List.of("cell", "WBC");
		final SsdModel start = StartModel.of(model.architecture(), classes, model.preprocessing(), null,
			new InitialWeights(Path.of("starter"), model), 1).model();
		assertEquals(model.normalization().arrays().keySet(), start.normalization().arrays().keySet());
		final BatchNormalization batches = BatchNormalization.of(start.network(), 8);
		final NamedWeights again = batches.fold(batches.begin(start.weights(), start.normalization()));
		for (final Map.Entry<String, NamedWeights.Array> layer : model.weights().arrays().entrySet())
			if (!layer.getKey().contains("_mbox_conf"))
				assertArrayEquals(layer.getValue().values(), again.get(layer.getKey()).values(), 2e-4f, layer.getKey());
	}

	/** Statistics of another layer's values would scale weights that are drawn at random. */
	@Test
	void layersThatAreNotTakenHaveNoStatistics() {
		final SsdModel model = ModelFile.read(FILE);
		final SsdModel start = StartModel.of(Presets.load("ssd300-voc-full-vgg16").withWidth(0.25), List.of("cell"),
			Preprocessing.CAFFE, null, new InitialWeights(Path.of("starter"), model), 1).model();
		assertTrue(start.normalization().arrays().containsKey("conv1_1_bn.weight"));
		assertTrue(model.normalization().arrays().containsKey("fc6_bn.weight"));
		assertFalse(start.normalization().arrays().keySet().stream().anyMatch(name -> name.startsWith("fc6_bn")));
	}
}
