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
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.NetworkSpec;

/** Tests {@link TransferredWeights}: which rows of the confidence heads go where. */
class TransferredWeightsTest {

	private static final SsdArchitecture NARROW = Presets.load("ssd300-voc").withWidth(0.01);
	private static final List<String> OTHER = List.of("red", "green", "blue");
	private static final SsdModel FROM = model(NARROW, OTHER, Map.of());

	@Test
	void classesKeepTheirScoresInAnotherOrderAndNumber() {
		final List<String> names = List.of("blue", "violet", "red", "white", "black");
		final TransferredWeights fitted = TransferredWeights.of(FROM, NARROW, names, 9);
		assertEquals(List.of(), fitted.drawn());
		assertEquals(Map.of("blue", "blue", "red", "red"), fitted.classes());
		assertEquals(List.of("violet", "white", "black"), fitted.newClasses());
		final NetworkSpec network = NARROW.network(6);
		assertEquals(List.of(), fitted.weights().mismatches(network));
		final NamedWeights drawn = Initialization.xavier(network, 9);
		// background, blue, violet, red, white, black
		final int[] from = { 0, 3, -1, 1, -1, -1 };
		for (final NetworkSpec.Head head : network.heads())
			for (final String array : List.of(NamedWeights.WEIGHT, NamedWeights.BIAS)) {
				final String name = head.confidence() + array;
				final NamedWeights.Array to = fitted.weights().get(name);
				for (int box = 0; box < to.shape()[0] / 6; box++)
					for (int c = 0; c < 6; c++)
						assertArrayEquals(from[c] >= 0
							? row(FROM.weights().get(name), 4 * box + from[c])
							: row(drawn.get(name), 6 * box + c), row(to, 6 * box + c), name + " " + box + " " + c);
			}
		for (final String name : List.of("conv1_1.weight", "conv4_3_norm.weight", "fc7.bias", "fc7_mbox_loc.weight"))
			assertArrayEquals(FROM.weights().get(name).values(), fitted.weights().get(name).values(), name);
	}

	@Test
	void theSameClassesGiveTheSameWeights() {
		final TransferredWeights fitted = TransferredWeights.of(FROM, NARROW, OTHER, 1);
		fitted.weights().arrays()
			.forEach((name, array) -> assertArrayEquals(FROM.weights().get(name).values(), array.values(), name));
		assertEquals(List.of(), fitted.newClasses());
	}

	/** As many classes, of other names: shapes alone would fit. */
	@Test
	void otherClassesKeepTheBackgroundAlone() {
		final TransferredWeights fitted = TransferredWeights.of(FROM, NARROW, List.of("x", "y", "z"), 1);
		assertEquals(Map.of(), fitted.classes());
		assertEquals(List.of("x", "y", "z"), fitted.newClasses());
		final String name = "conv6_2_mbox_conf.weight";
		final NamedWeights.Array from = FROM.weights().get(name), to = fitted.weights().get(name);
		for (int row = 0; row < to.shape()[0]; row++)
			assertEquals(row % 4 == 0, Arrays.equals(row(from, row), row(to, row)), "row " + row);
	}

	@Test
	void headsOfOtherDefaultBoxesAreDrawn() {
		final SsdArchitecture larger = Presets.load("ssd512-voc").withWidth(0.01);
		final TransferredWeights fitted = TransferredWeights.of(FROM, larger, OTHER, 1);
		// the fifth map of SSD300 has four boxes, that of SSD512 has six
		assertTrue(fitted.drawn().containsAll(List.of("conv8_2_mbox_loc", "conv8_2_mbox_conf")),
			fitted.drawn().toString());
		assertTrue(fitted.taken().containsAll(List.of("fc7", "conv4_3_norm_mbox_conf", "fc7_mbox_conf")),
			fitted.taken().toString());
		assertEquals(List.of(), fitted.weights().mismatches(larger.network(4)));
	}

	@Test
	void whatAnImportHasDrawnIsNotTakenOver() {
		final List<String> drawn = NARROW.network(4).layers().stream().map(l -> l.name())
			.filter(name -> name.contains("mbox") || name.equals("conv6_1")).toList();
		final TransferredWeights fitted = TransferredWeights
			.of(model(NARROW, OTHER, Map.of(TransferredWeights.DRAWN_LAYERS, drawn)), NARROW, OTHER, 1);
		assertEquals(13, fitted.drawn().size());
		assertEquals(Map.of(), fitted.classes());
		assertEquals(OTHER, fitted.newClasses());
	}

	@Test
	void namesOfTheSameThingsMatch() {
		assertEquals(
			Map.of("airplane", "aeroplane", "tv", "tvmonitor", "dining table", "diningtable", "Cell", "cell",
				"red cell", "Red_Cell", "a", "a"),
			ClassMatch.of(List.of("airplane", "tv", "dining table", "zebra", "Cell", "red cell", "a", "A"),
				List.of("a", "tvmonitor", "aeroplane", "diningtable", "cell", "Red_Cell", "sofa")));
		// the same name goes before one that differs in case
		assertEquals(Map.of("cell", "cell"), ClassMatch.of(List.of("Cell", "cell"), List.of("cell")));
	}

	private static float[] row(final NamedWeights.Array array, final int row) {
		final int size = array.values().length / array.shape()[0];
		return Arrays.copyOfRange(array.values(), row * size, (row + 1) * size);
	}

	/** With biases that tell rows apart. */
	private static SsdModel model(final SsdArchitecture architecture, final List<String> classNames,
		final Map<String, Object> provenance)
	{
		final Map<String, NamedWeights.Array> arrays = new LinkedHashMap<>(
			Initialization.heXavier(architecture.network(classNames.size() + 1), 4).arrays());
		arrays.forEach((name, array) -> {
			if (name.endsWith(NamedWeights.BIAS)) for (int i = 0; i < array.values().length; i++)
				array.values()[i] = i + 1;
		});
		return new SsdModel(architecture, classNames, Preprocessing.CAFFE, provenance, new NamedWeights(arrays));
	}
}
