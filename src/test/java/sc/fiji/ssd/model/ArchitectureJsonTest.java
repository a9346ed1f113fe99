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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.Layer;
import sc.fiji.ssd.io.UserException;

/** Architectures in users' own JSON files. */
class ArchitectureJsonTest {

	@TempDir
	private Path folder;

	private Preset read(final String json) throws IOException {
		final Path file = folder.resolve("own.json");
		Files.writeString(file, json);
		return Presets.read(file.toString());
	}

	@Test
	void theNetworkForCellsSeesMoreThanOneCell() {
		final SsdArchitecture cells = Presets.read("macros/cells-network.json").architecture();
		assertEquals(480, cells.inputSize());
		assertEquals(60 * 60 * 12 + 30 * 30 * 4, cells.network(4).priors());
		// each tap of conv4 is 8 pixels of the input wide, and 2 apart
		assertEquals(60, cells.network(4).sizes().get("conv4_3"));
		assertEquals(30, cells.network(4).sizes().get("fc7"));
	}

	/** The paper's last layers do not fit small inputs; without source maps on them they do not matter. */
	@Test
	void layersBehindTheLastSourceMapNeedNotFitTheInput() throws IOException {
		final SsdArchitecture small = read("{\"name\": \"small\", \"extends\": \"ssd300-voc\", \"inputSize\": 96, \"sources\": [" +
			"{\"layer\": \"conv4_3\", \"step\": 8, \"minSize\": 12, \"maxSize\": 24}]}").architecture();
		assertEquals(96, small.inputSize());
		assertEquals(12 * 12 * 2, small.network(2).priors());
	}

