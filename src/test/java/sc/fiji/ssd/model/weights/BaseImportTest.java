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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.google.gson.Gson;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NamedWeights.Array;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.Safetensors;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/** One VGG16, an eighth as wide, as each publisher lays it out, becomes the same start of a training. */
class BaseImportTest {

	private static final SsdArchitecture NARROW = Presets.load("ssd300-voc").withWidth(0.125);
	private static final int FULL = 512, INPUTS = 64, SIDE = 7;
	private static final int[] NUMBERS = { 0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28 };
	private static final List<String> CLASSES = List.of("a", "b");

	@TempDir
	private Path folder;

	@Test
	void torchvision() throws IOException {
		final Map<String, Array> vgg = vgg(), file = new LinkedHashMap<>();
		final float[] first = vgg.get("conv1_1.weight").values().clone();
		for (int i = 0; i < first.length; i++)
			first[i] *= 255 * new double[] { 0.229, 0.224, 0.225 }[i / 9 % 3];
		forEachConvolution((layer, number) -> copy(vgg, layer, file, "features." + number));
		file.put("features.0.weight", new Array(vgg.get("conv1_1.weight").shape(), first));
		flatten(vgg, "fc6", file, "classifier.0");
		flatten(vgg, "fc7", file, "classifier.3");
		copy(vgg, "fc7", file, "classifier.6"); // not wanted
		final SsdModel model = check(vgg, safetensors(file));
		assertEquals("RGB", model.preprocessing().order());
		assertEquals(123.675, model.preprocessing().mean().get(0), 1e-9);
	}

	@ParameterizedTest
	@EnumSource(CaffeWriter.Style.class)
	void caffe(final CaffeWriter.Style style) throws IOException {
		final Map<String, Array> vgg = vgg(), file = new LinkedHashMap<>(vgg);
		flatten(vgg, "fc6", file, "fc6");
		flatten(vgg, "fc7", file, "fc7");
		final SsdModel model = check(vgg,
			Files.write(folder.resolve("vgg.caffemodel"), CaffeWriter.write(new NamedWeights(file), style)));
		assertEquals(List.of(104.0, 117.0, 123.0), model.preprocessing().mean());
	}

	@Test
	void caffeReduced() throws IOException {
		final Map<String, Array> vgg = vgg(), file = new LinkedHashMap<>(vgg);
		reduced().forEach(file::put);
		check(vgg, Files.write(folder.resolve("vgg.caffemodel"),
			CaffeWriter.write(new NamedWeights(file), CaffeWriter.Style.V2)));
	}

	@Test
	void reducedfc() throws IOException {
		final Map<String, Array> vgg = vgg(), file = new LinkedHashMap<>();
		forEachConvolution((layer, number) -> copy(vgg, layer, file, "" + number));
		copy(reduced(), "fc6", file, "31");
		copy(reduced(), "fc7", file, "33");
		assertEquals(List.of(123.0, 117.0, 104.0), check(vgg, safetensors(file)).preprocessing().mean());
	}

	/** Both ways that Keras has named the arrays. */
	@ParameterizedTest
	@ValueSource(strings = { "%s/%s_W_1:0 %s/%s_b_1:0", "%s/%s/kernel:0 %s/%s/bias:0" })
	void keras(final String names) throws IOException {
		final Map<String, Array> vgg = vgg();
		final Path path = folder.resolve("vgg.h5");
		try (WritableHdfFile file = HdfFile.write(path)) {
			final Map<String, WritableGroup> groups = new LinkedHashMap<>();
			for (final Map.Entry<String, Array> entry : vgg.entrySet()) {
				final String layer = entry.getKey().substring(0, entry.getKey().indexOf('.'));
				final String theirs = layer.startsWith("conv")
					? "block" + layer.charAt(4) + layer.substring(0, 4) + layer.charAt(6)
					: layer;
				final String name = layer.startsWith("conv")
					? theirs.replace("conv", "_conv")
					: "fc" + (layer.charAt(2) - '5');
				final int[] s = entry.getValue().shape();
				final String[] parts = String.format(names.split(" ")[s.length == 1 ? 1 : 0], name, name).split("/");
				WritableGroup group = file;
				String at = "";
				for (final String part : Arrays.copyOf(parts, parts.length - 1)) {
					at += "/" + part;
					final WritableGroup parent = group;
					group = groups.computeIfAbsent(at, key -> parent.putGroup(part));
				}
				group.putDataset(parts[parts.length - 1],
					s.length == 1
						? entry.getValue().values()
						: s[2] == 3 ? hwio(entry.getValue()) : dense(entry.getValue()));
			}
		}
		final SsdModel model = check(vgg, path);
		assertEquals("BGR", model.preprocessing().order());
		assertEquals(103.939, model.preprocessing().mean().get(0), 1e-9);
	}

	@Test
	void fullWidthIsRefusedForANarrowNetwork() throws IOException {
		final Map<String, Array> vgg = vgg(), file = new LinkedHashMap<>();
		forEachConvolution((layer, number) -> copy(vgg, layer, file, "features." + number));
		final Path path = safetensors(file);
		final UserException e = assertThrows(UserException.class,
			() -> WeightImport.read(path, WeightImport.AUTO, "", CLASSES));
		assertEquals(1, e.getMessage().lines().count());
		assertTrue(
			e.getMessage().contains("conv1_1.weight (features.0.weight) is [16, 3, 3, 3], expected [64, 3, 3, 3]"),
			e.getMessage());
		final UserException missing = assertThrows(UserException.class, () -> read(path));
		assertTrue(missing.getMessage().contains("fc6.weight (classifier.0.weight) is missing"), missing.getMessage());
	}

