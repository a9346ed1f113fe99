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
package sc.fiji.ssd.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.images.ImageOrder;
import sc.fiji.ssd.train.progress.Throughput;

/** Tests the rate, the image order, the pace, the names of layers and the checks of settings. */
class ScheduleTest {

	@Test
	void rateRisesThenFallsTenfold() {
		final LearningRate rate = new LearningRate(0.001, List.of(100, 150), 10, 0);
		assertEquals(0.0001, rate.at(1), 1e-18);
		assertEquals(0.0005, rate.at(5), 1e-18);
		assertEquals(0.001, rate.at(10));
		assertEquals(0.001, rate.at(100));
		assertEquals(0.0001, rate.at(101));
		assertEquals(0.0001, rate.at(150));
		assertEquals(0.00001, rate.at(151));
		assertEquals(0.001, new LearningRate(0.001, List.of(), 0, 0).at(1));
		final LearningRate cosine = new LearningRate(0.01, List.of(), 10, 101);
		assertEquals(0.005, cosine.at(5), 1e-4, "half of the warm-up");
		assertEquals(0.01 * (1 + Math.cos(Math.PI * 50 / 101)) / 2, cosine.at(51), 1e-12);
		assertTrue(cosine.at(101) > 0 && cosine.at(101) < 1e-5);
	}

	@Test
	void everyEpochHasAllImagesInAnotherOrder() {
		final ImageOrder order = new ImageOrder(37, 4);
		final int[] first = IntStream.range(0, 37).map(order::image).toArray();
		final int[] second = IntStream.range(37, 74).map(order::image).toArray();
		assertFalse(Arrays.equals(first, second));
		for (final int[] epoch : new int[][] { first, second })
			assertArrayEquals(IntStream.range(0, 37).toArray(), Arrays.stream(epoch).sorted().toArray());
		final ImageOrder again = new ImageOrder(37, 4);
		assertEquals(second[5], again.image(42));
		assertEquals(first[3], again.image(3));
		assertNotEquals(IntStream.range(0, 37).map(new ImageOrder(37, 5)::image).boxed().toList(),
			Arrays.stream(first).boxed().toList());
	}

	@Test
	void imagesComeFirstEquallyOften() {
		final int[] counts = new int[5];
		for (int epoch = 0; epoch < 5000; epoch++)
			counts[new ImageOrder(5, 1).image(5L * epoch)]++;
		for (final int n : counts)
			assertEquals(1000, n, 4 * Math.sqrt(5000 * 0.2 * 0.8));
	}

	@Test
	void timeLeftFollowsTheLastIterations() {
		final Throughput pace = new Throughput();
		for (int i = 0; i < 60; i++)
			pace.add(9, 1);
		for (int i = 0; i < 50; i++)
			pace.add(2, 0.5);
		pace.addToLast(25);
		assertEquals(0.5, pace.iterationsPerSecond(), 1e-9);
		assertEquals(30, pace.secondsFor(10), 1e-6);
	}

	@Test
	void patternsNameLayers() {
		final var network = TinyFields.model().network();
		assertEquals(Set.of(), LayerPattern.layers("", network));
		assertEquals(List.of("conv2_mbox_loc", "conv3_mbox_loc"), List.copyOf(LayerPattern.layers("*_loc", network)));
		assertEquals(List.of("conv1", "conv3"), List.copyOf(LayerPattern.layers("conv3, conv1", network)));
		assertEquals(List.of("conv1", "conv2", "conv3"), List.copyOf(LayerPattern.layers("conv?", network)));
		assertTrue(assertThrows(UserException.class, () -> LayerPattern.layers("conv.", network)).getMessage()
			.contains("conv2_mbox_loc"));
	}

	@Test
	void settingsAreChecked() {
		refused("iterations", 0, 1, 1, 0.1, List.of());
		refused("batch_size", 1, 0, 1, 0.1, List.of());
		refused("accumulate", 1, 1, -1, 0.1, List.of());
		refused("learning_rate", 1, 1, 1, 0, List.of());
		refused("learning_rate", 1, 1, 1, Double.NaN, List.of());
		refused("steps", 1, 1, 1, 0.1, List.of(5, 5));
	}

	private static void refused(final String key, final int iterations, final int batch, final int accumulate,
		final double rate, final List<Integer> steps)
	{
		final UserException e = assertThrows(UserException.class, () -> new TrainingSettings(iterations, batch,
			accumulate, rate, steps, 0, Augmentation.Kind.NONE, false, "", 0, 0, 1, 0, 0, 0, EngineSettings.DEFAULT, TrainingRecipe.PAPER));
		assertTrue(e.getMessage().startsWith(key + ": "), e.getMessage());
	}

	@Test
	void folderNamesOnly() {
		assertEquals(List.of("voc2007", "voc2012"), Provenance.names("/home/somebody/voc2007;/data/voc2012/"));
	}
}
