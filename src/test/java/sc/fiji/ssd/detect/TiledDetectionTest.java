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
package sc.fiji.ssd.detect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.position.FunctionRandomAccessible;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.ScriptedEngine;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.PixelSize;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdModel;

class TiledDetectionTest {

	private static final int SIZE = TinyModel.SIZE;

	/** Finds bright rectangles, as far as they lie in the tile, with their exact boxes, from the default box of their cell. */
	private static void findRectangles(final float[] input, final float[] locations, final float[] confidences) {
		for (int cell = 0; cell < 16; cell++)
			confidences[3 * cell] = 8;
		for (int y = 0; y < SIZE; y++)
			for (int x = 0; x < SIZE; x++) {
				if (!isBright(input, x, y) || isBright(input, x - 1, y) || isBright(input, x, y - 1)) continue;
				int right = x, bottom = y;
				while (isBright(input, right, y))
					right++;
				while (isBright(input, x, bottom))
					bottom++;
				final double cx = (x + right) / 2.0, cy = (y + bottom) / 2.0;
				final int cell = (int) cy / 8 * 4 + (int) cx / 8;
				locations[4 * cell] = (float) ((cx - (cell % 4 * 8 + 4)) / 8 / 0.1);
				locations[4 * cell + 1] = (float) ((cy - (cell / 4 * 8 + 4)) / 8 / 0.1);
				locations[4 * cell + 2] = (float) (Math.log((right - x) / 8.0) / 0.2);
				locations[4 * cell + 3] = (float) (Math.log((bottom - y) / 8.0) / 0.2);
				// a part scores higher than the whole: it must give way all the same
				confidences[3 * cell] = 0;
				confidences[3 * cell + 1 + (input[y * SIZE + x] + 117 > 200 ? 1 : 0)] = 9 -
					(right - x) * (bottom - y) / 100f;
			}
	}

	private static boolean isBright(final float[] input, final int x, final int y) {
		return x >= 0 && y >= 0 && x < SIZE && y < SIZE && input[y * SIZE + x] + 104 > 128;
	}

	private static Detector detector(final Tiling tiling, final int batch, final Sampling sampling) {
		final SsdModel tiny = TinyModel.model();
		final SsdModel model = new SsdModel(tiny.architecture(), tiny.classNames(), tiny.preprocessing(), Map.of(),
			new NamedWeights(Map.of()), sampling);
		return new Detector(model, new ScriptedEngine(model.network(), batch, TiledDetectionTest::findRectangles),
			new DetectionSettings(0.5, 0.45, 200, tiling));
	}

	/** Rectangles of 4 to 8 pixels, one in each square of 18, so that no two have a cell of the network in common. */
	private static List<Box> rectangles(final int width, final int height, final long seed) {
		final Random random = new Random(seed);
		final List<Box> boxes = new ArrayList<>();
		for (int y = 0; y + 18 <= height; y += 18)
			for (int x = 0; x + 18 <= width; x += 18) {
				final int w = 4 + random.nextInt(5), h = 4 + random.nextInt(5);
				final int left = x + 2 + random.nextInt(15 - w), top = y + 2 + random.nextInt(15 - h);
				boxes.add(new Box(left, top, left + w, top + h));
			}
		return boxes;
	}

	private static byte[] draw(final int width, final int height, final List<Box> boxes) {
		final byte[] pixels = new byte[width * height];
		for (final Box box : boxes)
			for (int y = (int) box.yMin(); y < box.yMax(); y++)
				for (int x = (int) box.xMin(); x < box.xMax(); x++)
					pixels[y * width + x] = (byte) (x < box.xMin() + 100 ? 180 : 0);
		return pixels;
	}

	private static void assertFoundOnce(final List<Box> truth, final List<Detection> found) {
		for (final Box box : truth)
			assertEquals(1, found.stream().filter(d -> d.box().iou(box) > 0.99).count(),
				"times that " + box + " is found");
		assertEquals(truth.size(), found.size());
	}

