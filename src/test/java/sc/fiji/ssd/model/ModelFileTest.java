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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;
import sc.fiji.ssd.engine.OptimizerState;
import sc.fiji.ssd.io.AtomicFiles;
import sc.fiji.ssd.io.UserException;

class ModelFileTest {

	@TempDir
	Path folder;

	private final SsdModel model = model();

	private static SsdModel model() {
		final SsdArchitecture architecture = Presets.load("ssd300-voc").withWidth(0.01);
		return new SsdModel(architecture, List.of("round nucleus", "Stäbchen"),
			Preprocessing.CAFFE.with("2,1,3", "5,900"), Map.of("seed", "7"),
			Initialization.heXavier(architecture.network(3), 7));
	}

	@Test
	void aModelComesBackAsItWasWritten() {
		final Path file = folder.resolve("new folder/cells.ssd");
		ModelFile.write(file, model);
		final SsdModel read = ModelFile.read(file);
		assertEquals(model.architecture(), read.architecture());
		assertEquals(model.classNames(), read.classNames());
		assertEquals(model.preprocessing(), read.preprocessing());
		assertEquals(model.provenance(), read.provenance());
		assertSame(model.weights(), read.weights());
	}

	/** Models written before there was a choice of resizing and decoding. */
	@Test
	void olderDescriptionsMeanCaffes() {
		final Gson gson = new Gson();
		final JsonObject preprocessing = gson.toJsonTree(Preprocessing.CAFFE).getAsJsonObject();
		final JsonObject architecture = gson.toJsonTree(model.architecture()).getAsJsonObject();
		preprocessing.remove("resizing");
		architecture.remove("decoding");
		assertEquals(Preprocessing.CAFFE, gson.fromJson(preprocessing, Preprocessing.class));
		assertEquals(model.architecture(), gson.fromJson(architecture, SsdArchitecture.class));
	}

	@Test
	void decodingOfAnotherOriginComesBack() {
		final Path file = folder.resolve("cells.ssd");
		final SsdModel other = new SsdModel(
			model.architecture().with(true, DefaultBoxes.Clipping.SIZES, Decoding.TORCHVISION), model.classNames(),
			new Preprocessing("RGB", List.of(1.0, 2.0, 3.0), 1, "auto", "auto", Preprocessing.EXACT,
				new Preprocessing.Levels(9.5, 152.25)),
			Map.of(), model.weights());
		ModelFile.write(file, other);
		assertEquals(other.architecture(), ModelFile.read(file).architecture());
		assertEquals(other.preprocessing(), ModelFile.read(file).preprocessing());
	}

	/** Kernels are rounded to 11 bits, all else stays; a kernel that float16 cannot hold stays as well. */
	@Test
	void aSmallModelHasKernelsInFloat16() throws IOException {
		final NamedWeights.Array large = model.weights().get("conv1_2.weight");
		large.values()[0] = 70000;
		final Path file = folder.resolve("cells.ssd"), small = folder.resolve("small.ssd");
		ModelFile.write(file, model);
		ModelFile.writeSmall(small, model);
		assertTrue(Files.size(small) < 0.6 * Files.size(file), Files.size(small) + " of " + Files.size(file));
		final SsdModel read = ModelFile.read(small);
		assertEquals(model.architecture(), read.architecture());
		assertEquals(model.classNames(), read.classNames());
		read.weights().arrays().forEach((name, array) -> {
			final float[] exact = model.weights().get(name).values(), values = array.values();
			final boolean kept = array.shape().length != 4 || name.equals("conv1_2.weight");
			for (int i = 0; i < exact.length; i++)
				assertEquals(exact[i], values[i], kept ? 0 : Math.max(Math.abs(exact[i]) * 0x1p-11, 0x1p-25), name);
		});
		// from then on nothing is lost
		ModelFile.writeSmall(file, read);
		assertEquals(-1, Files.mismatch(file, small));
	}

	@Test
	void equalModelsAreEqualFiles() throws IOException {
		ModelFile.write(folder.resolve("a.ssd"), model);
		ModelFile.write(folder.resolve("b.ssd"), model);
		assertArrayEquals(Files.readAllBytes(folder.resolve("a.ssd")), Files.readAllBytes(folder.resolve("b.ssd")));
		assertEquals(ModelFile.digest(folder.resolve("a.ssd")), ModelFile.digest(folder.resolve("b.ssd")));
	}

