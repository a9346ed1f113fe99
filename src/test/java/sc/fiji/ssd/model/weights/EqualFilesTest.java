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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.copy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.Gson;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.FormulaNetwork;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.dl4j.Dl4jEngineProvider;
import sc.fiji.ssd.image.InputTensor;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/** The same network as a {@code .pth} of amdegroot's, for RGB, and as Caffe's files, for BGR, sees the same in a picture. */
class EqualFilesTest {

	private static final SsdArchitecture NARROW = Presets.load("ssd300-voc").withWidth(0.125);
	private static final List<String> CLASSES = List.of("a", "b", "c");

	@TempDir
	private Path folder;

	@Test
	void caffemodelsPredictAsTheEqualPth() throws IOException {
		final Map<String, NamedWeights.Array> rgb = FormulaNetwork.formulaWeights().arrays(),
			renamed = new LinkedHashMap<>(), bgr = new LinkedHashMap<>(rgb);
		SsdLayout.AMDEGROOT.names(NARROW).forEach((ours, theirs) -> renamed.put(theirs, rgb.get(ours)));
		bgr.put("conv1_1.weight", reversed(rgb.get("conv1_1.weight")));
		final SsdModel torch = read("w.pth", TorchWriter.write(renamed));
		assertEquals("amdegroot", torch.provenance().get("importedFormat"));
		final float[][] expected = predict(torch);
		for (final CaffeWriter.Style style : CaffeWriter.Style.values()) {
			final SsdModel caffe = read("w.caffemodel", CaffeWriter.write(new NamedWeights(bgr), style));
			assertEquals("caffe", caffe.provenance().get("importedFormat"));
			final float[][] actual = predict(caffe);
			assertClose(expected[0], actual[0], 1e-5, style + " locations");
			assertClose(expected[1], actual[1], 1e-5, style + " confidences");
		}
	}

	private SsdModel read(final String name, final byte[] bytes) throws IOException {
		final Path preset = Files.writeString(folder.resolve("narrow.json"), new Gson().toJson(NARROW));
		return WeightImport.read(Files.write(folder.resolve(name), bytes), WeightImport.AUTO, preset.toString(),
			CLASSES);
	}

	private static float[][] predict(final SsdModel model) {
		final Picture picture = new Picture(300, 300);
		final Random random = new Random(2);
		for (final float[] plane : picture.planes())
			for (int i = 0; i < plane.length; i++)
				plane[i] = random.nextInt(256);
		try (
			NetworkEngine engine = new Dl4jEngineProvider().create(model.network(), EngineSettings.DEFAULT, 1, false))
		{
			engine.load(model.weights());
			InputTensor.write(picture, model.preprocessing(), engine.input(1), 0);
			final Predictions predictions = engine.predict(1);
			return new float[][] { copy(predictions.locations()), copy(predictions.confidences()) };
		}
	}

	/** Input channels in the other order. */
	private static NamedWeights.Array reversed(final NamedWeights.Array kernel) {
		final float[] from = kernel.values(), to = new float[from.length];
		for (int i = 0; i < from.length; i++)
			to[i] = from[i + 9 * (2 - 2 * (i / 9 % 3))];
		return new NamedWeights.Array(kernel.shape(), to);
	}
}
