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
package sc.fiji.ssd.train.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.DatasetBuilder;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;
import sc.fiji.ssd.model.SsdArchitecture.SourceMap;

/** Tests {@link FittedNetwork} and {@link FittedBoxes}. */
class FittedNetworkTest {

	/** @return objects of sides around a median, as wide as high times an aspect ratio */
	private static DatasetBuilder objects(final DatasetBuilder builder, final String name, final int image,
		final double median, final double aspect)
	{
		final Random random = new Random(7);
		builder.image(name + ".png", Path.of("pom.xml"), image, image);
		for (int i = 0; i < 200; i++) {
			final double side = median * Math.exp(0.15 * random.nextGaussian());
			final double w = side * Math.sqrt(aspect), h = side / Math.sqrt(aspect);
			final double x = random.nextDouble() * (image - w), y = random.nextDouble() * (image - h);
			builder.object(name, new GroundTruth(new Box(x, y, x + w, y + h), name));
		}
		return builder;
	}

	private static Dataset dataset(final int image, final double median, final double aspect) {
		return objects(new DatasetBuilder("data"), "cell", image, median, aspect).build();
	}

	private static FittedNetwork fitted(final Dataset data) {
		return FittedNetwork.of(data, "off");
	}

	private static int unmatched(final Dataset data, final SsdArchitecture network) {
		return DatasetSurvey.of(data, network).fit().unmatched();
	}

	/** Objects of each size and shape have a default box, more often than the preset's. */
	@ParameterizedTest
	@CsvSource({ "400, 24, 1", "400, 40, 1", "400, 100, 1", "400, 250, 1", "400, 60, 2.2", "400, 60, 3.5",
		"1000, 110, 0.4" })
	void boxesFitTheObjects(final int image, final double median, final double aspect) {
		final Dataset data = dataset(image, median, aspect);
		final FittedNetwork fitted = fitted(data);
		final int ours = unmatched(data, fitted.architecture());
		assertTrue(ours <= 20, ours + " of 200 objects match no default box: " + fitted.line());
		assertTrue(ours <= 12 + unmatched(data, FittedNetwork.plain(fitted.architecture().inputSize())), fitted.line());
	}

	@Test
	void theFinestMapSeesSmallObjectsAndACoarseOneLargeObjects() {
		final List<SourceMap> small = fitted(dataset(300, 24, 1)).architecture().sources();
		assertEquals(List.of("conv4_3"), small.stream().map(SourceMap::layer).toList());
		assertTrue(Math.abs(small.get(0).minSize() / 24 - 1) < 0.35, small.toString());
		final List<SourceMap> large = fitted(dataset(300, 240, 1)).architecture().sources();
		assertTrue(large.stream().noneMatch(map -> map.layer().equals("conv4_3")), large.toString());
	}

	/** Fields with many objects need more candidates than the paper's; each object has tens of boxes. */
	@Test
	void crowdedFieldsKeepTheirObjects() {
		assertEquals(4000, fitted(dataset(600, 50, 1)).architecture().withWidth(0.25).decoding().candidates());
		assertEquals(400, FittedNetwork.plain(224).decoding().candidates());
	}

	/** The rarest and smallest class counts as well: a tenth of all objects would hide it. */
	@Test
	void theInputIsAsLargeAsTheSmallestClassNeeds() {
		assertEquals(160, fitted(dataset(600, 120, 1)).architecture().inputSize());
		assertEquals(224, fitted(dataset(600, 50, 1)).architecture().inputSize());
		final DatasetBuilder both = objects(new DatasetBuilder("data"), "large", 600, 120, 1);
		assertEquals(300, fitted(objects(both, "small", 600, 34, 1).build()).architecture().inputSize());
	}

	private static List<Integer> inputs(final Dataset data, final String tiling) {
		return FittedNetwork.sizes(data, tiling).stream().map(size -> size.architecture().inputSize()).toList();
	}

	/** Larger inputs follow until small objects are large enough; tiles enlarge them already. */
	@Test
	void aLargerInputNeedsTime() {
		assertEquals(List.of(300, 400, 512), inputs(dataset(600, 20, 1), "off"));
		assertEquals(List.of(224, 300, 400), inputs(dataset(600, 60, 1), "off"));
		assertEquals(List.of(160), inputs(dataset(600, 150, 1), "off"));
		assertEquals(List.of(300), inputs(dataset(600, 20, 1), "100"));
		final Dataset tiny = dataset(600, 20, 1);
		assertEquals(fitted(tiny), FittedNetwork.sizes(tiny, "off").get(0));
	}

	/** In tiles the boxes are those of the objects as the network sees them. */
	@Test
	void boxesFitObjectsInTiles() {
		final Dataset fields = dataset(2000, 24, 1);
		final FittedNetwork fitted = FittedNetwork.of(fields, "240");
		assertEquals(1, fitted.architecture().sources().size(), fitted.line());
		assertTrue(Math.abs(fitted.architecture().sources().get(0).minSize() / 30 - 1) < 0.35, fitted.line());
	}

	/** Without other sizes the layers and steps are the paper's. */
	@Test
	void thePlainNetworkIsThePapers() {
		for (final String name : List.of("ssd300-voc", "ssd512-voc")) {
			final SsdArchitecture paper = Presets.load(name);
			assertEquals(paper, FittedNetwork.plain(paper.inputSize()));
		}
	}

	/** One size, one object, and sizes over four octaves. */
	@Test
	void allSizesMakeAValidNetwork() {
		final DatasetBuilder builder = new DatasetBuilder("data");
		for (final double size : new double[] { 6, 12, 25, 50, 100, 200, 390 })
			objects(builder, "s" + (int) size, 400, size, 1);
		final Dataset all = builder.build();
		final FittedNetwork fitted = fitted(all);
		assertTrue(unmatched(all, fitted.architecture()) < 0.25 * 1400, fitted.line());
		final DatasetBuilder one = new DatasetBuilder("data");
		one.image("0.png", Path.of("pom.xml"), 400, 400);
		one.object("0", new GroundTruth(new Box(0, 0, 400, 400), "all"));
		assertEquals(0, unmatched(one.build(), fitted(one.build()).architecture()));
	}

	@Test
	void aDatasetWithoutObjectsIsRefused() {
		final DatasetBuilder builder = new DatasetBuilder("data");
		builder.image("0.png", Path.of("pom.xml"), 400, 400);
		final Dataset empty = builder.build();
		assertTrue(assertThrows(UserException.class, () -> fitted(empty)).getMessage()
			.startsWith("dataset: data has no image with an object"));
	}
}
