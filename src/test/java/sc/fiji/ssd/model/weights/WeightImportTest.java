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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import com.google.gson.Gson;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.Safetensors;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdModel;

/** Layouts, names, presets, classes, and what is refused; on a narrow network, so that files are small. */
class WeightImportTest {

	private static final SsdArchitecture NARROW = Presets.load("ssd300-voc").withWidth(0.01);
	private static final List<String> CLASSES = List.of("a", "b");
	private static final NamedWeights WEIGHTS = Initialization.heXavier(NARROW.network(3), 11);

	@TempDir
	private Path folder;

	@ParameterizedTest
	@EnumSource(SsdLayout.class)
	void everyLayoutComesBack(final SsdLayout layout) throws IOException {
		final SsdModel model = read(write("w.safetensors", renamed(WEIGHTS, layout)), CLASSES);
		assertSame(WEIGHTS, model.weights());
		assertEquals(CLASSES, model.classNames());
		assertEquals(layout.preprocessing(), model.preprocessing());
		assertEquals(layout.key(), model.provenance().get("importedFormat"));
		final SsdArchitecture a = model.architecture();
		switch (layout) {
			case CAFFE -> assertEquals(NARROW.with(true, DefaultBoxes.Clipping.NONE, Decoding.CAFFE), a);
			case AMDEGROOT -> assertEquals(NARROW.with(false, DefaultBoxes.Clipping.CENTERS, Decoding.AMDEGROOT), a);
			case LUFFICC -> assertEquals(NARROW.with(false, DefaultBoxes.Clipping.CENTERS, Decoding.LUFFICC), a);
			case TORCHVISION -> assertEquals(NARROW.with(false, DefaultBoxes.Clipping.SIZES, Decoding.TORCHVISION), a);
		}
	}

	/** Names read off the published files and torchvision's module. */
	@ParameterizedTest
	@CsvSource({ "AMDEGROOT,conv1_1.weight,vgg.0.weight", "AMDEGROOT,conv4_3.bias,vgg.21.bias",
		"AMDEGROOT,conv5_3.weight,vgg.28.weight", "AMDEGROOT,fc6.weight,vgg.31.weight",
		"AMDEGROOT,fc7.bias,vgg.33.bias", "AMDEGROOT,conv4_3_norm.weight,L2Norm.weight",
		"AMDEGROOT,conv6_1.weight,extras.0.weight", "AMDEGROOT,conv9_2.weight,extras.7.weight",
		"AMDEGROOT,conv4_3_norm_mbox_loc.weight,loc.0.weight", "AMDEGROOT,conv9_2_mbox_conf.bias,conf.5.bias",
		"LUFFICC,fc6.weight,backbone.vgg.31.weight", "LUFFICC,conv4_3_norm.weight,backbone.l2_norm.weight",
		"LUFFICC,fc7_mbox_conf.weight,box_head.predictor.cls_headers.1.weight",
		"TORCHVISION,conv4_3.weight,backbone.features.21.weight",
		"TORCHVISION,conv5_1.weight,backbone.extra.0.1.weight", "TORCHVISION,conv5_3.bias,backbone.extra.0.5.bias",
		"TORCHVISION,fc6.weight,backbone.extra.0.7.1.weight", "TORCHVISION,fc7.weight,backbone.extra.0.7.3.weight",
		"TORCHVISION,conv6_2.weight,backbone.extra.1.2.weight", "TORCHVISION,conv9_1.weight,backbone.extra.4.0.weight",
		"TORCHVISION,conv4_3_norm.weight,backbone.scale_weight",
		"TORCHVISION,conv6_2_mbox_loc.bias,head.regression_head.module_list.2.bias" })
	void namesAreThePublishedOnes(final SsdLayout layout, final String ours, final String theirs) {
		assertEquals(theirs, layout.names(NARROW).get(ours));
	}

	@ParameterizedTest
	@EnumSource(CaffeWriter.Style.class)
	void caffemodelsComeBack(final CaffeWriter.Style style) throws IOException {
		final Path file = Files.write(folder.resolve("w.caffemodel"), CaffeWriter.write(WEIGHTS, style));
		assertSame(WEIGHTS, read(file, CLASSES).weights());
	}

	@Test
	void torchvisionSaysWhatItDoesDifferently() throws IOException {
		final SsdModel model = read(write("w.safetensors", renamed(WEIGHTS, SsdLayout.TORCHVISION)), CLASSES);
		assertEquals(Preprocessing.EXACT, model.preprocessing().resizing());
		assertEquals("RGB", model.preprocessing().order());
		assertEquals(123, model.preprocessing().mean().get(0), 1e-3);
		assertTrue(model.architecture().decoding().clipFirst());
		assertEquals(Math.log(62.5), model.architecture().decoding().maxLogSize(), 1e-12);
	}

