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

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;

/**
 * Draws fields of view as a fluorescence microscope might show them, with the
 * boxes of their objects.
 *
 * <pre>
 * AnnotatedPicture field = new SyntheticFields(1).field(0);
 * </pre>
 *
 * Three classes differ only in shape: filled {@code nucleus}, elongated {@code rod}, hollow {@code ring}. Size (about
 * 18 to 90 pixels), brightness, focus, noise and light vary; objects touch, overlap and are cut by the border; haze,
 * defocused blobs and specks of debris lie between them and are not annotated. About one field in twelve is empty, the
 * others have 3 to 14 objects.
 * <p>
 * No object is placed where it would be mostly hidden: outlines share at most a
 * quarter of the smaller object. Boxes are tight around the outline, where the
 * light of a blurred edge has fallen to half, and end at the border; an object is
 * placed only if at least half of it lies inside.
 * </p>
 * <p> A field depends only on seed and index and has the same bits on every machine. The drawing is frozen: models and
 * figures refer to it.
 * </p>
 */
public final class SyntheticFields {

	/** The classes, sorted. */
	public static final List<String> CLASSES = List.of(NucleusShape.NAME, RingShape.NAME, RodShape.NAME);

	/** Changes whenever the drawing does; it is meant not to. */
	public static final int VERSION = 1;

	/** Width and height of a field in pixels. */
	public static final int SIZE = 300;

	/** Most that two outlines share, relative to the smaller. */
	private static final double LARGEST_OVERLAP = 0.25;

	/** Most that two boxes overlap (intersection over union). */
	private static final double LARGEST_IOU = 0.40;

	/** Least part of an object inside the field. */
	private static final double LEAST_INSIDE = 0.50;

	/** Least width and height of a box cut by the border. */
	private static final double LEAST_SIDE = 10;

	private static final int TRIES = 60;

	/**
	 * The appearance of fields.
	 *
	 * @param size width and height in pixels
	 * @param scale factor on the size of the objects
	 * @param fewest objects of a field that has any
	 * @param most objects of a field; fewer where they find no room
	 * @param clutter times the haze, blobs and specks of a field of {@value #SIZE}
	 *          pixels
	 */
	public record Look(int size, double scale, int fewest, int most, int clutter) {

		/** The frozen one. */
		public static final Look STANDARD = new Look(SIZE, 1, 3, 14, 1);

		/** The densest field, in objects. */
		private static final int MOST = 1000;

		/**
		 * @param size width and height in pixels, 16 or more
		 * @param scale factor on the size of the objects, above 0
		 * @return fields of that size, as densely filled as the frozen ones, which are those of size {@value #SIZE} and
		 * scale 1
		 */
		public static Look of(final int size, final double scale) {
			final double area = (double) size / SIZE * size / SIZE, room = area / (scale * scale);
			return new Look(size, scale, STANDARD.fewest,
				(int) Math.max(STANDARD.fewest, Math.min(MOST, Math.rint(STANDARD.most * room))),
				(int) Math.max(1, Math.rint(STANDARD.clutter * area)));
		}

		public Look {
			if (size < 16 || !(scale > 0) || fewest < 1 || most < fewest || clutter < 0)
				throw new IllegalArgumentException(
					"Fields of " + size + " pixels with " + fewest + " to " + most + " objects at scale " + scale);
		}
	}

	private final long seed;
	private final Look look;

	/** @param seed any; each seed gives other fields */
	public SyntheticFields(final long seed) {
		this(seed, Look.STANDARD);
	}

	/**
	 * @param seed any; each seed gives other fields
	 * @param look size and content of the fields
	 */
	public SyntheticFields(final long seed, final Look look) {
		this.seed = seed;
		this.look = look;
	}

	/**
	 * @param index 0 or above
	 * @return the field, a square of the look's size, {@value #SIZE} pixels if none was
	 *         given
	 */
	public AnnotatedPicture field(final int index) {
		final Random random = new Random(mix(seed * 0x9E3779B97F4A7C15L + index));
		final List<Placed> placed = random.nextInt(12) == 0 ? List.of() : place(random);
		final byte[] pixels = new Exposure(look.size, look.clutter, random).take(placed);
		final List<GroundTruth> objects = new ArrayList<>();
		for (final Placed object : placed)
			objects.add(new GroundTruth(object.box, object.shape.className()));
		return new AnnotatedPicture(look.size, look.size, pixels, objects);
	}

	/**
	 * An object with what it covers of the field.
	 *
	 * @param left of the square of pixels around it, as {@code top} and {@code side}
	 * @param mask its filled outline inside the field, by pixel of that square
	 * @param area the pixels of the mask
	 */
	record Placed(FieldShape shape, Box box, int left, int top, int side, boolean[] mask, int area) {

