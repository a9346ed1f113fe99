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
package sc.fiji.ssd.train.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruthBoxes;
import sc.fiji.ssd.image.Interpolation;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.image.Resizer;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;
import sc.fiji.ssd.train.augment.Augmentation.Kind;

/** Tests the chain: what is drawn how often, and that objects stay on their pixels. */
class AugmentationTest {

	private static final int SIZE = 96, WIDTH = 160, HEIGHT = 120, DRAWS = 4000;
	private static final List<Box> OBJECTS = List.of(new Box(40, 30, 72, 70), new Box(110, 80, 140, 112));
	private static final int[] LABELS = { 1, 2 };
	/** Four standard deviations of a share near a half, over all draws. */
	private static final double FOUR_SIGMA = 4 * 0.5 / Math.sqrt(DRAWS);

	@Test
	void noneWarpsTheWholeImage() {
		final StoredPicture image = image();
		final Augmentation none = augmentation(Kind.NONE);
		final Augmentation.View view = none.apply(none.draw(SampleRandom.of(1, 2, 3), WIDTH, HEIGHT, OBJECTS), image,
			OBJECTS, LABELS);
		final Picture expected = Resizer.resize(picture(), SIZE, SIZE, Interpolation.BILINEAR);
		for (int c = 0; c < 3; c++)
			assertArrayEquals(expected.planes()[c], view.picture().planes()[c]);
		assertArrayEquals(LABELS, view.truths().labels());
		assertArrayEquals(
			new float[] { 40f / 160, 30f / 120, 72f / 160, 70f / 120, 110f / 160, 80f / 120, 140f / 160, 112f / 120 },
			view.truths().corners(), 1e-6f);
	}

	/** Objects are bright on dark: whatever is done, the pixels in a box are brighter than those around. */
	@ParameterizedTest
	@EnumSource(Kind.class)
	void objectsStayOnTheirPixels(final Kind kind) {
		final StoredPicture image = StoredPicture.of(bright());
		final Augmentation augmentation = augmentation(kind);
		int checked = 0;
		for (int i = 0; i < 300; i++) {
			final Augmentation.Plan plan = augmentation.draw(SampleRandom.of(7, i, 0), WIDTH, HEIGHT, OBJECTS);
			final Augmentation.View view = augmentation.apply(plan, image, OBJECTS, LABELS);
			final float[] plane = view.picture().planes()[1];
			final float level = plan.distortion().grey(230), dark = plan.distortion().grey(20);
			for (int t = 0; t < view.truths().count(); t++) {
				final float[] c = view.truths().corners();
				for (int k = 0; k < 4; k++)
					assertTrue(c[4 * t + k] >= 0 && c[4 * t + k] <= 1, "corner " + c[4 * t + k]);
				final double x0 = c[4 * t] * SIZE, y0 = c[4 * t + 1] * SIZE, x1 = c[4 * t + 2] * SIZE,
					y1 = c[4 * t + 3] * SIZE;
				if (x1 - x0 < 8 || y1 - y0 < 8) continue;
				checked++;
				// an enlarged pixel blurs the edge by up to three and a half of its widths
				final double blurX = 1.5 +
					3.5 * Math.max(SIZE / (double) plan.view().width(), SIZE / (double) plan.view().height()) * 0.5;
				if (x1 - x0 < 4 * blurX || y1 - y0 < 4 * blurX) continue;
				for (double y = y0 + blurX; y < y1 - blurX; y++)
					for (double x = x0 + blurX; x < x1 - blurX; x++)
						assertTrue(Math.abs(plane[(int) y * SIZE + (int) x] - level) <= 0.2 * (level - dark) + 2,
							plan.toString());
				final int cx = (int) ((x0 + x1) / 2), left = (int) (x0 - 2 * blurX), cy = (int) ((y0 + y1) / 2),
					top = (int) (y0 - 2 * blurX);
				if (left >= 0 && kind != Kind.PAPER_EXPAND)
					assertTrue(plane[cy * SIZE + left] < (level + dark) / 2, plan.toString());
				if (top >= 0 && kind != Kind.PAPER_EXPAND)
					assertTrue(plane[top * SIZE + cx] < (level + dark) / 2, plan.toString());
			}
		}
		assertTrue(checked > 150, "checked " + checked);
	}