	@Test
	void objectsOnSeamsAreFoundOnceAndWhole() {
		for (int seed = 0; seed < 12; seed++) {
			final int width = 97 + 31 * seed, height = 260 - 17 * seed;
			final List<Box> truth = rectangles(width, height, seed);
			final RandomAccessibleInterval<UnsignedByteType> image = ArrayImgs.unsignedBytes(draw(width, height, truth),
				width, height);
			try (Detector detector = detector(new Tiling(Tiling.Kind.TILES, SIZE, 10), 4, null)) {
				assertFoundOnce(truth, detector.detect(image));
			}
		}
	}

	@Test
	void theResultDependsNeitherOnTheBatchNorOnTheStream() {
		final List<Box> truth = rectangles(200, 140, 5);
		final RandomAccessibleInterval<UnsignedByteType> image = ArrayImgs.unsignedBytes(draw(200, 140, truth), 200,
			140);
		List<Detection> expected = null;
		for (final int batch : new int[] { 1, 3, 8, 200 }) {
			final Detector detector = detector(new Tiling(Tiling.Kind.TILES, SIZE, 12), batch, null);
			final List<Detection> found = detector.detect(image);
			if (expected == null) expected = found;
			assertEquals(expected, found);
			final List<PlaneDetections> streamed = PlaneDetection.run(detector,
				List.of(new ImagePlane(1, image), new ImagePlane(2, image)), (done, total, message) -> {
					assertTrue(done <= total);
				});
			assertEquals(2, streamed.size());
			for (final PlaneDetections plane : streamed)
				assertEquals(expected, plane.detections());
		}
	}

	@Test
	void anImageComputedOnTheFlyIsReadTileByTile() {
		final int edge = 3000;
		final long[] reads = { 0 };
		final RandomAccessibleInterval<UnsignedByteType> image = Views
			.interval(new FunctionRandomAccessible<>(2, (position, value) -> {
				reads[0]++;
				final int x = position.getIntPosition(0) % 100, y = position.getIntPosition(1) % 100;
				value.set(x >= 40 && x < 46 && y >= 40 && y < 47 ? 200 : 3);
			}, UnsignedByteType::new), new FinalInterval(edge, edge));
		final Detector detector = detector(new Tiling(Tiling.Kind.TILES, SIZE, 10), 16, null);
		final List<PlaneDetections> found = PlaneDetection.run(detector, List.of(new ImagePlane(1, image)),
			(done, total, message) -> {});
		assertEquals(900, found.get(0).detections().size());
		final double share = (double) reads[0] / ((long) edge * edge);
		assertTrue(share < 2.3, "each pixel is read " + share + " times"); // (32 / 22)^2 = 2.1
	}

	@Test
	void endsAtOnceWhenCanceled() {
		final RandomAccessibleInterval<UnsignedByteType> image = ArrayImgs.unsignedBytes(400, 400);
		final int[] calls = { 0 };
		final List<PlaneDetections> found = PlaneDetection.run(
			detector(new Tiling(Tiling.Kind.TILES, SIZE, 10), 2, null), List.of(new ImagePlane(1, image)),
			new DetectionProgress() {

				@Override
				public void progress(final int done, final int total, final String message) {
					calls[0]++;
				}

				@Override
				public boolean canceled() {
					return calls[0] == 3;
				}
			});
		assertEquals(3, calls[0]);
		assertTrue(found.isEmpty());
	}

	@Test
	void theIntensityRangeIsThatOfThePlaneNotOfTheTile() {
		// dim noise alone would fill a tile's own range
		final short[] pixels = new short[200 * 200];
		final Random random = new Random(1);
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (short) (1000 + random.nextInt(30));
		for (int i = 0; i < 8 * 200; i++)
			if (i % 200 < 8) pixels[i] = 9000;
		final List<Detection> found = detector(new Tiling(Tiling.Kind.TILES, SIZE, 10), 4, null)
			.detect(ArrayImgs.unsignedShorts(pixels, 200, 200));
		assertEquals(1, found.size());
		assertTrue(found.get(0).box().iou(new Box(0, 0, 8, 8)) > 0.99);
	}

