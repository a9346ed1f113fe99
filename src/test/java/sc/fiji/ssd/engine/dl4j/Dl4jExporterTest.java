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
package sc.fiji.ssd.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkEngine;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.Predictions;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;

/**
 * Opens exported networks in a JVM that has Deeplearning4j on its class path and no
 * class of this project; at full width with {@code -Dssd.export.width=1}.
 */
class Dl4jExporterTest {

	private static final int CLASSES = 21;
	private static final double WIDTH = Double.parseDouble(System.getProperty("ssd.export.width", "0.125"));

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "ssd300-voc", "ssd512-voc" })
	void aBareProgramPredictsTheSame(final String preset) throws Exception {
		final NetworkSpec network = Presets.load(preset).withWidth(WIDTH).network(CLASSES);
		final NamedWeights weights = Initialization.heXavier(network, 3);
		final Path zip = folder.resolve("model.zip");
		try (OutputStream out = Files.newOutputStream(zip)) {
			new Dl4jExporter().write(network, weights, "{\"classNames\":[]}", out);
		}
		final int size = network.inputSize();
		final INDArray input = input(size);
		final Path in = folder.resolve("in"), out = folder.resolve("out");
		try (DataOutputStream data = new DataOutputStream(Files.newOutputStream(in))) {
			Nd4j.write(input, data);
		}
		runBare(zip, in, out);
		try (NetworkEngine engine = new Dl4jEngineProvider().create(network, EngineSettings.DEFAULT, 1, false);
			DataInputStream data = new DataInputStream(Files.newInputStream(out)))
		{
			engine.load(weights);
			engine.input(1).put(0, input.data().asFloat());
			final Predictions expected = engine.predict(1);
			final List<Float> locations = new ArrayList<>(), confidences = new ArrayList<>();
			for (int head = 0; head < network.heads().size(); head++) {
				append(Nd4j.read(data), locations, 4);
				append(Nd4j.read(data), confidences, CLASSES);
			}
			assertClose(expected.locations(), locations);
			assertClose(expected.confidences(), confidences);
		}
		try (ZipFile file = new ZipFile(zip.toFile());
			InputStream configuration = file.getInputStream(file.getEntry("configuration.json")))
		{
			final String text = new String(configuration.readAllBytes(), StandardCharsets.UTF_8);
			assertTrue(!text.contains("sc.fiji"), "a class of this project is in the file");
			assertTrue(file.getEntry("ssd.json") != null);
		}
	}

	@Test
	void aPoolingThatItCannotExpressIsRefused() {
		final NetworkSpec network = new NetworkSpec(10, 2,
			List.of(new Layer.MaxPooling("p", NetworkSpec.INPUT, 3, 2, 0)), List.of());
		final UserException e = assertThrows(UserException.class,
			() -> StockGraph.build(network, new NamedWeights(Map.of())));
		assertEquals(1, e.getMessage().lines().count());
	}

	private static INDArray input(final int size) {
		final Random random = new Random(9);
		final float[] values = new float[3 * size * size];
		for (int i = 0; i < values.length; i++)
			values[i] = 200 * random.nextFloat() - 100;
		return Nd4j.createFromArray(values).reshape('c', 1, 3, size, size);
	}

	private void runBare(final Path zip, final Path in, final Path out) throws IOException, InterruptedException {
		final Path source = folder.resolve("Bare.java");
		try (InputStream text = Dl4jExporterTest.class.getResourceAsStream("/sc/fiji/ssd/dl4j/Bare.java")) {
			Files.write(source, text.readAllBytes());
		}
		final String jars = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(p -> p.endsWith(".jar") && !new File(p).getName().contains("ssd"))
			.collect(Collectors.joining(File.pathSeparator));
		final Path log = folder.resolve("log");
		final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
			"-Xmx2g", "-cp", jars, source.toString(), zip.toString(), in.toString(), out.toString())
			.redirectErrorStream(true).redirectOutput(log.toFile()).start();
		assertTrue(process.waitFor(120, TimeUnit.SECONDS));
		assertEquals(0, process.exitValue(), Files.readString(log));
	}

	/** A head's map, boxes * numbers first, as the boxes' numbers one after the other. */
	private static void append(final INDArray map, final List<Float> all, final int numbers) {
		final INDArray pixels = map.permute(0, 2, 3, 1).dup('c');
		assertEquals(0, map.size(1) % numbers);
		for (final float value : pixels.data().asFloat())
			all.add(value);
	}

	private static void assertClose(final FloatBuffer expected, final List<Float> actual) {
		assertEquals(expected.limit(), actual.size());
		double largest = 0, difference = 0;
		for (int i = 0; i < actual.size(); i++) {
			largest = Math.max(largest, Math.abs(expected.get(i)));
			difference = Math.max(difference, Math.abs(expected.get(i) - actual.get(i)));
		}
		if (WIDTH == 1)
			System.out.printf("%d values differ by %.1e of the largest%n", actual.size(), difference / largest);
		assertTrue(largest > 0 && difference <= 1e-4 * largest, difference + " of " + largest);
	}
}