	@ParameterizedTest
	@EnumSource(Kind.class)
	void theSameNumbersMakeTheSameSample(final Kind kind) {
		final StoredPicture image = image();
		final Augmentation augmentation = augmentation(kind);
		boolean different = false;
		for (int i = 0; i < 20; i++) {
			final Augmentation.View one = sample(augmentation, image, i), two = sample(augmentation, image, i);
			for (int c = 0; c < 3; c++)
				assertArrayEquals(one.picture().planes()[c], two.picture().planes()[c]);
			assertArrayEquals(one.truths().corners(), two.truths().corners());
			assertArrayEquals(one.truths().labels(), two.truths().labels());
			different |= !Arrays.equals(one.picture().planes()[0],
				sample(augmentation, image, i + 1).picture().planes()[0]);
		}
		assertEquals(kind != Kind.NONE, different);
	}

	/** A cell that is a square in the image is warped alike whether the image is turned or not. */
	@ParameterizedTest
	@EnumSource(value = Kind.class, names = { "TURN", "MILD" })
	void quarterTurnsKeepTheProportionsThatDetectionSees(final Kind kind) {
		for (final int[] size : new int[][] { { 640, 480 }, { 480, 640 }, { 300, 300 }, { 1, 7 } }) {
			int turned = 0;
			for (int i = 0; i < 200; i++) {
				final Augmentation.Plan plan = augmentation(kind).draw(SampleRandom.of(3, i, 0), size[0], size[1], List.of());
				final PixelArea view = plan.view();
				final boolean turn = plan.orientation().transpose();
				if (turn) turned++;
				if (size[0] > 100) assertEquals(turn ? (double) size[1] / size[0] : (double) size[0] / size[1],
					(double) view.width() / view.height(), 0.02, plan.toString());
				if (kind == Kind.TURN)
					assertEquals(view, view.intersect(new PixelArea(0, 0, size[0], size[1])), "inside the image");
			}
			assertTrue(turned > 60 && turned < 140, "turned " + turned + " of 200");
		}
	}

	@Test
	void distortionsComeAsOftenAsInCaffe() {
		int brightness = 0, contrast = 0, first = 0, saturation = 0, hue = 0;
		double sum = 0;
		for (int i = 0; i < DRAWS; i++) {
			final Distortion d = Distortion.draw(SampleRandom.of(3, i, 0), true);
			if (d.brightness() != 0) brightness++;
			if (d.contrast() != 1) contrast++;
			if (d.contrastFirst()) first++;
			if (d.saturation() != 1) saturation++;
			if (d.hue() != 0) hue++;
			assertTrue(Math.abs(d.brightness()) <= 32 && Math.abs(d.hue()) <= 36);
			assertTrue(d.contrast() >= 0.5 && d.contrast() <= 1.5 && d.saturation() >= 0.5 && d.saturation() <= 1.5);
			sum += d.brightness();
			final Distortion grey = Distortion.draw(SampleRandom.of(3, i, 0), false);
			assertTrue(grey.saturation() == 1 && grey.hue() == 0);
		}
		for (final int n : new int[] { brightness, contrast, first, saturation, hue })
			assertEquals(0.5, n / (double) DRAWS, FOUR_SIGMA);
		assertEquals(0, sum / DRAWS, 4 * 32 / Math.sqrt(6.0 * DRAWS));
	}