	/** Each is one line that names the file and the key. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { //
		"inputSize | \"big\" | inputSize is \"big\"; write a number", //
		"inputSize | 0 | inputSize is 0", //
		"inputSize | 300.5 | inputSize is 300.5; write a whole number", //
		"inputSize | 32 | layer conv8_2 needs 3 pixels and reads a map of 1 x 1", //
		"name | null | name is missing", //
		"name | 7 | name is 7; write text", //
		"width | -1 | width: -1.0", //
		"clipping | \"SOME\" | clipping is \"SOME\"; it must be one of [NONE, CORNERS, CENTERS, SIZES]", //
		"border | \"no\" | border is \"no\"; it must be one of [USED, UNTRAINED, UNUSED]", //
		"headKernel | 2 | headKernel is 2; it must be an odd number", //
		"headKernel | -3 | headKernel is -3", //
		"variances | [0.1] | variances needs two numbers", //
		"variances | [0.1, \"x\"] | variances[1] is \"x\"; write a number", //
		"variances | 0.1 | variances is not a list", //
		"truncateSizes | 1 | truncateSizes is 1; write true or false", //
		"decoding | {\"candidates\": 0} | decoding: decoding: candidates is 0", //
		"decoding | {\"best\": 5} | decoding.best is not a valid key; the keys here are candidates, clipFirst, maxLogSize", //
		"decoding | [] | decoding is not a JSON object", //
		"preprocessing | {\"order\": \"GRB\"} | preprocessing: order is 'GRB'", //
		"preprocessing | {\"mean\": [1, 2]} | preprocessing: mean must have three numbers", //
		"preprocessing | {\"scale\": 0} | preprocessing: scale is 0.0", //
		"preprocessing | {\"resizing\": \"fast\"} | resizing is 'fast'", //
		"sizes | 3 | sizes is not a valid key; the keys here are border, clipping", //
		"extends | \"ssd400\" | extends is 'ssd400'; it must be one of ssd300-voc", //
		"layers | [] | source map conv4_3 is not among the layers", //
		"layers | [{\"name\": \"a\"}] | layers[0].type is missing", //
		"layers | [{\"name\": \"a b\", \"type\": \"pooling\", \"kernel\": 2}] | layers[0]: a layer is named 'a b'", //
		"layers | [{\"name\": \"a\", \"type\": \"relu\", \"kernel\": 2}] | layers[0]: layer a has type 'relu'", //
		"layers | [{\"name\": \"a\", \"type\": \"convolution\", \"kernel\": 3}] | layers[0]: layer a has channels 0", //
		"layers | [{\"name\": \"a\", \"type\": \"pooling\", \"kernel\": 2, \"pad\": 2}] | layer a has pad 2; it must be from 0 to 1", //
		"layers | [{\"name\": \"a\", \"type\": \"convolution\", \"channels\": 8, \"kernel\": 3, \"stride\": 2, \"dilation\": 2}] | layer a has dilation 2; it must be 1 where", //
		"layers | [{\"name\": \"a\", \"type\": \"pooling\", \"kernel\": 2, \"size\": 2}] | layers[0].size is not a valid key", //
		"layers | [{\"name\": \"a\", \"type\": \"pooling\", \"kernel\": 2}, {\"name\": \"a\", \"type\": \"pooling\", \"kernel\": 2}] | two layers are named a", //
		"sources | [] | sources is empty", //
		"sources | [{\"layer\": \"conv99\", \"step\": 8, \"minSize\": 30}] | source map conv99 is not among the layers", //
		"sources | [{\"layer\": \"fc7\", \"minSize\": 30}] | sources[0].step is missing", //
		"sources | [{\"layer\": \"fc7\", \"step\": 0, \"minSize\": 30}] | sources[0]: source map fc7: step is 0.0", //
		"sources | [{\"layer\": \"fc7\", \"step\": 8, \"minSize\": 30, \"maxSize\": 20}] | maxSize is 20.0; it must be above minSize", //
		"sources | [{\"layer\": \"fc7\", \"step\": 8, \"minSize\": 30, \"ratios\": [2, 0.5]}] | ratios has 0.5", //
		"sources | [{\"layer\": \"fc7\", \"step\": 8, \"minSize\": 30, \"ratios\": [1]}] | ratios has 1.0", //
		"sources | [{\"layer\": \"fc7\", \"step\": 8, \"minSize\": 30, \"stacked\": [{\"minSize\": 0}]}] | sources[0].stacked[0]: minSize is 0.0", //
		"sources | [{\"layer\": \"fc7\", \"step\": 8, \"minSize\": 30}, {\"layer\": \"fc7\", \"step\": 8, \"minSize\": 60}] | source map fc7 is listed twice", })
	void refusesWhatIsWrong(final String key, final String value, final String expected) throws IOException {
		final JsonObject json = new Gson().fromJson(
			"{\"extends\": \"ssd300-voc\", \"name\": \"own\", \"" + key + "\": " + value + "}", JsonObject.class);
		final UserException e = assertThrows(UserException.class, () -> read(json.toString()));
		assertTrue(e.getMessage().contains(expected), e.getMessage());
		assertTrue(e.getMessage().startsWith("preset: " + folder.resolve("own.json")), e.getMessage());
		assertEquals(1, e.getMessage().lines().count(), e.getMessage());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = { "{\"name\": | is not valid JSON",
		"[] | is not a JSON object", "`` | is not a JSON object", "{} | name is missing" })
	void refusesWhatIsNoArchitecture(final String text, final String expected) throws IOException {
		final UserException e = assertThrows(UserException.class, () -> read(text));
		assertTrue(e.getMessage().contains(expected), e.getMessage());
		assertEquals(1, e.getMessage().lines().count(), e.getMessage());
	}

	@Test
	void refusesWhatIsNoText() throws IOException {
		final Path file = folder.resolve("own.json");
		Files.write(file, new byte[] { '{', (byte) 0xC3, (byte) 0x28, '}' });
		assertEquals("preset: " + file + " is not text in UTF-8.",
			assertThrows(UserException.class, () -> Presets.read(file.toString())).getMessage());
		Files.writeString(file, " ".repeat(2 << 20));
		assertTrue(assertThrows(UserException.class, () -> Presets.read(file.toString())).getMessage()
			.contains("is larger than 1048576 bytes"));
	}

	@Test
	void theShortestFileChangesOneThing() throws IOException {
		final SsdArchitecture preset = Presets.load("ssd512-voc");
		final Preset own = read("{\"extends\": \"ssd512-voc\", \"name\": \"cut\", \"truncateSizes\": true}");
		assertTrue(own.architecture().truncateSizes());
		assertNull(own.preprocessing());
		assertEquals(preset.layers(), own.architecture().layers());
		assertEquals(preset.sources(), own.architecture().sources());
		assertEquals(35f / 512, own.architecture().priors().centers()[2]);
		assertEquals(35.84f / 512, preset.priors().centers()[2]);
	}

	@Test
	void preprocessingHasCaffesValuesButForThoseGiven() throws IOException {
		final Preset own = read(
			"{\"extends\": \"ssd300-voc\", \"name\": \"rgb\", \"preprocessing\": {\"order\": \"RGB\", \"mean\": [123, 117, 104]}}");
		assertEquals(new Preprocessing("RGB", List.of(123.0, 117.0, 104.0), 1, "auto", "auto"), own.preprocessing());
	}

	@Test
	void dilationCanBeSwitchedOffAndHeadsHaveAnotherKernel() throws IOException {
		final JsonObject json = new Gson().fromJson(resource("ssd300-voc"), JsonObject.class);
		json.addProperty("headKernel", 1);
		for (final JsonElement layer : json.getAsJsonArray("layers"))
			if (layer.getAsJsonObject().get("name").getAsString().equals("fc6")) {
				layer.getAsJsonObject().remove("dilation");
				layer.getAsJsonObject().addProperty("pad", 1);
			}
		final SsdArchitecture own = read(json.toString()).architecture();
		assertEquals(1, ((Layer.Convolution) own.network(21).layer("fc6")).dilation());
		assertEquals(List.of(1, 0), List.of(((Layer.Convolution) own.network(21).layer("fc7_mbox_loc")).kernel(),
			((Layer.Convolution) own.network(21).layer("fc7_mbox_loc")).pad()));
		assertEquals(8732, own.priors().size());
		assertEquals(8732, own.network(21).priors());
	}

	/** A model file has the architecture in full; it is checked like a preset. */
	@Test
	void aModelFileKeepsAllOfIt() throws IOException {
		final SsdArchitecture own = read("{\"extends\": \"ssd300-voc-3maps\", \"name\": \"own\", \"width\": 0.05," +
			"\"border\": \"UNTRAINED\", \"headKernel\": 5, \"decoding\": {\"candidates\": 7, \"maxLogSize\": 4}}")
			.architecture();
		final Path file = folder.resolve("own.ssd");
		final SsdModel model = new SsdModel(own, List.of("a"), Preprocessing.CAFFE, Map.of(),
			Initialization.heXavier(own.network(2), 1));
		ModelFile.write(file, model);
		assertEquals(own, ModelFile.read(file).architecture());
		assertEquals(DefaultBoxes.Border.UNTRAINED, own.border());
		final byte[] bytes = Files.readAllBytes(file);
		final String text = new String(bytes, StandardCharsets.ISO_8859_1);
		final int at = text.indexOf("\"headKernel\": 5");
		bytes[at + "\"headKernel\": ".length()] = '4';
		Files.write(file, bytes);
		final UserException e = assertThrows(UserException.class, () -> ModelFile.read(file));
		assertTrue(e.getMessage().startsWith("model: " + file), e.getMessage());
		assertEquals(1, e.getMessage().lines().count());
	}