	private SsdModel check(final Map<String, Array> vgg, final Path file) throws IOException {
		final SsdModel model = read(file);
		final NamedWeights drawn = Initialization.heXavier(NARROW.network(3), 0);
		final Map<String, Array> reduced = reduced();
		assertEquals(List.of(), model.weights().mismatches(NARROW.network(3)));
		model.weights().arrays().forEach((name, array) -> {
			final Array expected = name.startsWith("fc") && !name.contains("mbox")
				? reduced.get(name)
				: vgg.containsKey(name) ? vgg.get(name) : drawn.get(name);
			assertArrayEquals(expected.values(), array.values(), 1e-6f, name);
		});
		return model;
	}

	private SsdModel read(final Path file) throws IOException {
		final Path preset = Files.writeString(folder.resolve("narrow.json"), new Gson().toJson(NARROW));
		return WeightImport.read(file, WeightImport.AUTO, preset.toString(), CLASSES);
	}

	/** OIHW; fc6 512 x 64 x 7 x 7, fc7 512 x 512. */
	private static Map<String, Array> vgg() {
		final Map<String, Array> all = new LinkedHashMap<>();
		final Random random = new Random(4);
		NARROW.network(3).parameterShapes().forEach((name, shape) -> {
			if (name.matches("conv[1-5]_\\d\\.\\w+")) all.put(name, random(random, shape));
		});
		all.put("fc6.weight", random(random, FULL, INPUTS, SIDE, SIDE));
		all.put("fc6.bias", random(random, FULL));
		all.put("fc7.weight", random(random, FULL, FULL, 1, 1));
		all.put("fc7.bias", random(random, FULL));
		return all;
	}

	/** Every fourth output and, of fc7, input; taps 0, 3 and 6. */
	private static Map<String, Array> reduced() {
		final Map<String, Array> vgg = vgg(), all = new LinkedHashMap<>();
		final int n = FULL / 4;
		final float[] six = new float[n * INPUTS * 9], seven = new float[n * n], sixBias = new float[n],
			sevenBias = new float[n];
		for (int o = 0; o < n; o++) {
			for (int i = 0; i < INPUTS; i++)
				for (int y = 0; y < 3; y++)
					for (int x = 0; x < 3; x++)
						six[((o * INPUTS + i) * 3 + y) * 3 + x] = vgg.get("fc6.weight")
							.values()[((4 * o * INPUTS + i) * SIDE + 3 * y) * SIDE + 3 * x];
			for (int i = 0; i < n; i++)
				seven[o * n + i] = vgg.get("fc7.weight").values()[4 * o * FULL + 4 * i];
			sixBias[o] = vgg.get("fc6.bias").values()[4 * o];
			sevenBias[o] = vgg.get("fc7.bias").values()[4 * o];
		}
		all.put("fc6.weight", new Array(new int[] { n, INPUTS, 3, 3 }, six));
		all.put("fc6.bias", new Array(new int[] { n }, sixBias));
		all.put("fc7.weight", new Array(new int[] { n, n, 1, 1 }, seven));
		all.put("fc7.bias", new Array(new int[] { n }, sevenBias));
		return all;
	}

	private static Array random(final Random random, final int... shape) {
		final float[] values = new float[(int) NamedWeights.volume(shape)];
		for (int i = 0; i < values.length; i++)
			values[i] = random.nextFloat();
		return new Array(shape, values);
	}

	private static float[][][][] hwio(final Array a) {
		final int[] s = a.shape();
		final float[][][][] out = new float[s[2]][s[3]][s[1]][s[0]];
		for (int i = 0; i < a.values().length; i++)
			out[i / s[3] % s[2]][i % s[3]][i / (s[3] * s[2]) % s[1]][i / (s[3] * s[2] * s[1])] = a.values()[i];
		return out;
	}

	/** [height * width * inputs][outputs] */
	private static float[][] dense(final Array a) {
		final int[] s = a.shape();
		final float[][] out = new float[s[1] * s[2] * s[3]][s[0]];
		for (int i = 0; i < a.values().length; i++) {
			final int x = i % s[3], y = i / s[3] % s[2], c = i / (s[3] * s[2]) % s[1];
			out[(y * s[3] + x) * s[1] + c][i / (s[3] * s[2] * s[1])] = a.values()[i];
		}
		return out;
	}

	private interface Each {

		void accept(String layer, int number);
	}

	private static void forEachConvolution(final Each each) {
		final List<String> layers = vgg().keySet().stream().filter(n -> n.startsWith("conv") && n.endsWith(".weight"))
			.map(n -> n.substring(0, n.indexOf('.'))).toList();
		for (int i = 0; i < NUMBERS.length; i++)
			each.accept(layers.get(i), NUMBERS[i]);
	}

	private static void copy(final Map<String, Array> from, final String layer, final Map<String, Array> to,
		final String name)
	{
		to.put(name + ".weight", from.get(layer + ".weight"));
		to.put(name + ".bias", from.get(layer + ".bias"));
	}

	private static void flatten(final Map<String, Array> from, final String layer, final Map<String, Array> to,
		final String name)
	{
		final Array kernel = from.get(layer + ".weight");
		to.put(name + ".weight", new Array(new int[] { FULL, kernel.values().length / FULL }, kernel.values()));
		to.put(name + ".bias", from.get(layer + ".bias"));
	}

	private Path safetensors(final Map<String, Array> arrays) throws IOException {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		Safetensors.write(out, new NamedWeights(arrays), Map.of());
		return Files.write(folder.resolve("vgg.safetensors"), out.toByteArray());
	}
}