	@Test
	void presetAndClassesComeFromTheNumbers() throws IOException {
		assertEquals(List.of("aeroplane", "tvmonitor"), List.of(ClassNames.VOC.get(0), ClassNames.VOC.get(19)));
		assertEquals("toothbrush", ClassNames.COCO_BY_ID.get(89));
		assertEquals("stop sign", ClassNames.COCO_BY_ID.get(12));
		assertEquals(90, Set.copyOf(ClassNames.COCO_BY_ID).size());
		final SsdArchitecture narrow = Presets.load("ssd512-voc").withWidth(0.01);
		// the narrow network does not fit the preset, but the line says which preset it was held against
		for (final Object[] expected : new Object[][] { { SsdLayout.AMDEGROOT, 21, "ssd512-voc" },
			{ SsdLayout.TORCHVISION, 91, "ssd512-coco" } })
		{
			final SsdLayout layout = (SsdLayout) expected[0];
			final NamedWeights weights = Initialization.heXavier(narrow.network((Integer) expected[1]), 1);
			final Map<String, NamedWeights.Array> renamed = new LinkedHashMap<>();
			layout.names(narrow).forEach((ours, theirs) -> renamed.put(theirs, weights.get(ours)));
			final Path file = write("w.safetensors", renamed);
			final String line = refusal(() -> WeightImport.read(file, WeightImport.AUTO, "", List.of()));
			assertTrue(line.contains("does not fit " + expected[2] + ": "), line);
		}
		// Caffe's layers have the presets' names, so the channels are the file's
		final Path caffe = write("w.safetensors", Initialization.heXavier(narrow.network(81), 1).arrays());
		final SsdArchitecture read = WeightImport.read(caffe, WeightImport.AUTO, "", List.of()).architecture();
		assertEquals(Presets.load("ssd512-coco").sources(), read.sources());
		assertEquals(16, read.layers().get(0).channels());
	}

	@Test
	void mismatchesAreListedWithBothShapes() throws IOException {
		final Map<String, NamedWeights.Array> changed = new LinkedHashMap<>(renamed(WEIGHTS, SsdLayout.AMDEGROOT));
		changed.put("vgg.2.weight", new NamedWeights.Array(new int[] { 2, 3 }, new float[6]));
		changed.remove("extras.3.bias");
		changed.put("extras.9.bias", new NamedWeights.Array(new int[] { 1 }, new float[1]));
		final Path file = write("w.safetensors", changed);
		final String line = refusal(() -> read(file, CLASSES));
		assertTrue(line.contains("conv1_2.weight (vgg.2.weight) is [2, 3], expected [16, 16, 3, 3]"), line);
		assertTrue(line.contains("conv7_2.bias (extras.3.bias) is missing, expected [16]"), line);
		assertTrue(line.contains("extras.9.bias [1] does not exist"), line);
	}

	@Test
	void weightsThatAreNoNumbersAreRefused() throws IOException {
		final Map<String, NamedWeights.Array> changed = new LinkedHashMap<>(renamed(WEIGHTS, SsdLayout.AMDEGROOT));
		final float[] values = WEIGHTS.get("fc6.bias").values().clone();
		values[3] = Float.NaN;
		changed.put("vgg.31.bias", new NamedWeights.Array(new int[] { values.length }, values));
		final Path file = write("w.safetensors", changed);
		assertTrue(refusal(() -> read(file, CLASSES)).contains("fc6.bias in "));
	}

	@Test
	void whatIsNotKnownIsAskedFor() throws IOException {
		final Path file = write("w.safetensors", renamed(WEIGHTS, SsdLayout.AMDEGROOT));
		assertTrue(refusal(() -> read(file, List.of())).startsWith("classes: "));
		assertTrue(refusal(() -> read(file, List.of("one"))).startsWith("classes: "));
		assertTrue(refusal(() -> WeightImport.read(file, WeightImport.AUTO, "", CLASSES)).startsWith("preset: "));
		assertTrue(refusal(() -> WeightImport.read(file, "keras", "", CLASSES)).startsWith("format: "));
		assertTrue(
			refusal(() -> WeightImport.read(file, "torchvision", narrowPreset(), CLASSES)).startsWith("source: "));
		final Path other = write("x.safetensors",
			Map.of("encoder.weight", new NamedWeights.Array(new int[] { 1 }, new float[1])));
		assertTrue(
			refusal(() -> WeightImport.read(other, WeightImport.AUTO, "", List.of())).contains("encoder.weight"));
	}

	private SsdModel read(final Path file, final List<String> classes) throws IOException {
		return WeightImport.read(file, WeightImport.AUTO, narrowPreset(), classes);
	}

	private String narrowPreset() throws IOException {
		return Files.writeString(folder.resolve("narrow.json"), new Gson().toJson(NARROW)).toString();
	}

	private static Map<String, NamedWeights.Array> renamed(final NamedWeights weights, final SsdLayout layout) {
		final Map<String, NamedWeights.Array> renamed = new LinkedHashMap<>();
		layout.names(NARROW).forEach((ours, theirs) -> renamed.put(theirs, weights.get(ours)));
		return renamed;
	}

	private Path write(final String name, final Map<String, NamedWeights.Array> arrays) throws IOException {
		final ByteArrayOutputStream out = new ByteArrayOutputStream();
		Safetensors.write(out, new NamedWeights(arrays), Map.of());
		return Files.write(folder.resolve(name), out.toByteArray());
	}

	private static String refusal(final Executable call) {
		final UserException e = assertThrows(UserException.class, call);
		assertEquals(1, e.getMessage().lines().count(), e.getMessage());
		return e.getMessage();
	}

	private static void assertSame(final NamedWeights expected, final NamedWeights actual) {
		assertEquals(expected.arrays().keySet(), actual.arrays().keySet());
		expected.arrays().forEach((name, array) -> {
			assertArrayEquals(array.shape(), actual.get(name).shape(), name);
			assertArrayEquals(array.values(), actual.get(name).values(), name);
		});
	}
}
