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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterAll;
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
import sc.fiji.ssd.engine.EngineProvider;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.engine.dl4j.Dl4jEngineProvider;
import sc.fiji.ssd.engine.onednn.OneDnnEngineProvider;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.weights.WeightExport;
import sc.fiji.ssd.model.weights.WeightImport;

/**
 * Holds whole networks of published layouts, imported, against PyTorch: raw
 * predictions and detections; and what is exported, loaded by PyTorch. The files
 * are too large to be kept, so {@code torch_models.py} writes them; where there is
 * no PyTorch, nothing is tested. All layouts on twenty images:
 *
 * <pre>{@code
 * mvn test -Dtest=PyTorchParityTest -Dssd.parity.images=20 [-Dssd.parity.engine=onednn]
 * [-Dssd.parity.layouts=torchvision] [-Dssd.python=PATH]
 * }</pre>
 */
class PyTorchParityTest {

	private static final String PYTHON = System.getProperty("ssd.python", "/usr/bin/python3");
	private static final int IMAGES = Integer.getInteger("ssd.parity.images", 2);
	/** Those that take long are for those who ask. */
	private static final boolean ALL = System.getProperty("ssd.parity.images") != null;
	private static final List<String> LAYOUTS = List.of(System
		.getProperty("ssd.parity.layouts", ALL ? "torchvision,amdegroot,lufficc,amdegroot512" : "torchvision,amdegroot")
		.split(","));
	private static final EngineProvider ENGINE = System.getProperty("ssd.parity.engine", "dl4j").equals("onednn")
		? new OneDnnEngineProvider()
		: new Dl4jEngineProvider();
	private static final double RAW = 1e-4, SCORE = 1e-4, PIXELS = 0.01;

	@TempDir
	private static Path folder;

	/** What was compared, and by how much it differed. */
	private static final Map<String, double[]> FIGURES = new LinkedHashMap<>();

	@BeforeAll
	static void makeNetworks() throws Exception {
		assumeTrue(Files.isExecutable(Path.of(PYTHON)), "no " + PYTHON);
		assumeTrue(python("-c", "import torch, torchvision, cv2, PIL") == 0, "no PyTorch");
		script("make", LAYOUTS.toArray(new String[0]));
	}

	@AfterAll
	static void report() {
		if (ALL)
			FIGURES.forEach((what, d) -> System.out.printf(
				"%s: locations %.1e, confidences %.1e of the largest; %.0f detections, scores differ by %.1e, boxes by %.4f px%n",
				what, d[0], d[1], d[2], d[3], d[4]));
	}

	@ParameterizedTest
	@ValueSource(strings = { "torchvision", "amdegroot", "lufficc", "amdegroot512" })
	void detectsAsItsOrigin(final String layout) throws IOException {
		assumeTrue(LAYOUTS.contains(layout), "opt-in, takes long: -Dssd.parity.images=20");
		final SsdModel model = WeightImport.read(folder.resolve(layout + ".pth"), WeightImport.AUTO, "", List.of());
		assertEquals(layout.replace("512", ""), model.provenance().get("importedFormat"));
		assertEquals(layout.endsWith("512") ? 512 : 300, model.architecture().inputSize());
		compare(layout, model, golden("golden", layout));
	}

	/** What users of PyTorch do with it: a strict load into the module whose names it has. */
	@Test
	void exportedModelsPredictTheSameInPyTorch() throws Exception {
		final SsdArchitecture architecture = Presets.load("ssd300-voc");
		final SsdModel trained = new SsdModel(architecture, List.of("a", "b"),
			new Preprocessing("BGR", List.of(90.0, 100.0, 110.0), 0.5, "auto", "auto"), Map.of(),
			Initialization.heXavier(architecture.network(3), 5));
		for (final String layout : List.of("torchvision", "amdegroot"))
			WeightExport.write(trained, "safetensors-" + layout, folder.resolve("exported-" + layout + ".safetensors"));
		final SsdModel started = spread(
			WeightImport.read(folder.resolve("vgg16.pth"), WeightImport.AUTO, "", List.of()));
		assertEquals("vgg16-torchvision", started.provenance().get("importedFormat"));
		WeightExport.write(started, "safetensors-torchvision", folder.resolve("started.safetensors"));
		script("exported");
		compare("exported-torchvision", trained, null);
		compare("exported-amdegroot", trained, null);
		compare("started", started, golden("started", "started"));
	}