	@Test
	void expansionKeepsTheImageOnTheCanvas() {
		int expanded = 0;
		double largest = 0;
		for (int i = 0; i < DRAWS; i++) {
			final PixelArea canvas = Expansion.CAFFE.draw(SampleRandom.of(5, i, 0), WIDTH, HEIGHT);
			assertTrue(canvas.x() <= 0 && canvas.y() <= 0);
			assertTrue(canvas.x() + canvas.width() >= WIDTH && canvas.y() + canvas.height() >= HEIGHT);
			assertEquals(WIDTH / (double) HEIGHT, canvas.width() / (double) canvas.height(), 0.02);
			if (canvas.width() > WIDTH) expanded++;
			largest = Math.max(largest, canvas.width() / (double) WIDTH);
		}
		assertEquals(0.5 * (1 - 0.01 / 3), expanded / (double) DRAWS, FOUR_SIGMA);
		assertTrue(largest > 3.9 && largest <= 4, "largest " + largest);
	}

	@Test
	void patchesAreWithinTheirLimits() {
		final PixelArea canvas = new PixelArea(-50, -30, 400, 300);
		int whole = 0;
		for (int i = 0; i < DRAWS; i++) {
			final PixelArea patch = PatchSampler.draw(SampleRandom.of(9, i, 0), canvas, OBJECTS);
			if (patch.equals(canvas)) {
				whole++;
				continue;
			}
			assertEquals(patch, patch.intersect(canvas));
			final double w = patch.width() / 400.0, h = patch.height() / 300.0;
			assertTrue(Math.sqrt(w * h) > 0.295 && Math.sqrt(w * h) <= 1, "scale " + Math.sqrt(w * h));
			assertTrue(w / h > 0.49 && w / h < 2.05, "ratio " + w / h);
		}
		// small objects: the samplers of 0.3 and more fail here, so whole image, 0.1 and any patch remain
		assertTrue(whole / (double) DRAWS > 1 / 7.0 && whole / (double) DRAWS < 0.55, "whole " + whole);
		for (int i = 0; i < 100; i++)
			assertEquals(canvas, PatchSampler.draw(SampleRandom.of(9, i, 1), canvas, List.of()));
	}

	/** An object that fills the canvas lets all samplers but those of high overlap succeed nearly always. */
	@Test
	void everySamplerIsTakenAsOften() {
		final PixelArea canvas = new PixelArea(0, 0, 300, 300);
		final Box object = new Box(0, 0, 300, 300);
		int whole = 0;
		double least = 1;
		for (int i = 0; i < DRAWS; i++) {
			final PixelArea patch = PatchSampler.draw(SampleRandom.of(10, i, 0), canvas, List.of(object));
			if (patch.equals(canvas)) whole++;
			least = Math.min(least, patch.width() * patch.height() / 90000.0);
		}
		assertEquals(1 / 7.0, whole / (double) DRAWS, FOUR_SIGMA);
		assertTrue(least < 0.12);
	}

	@Test
	void mirrorAndInterpolationAreFair() {
		final Augmentation paper = augmentation(Kind.PAPER);
		final Map<Interpolation, Integer> interpolations = new EnumMap<>(Interpolation.class);
		int mirrored = 0;
		for (int i = 0; i < DRAWS; i++) {
			final Augmentation.Plan plan = paper.draw(SampleRandom.of(2, 1, i), WIDTH, HEIGHT, OBJECTS);
			interpolations.merge(plan.interpolation(), 1, Integer::sum);
			if (plan.orientation().mirrorX()) mirrored++;
			assertTrue(!plan.orientation().mirrorY() && !plan.orientation().transpose());
			assertEquals(plan.view(), plan.view().intersect(new PixelArea(0, 0, WIDTH, HEIGHT)));
		}
		assertEquals(0.5, mirrored / (double) DRAWS, FOUR_SIGMA);
		for (final Interpolation how : Interpolation.values())
			assertEquals(0.2, interpolations.get(how) / (double) DRAWS, 4 * 0.4 / Math.sqrt(DRAWS));
	}

