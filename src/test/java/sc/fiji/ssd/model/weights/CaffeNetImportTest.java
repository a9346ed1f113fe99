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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.DefaultBoxes;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Decoding;
import sc.fiji.ssd.model.Initialization;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;
import sc.fiji.ssd.model.SsdModel;

/** What a .caffemodel says about its own network decides, not the number of its classes. */
class CaffeNetImportTest {

	private static final int VOC_CLASSES = 20;

	@TempDir
	private Path folder;

	/** What differs from the preset that a case starts with. */
	private record Net(SsdArchitecture architecture, double[] variances, boolean clip, boolean flip, boolean steps,
		double offset, byte[] output)
	{

		Net(final SsdArchitecture architecture) {
			this(architecture, new double[] { 0.1, 0.1, 0.2, 0.2 }, false, true, true, 0.5, null);
		}
	}

	private byte[] file(final Net net, final int classes) {
		final List<byte[]> layers = new ArrayList<>();
		final ByteArrayOutputStream transform = new ByteArrayOutputStream(), resize = new ByteArrayOutputStream();
		CaffeWriter.whole(resize, 3, net.architecture.inputSize());
		CaffeWriter.whole(resize, 4, net.architecture.inputSize());
		CaffeWriter.bytes(transform, 8, resize.toByteArray());
		for (final double mean : new double[] { 104, 117, 123 })
			CaffeWriter.number(transform, 5, mean);
		layers.add(CaffeWriter.parameters("data", "AnnotatedData", List.of(), 100, transform.toByteArray()));
		for (final SourceMap source : net.architecture.sources())
			layers.add(CaffeWriter.parameters(source.readByHeads() + "_mbox_priorbox", "PriorBox",
				List.of(source.readByHeads(), "data"), 203, priorBox(net, source)));
		if (net.output != null)
			layers.add(CaffeWriter.parameters("detection_out", "DetectionOutput", List.of("mbox_loc"), 204, net.output));
		return CaffeWriter.write(Initialization.heXavier(net.architecture.network(classes + 1), 3), layers);
	}

	private static byte[] priorBox(final Net net, final SourceMap source) {
		final ByteArrayOutputStream prior = new ByteArrayOutputStream();
		source.scales().forEach(s -> CaffeWriter.number(prior, 1, s.minSize()));
		source.scales().stream().filter(s -> s.maxSize() > 0).forEach(s -> CaffeWriter.number(prior, 2, s.maxSize()));
		for (final double ratio : source.ratios()) {
			CaffeWriter.number(prior, 3, ratio);
			if (!net.flip) CaffeWriter.number(prior, 3, 1 / ratio);
		}
		CaffeWriter.whole(prior, 4, net.flip ? 1 : 0);
		CaffeWriter.whole(prior, 5, net.clip ? 1 : 0);
		for (final double variance : net.variances)
			CaffeWriter.number(prior, 6, variance);
		if (net.steps) CaffeWriter.number(prior, 10, source.step());
		CaffeWriter.number(prior, 13, net.offset);
		return prior.toByteArray();
	}

	private SsdModel read(final byte[] bytes, final String preset, final List<String> lines) throws IOException {
		return WeightImport.read(Files.write(folder.resolve("net.caffemodel"), bytes), WeightImport.AUTO, preset,
			List.of(), lines::add);
	}

	/** The published ..._ft_... models: 21 classes, COCO's boxes; and any width. */
	@ParameterizedTest
	@CsvSource({ "ssd300-coco,0.2", "ssd300-coco,0.03", "ssd300-voc,0.03", "ssd512-coco,0.03", "ssd512-voc,0.03" })
	void boxesAndChannelsComeFromTheFile(final String preset, final double width) throws IOException {
		final SsdArchitecture narrow = Presets.load(preset).withWidth(width);
		final List<String> lines = new ArrayList<>();
		final SsdModel model = read(file(new Net(narrow), VOC_CLASSES), "", lines);
		assertArrayEquals(
			Presets.load(preset).with(true, DefaultBoxes.Clipping.NONE, Decoding.CAFFE).priors().corners(),
			model.priors().corners(), 0);
		assertEquals(narrow.network(21).parameterShapes().keySet(), model.weights().arrays().keySet());
		assertEquals(ClassNames.VOC, model.classNames());
		assertTrue(lines.stream().anyMatch(l -> l.contains("PriorBox")), lines::toString);
		assertTrue(lines.stream().anyMatch(l -> l.contains("PASCAL VOC")), lines::toString);
	}

