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
package sc.fiji.ssd.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;

import sc.fiji.ssd.Golden;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.dl4j.Dl4jEngineProvider;
import sc.fiji.ssd.image.InputTensor;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.weights.WeightExport;
import sc.fiji.ssd.model.weights.WeightImport;

/**
 * Holds whole networks of published layouts, imported, against PyTorch: raw
 * predictions and detections. The files are too large to be kept, so
 * {@code torch_models.py} writes them; where there is no PyTorch, nothing is
 * tested.
 */
class PyTorchParityTest {

	private static final String PYTHON = System.getProperty("ssd.python", "/usr/bin/python3");
	private static final int IMAGES = 3;

	@TempDir
	private static Path folder;

	@BeforeAll
	static void makeNetworks() throws Exception {
		assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
		assumeTrue(python("-c", "import torch, torchvision, cv2, PIL") == 0, "no PyTorch");
		script("make");
	}

	@ParameterizedTest
	@ValueSource(strings = { "torchvision", "amdegroot" })
	void detectsAsItsOrigin(final String layout) throws IOException {
		final SsdModel model = WeightImport.read(folder.resolve(layout + ".pth"), WeightImport.AUTO, "", List.of());
		assertEquals(layout, model.provenance().get("importedFormat"));
		final JsonObject golden = new Gson().fromJson(Files.readString(folder.resolve("golden.json")),
			JsonObject.class);
		try (NetworkEngine engine = engine(model);
			Detector detector = new Detector(model, engine, DetectionSettings.PAPER))
		{
			for (int i = 0; i < IMAGES; i++) {
				final Img<UnsignedByteType> image = image(i);
				assertRaw(layout + "-" + i, predict(detector, engine, image));
				final List<Detection> expected = new ArrayList<>();
				for (final JsonElement e : golden.getAsJsonArray(layout).get(i).getAsJsonArray())
					expected.add(detection(e.getAsJsonObject(), model));
				// torchvision keeps boxes that clipping has left without an area; nothing is in them
				expected.removeIf(d -> d.box().isEmpty());
				assertDetections(expected, detector.detect(image));
			}
		}
	}

	@Test
	void exportedAndStartedModelsPredictTheSameInPyTorch() throws Exception {
		final SsdArchitecture architecture = Presets.load("ssd300-voc");
		final SsdModel trained = new SsdModel(architecture, List.of("a", "b"),
			new Preprocessing("BGR", List.of(90.0, 100.0, 110.0), 0.5, "auto", "auto"), Map.of(),
			Initialization.heXavier(architecture.network(3), 5));
		WeightExport.write(trained, "safetensors-torchvision", folder.resolve("exported.safetensors"));
		final SsdModel started = WeightImport.read(folder.resolve("vgg16.pth"), WeightImport.AUTO, "", List.of());
		assertEquals("vgg16-torchvision", started.provenance().get("importedFormat"));
		WeightExport.write(started, "safetensors-torchvision", folder.resolve("started.safetensors"));
		script("exported");
		for (final Map.Entry<String, SsdModel> entry : Map.of("exported", trained, "started", started).entrySet()) {
			final SsdModel model = entry.getValue();
			try (NetworkEngine engine = engine(model);
				Detector detector = new Detector(model, engine, DetectionSettings.PAPER))
			{
				assertRaw(entry.getKey(), predict(detector, engine, image(2)));
			}
		}
	}

	private static NetworkEngine engine(final SsdModel model) {
		final NetworkEngine engine = new Dl4jEngineProvider().create(model.network(), EngineSettings.DEFAULT, 1, false);
		engine.load(model.weights());
		return engine;
	}

	private static Predictions predict(final Detector detector, final NetworkEngine engine,
		final Img<UnsignedByteType> image)
	{
		InputTensor.write(detector.prepare(image).picture(), detector.model().preprocessing(), engine.input(1), 0);
		return engine.predict(1);
	}

	/** Both tensors: largest difference over largest magnitude. */
	private static void assertRaw(final String name, final Predictions actual) throws IOException {
		final FloatBuffer expected = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".bin")))
			.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
		assertEquals(expected.limit(), actual.locations().limit() + actual.confidences().limit());
		final int split = actual.locations().limit();
		assertClose(name + " locations", expected.slice(0, split), actual.locations());
		assertClose(name + " confidences", expected.slice(split, expected.limit() - split), actual.confidences());
	}

	private static void assertClose(final String name, final FloatBuffer expected, final FloatBuffer actual) {
		double largest = 0, difference = 0;
		for (int i = 0; i < expected.limit(); i++) {
			largest = Math.max(largest, Math.abs(expected.get(i)));
			difference = Math.max(difference, Math.abs(expected.get(i) - actual.get(i)));
		}
		assertTrue(largest > 0 && difference <= 1e-4 * largest, name + " differ by " + difference + " of " + largest);
	}

	private static Detection detection(final JsonObject golden, final SsdModel model) {
		final double[] box = Golden.doubles(golden.get("box"));
		final int label = golden.get("label").getAsInt();
		return new Detection(new Box(box[0], box[1], box[2], box[3]), label, model.classNames().get(label - 1),
			golden.get("score").getAsDouble());
	}

	/** The same list; only scores that are equal but for rounding may stand in another order. */
	private static void assertDetections(final List<Detection> expected, final List<Detection> actual) {
		assertTrue(expected.size() > 100, "few detections");
		final List<Detection> left = new ArrayList<>(actual);
		for (final Detection e : expected)
			assertTrue(left.removeIf(a -> isSame(e, a)), () -> "not found: " + e + " among " +
				left.stream().filter(a -> a.classIndex() == e.classIndex()).toList());
		assertEquals(List.of(), left);
	}

	private static boolean isSame(final Detection a, final Detection b) {
		return a.classIndex() == b.classIndex() && Math.abs(a.score() - b.score()) <= 1e-4 &&
			Math.abs(a.box().xMin() - b.box().xMin()) <= 0.01 && Math.abs(a.box().yMin() - b.box().yMin()) <= 0.01 &&
			Math.abs(a.box().xMax() - b.box().xMax()) <= 0.01 && Math.abs(a.box().yMax() - b.box().yMax()) <= 0.01;
	}

	private static Img<UnsignedByteType> image(final int i) throws IOException {
		final BufferedImage image = ImageIO.read(folder.resolve(i + ".png").toFile());
		final int width = image.getWidth(), height = image.getHeight();
		final byte[] pixels = new byte[3 * width * height];
		for (int c = 0; c < 3; c++)
			for (int y = 0; y < height; y++)
				for (int x = 0; x < width; x++)
					pixels[(c * height + y) * width + x] = (byte) image.getRaster().getSample(x, y, c);
		return ArrayImgs.unsignedBytes(pixels, width, height, 3);
	}

	private static void script(final String command) throws Exception {
		final Path script = folder.resolve("torch_models.py");
		try (
			InputStream in = PyTorchParityTest.class.getResourceAsStream("/sc/fiji/ssd/golden/weights/torch_models.py"))
		{
			Files.write(script, in.readAllBytes());
		}
		assertEquals(0, python(script.toString(), command, folder.toString()), () -> {
			try {
				return Files.readString(folder.resolve("log"));
			}
			catch (final IOException e) {
				return e.toString();
			}
		});
	}

	private static int python(final String... arguments) throws Exception {
		final List<String> command = new ArrayList<>(List.of(PYTHON));
		command.addAll(List.of(arguments));
		final Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(folder.resolve("log").toFile()).start();
		assertTrue(process.waitFor(300, TimeUnit.SECONDS), "too slow");
		return process.exitValue();
	}
}