	/** The tables of docs/architecture-json.md have the keys that are read, and no others. */
	@Test
	void theReferenceHasAllKeys() throws IOException {
		final String text = Files.readString(Path.of("docs/architecture-json.md"));
		final Map<String, String> wrong = Map.of("The file", "{\"extends\": \"ssd300-voc\", \"name\": \"o\", \"_\": 1}",
			"Layers",
			"{\"extends\": \"ssd300-voc\", \"name\": \"o\", \"layers\": [{\"name\": \"a\", \"type\": \"pooling\", \"kernel\": 1, \"_\": 1}]}",
			"Source maps",
			"{\"extends\": \"ssd300-voc\", \"name\": \"o\", \"sources\": [{\"layer\": \"fc7\", \"step\": 1, \"minSize\": 1, \"_\": 1}]}",
			"Decoding", "{\"extends\": \"ssd300-voc\", \"name\": \"o\", \"decoding\": {\"_\": 1}}", "Preprocessing",
			"{\"extends\": \"ssd300-voc\", \"name\": \"o\", \"preprocessing\": {\"_\": 1}}");
		for (final Map.Entry<String, String> entry : wrong.entrySet()) {
			final String line = assertThrows(UserException.class, () -> read(entry.getValue())).getMessage();
			final Set<String> known = new TreeSet<>(
				List.of(line.substring(line.indexOf("keys here are ") + 14, line.length() - 1).split(", ")));
			if (entry.getKey().equals("The file")) known.add("extends");
			final Set<String> told = new TreeSet<>();
			final int start = text.indexOf("\n## " + entry.getKey() + "\n");
			assertTrue(start >= 0, entry.getKey());
			final int end = text.indexOf("\n## ", start + 4);
			final Matcher row = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
				.matcher(text.substring(start, end < 0 ? text.length() : end));
			while (row.find())
				told.add(row.group(1));
			assertEquals(known, told, entry.getKey());
		}
		for (final String name : Presets.NAMES)
			assertTrue(text.contains("`" + name + "`"), name);
	}

	/** What stands in the reference as an example is read. */
	@Test
	void theExamplesOfTheReferenceAreRead() throws IOException {
		final Matcher example = Pattern.compile("(?s)```json\\n(.*?)```")
			.matcher(Files.readString(Path.of("docs/architecture-json.md")));
		int count = 0;
		while (example.find()) {
			assertNotNull(read(example.group(1)).architecture());
			count++;
		}
		assertFalse(count < 2);
	}

	private static String resource(final String preset) throws IOException {
		return new String(Presets.class.getResourceAsStream("/sc/fiji/ssd/presets/" + preset + ".json").readAllBytes(),
			StandardCharsets.UTF_8);
	}
}