	@Test
	void aFullNetIsThePresetItself() throws IOException {
		final SsdArchitecture voc = Presets.load("ssd300-voc-1map");
		final SsdModel model = read(file(new Net(voc), VOC_CLASSES), "", new ArrayList<>());
		assertEquals(voc.layers(), model.architecture().layers());
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void variancesClippingStepsAndFlippedRatiosAreRead(final boolean flip) throws IOException {
		final SsdArchitecture narrow = Presets.load("ssd300-voc").withWidth(0.03);
		final SsdModel model = read(file(
			new Net(narrow, new double[] { 0.15, 0.15, 0.3, 0.3 }, true, flip, false, 0.5, null), VOC_CLASSES), "",
			new ArrayList<>());
		assertEquals(List.of(0.15, 0.3), model.architecture().variances());
		assertEquals(DefaultBoxes.Clipping.CORNERS, model.architecture().clipping());
		assertEquals((float) 300 / 38, model.architecture().sources().get(0).step());
		assertEquals(List.of(2.0, 3.0), model.architecture().sources().get(1).ratios());
		for (final float corner : model.priors().corners())
			assertTrue(corner >= 0 && corner <= 1);
	}

	@Test
	void theDetectionOutputLayerIsRead() throws IOException {
		final ByteArrayOutputStream output = new ByteArrayOutputStream(), suppression = new ByteArrayOutputStream();
		CaffeWriter.whole(output, 1, VOC_CLASSES + 1);
		CaffeWriter.number(suppression, 1, 0.3);
		CaffeWriter.whole(suppression, 2, 250);
		CaffeWriter.bytes(output, 4, suppression.toByteArray());
		CaffeWriter.whole(output, 6, 2);
		CaffeWriter.number(output, 9, 0.05);
		final SsdArchitecture narrow = Presets.load("ssd300-voc").withWidth(0.03);
		final List<String> lines = new ArrayList<>();
		final SsdModel model = read(file(
			new Net(narrow, new double[] { 0.1, 0.1, 0.2, 0.2 }, false, true, true, 0.5, output.toByteArray()),
			VOC_CLASSES), "", lines);
		assertEquals(250, model.architecture().decoding().candidates());
		assertTrue(lines.toString().contains("overlap=0.3, score=0.05"), lines::toString);
	}

	@Test
	void whatCannotBeRepresentedIsRefused() {
		final SsdArchitecture narrow = Presets.load("ssd300-voc").withWidth(0.03);
		final double[] usual = { 0.1, 0.1, 0.2, 0.2 };
		final ByteArrayOutputStream corner = new ByteArrayOutputStream();
		CaffeWriter.whole(corner, 6, 1);
		refused("offset", new Net(narrow, usual, false, true, true, 0.25, null));
		refused("variances", new Net(narrow, new double[] { 0.1, 0.2, 0.2, 0.2 }, false, true, true, 0.5, null));
		refused("CENTER_SIZE", new Net(narrow, usual, false, true, true, 0.5, corner.toByteArray()));
	}

	private void refused(final String word, final Net net) {
		final String line = assertThrows(UserException.class,
			() -> read(file(net, VOC_CLASSES), "", new ArrayList<>())).getMessage();
		assertTrue(line.contains(word) && line.lines().count() == 1, line);
	}

	@Test
	void aPresetThatContradictsTheFileIsRefused() throws IOException {
		final SsdArchitecture coco = Presets.load("ssd300-coco");
		final byte[] bytes = file(new Net(coco.withWidth(0.03)), VOC_CLASSES);
		final String line = assertThrows(UserException.class, () -> read(bytes, "ssd300-voc", new ArrayList<>()))
			.getMessage();
		assertTrue(line.startsWith("preset: ssd300-voc contradicts") && line.contains("21") && line.contains("30"), line);
	}

	@Test
	void withoutPriorBoxLayersTheGuessIsSaid() throws IOException {
		final SsdArchitecture narrow = Presets.load("ssd300-voc").withWidth(0.03);
		final List<String> lines = new ArrayList<>();
		final NamedWeights weights = Initialization.heXavier(narrow.network(21), 3);
		final SsdModel model = read(CaffeWriter.write(weights, CaffeWriter.Style.V2), "", lines);
		assertEquals(narrow.network(21).parameterShapes().keySet(), model.weights().arrays().keySet());
		assertTrue(lines.get(0).contains("no PriorBox layers") && lines.get(0).contains("preset="), lines::toString);
	}

	@Test
	void classNamesComeFromALabelMapBesideTheFile() throws IOException {
		final List<String> names = IntStream.rangeClosed(1, VOC_CLASSES).mapToObj(i -> "kind " + i).toList();
		final StringBuilder text = new StringBuilder("# made for a test\nitem { name: 'none_of_the_above' label: 0 }\n");
		for (int i = VOC_CLASSES; i >= 1; i--)
			text.append("item {\n  name: \"n0" + i + "\"\n  label: " + i + "\n  display_name: \"kind " + i + "\"\n}\n");
		Files.writeString(folder.resolve("labelmap_own.prototxt"), text);
		final byte[] bytes = file(new Net(Presets.load("ssd300-voc").withWidth(0.03)), VOC_CLASSES);
		assertEquals(names, read(bytes, "", new ArrayList<>()).classNames());
		Files.writeString(folder.resolve("labelmap_two.prototxt"), text);
		assertEquals(ClassNames.VOC, read(bytes, "", new ArrayList<>()).classNames());
		Files.writeString(folder.resolve("labelmap_two.prototxt"), text.toString().replace("label: 7\n", "label: 8\n"));
		assertThrows(UserException.class, () -> LabelMap.read(folder.resolve("labelmap_two.prototxt")));
	}

	@Test
	void cornersCountedFromOneAreWrittenIntoTheModel() throws IOException {
		final SsdModel model = read(file(new Net(Presets.load("ssd300-voc").withWidth(0.03)), VOC_CLASSES), "",
			new ArrayList<>());
		assertFalse(model.architecture().decoding().oneBased());
		assertTrue(model.withOneBasedCorners(true).architecture().decoding().oneBased());
	}
}