	@Test
	void anyoneCanReadIt() throws IOException {
		final Path file = folder.resolve("cells.ssd");
		ModelFile.write(file, model);
		try (ZipFile zip = new ZipFile(file.toFile())) {
			final ZipEntry weights = zip.getEntry("weights.safetensors");
			assertEquals(ZipEntry.STORED, weights.getMethod());
			final ByteBuffer bytes = ByteBuffer.wrap(zip.getInputStream(weights).readAllBytes())
				.order(ByteOrder.LITTLE_ENDIAN);
			final byte[] header = new byte[Math.toIntExact(bytes.getLong())];
			bytes.get(header);
			final JsonObject array = JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
				.getAsJsonObject().getAsJsonObject("conv1_1.weight");
			assertEquals("F32", array.get("dtype").getAsString());
			assertEquals("[16,3,3,3]", array.get("shape").toString());
			final float[] expected = model.weights().get("conv1_1.weight").values();
			final int begin = 8 + header.length + array.getAsJsonArray("data_offsets").get(0).getAsInt();
			for (int i = 0; i < expected.length; i++)
				assertEquals(expected[i], bytes.getFloat(begin + 4 * i));
		}
	}

	@Test
	void aTrainingGoesOnFromItsState() {
		final Path file = folder.resolve("cells.last.ssd");
		ModelFile.write(file, model,
			new ModelFile.TrainingState(new OptimizerState(Initialization.heXavier(model.network(), 8)),
				Map.of("iteration", 12, "best", Double.NaN), Map.of()));
		final ModelFile.Resumable read = ModelFile.readResumable(file);
		assertSame(Initialization.heXavier(model.network(), 8), read.optimizer().momentum());
		assertEquals(12.0, read.trainerState().get("iteration"));
		ModelFile.write(file, model);
		assertLine("not contain the state of a training", () -> ModelFile.readResumable(file));
	}

	@Test
	void whatCannotBeReadIsNamedInOneLine() throws IOException {
		assertLine("there is no file", () -> ModelFile.read(folder.resolve("absent.ssd")));
		final Path text = Files.writeString(folder.resolve("text.ssd"), "not a model");
		assertLine("text.ssd is damaged or not a .ssd model", () -> ModelFile.read(text));
	}

	/** Damage anywhere in the file either changes nothing that is read or is told in one line. */
	@Test
	void damageIsFound() throws IOException {
		final Path file = folder.resolve("cells.ssd");
		ModelFile.write(file, model);
		final byte[] whole = Files.readAllBytes(file);
		final Random random = new Random(1);
		int found = 0;
		for (int i = 0; i < 60; i++) {
			final byte[] damaged = i % 3 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
			if (i % 3 != 0) damaged[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
			Files.write(file, damaged);
			try {
				assertSame(model.weights(), ModelFile.read(file).weights());
			}
			catch (final UserException e) {
				assertEquals(1, e.getMessage().lines().count());
				found++;
			}
		}
		assertTrue(found > 50, found + " of 60");
	}

	/** A digit of another value is valid JSON: only the checksum knows. */
	@Test
	void damageIsNamedByItsPart() throws IOException {
		final Path file = folder.resolve("cells.ssd");
		ModelFile.write(file, model);
		final byte[] whole = Files.readAllBytes(file);
		final String text = new String(whole, StandardCharsets.ISO_8859_1);
		whole[text.indexOf("300")] = '5';
		Files.write(file, whole);
		assertLine("model: " + file + " is damaged or not a .ssd model: model.json has a wrong checksum.",
			() -> ModelFile.read(file));
		whole[text.indexOf("300")] = '3';
		whole[whole.length / 2] ^= 1;
		Files.write(file, whole);
		assertLine("model: " + file + " is damaged or not a .ssd model: weights.safetensors has a wrong checksum.",
			() -> ModelFile.read(file));
	}

	@Test
	void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
		final Path file = folder.resolve("cells.txt");
		AtomicFiles.writeString(file, "old");
		assertThrows(IOException.class, () -> AtomicFiles.write(file, out -> {
			out.write(new byte[100_000]);
			throw new IOException("disk full");
		}));
		assertEquals("old", Files.readString(file));
		try (var files = Files.list(folder)) {
			assertEquals(List.of(file), files.toList());
		}
	}

	@Test
	void weightsFromScratchHaveTheirVariancesAndDependOnTheSeedAlone() {
		final NetworkSpec network = Presets.load("ssd300-voc").withWidth(0.25).network(21);
		final NamedWeights weights = Initialization.heXavier(network, 3);
		assertEquals(List.of(), weights.mismatches(network));
		assertEquals(2.0 / (9 * 128), variance(weights.get("conv4_2.weight").values()), 0.05 * 2 / (9 * 128));
		assertEquals(0.01 / (9 * 128), variance(weights.get("conv4_3_norm_mbox_conf.weight").values()),
			0.05 * 0.01 / (9 * 128));
		assertEquals(0, weights.get("fc6.bias").values()[0]);
		assertEquals(20, weights.get("conv4_3_norm.weight").values()[5]);
		assertSame(weights, Initialization.heXavier(network, 3));
		assertTrue(
			weights.get("fc6.weight").values()[0] != Initialization.heXavier(network, 4).get("fc6.weight").values()[0]);
	}

