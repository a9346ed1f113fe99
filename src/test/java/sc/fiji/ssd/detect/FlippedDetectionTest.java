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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.engine.ScriptedEngine;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.model.SsdModel;

/** Detection that averages over flips, compared with flips that are made of the image by hand. */
class FlippedDetectionTest {

	private static final int SIZE = TinyModel.SIZE;
	private static final DetectionSettings ALL = new DetectionSettings(0.01, 0.45, 200);

	private static RandomAccessibleInterval<UnsignedByteType> noise(final int width, final int height, final long seed) {
		final byte[] pixels = new byte[width * height];
		new Random(seed).nextBytes(pixels);
		return ArrayImgs.unsignedBytes(pixels, width, height);
	}

	/** An engine whose scores and boxes depend on where in its cell, and in the picture, something is bright. */
	private static Detector detector(final int batch, final DetectionSettings settings) {
		return new Detector(TinyModel.model(), new ScriptedEngine(TinyModel.model().network(), batch,
			(input, locations, confidences) -> {
				for (int cell = 0; cell < 16; cell++) {
					final float bright = (input[(cell / 4 * 8 + 3) * SIZE + cell % 4 * 8 + 2] + 104) / 255;
					confidences[3 * cell + 1 + cell % 2] = 4 * bright - 1 + cell / 16f;
					locations[4 * cell] = bright;
					locations[4 * cell + 1] = -bright / 2;
					locations[4 * cell + 3] = bright / 4;
				}
			}), settings);
	}

	private static RandomAccessibleInterval<UnsignedByteType> flipped(final RandomAccessibleInterval<UnsignedByteType> image,
		final boolean alongX, final boolean alongY)
	{
		RandomAccessibleInterval<UnsignedByteType> view = image;
		if (alongX) view = Views.zeroMin(Views.invertAxis(view, 0));
		if (alongY) view = Views.zeroMin(Views.invertAxis(view, 1));
		return view;
	}