		/** @return whether it covers a pixel of the field */
		private boolean covers(final int x, final int y) {
			return x >= left && y >= top && x < left + side && y < top + side && mask[(y - top) * side + x - left];
		}
	}

	private List<Placed> place(final Random random) {
		final int wanted = look.fewest + random.nextInt(look.most - look.fewest + 1);
		final double[] preference = { 0.4 + random.nextDouble(), 0.4 + random.nextDouble(), 0.4 + random.nextDouble() };
		final List<Placed> placed = new ArrayList<>();
		for (int i = 0; i < TRIES * wanted && placed.size() < wanted; i++) {
			final Placed candidate = measure(propose(placed, preference, random));
			if (candidate != null && fits(candidate, placed)) placed.add(candidate);
		}
		return placed;
	}

	private FieldShape propose(final List<Placed> placed, final double[] preference, final Random random) {
		final double choice = random.nextDouble() * (preference[0] + preference[1] + preference[2]);
		final double extent = random.nextDouble() + random.nextDouble();
		final double angle = 2 * StrictMath.PI * random.nextDouble();
		final double size = look.scale * (choice < preference[0]
			? 22 + 33 * extent
			: choice < preference[0] + preference[1] ? 20 + 22 * extent : 26 + 29 * extent);
		double x = look.size * (random.nextDouble() * 1.1 - 0.05);
		double y = look.size * (random.nextDouble() * 1.1 - 0.05);
		if (!placed.isEmpty() && random.nextInt(5) < 2) {
			// next to another object, so that many touch
			final Placed neighbour = placed.get(random.nextInt(placed.size()));
			final double direction = 2 * StrictMath.PI * random.nextDouble();
			final double distance = (0.6 + 0.4 * random.nextDouble()) * (neighbour.shape.reach() + size / 2);
			x = neighbour.shape.x() + distance * StrictMath.cos(direction);
			y = neighbour.shape.y() + distance * StrictMath.sin(direction);
		}
		if (choice < preference[0]) return new NucleusShape(x, y, angle, size, random);
		if (choice < preference[0] + preference[1]) return new RingShape(x, y, angle, size, random);
		return new RodShape(x, y, angle, size, random);
	}

	/** @return null if too little of the shape lies inside */
	private Placed measure(final FieldShape shape) {
		final int reach = (int) Math.ceil(shape.reach());
		final int cx = (int) Math.floor(shape.x());
		final int cy = (int) Math.floor(shape.y());
		final int side = 2 * reach + 1;
		final boolean[] mask = new boolean[side * side];
		int inside = 0;
		int all = 0;
		for (int py = cy - reach; py <= cy + reach; py++)
			for (int px = cx - reach; px <= cx + reach; px++) {
				if (shape.distance(shape.u(px + 0.5, py + 0.5), shape.v(px + 0.5, py + 0.5)) > 0) continue;
				all++;
				if (px < 0 || py < 0 || px >= look.size || py >= look.size) continue;
				inside++;
				mask[(py - cy + reach) * side + px - cx + reach] = true;
			}
		if (all == 0 || inside < LEAST_INSIDE * all) return null;
		final Box box = shape.box(look.size);
		final boolean cut = inside < all;
		if (cut && Math.min(box.width(), box.height()) < LEAST_SIDE * look.scale) return null;
		return new Placed(shape, box, cx - reach, cy - reach, side, mask, inside);
	}

	private static boolean fits(final Placed candidate, final List<Placed> placed) {
		final boolean[] covered = new boolean[candidate.mask.length];
		for (final Placed other : placed) {
			if (candidate.box.iou(other.box) > LARGEST_IOU) return false;
			if (candidate.box.intersect(other.box).isEmpty()) continue;
			int common = 0;
			for (int i = 0; i < covered.length; i++)
				if (candidate.mask[i] &&
					other.covers(candidate.left + i % candidate.side, candidate.top + i / candidate.side))
				{
					common++;
					covered[i] = true;
				}
			if (common > LARGEST_OVERLAP * Math.min(candidate.area, other.area)) return false;
		}
		int sum = 0;
		for (final boolean pixel : covered)
			if (pixel) sum++;
		return sum <= LARGEST_OVERLAP * candidate.area;
	}

	/** SplitMix64's finaliser: neighbouring seeds give unrelated ones. */
	private static long mix(final long value) {
		long z = value + 0x9E3779B97F4A7C15L;
		z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
		z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
		return z ^ (z >>> 31);
	}
}