	@Test
	void newLayersOnATrainedBaseAreDrawnAsCaffeDoesIt() {
		final NetworkSpec network = Presets.load("ssd300-voc").withWidth(0.25).network(21);
		final NamedWeights weights = Initialization.xavier(network, 3);
		assertEquals(List.of(), weights.mismatches(network));
		for (final String layer : List.of("conv6_2", "conv4_3_norm_mbox_conf")) {
			final NamedWeights.Array kernel = weights.get(layer + ".weight");
			final double fanIn = kernel.shape()[1] * 9;
			assertEquals(1 / fanIn, variance(kernel.values()), 0.05 / fanIn);
			for (final float w : kernel.values())
				assertTrue(Math.abs(w) <= Math.sqrt(3 / fanIn));
		}
		assertEquals(0, weights.get("conv6_2.bias").values()[0]);
		assertEquals(20, weights.get("conv4_3_norm.weight").values()[5]);
	}

	@Test
	void mismatchesNameTheArrayAndBothShapes() {
		final List<String> lines = model.weights().mismatches(model.architecture().network(4));
		assertTrue(lines.get(0).startsWith("conv4_3_norm_mbox_conf.weight is [12, 16, 3, 3], expected [16, 16, 3, 3]"),
			lines.get(0));
	}

	private static double variance(final float[] values) {
		double squares = 0;
		for (final float v : values)
			squares += (double) v * v;
		return squares / values.length;
	}

	private static void assertSame(final NamedWeights expected, final NamedWeights actual) {
		assertEquals(expected.arrays().keySet(), actual.arrays().keySet());
		expected.arrays().forEach((name, array) -> assertArrayEquals(array.values(), actual.get(name).values(), name));
	}

	private static void assertLine(final String part, final Executable executable) {
		final UserException e = assertThrows(UserException.class, executable);
		assertEquals(1, e.getMessage().lines().count());
		assertTrue(e.getMessage().contains(part), e.getMessage());
	}

	@Test
	void keepsWhatTrainingShowedTheModel() {
		final Path file = folder.resolve("sampled.ssd");
		final SsdModel plain = model();
		for (final Sampling sampling : new Sampling[] { null, new Sampling(true, 240, 200, 31.5, null),
			new Sampling(false, 640, 480, 0, PixelSize.of(0.65, 0.65, "um")) })
		{
			ModelFile.write(file, new SsdModel(plain.architecture(), plain.classNames(), plain.preprocessing(),
				plain.provenance(), plain.weights(), sampling));
			assertEquals(sampling, ModelFile.read(file).sampling());
		}
	}

	@ParameterizedTest
	@ValueSource(floats = { Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY })
	void weightsThatAreNotNumbersAreRefused(final float value) {
		for (final String name : List.of("conv1_1.weight", "fc7.bias", "conv9_2_mbox_conf.weight")) {
			final float[] values = model.weights().get(name).values();
			final float kept = values[values.length - 1];
			values[values.length - 1] = value;
			final Path file = folder.resolve("bad.ssd");
			ModelFile.write(file, model);
			values[values.length - 1] = kept;
			final String line = assertThrows(UserException.class, () -> ModelFile.read(file)).getMessage();
			assertTrue(line.startsWith("model: ") && line.contains(name) && line.contains(String.valueOf(value)), line);
		}
	}

	@Test
	void anArchitectureWithoutBoundsIsRefusedAtOnce() {
		final SsdArchitecture tiny = model.architecture();
		final List<SsdArchitecture.LayerRecipe> many = new ArrayList<>(tiny.layers());
		for (int i = 0; i < 3000; i++)
			many.add(new SsdArchitecture.LayerRecipe("p" + i, "pooling", 0, 1, 1, 0, 1));
		assertRefused("3028 layers", () -> new SsdArchitecture("a", 300, 1, many, tiny.sources(), tiny.variances(), false,
			DefaultBoxes.Clipping.NONE, null, null, 0));
		final List<SsdArchitecture.LayerRecipe> wide = tiny.layers().stream()
			.map(l -> new SsdArchitecture.LayerRecipe(l.name(), l.type(), 16384, l.kernel(), l.stride(), l.pad(),
				l.dilation()))
			.toList();
		assertRefused("multiply-adds", () -> new SsdArchitecture("a", 300, 1, wide, tiny.sources(), tiny.variances(),
			false, DefaultBoxes.Clipping.NONE, null, null, 0));
	}

	private static void assertRefused(final String words, final Executable action) {
		final String line = assertThrows(UserException.class, action).getMessage();
		assertTrue(line.contains(words), line);
	}

	@Test
	void thresholdsAreKeptAndChecked() {
		final Path file = folder.resolve("thresholds.ssd");
		ModelFile.write(file, model().withThresholds(Map.of("cell", 0.25)));
		assertEquals(Map.of("cell", 0.25), ModelFile.read(file).thresholds());
		ModelFile.write(file, model());
		assertEquals(Map.of(), ModelFile.read(file).thresholds());
		assertThrows(UserException.class, () -> model().withThresholds(Map.of("cell", 1.5)));
	}
}