	@Test
	void microscopyTakesAllOrientationsAndLeavesColours() {
		final Augmentation microscopy = augmentation(Kind.MICROSCOPY);
		final Map<Orientation, Integer> orientations = new HashMap<>();
		for (int i = 0; i < DRAWS; i++) {
			final Augmentation.Plan plan = microscopy.draw(SampleRandom.of(2, 1, i), WIDTH, HEIGHT, OBJECTS);
			orientations.merge(plan.orientation(), 1, Integer::sum);
			assertEquals(1, plan.distortion().saturation());
			assertEquals(0, plan.distortion().hue());
			assertTrue(plan.view().width() <= 2 * WIDTH);
		}
		assertEquals(8, orientations.size());
		for (final int n : orientations.values())
			assertEquals(1 / 8.0, n / (double) DRAWS, 4 * 0.331 / Math.sqrt(DRAWS));
	}

	@Test
	void orientationsMoveBoxesAsPixels() {
		for (int code = 0; code < 8; code++) {
			final Orientation orientation = new Orientation((code & 1) > 0, (code & 2) > 0, (code & 4) > 0);
			final Picture picture = new Picture(10, 10);
			picture.planes()[0][3 * 10 + 7] = 255;
			final float[] corners = { 0.7f, 0.3f, 0.8f, 0.4f };
			orientation.apply(corners);
			final float[] turned = orientation.apply(picture).planes()[0];
			assertEquals(255, turned[Math.round(corners[1] * 10) * 10 + Math.round(corners[0] * 10)],
				orientation.toString());
			assertEquals(0.1, corners[2] - corners[0], 1e-6);
			assertEquals(0.1, corners[3] - corners[1], 1e-6);
		}
	}

	@Test
	void objectsWhoseCentreIsOutsideGo() {
		final Augmentation paper = augmentation(Kind.PAPER);
		final StoredPicture image = image();
		// the first object's centre (56, 50) is inside, the second's (125, 96) is not, though part of it is
		final Augmentation.Plan plan = new Augmentation.Plan(Distortion.NONE, new PixelArea(50, 20, 70, 80),
			Interpolation.NEAREST, Orientation.NONE);
		final GroundTruthBoxes truths = paper.apply(plan, image, OBJECTS, LABELS).truths();
		assertArrayEquals(new int[] { 1 }, truths.labels());
		assertArrayEquals(new float[] { 0, 10f / 80, 22f / 70, 50f / 80 }, truths.corners(), 1e-6f);
	}

	@Test
	void viewsBesideTheImageAreCanvas() {
		final Augmentation expand = augmentation(Kind.PAPER_EXPAND);
		final Augmentation.View view = expand.apply(new Augmentation.Plan(Distortion.NONE,
			new PixelArea(-90, -80, 60, 50), Interpolation.AREA, Orientation.NONE), image(), OBJECTS, LABELS);
		assertEquals(0, view.truths().count());
		final float[] rgb = { 123, 117, 104 };
		for (int c = 0; c < 3; c++)
			for (final float v : view.picture().planes()[c])
				assertEquals(rgb[c], v);
	}

	@Test
	void knownColoursTurn() {
		final Picture red = new Picture(1, 1);
		red.planes()[0][0] = 200;
		red.planes()[1][0] = 100;
		red.planes()[2][0] = 100;
		final StoredPicture stored = StoredPicture.of(red);
		final PixelArea all = new PixelArea(0, 0, 1, 1);
		assertColour(stored, new Distortion(0, 1, true, 1, 120), 100, 200, 100);
		assertColour(stored, new Distortion(0, 1, true, 1, -60), 200, 100, 200);
		assertColour(stored, new Distortion(0, 1, true, 0.5, 0), 200, 150, 150);
		assertColour(stored, new Distortion(0, 1, true, 1.5, 0), 200, 50, 50);
		assertColour(stored, new Distortion(10, 1.5, true, 1, 0), 255, 165, 165);
		// 210, 110, 110 by brightness, 210, 160, 160 by saturation, times 0.5
		assertColour(stored, new Distortion(10, 0.5, false, 0.5, 0), 105, 80, 80);
		// times 1.5 first, cut at 255: 255, 165, 165, then saturation
		assertColour(stored, new Distortion(10, 1.5, true, 0.5, 0), 255, 210, 210);
		assertEquals(1, Distortion.NONE.apply(stored, all).width());
	}