	/** What a detector without flips finds in the four images, moved back. */
	private static List<List<Detection>> views(final RandomAccessibleInterval<UnsignedByteType> image) {
		final double width = image.dimension(0), height = image.dimension(1);
		final List<List<Detection>> views = new ArrayList<>();
		for (final boolean alongY : new boolean[] { false, true })
			for (final boolean alongX : new boolean[] { false, true })
				views.add(detector(1, ALL).detect(flipped(image, alongX, alongY)).stream().map(d -> {
					final Box b = d.box();
					return new Detection(new Box(alongX ? width - b.xMax() : b.xMin(), alongY ? height - b.yMax() : b.yMin(),
						alongX ? width - b.xMin() : b.xMax(), alongY ? height - b.yMin() : b.yMax()), d.classIndex(),
						d.className(), d.score());
				}).toList());
		return views;
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void equalsTheAverageOfFlippedImages(final int seed) {
		final RandomAccessibleInterval<UnsignedByteType> image = noise(40 + 11 * seed, 64 - 7 * seed, seed);
		final DetectionSettings settings = new DetectionSettings(0.4, 0.45, 12);
		final List<Detection> expected = ViewAverage.of(views(image), settings),
			found = detector(2, settings.withAverageFlips(true)).detect(image);
		assertTrue(expected.size() > 3, "too few to compare: " + expected);
		assertEquals(expected.size(), found.size());
		for (int i = 0; i < found.size(); i++) {
			assertEquals(expected.get(i).className(), found.get(i).className());
			assertEquals(expected.get(i).score(), found.get(i).score(), 1e-5);
			assertTrue(expected.get(i).box().iou(found.get(i).box()) > 0.9999, expected.get(i) + " " + found.get(i));
		}
	}

	@Test
	void neitherTheBatchNorTheStreamNorTilesMatter() {
		final RandomAccessibleInterval<UnsignedByteType> image = noise(90, 70, 9);
		final DetectionSettings settings = new DetectionSettings(0.3, 0.45, 200, new Tiling(Tiling.Kind.TILES, SIZE, 10))
			.withAverageFlips(true);
		final List<Detection> expected = detector(1, settings).detect(image);
		assertTrue(expected.size() > 10, expected.toString());
		for (final int batch : new int[] { 2, 5, 16 }) {
			assertEquals(expected, detector(batch, settings).detect(image));
			assertEquals(expected, PlaneDetection.run(detector(batch, settings), List.of(new ImagePlane(1, image)),
				(done, total, message) -> {}).get(0).detections());
		}
	}

	/** In models whose corners count from 1, boxes are moved before they are flipped back. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void boxesAreExactToThePixel(final boolean oneBased) {
		final byte[] pixels = new byte[SIZE * SIZE];
		for (int y = 3; y < 9; y++)
			Arrays.fill(pixels, y * SIZE + 17, y * SIZE + 22, (byte) 255);
		final SsdModel model = TinyModel.model().withOneBasedCorners(oneBased);
		final ScriptedEngine engine = new ScriptedEngine(model.network(), 1, (input, locations, confidences) -> {
			double left = SIZE, top = SIZE, right = 0, bottom = 0;
			for (int y = 0; y < SIZE; y++)
				for (int x = 0; x < SIZE; x++)
					if (input[y * SIZE + x] + 104 > 128) {
						left = Math.min(left, x);
						top = Math.min(top, y);
						right = Math.max(right, x + 1);
						bottom = Math.max(bottom, y + 1);
					}
			left += oneBased ? 1 : 0;
			top += oneBased ? 1 : 0;
			locations[0] = (float) (((left + right) / 2 - 4) / 8 / 0.1);
			locations[1] = (float) (((top + bottom) / 2 - 4) / 8 / 0.1);
			locations[2] = (float) (Math.log((right - left) / 8) / 0.2);
			locations[3] = (float) (Math.log((bottom - top) / 8) / 0.2);
			Arrays.fill(confidences, 0);
			for (int cell = 1; cell < 16; cell++)
				confidences[3 * cell] = 20;
			confidences[1] = 5;
		});
		final List<Detection> found = new Detector(model, engine, ALL.withAverageFlips(true).withScore(0.5))
			.detect(ArrayImgs.unsignedBytes(pixels, SIZE, SIZE));
		assertEquals(4, engine.calls.size());
		assertEquals(1, found.size());
		final Box box = found.get(0).box();
		assertArrayEquals(new double[] { 17, 3, 22, 9 }, new double[] { box.xMin(), box.yMin(), box.xMax(), box.yMax() }, 1e-4);
	}

	@ParameterizedTest
	@EnumSource
	void aBoxGoesBackToItsPixels(final Flip flip) {
		final float[] input = new float[3 * 5 * 5];
		for (int i = 0; i < input.length; i++)
			input[i] = i;
		final float[] turned = flip.of(input);
		assertArrayEquals(input, flip.of(turned));
		if (flip == Flip.NONE) assertSame(input, turned);
		final PixelArea area = new PixelArea(70, -2, 5, 5);
		for (int plane = 0; plane < 3; plane++)
			for (int y = 0; y < 5; y++)
				for (int x = 0; x < 5; x++) {
					final Box back = flip.back(new Box(70 + x, y - 2, 71 + x, y - 1), area);
					assertEquals(input[25 * plane + 5 * (int) (back.yMin() + 2) + (int) (back.xMin() - 70)],
						turned[25 * plane + 5 * y + x]);
					assertEquals(1, back.area());
				}
	}

	private static Detection box(final double x, final int classIndex, final double score) {
		return new Detection(new Box(x, 0, x + 10, 10), classIndex, "class " + classIndex, score);
	}

	@Test
	void averagesAreOfOneObjectAndOneClass() {
		final List<List<Detection>> views = List.of(List.of(box(0, 1, 0.8), box(30, 1, 0.6), box(0, 2, 0.4)),
			List.of(box(2, 1, 0.4), box(60, 1, 0.9)), List.of(box(0, 1, 0.4), box(1, 1, 0.3)), List.of());
		final List<Detection> found = ViewAverage.of(views, new DetectionSettings(0.01, 0.45, 200));
		// the second box of the third view is suppressed by the average of the others
		assertEquals(List.of(0.4, 0.225, 0.15, 0.1), found.stream().map(d -> Math.round(d.score() * 1e6) / 1e6).toList());
		assertEquals(0.5, found.get(0).box().xMin(), 1e-9, "(0.8 * 0 + 0.4 * 2 + 0.4 * 0) / 1.6");
		assertEquals(List.of(1, 1, 1, 2), found.stream().map(Detection::classIndex).toList());
		assertEquals(1, ViewAverage.of(views, new DetectionSettings(0.01, 0.45, 1)).size());
		assertEquals(List.of(1, 2), ViewAverage
			.of(views, new DetectionSettings(0.05, 0.45, 200).withClassScores(List.of(0.3, 0.05))).stream()
			.map(Detection::classIndex).toList());
	}
}