	/** Heads as of a trained model: scores apart from one another, most of them of the background. */
	private static SsdModel spread(final SsdModel model) throws IOException {
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>(model.weights().arrays());
		final NetworkSpec network = model.network();
		try (NetworkEngine engine = engine(model);
			Detector detector = new Detector(model, engine, DetectionSettings.PAPER))
		{
			final Predictions raw = predict(detector, engine, image("spread-0"));
			final Map<String, Integer> sizes = network.sizes();
			int prior = 0;
			for (final NetworkSpec.Head head : network.heads()) {
				final int size = sizes.get(head.location());
				final int boxes = size * size * arrays.get(head.location() + NamedWeights.BIAS).values().length / 4;
				scale(arrays, head.location(), 0.7, raw.locations(), 4 * prior, 4 * boxes, 4);
				scale(arrays, head.confidence(), 2, raw.confidences(), network.classes() * prior,
					network.classes() * boxes, network.classes());
				prior += boxes;
			}
		}
		return new SsdModel(model.architecture(), model.classNames(), model.preprocessing(), model.provenance(),
			new NamedWeights(arrays));
	}

	/** Gives a head's outputs a standard deviation, and the background, where there is one, a bias. */
	private static void scale(final Map<String, NamedWeights.Array> arrays, final String head, final double deviation,
		final FloatBuffer outputs, final int begin, final int count, final int numbers)
	{
		double squares = 0;
		for (int i = begin; i < begin + count; i++)
			squares += (double) outputs.get(i) * outputs.get(i);
		final double factor = deviation / Math.sqrt(squares / count);
		final NamedWeights.Array weight = arrays.get(head + NamedWeights.WEIGHT);
		final float[] values = weight.values().clone(), biases = new float[weight.shape()[0]];
		for (int i = 0; i < values.length; i++)
			values[i] *= factor;
		if (numbers > 4) for (int i = 0; i < biases.length; i += numbers)
			biases[i] = 7;
		arrays.put(head + NamedWeights.WEIGHT, new NamedWeights.Array(weight.shape(), values));
		arrays.put(head + NamedWeights.BIAS, new NamedWeights.Array(new int[] { biases.length }, biases));
	}

	/** @param detections of PyTorch, image by image; null: only the predictions are compared */
	private static void compare(final String name, final SsdModel model, final JsonElement detections)
		throws IOException
	{
		final double[] figures = FIGURES.computeIfAbsent(name, key -> new double[5]);
		try (NetworkEngine engine = engine(model);
			Detector detector = new Detector(model, engine, DetectionSettings.PAPER))
		{
			for (int i = 0; i < IMAGES; i++) {
				final Img<UnsignedByteType> image = image(name + "-" + i);
				assertRaw(name + "-" + i, predict(detector, engine, image), figures);
				if (detections == null) continue;
				final List<Detection> expected = new ArrayList<>();
				for (final JsonElement e : detections.getAsJsonArray().get(i).getAsJsonArray())
					expected.add(detection(e.getAsJsonObject(), model));
				// torchvision keeps boxes that clipping has left without an area; nothing is in them
				expected.removeIf(d -> d.box().isEmpty());
				assertDetections(name + "-" + i, expected, detector.detect(image), figures);
			}
		}
	}

	private static JsonElement golden(final String file, final String layout) throws IOException {
		return new Gson().fromJson(Files.readString(folder.resolve(file + ".json")), JsonObject.class).get(layout);
	}

	private static NetworkEngine engine(final SsdModel model) {
		final NetworkEngine engine = ENGINE.create(model.network(),
			new EngineSettings(EngineSettings.AUTO, EngineSettings.AUTO, "float32", 0), 1, false);
		engine.load(model.weights());
		return engine;
	}

	private static Predictions predict(final Detector detector, final NetworkEngine engine,
		final Img<UnsignedByteType> image)
	{
		engine.input(1).put(0, detector.prepare(image).input());
		return engine.predict(1);
	}