	private static void assertColour(final StoredPicture picture, final Distortion distortion, final float... rgb) {
		final float[][] planes = distortion.apply(picture, new PixelArea(0, 0, 1, 1)).planes();
		assertArrayEquals(rgb, new float[] { planes[0][0], planes[1][0], planes[2][0] }, 1, distortion.toString());
	}

	/** The pass through HSV against java.awt's. */
	@Test
	void coloursAgreeWithAwt() {
		final SplittableRandom random = new SplittableRandom(3);
		for (int i = 0; i < 2000; i++) {
			final int r = random.nextInt(256), g = random.nextInt(256), b = random.nextInt(256);
			final Picture pixel = new Picture(1, 1);
			pixel.planes()[0][0] = r;
			pixel.planes()[1][0] = g;
			pixel.planes()[2][0] = b;
			final Distortion d = new Distortion(0, 1, true, 0.5 + random.nextDouble(), random.nextInt(73) - 36);
			final float[] hsb = java.awt.Color.RGBtoHSB(r, g, b, null);
			final int rgb = java.awt.Color.HSBtoRGB(hsb[0] + (float) d.hue() / 360,
				Math.min(1, hsb[1] * (float) d.saturation()), hsb[2]);
			assertColour(StoredPicture.of(pixel), d, rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
		}
	}

	@Test
	void greyPicturesStayGreyAndSmall() {
		final Picture grey = new Picture(20, 10);
		for (int i = 0; i < 200; i++)
			for (int c = 0; c < 3; c++)
				grey.planes()[c][i] = i;
		final StoredPicture stored = StoredPicture.of(grey);
		assertEquals(200, stored.bytes());
		assertEquals(99.5, stored.mean(2));
		final float[][] planes = new Distortion(0, 1, true, 1.4, 30).apply(stored, new PixelArea(0, 0, 20, 10))
			.planes();
		for (int c = 0; c < 3; c++)
			assertArrayEquals(grey.planes()[c], planes[c]);
	}

	@Test
	void wordsAreThoseOfTheMacros() {
		final List<Kind> kinds = new ArrayList<>();
		for (final String key : new String[] { "none", "flip", "turn", "mild", "paper", "paper+expand", "microscopy" })
			kinds.add(Kind.of(key));
		assertEquals(List.of(Kind.values()), kinds);
		assertTrue(assertThrows(UserException.class, () -> Kind.of("Paper")).getMessage().startsWith("augmentation: "));
	}

	private static Augmentation.View sample(final Augmentation augmentation, final StoredPicture image, final int i) {
		return augmentation.apply(augmentation.draw(SampleRandom.of(1, i, 4), WIDTH, HEIGHT, OBJECTS), image, OBJECTS,
			LABELS);
	}

	private static Augmentation augmentation(final Kind kind) {
		return new Augmentation(kind, Preprocessing.CAFFE, SIZE);
	}

	private static StoredPicture image() {
		return StoredPicture.of(picture());
	}

	/** Colours that vary everywhere. */
	private static Picture picture() {
		final Picture picture = new Picture(WIDTH, HEIGHT);
		final SplittableRandom random = new SplittableRandom(8);
		for (int i = 0; i < WIDTH * HEIGHT; i++) {
			picture.planes()[0][i] = i % WIDTH;
			picture.planes()[1][i] = i / WIDTH * 2;
			picture.planes()[2][i] = random.nextInt(256);
		}
		return picture;
	}

	/** Objects of level 230 on ground of level 20, grey. */
	private static Picture bright() {
		final Picture picture = new Picture(WIDTH, HEIGHT);
		for (final float[] plane : picture.planes()) {
			Arrays.fill(plane, 20);
			for (final Box b : OBJECTS)
				for (int y = (int) b.yMin(); y < b.yMax(); y++)
					for (int x = (int) b.xMin(); x < b.xMax(); x++)
						plane[y * WIDTH + x] = 230;
		}
		return picture;
	}
}