	@Test
	void autoFollowsTheModel() {
		final SsdModel tiny = TinyModel.model();
		assertEquals(1, tiles(tiny, null, 5000, 5000, null));
		assertEquals(1, tiles(tiny, new Sampling(false, 640, 480, 100, null), 1200, 900, null));
		assertEquals(16, tiles(tiny, new Sampling(false, 640, 480, 50, null), 2000, 1500, null));
		assertEquals(100, tiles(tiny, new Sampling(true, 240, 240, 24, null), 2048, 2048, null));
		assertEquals(1, tiles(tiny, new Sampling(true, 240, 240, 24, null), 200, 200, null));
	}

	private static int tiles(final SsdModel tiny, final Sampling sampling, final int width, final int height,
		final PixelSize pixelSize)
	{
		return TilePlan.of(new SsdModel(tiny.architecture(), tiny.classNames(), tiny.preprocessing(), Map.of(),
			tiny.weights(), sampling), Tiling.AUTO, width, height, pixelSize).grid().count();
	}

	/** Pixels of half the size: the same objects are twice as large, and so must be the tiles. */
	@Test
	void rescalesWhenPixelsAreOfAnotherSize() {
		final Sampling sampling = new Sampling(true, SIZE, SIZE, 7, PixelSize.of(0.65, 0.65, "um"));
		final List<String> notes = new ArrayList<>();
		final List<Box> truth = rectangles(150, 120, 3);
		final List<Box> twice = truth.stream().map(b -> b.scale(2, 2)).toList();
		final Detector detector = detector(Tiling.AUTO, 4, sampling);
		detector.setNotes(notes::add);
		final RandomAccessibleInterval<UnsignedByteType> image = ArrayImgs.unsignedBytes(draw(300, 240, twice), 300,
			240);
		final List<Detection> found = PlaneDetection
			.run(detector, List.of(new ImagePlane(1, image, PixelSize.of(325, 325, "nm"))), (d, t, m) -> {}).get(0)
			.detections();
		assertEquals(truth.size(), found.size());
		for (final Box box : twice)
			assertEquals(1, found.stream().filter(d -> d.box().iou(box) > 0.7).count(), "times that " + box);
		assertEquals(1, notes.size());
		assertTrue(notes.get(0).contains("64 x 64") && notes.get(0).contains("0.325 micron here and 0.65"),
			notes.get(0));
		assertEquals(tiles(TinyModel.model(), sampling, 300, 240, null),
			tiles(TinyModel.model(), sampling, 300, 240, PixelSize.of(0.65, 0.66, "um")),
			"without a unit, or alike, nothing is rescaled");
	}

	@Test
	void aPlaneSmallerThanATileKeepsItsScale() {
		final List<Box> truth = List.of(new Box(3, 4, 9, 10));
		final List<Detection> found = detector(Tiling.AUTO, 1, new Sampling(true, SIZE, SIZE, 6, null))
			.detect(ArrayImgs.unsignedBytes(draw(20, 14, truth), 20, 14));
		assertFoundOnce(truth, found);
	}

	@Test
	void understandsItsKey() {
		assertEquals(Tiling.AUTO, Tiling.parse("auto"));
		assertEquals(Tiling.OFF, Tiling.parse(" off "));
		assertEquals(new Tiling(Tiling.Kind.TILES, 300, 60), Tiling.parse("300, 60"));
		assertEquals(new Tiling(Tiling.Kind.TILES, 300, Tiling.BY_OBJECTS), Tiling.parse("300"));
		for (final String good : new String[] { "auto", "off", "300", "300,60" })
			assertEquals(good, Tiling.parse(good).toString());
		for (final String wrong : new String[] { "on", "", "300,200", "300,", "8", "-5", "300,60,1", "3e2" }) {
			final String line = assertThrows(UserException.class, () -> Tiling.parse(wrong)).getMessage();
			assertTrue(line.startsWith("tiling: "), line);
			assertFalse(line.contains("\n"));
		}
	}
}
