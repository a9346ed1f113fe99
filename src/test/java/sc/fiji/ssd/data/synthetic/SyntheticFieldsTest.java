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
package sc.fiji.ssd.data.synthetic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;

class SyntheticFieldsTest {

	private static final int SIZE = SyntheticFields.SIZE;

	private static final List<AnnotatedPicture> FIELDS = new ArrayList<>();

	@BeforeAll
	static void draw() {
		final SyntheticFields fields = new SyntheticFields(42);
		for (int i = 0; i < 60; i++)
			FIELDS.add(fields.field(i));
	}

	/** The drawing is frozen: figures and models refer to it. */
	@ParameterizedTest
	@CsvSource({ "1, 2, 6bd19972", "1, 1, 6e572937", "77, 1234, 73f9914d" })
	void theDrawingIsFrozen(final long seed, final int index, final String expected) {
		final AnnotatedPicture field = new SyntheticFields(seed).field(index);
		final CRC32 crc = new CRC32();
		crc.update(field.pixels());
		for (final GroundTruth object : field.objects())
			crc.update((object.className() + object.box()).getBytes());
		assertEquals(expected, Long.toHexString(crc.getValue()));
	}

	@Test
	void seedsAndIndicesGiveOtherFields() {
		final Set<Integer> hashes = new TreeSet<>();
		for (int seed = 0; seed < 4; seed++)
			for (int index = 0; index < 4; index++)
				hashes.add(Arrays.hashCode(new SyntheticFields(seed).field(index).pixels()));
		assertEquals(16, hashes.size());
		assertNotEquals(FIELDS.get(0).objects(), FIELDS.get(1).objects());
	}

	@Test
	void fieldsHaveThreeToFourteenObjectsOrNone() {
		int empty = 0;
		for (final AnnotatedPicture field : FIELDS) {
			final int n = field.objects().size();
			assertTrue(n == 0 || n >= 3 && n <= 14, n + " objects");
			if (n == 0) empty++;
		}
		assertTrue(empty >= 2 && empty <= 12, empty + " of 60 are empty");
	}

	@Test
	void boxesAreInsideAndApart() {
		final Set<String> classes = new TreeSet<>();
		final Box whole = new Box(0, 0, SIZE, SIZE);
		for (final AnnotatedPicture field : FIELDS)
			for (int i = 0; i < field.objects().size(); i++) {
				final GroundTruth object = field.objects().get(i);
				final Box box = object.box();
				classes.add(object.className());
				assertEquals(box, box.intersect(whole));
				assertTrue(Math.min(box.width(), box.height()) >= 8 && Math.max(box.width(), box.height()) <= 100,
					box.toString());
				for (int j = 0; j < i; j++)
					assertTrue(box.iou(field.objects().get(j).box()) <= 0.4);
			}
		assertEquals(SyntheticFields.CLASSES, List.copyOf(classes));
	}

	@Test
	void objectsAreBrighterThanWhatIsAroundThem() {
		int brighter = 0;
		int all = 0;
		for (final AnnotatedPicture field : FIELDS) {
			final double outside = outsideMean(field);
			for (final GroundTruth object : field.objects()) {
				all++;
				if (mean(field, object.box()) > outside + 4) brighter++;
			}
		}
		assertTrue(brighter > 0.95 * all, brighter + " of " + all);
	}

	private static double mean(final AnnotatedPicture field, final Box box) {
		double sum = 0;
		int n = 0;
		for (int y = (int) Math.ceil(box.yMin()); y < (int) box.yMax(); y++)
			for (int x = (int) Math.ceil(box.xMin()); x < (int) box.xMax(); x++, n++)
				sum += field.pixels()[y * SIZE + x] & 0xff;
		return sum / n;
	}

	private static double outsideMean(final AnnotatedPicture field) {
		final boolean[] inside = new boolean[SIZE * SIZE];
		for (final GroundTruth object : field.objects())
			for (int y = (int) object.box().yMin(); y < object.box().yMax(); y++)
				Arrays.fill(inside, y * SIZE + (int) object.box().xMin(),
					y * SIZE + (int) Math.ceil(object.box().xMax()), true);
		double sum = 0;
		int n = 0;
		for (int i = 0; i < SIZE * SIZE; i++)
			if (!inside[i]) {
				sum += field.pixels()[i] & 0xff;
				n++;
			}
		return sum / n;
	}

	private static FieldShape shape(final String name, final double x, final double y, final Random random) {
		final double angle = 7 * random.nextDouble();
		final double size = 24 + 60 * random.nextDouble();
		switch (name) {
			case NucleusShape.NAME :
				return new NucleusShape(x, y, angle, size, random);
			case RingShape.NAME :
				return new RingShape(x, y, angle, size, random);
			default :
				return new RodShape(x, y, angle, size, random);
		}
	}

	/** The box from the outline against a fine raster of the shape, whole and cut by the border. */
	@ParameterizedTest
	@ValueSource(strings = { NucleusShape.NAME, RingShape.NAME, RodShape.NAME })
	void boxesAreTight(final String name) {
		final Random random = new Random(4);
		for (int i = 0; i < 12; i++) {
			final boolean cut = i % 2 == 0;
			final FieldShape shape = shape(name, cut ? 6 * random.nextDouble() : 140, cut ? SIZE - 5 : 150, random);
			final Box box = shape.box(SIZE);
			final Box raster = raster(shape, 0.2);
			assertEquals(raster.xMin(), box.xMin(), 0.25);
			assertEquals(raster.yMin(), box.yMin(), 0.25);
			assertEquals(raster.xMax(), box.xMax(), 0.25);
			assertEquals(raster.yMax(), box.yMax(), 0.25);
		}
	}

	private static Box raster(final FieldShape shape, final double step) {
		double xMin = SIZE;
		double yMin = SIZE;
		double xMax = 0;
		double yMax = 0;
		final double reach = shape.reach();
		for (double y = Math.max(0, shape.y() - reach); y <= Math.min(SIZE, shape.y() + reach + step); y += step)
			for (double x = Math.max(0, shape.x() - reach); x <= Math.min(SIZE, shape.x() + reach + step); x += step) {
				if (shape.distance(shape.u(x, y), shape.v(x, y)) > 0) continue;
				xMin = Math.min(xMin, x);
				yMin = Math.min(yMin, y);
				xMax = Math.max(xMax, x);
				yMax = Math.max(yMax, y);
			}
		return new Box(xMin, yMin, xMax, yMax);
	}

	/** Light falls to half at the outline; only rings are dark inside. */
	@ParameterizedTest
	@ValueSource(strings = { NucleusShape.NAME, RingShape.NAME, RodShape.NAME })
	void lightFallsToHalfAtTheOutline(final String name) {
		final Random random = new Random(8);
		for (int i = 0; i < 8; i++) {
			final FieldShape shape = shape(name, 150, 150, random);
			double ratio = 0;
			for (int k = 0; k < 40; k++) {
				final double[] p = shape.outline(k / 40.0);
				final double length = Math.hypot(p[0], p[1]);
				final double in = (length - 1.6) / length;
				ratio += shape.light(p[0], p[1], 0.4) / shape.light(p[0] * in, p[1] * in, 0.4) / 40;
			}
			assertEquals(0.5, ratio, 0.08);
			final double centre = shape.light(0, 0, 1);
			if (name.equals(RingShape.NAME)) assertTrue(centre < 0.35, "centre " + centre);
			else assertTrue(centre > 0.35, "centre " + centre);
		}
	}
}