	/** Both tensors: largest difference over largest magnitude. */
	private static void assertRaw(final String name, final Predictions actual, final double[] figures)
		throws IOException
	{
		final FloatBuffer expected = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(name + ".bin")))
			.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
		assertEquals(expected.limit(), actual.locations().limit() + actual.confidences().limit());
		final int split = actual.locations().limit();
		figures[0] = Math.max(figures[0],
			difference(name + " locations", expected.slice(0, split), actual.locations()));
		figures[1] = Math.max(figures[1],
			difference(name + " confidences", expected.slice(split, expected.limit() - split), actual.confidences()));
	}

	private static double difference(final String name, final FloatBuffer expected, final FloatBuffer actual) {
		double largest = 0, difference = 0;
		for (int i = 0; i < expected.limit(); i++) {
			largest = Math.max(largest, Math.abs(expected.get(i)));
			difference = Math.max(difference, Math.abs(expected.get(i) - actual.get(i)));
		}
		assertTrue(largest > 0 && difference <= RAW * largest, name + " differ by " + difference + " of " + largest);
		return difference / largest;
	}

	private static Detection detection(final JsonObject golden, final SsdModel model) {
		final double[] box = Golden.doubles(golden.get("box"));
		final int label = golden.get("label").getAsInt();
		return new Detection(new Box(box[0], box[1], box[2], box[3]), label, model.classNames().get(label - 1),
			golden.get("score").getAsDouble());
	}

	/** The same list; only scores that are equal but for rounding may stand in another order. */
	private static void assertDetections(final String name, final List<Detection> expected,
		final List<Detection> actual, final double[] figures)
	{
		assertTrue(expected.size() > 100, name + ": few detections");
		final List<Detection> left = new ArrayList<>(actual);
		for (final Detection e : expected) {
			final Detection found = left.stream().filter(a -> isSame(e, a)).findFirst()
				.orElseThrow(() -> new AssertionError(name + ": not found: " + e + " among " +
					left.stream().filter(a -> a.classIndex() == e.classIndex()).toList()));
			left.remove(found);
			figures[2]++;
			figures[3] = Math.max(figures[3], Math.abs(e.score() - found.score()));
			figures[4] = Math.max(figures[4], distance(e.box(), found.box()));
		}
		assertEquals(List.of(), left, name);
	}

	private static boolean isSame(final Detection a, final Detection b) {
		return a.classIndex() == b.classIndex() && Math.abs(a.score() - b.score()) <= SCORE &&
			distance(a.box(), b.box()) <= PIXELS;
	}

	private static double distance(final Box a, final Box b) {
		return Math.max(Math.max(Math.abs(a.xMin() - b.xMin()), Math.abs(a.yMin() - b.yMin())),
			Math.max(Math.abs(a.xMax() - b.xMax()), Math.abs(a.yMax() - b.yMax())));
	}

	private static Img<UnsignedByteType> image(final String name) throws IOException {
		final BufferedImage image = ImageIO.read(folder.resolve(name + ".png").toFile());
		final int width = image.getWidth(), height = image.getHeight();
		final byte[] pixels = new byte[3 * width * height];
		for (int c = 0; c < 3; c++)
			for (int y = 0; y < height; y++)
				for (int x = 0; x < width; x++)
					pixels[(c * height + y) * width + x] = (byte) image.getRaster().getSample(x, y, c);
		return ArrayImgs.unsignedBytes(pixels, width, height, 3);
	}

	private static void script(final String command, final String... more) throws Exception {
		final Path script = folder.resolve("torch_models.py");
		try (
			InputStream in = PyTorchParityTest.class.getResourceAsStream("/sc/fiji/ssd/golden/weights/torch_models.py"))
		{
			Files.write(script, in.readAllBytes());
		}
		final List<String> arguments = new ArrayList<>(
			List.of(script.toString(), command, folder.toString(), String.valueOf(IMAGES)));
		arguments.addAll(List.of(more));
		assertEquals(0, python(arguments.toArray(new String[0])), () -> {
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
		assertTrue(process.waitFor(ALL ? 3000 : 300, TimeUnit.SECONDS), "too slow");
		return process.exitValue();
	}
}
