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
package sc.fiji.ssd.train.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LinearEngineService;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.TinyFields;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.TrainingRecipe;
import sc.fiji.ssd.train.TrainingSettings;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.augment.SampleRandom;
import sc.fiji.ssd.train.augment.StoredPicture;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;

class TrainingTilesTest {

	@TempDir
	Path folder;

	private static TrainingImage image(final int width, final int height, final Box... boxes) {
		final int[] labels = new int[boxes.length];
		for (int i = 0; i < labels.length; i++)
			labels[i] = i + 1;
		return new TrainingImage(Path.of("a.png"), 0, width, height, List.of(boxes), labels);
	}

	@Test
	void tilesLieInTheImageAroundAnyOfItsObjects() {
		final TrainingImage image = image(500, 300, new Box(3, 2, 20, 19), new Box(470, 280, 499.5, 300),
			new Box(100, 50, 260, 90));
		final int[] around = new int[3];
		for (int i = 0; i < 600; i++) {
			final PixelArea tile = new TrainingTiles(100, 100, false).draw(SampleRandom.of(1, i, 0), image);
			assertTrue(tile.x() >= 0 && tile.y() >= 0 && tile.x() + 100 <= 500 && tile.y() + 100 <= 300, tile + "");
			final List<Box> objects = TrainingTiles.objects(image, tile).boxes();
			if (tile.x() <= 3 && tile.y() <= 2) around[0]++;
			else if (tile.x() + 100 >= 500 && tile.y() + 100 >= 300) around[1]++;
			else around[2]++;
			// the long one does not fit, and its centre may lie next to the tile
			if (tile.x() < 3 || tile.x() > 260) assertEquals(1, objects.size());
		}
		for (final int count : around)
			assertEquals(200, count, 60);
	}

	@Test
	void objectsOfATileAreThoseWhoseCentreItHasCutAtItsEdges() {
		final TrainingImage image = image(200, 200, new Box(90, 10, 104, 20), new Box(97, 30, 111, 40),
			new Box(20, 95, 30, 105), new Box(150, 150, 160, 160));
		final TrainingImage tile = TrainingTiles.objects(image, new PixelArea(0, 0, 100, 100));
		assertEquals(List.of(new Box(90, 10, 100, 20), new Box(20, 95, 30, 100)), tile.boxes());
		assertArrayEquals(new int[] { 1, 3 }, tile.labels());
		assertEquals(List.of(new Box(7, 0, 21, 10)),
			TrainingTiles.objects(image, new PixelArea(90, 30, 50, 50)).boxes());
	}

	@Test
	void tilesWithoutObjectsAreTakenOnlyWhereTheyTeach() {
		final TrainingImage image = image(2000, 2000, new Box(5, 5, 15, 15));
		int with = 0, without = 0;
		for (int i = 0; i < 400; i++) {
			if (TrainingTiles.objects(image, new TrainingTiles(64, 64, false).draw(SampleRandom.of(2, i, 0), image))
				.boxes().isEmpty()) without++;
			if (TrainingTiles.objects(image, new TrainingTiles(64, 64, true).draw(SampleRandom.of(2, i, 0), image))
				.boxes().isEmpty()) with++;
		}
		assertEquals(0, without);
		assertEquals(100, with, 35);
		final PixelArea empty = new TrainingTiles(64, 64, true).draw(new SplittableRandom(1), image(100, 100));
		assertTrue(empty.x() >= 0 && empty.x() <= 36);
	}

	@Test
	void anImageSmallerThanATileLiesSomewhereInIt() {
		final TrainingImage image = image(40, 36, new Box(5, 5, 15, 15));
		final StoredPicture stored = new StoredPicture(40, 36,
			new byte[][] { new byte[40 * 36], new byte[40 * 36], new byte[40 * 36] });
		for (int i = 0; i < 50; i++) {
			final PixelArea tile = new TrainingTiles(64, 64, false).draw(SampleRandom.of(3, i, 0), image);
			assertTrue(tile.x() <= 0 && tile.x() >= 40 - 64 && tile.y() <= 0 && tile.y() >= 36 - 64);
			assertEquals(List.of(new Box(5, 5, 15, 15).translate(-tile.x(), -tile.y())),
				TrainingTiles.objects(image, tile).boxes());
			final StoredPicture cut = stored.crop(tile, Preprocessing.CAFFE);
			assertEquals(123, cut.planes()[0][tile.x() < 0 ? 0 : 63] & 0xff);
			assertEquals(0, cut.planes()[2][-tile.y() * 64 - tile.x()]);
		}
	}

	/** Images that cannot be kept are read in part, with the same result. */
	@Test
	void partsAreTheSameWhetherTheImageIsKeptOrNot() {
		final TinyFields fields = new TinyFields("fields", 4, 3);
		final List<TrainingImage> images = TrainingImage.of(fields.dataset(), TinyFields.CLASSES, true);
		for (final String range : new String[] { "auto", "percentile", "minmax" }) {
			final Preprocessing preprocessing = Preprocessing.CAFFE.with("auto", range);
			final PictureSource kept = new PictureSource(fields, preprocessing, 1 << 20);
			final PictureSource none = new PictureSource(fields, preprocessing, 0);
			for (final PixelArea part : List.of(new PixelArea(3, 5, 20, 20), new PixelArea(-9, -20, 60, 60)))
				for (final TrainingImage image : images) {
					final StoredPicture one = kept.get(image, part), other = none.get(image, part);
					for (int c = 0; c < 3; c++)
						assertArrayEquals(one.planes()[c], other.planes()[c]);
				}
			assertEquals(0, none.used());
		}
	}

	private static TrainingSettings settings(final int threads) {
		return new TrainingSettings(14, 4, 1, 0.02, List.of(10), 2, Augmentation.Kind.PAPER, true, "", 0, 5, 4, 6, 0,
			threads, EngineSettings.DEFAULT, TrainingRecipe.PAPER);
	}

	private void train(final String name, final int threads, final int stopAt, final boolean resume) {
		final TinyFields fields = new TinyFields("fields", 9, 4);
		final SsdModel tiny = TinyFields.model();
		final SsdModel start = new SsdModel(tiny.architecture(), tiny.classNames(), tiny.preprocessing(), Map.of(),
			tiny.weights(), new Sampling(true, 24, 24, 12, null));
		final Trainer[] trainer = new Trainer[1];
		trainer[0] = new Trainer(new LinearEngineService(), fields, settings(threads), List.of(new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress p) {
				if (p.iteration() == stopAt) trainer[0].cancel();
			}
		}));
		trainer[0].train(start, fields.dataset(), fields.dataset(), folder.resolve(name + "/cells.ssd"), resume);
	}

	@Test
	void resumingAndThreadsDoNotChangeABit() throws IOException {
		train("unbroken", 1, 0, false);
		train("broken", 4, 7, false);
		train("broken", 3, 0, true);
		final SsdModel one = ModelFile.read(folder.resolve("unbroken/cells.last.ssd"));
		final SsdModel two = ModelFile.read(folder.resolve("broken/cells.last.ssd"));
		final NamedWeights weights = two.weights();
		one.weights().arrays()
			.forEach((layer, array) -> assertArrayEquals(array.values(), weights.get(layer).values(), layer));
		assertEquals(new Sampling(true, 24, 24, 12, null), two.sampling());
		assertEquals(losses("unbroken"), losses("broken"));
	}

	private List<String> losses(final String name) throws IOException {
		return Files.readAllLines(folder.resolve(name + "/training.csv")).stream()
			.map(line -> line.substring(0, line.lastIndexOf(','))).toList();
	}
}
