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

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruthBoxes;
import sc.fiji.ssd.image.Interpolation;
import sc.fiji.ssd.image.Picture;
import sc.fiji.ssd.image.PixelArea;
import sc.fiji.ssd.image.Resizer;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.Preprocessing;

/**
 * The data augmentation of training images (paper, sections 2.2 and 3.6; Caffe's data layer): colours, expansion, a
 * patch, resizing, mirror, in this order.
 */
public final class Augmentation {

	/** The chains that can be chosen. */
	public enum Kind {
		/** The whole image, warped to the input. */
		NONE("none"),
		/** The whole image, mirrored with probability 0.5. */
		FLIP("flip"),
		/** The whole image, mirrored along both axes and turned by quarters: images without an up and a down. */
		TURN("turn"),
		/**
		 * For short trainings on such images: like {@link #TURN}, with brightness and contrast, and seen from 0.75 to 1.33
		 * times as large, so that nearly all objects stay whole.
		 */
		MILD("mild"),
		/** Colours, patches, random interpolation and mirror: the paper's models without a star. */
		PAPER("paper"),
		/** The same with expansion before the patches: the paper's starred models, better at small objects. */
		PAPER_EXPAND("paper+expand"),
		/**
		 * For images without an up and a down: brightness and contrast, mild
		 * expansion, patches, flips in both axes and rotations by 90 degrees; hue
		 * and saturation stay, since a channel's colour is its meaning.
		 */
		MICROSCOPY("microscopy");

		private final String key;

		Kind(final String key) {
			this.key = key;
		}

		/** @return the word that macros use */
		public String key() {
			return key;
		}

		/**
		 * @param key a word that macros use
		 * @return its kind
		 * @throws UserException if it does not exist
		 */
		public static Kind of(final String key) {
			for (final Kind kind : values())
				if (kind.key.equals(key)) return kind;
			throw new UserException(
				"augmentation: '" + key + "' is not valid; use none, flip, turn, mild, paper, paper+expand or microscopy.");
		}
	}

	/** Half of the time on up to twice the width and height: cells vary less in size than photographed objects. */
	private static final Expansion TWICE = new Expansion(0.5, 2);

	/** How much smaller and larger {@link Kind#MILD} shows objects. */
	private static final double MILD_ZOOM = 4 / 3.0;

	private static final Interpolation[] INTERPOLATIONS = Interpolation.values();

	private final Kind kind;
	private final Preprocessing preprocessing;
	private final int inputSize;

	/**
	 * @param kind of the chain
	 * @param preprocessing whose mean colours the canvas of expanded images
	 * @param inputSize width and height of the samples
	 */
	public Augmentation(final Kind kind, final Preprocessing preprocessing, final int inputSize) {
		this.kind = kind;
		this.preprocessing = preprocessing;
		this.inputSize = inputSize;
	}

	/**
	 * The random choices for one image, drawn before any pixel is changed.
	 *
	 * @param distortion of the levels
	 * @param view the part of the image that becomes the sample, in whole pixels;
	 *          reaches over the image where that was expanded
	 * @param interpolation of the resizing
	 * @param orientation of the resized sample
	 */
	public record Plan(Distortion distortion, PixelArea view, Interpolation interpolation, Orientation orientation) {}

	/**
	 * A picture of the network's input size with its objects.
	 *
	 * @param picture of {@code inputSize} pixels
	 * @param truths its objects
	 */
	public record View(Picture picture, GroundTruthBoxes truths) {}

	/**
	 * @param random to draw from
	 * @param width of the image
	 * @param height of the image
	 * @param objects in pixels of the image
	 * @return what to do
	 */
	public Plan draw(final SplittableRandom random, final int width, final int height, final List<Box> objects) {
		final PixelArea whole = new PixelArea(0, 0, width, height);
		if (kind == Kind.NONE) return new Plan(Distortion.NONE, whole, Interpolation.BILINEAR, Orientation.NONE);
		if (kind == Kind.FLIP)
			return new Plan(Distortion.NONE, whole, Interpolation.BILINEAR, Orientation.drawMirror(random));
		if (kind == Kind.TURN) {
			final Orientation orientation = Orientation.drawAny(random);
			return new Plan(Distortion.NONE, orientation.transpose() ? turned(random, width, height) : whole,
				Interpolation.BILINEAR, orientation);
		}
		if (kind == Kind.MILD) {
			final Distortion distortion = Distortion.draw(random, false);
			final Orientation orientation = Orientation.drawAny(random);
			return new Plan(distortion,
				orientation.transpose() ? zoomed(random, width, height, height, width) : zoomed(random, width, height, width, height),
				Interpolation.BILINEAR, orientation);
		}
		final boolean microscopy = kind == Kind.MICROSCOPY;
		final Distortion distortion = Distortion.draw(random, !microscopy);
		final Expansion expansion = microscopy ? TWICE : kind == Kind.PAPER_EXPAND ? Expansion.CAFFE : Expansion.NONE;
		final PixelArea view = PatchSampler.draw(random, expansion.draw(random, width, height), objects);
		final Interpolation interpolation = INTERPOLATIONS[random.nextInt(INTERPOLATIONS.length)];
		return new Plan(distortion, view, interpolation,
			microscopy ? Orientation.drawAny(random) : Orientation.drawMirror(random));
	}

	/**
	 * A view that is turned by a quarter has the proportions of the image afterwards, so that objects are warped to the
	 * square input as in detection.
	 *
	 * @return the largest part of the image with its width and height swapped; the whole image if it is square
	 */
	private static PixelArea turned(final SplittableRandom random, final int width, final int height) {
		if (width == height) return new PixelArea(0, 0, width, height);
		final double zoom = Math.min((double) width / height, (double) height / width);
		return placed(random, width, height, height * zoom, width * zoom);
	}

	/**
	 * @param seenWidth width of the view before it is zoomed
	 * @param seenHeight its height
	 * @return a part of the image, or a canvas with the image somewhere on it
	 */
	private static PixelArea zoomed(final SplittableRandom random, final int width, final int height, final int seenWidth,
		final int seenHeight)
	{
		final double zoom = Math.pow(MILD_ZOOM, SampleRandom.uniform(random, -1, 1));
		return placed(random, width, height, seenWidth * zoom, seenHeight * zoom);
	}

	private static PixelArea placed(final SplittableRandom random, final int width, final int height,
		final double seenWidth, final double seenHeight)
	{
		final int w = Math.max(1, (int) Math.rint(seenWidth)), h = Math.max(1, (int) Math.rint(seenHeight));
		return new PixelArea((int) Math.rint((width - w) * random.nextDouble()),
			(int) Math.rint((height - h) * random.nextDouble()), w, h);
	}

	/**
	 * Does what a plan says. Only the part of the image that is seen is cut out and
	 * resized, straight to its place in the sample; the canvas around an expanded
	 * image is never made at full size. Where an image is expanded its edges fall on
	 * whole pixels of the sample, and the objects follow them.
	 *
	 * @param plan what to do
	 * @param image the image
	 * @param objects in pixels of the image
	 * @param labels of the objects
	 * @return the sample
	 */
	public View apply(final Plan plan, final StoredPicture image, final List<Box> objects, final int[] labels) {
		final PixelArea seen = plan.view.intersect(new PixelArea(0, 0, image.width(), image.height()));
		final PixelArea place = place(plan.view, seen);
		final Picture picture;
		if (seen.equals(plan.view))
			picture = Resizer.resize(plan.distortion.apply(image, seen), inputSize, inputSize, plan.interpolation);
		else {
			picture = canvas(plan, image);
			if (!seen.isEmpty())
				paste(Resizer.resize(plan.distortion.apply(image, seen), place.width(), place.height(),
					plan.interpolation), picture, place);
		}
		final GroundTruthBoxes truths = seen.isEmpty() ? GroundTruthBoxes.NONE : truths(plan.view, seen, place, objects, labels);
		plan.orientation.apply(truths.corners());
		return new View(plan.orientation.apply(picture), truths);
	}

	/** @return where in the sample the part of the image lies that is seen */
	private PixelArea place(final PixelArea view, final PixelArea seen) {
		if (seen.equals(view)) return new PixelArea(0, 0, inputSize, inputSize);
		final double sx = (double) inputSize / view.width(), sy = (double) inputSize / view.height();
		final int left = (int) Math.min(inputSize - 1, Math.round((seen.x() - view.x()) * sx));
		final int top = (int) Math.min(inputSize - 1, Math.round((seen.y() - view.y()) * sy));
		final int right = (int) Math.round((seen.x() + seen.width() - view.x()) * sx);
		final int bottom = (int) Math.round((seen.y() + seen.height() - view.y()) * sy);
		return new PixelArea(left, top, Math.max(1, right - left), Math.max(1, bottom - top));
	}

	/** Caffe's canvas has the mean colour of photographs; a microscope's background is the image's own. */
	private Picture canvas(final Plan plan, final StoredPicture image) {
		final Picture canvas = new Picture(inputSize, inputSize);
		for (int c = 0; c < 3; c++)
			Arrays.fill(canvas.planes()[c],
				kind == Kind.MICROSCOPY || kind == Kind.MILD ? plan.distortion.grey(image.mean(c)) : preprocessing.meanOf(c));
		return canvas;
	}

	private void paste(final Picture from, final Picture to, final PixelArea place) {
		for (int c = 0; c < 3; c++)
			for (int y = 0; y < place.height(); y++)
				System.arraycopy(from.planes()[c], y * place.width(), to.planes()[c],
					(place.y() + y) * inputSize + place.x(), place.width());
	}

	/** Objects whose centre is seen stay, cut at the edges of the view. */
	private GroundTruthBoxes truths(final PixelArea view, final PixelArea seen, final PixelArea place, final List<Box> objects,
		final int[] labels)
	{
		final Box window = new Box(view.x(), view.y(), view.x() + view.width(), view.y() + view.height());
		final double sx = (double) place.width() / seen.width(), sy = (double) place.height() / seen.height();
		final float[] corners = new float[4 * objects.size()];
		final int[] kept = new int[objects.size()];
		int count = 0;
		for (int i = 0; i < objects.size(); i++) {
			final Box object = objects.get(i);
			final double cx = (object.xMin() + object.xMax()) / 2, cy = (object.yMin() + object.yMax()) / 2;
			if (cx < window.xMin() || cx > window.xMax() || cy < window.yMin() || cy > window.yMax()) continue;
			final Box mapped = object.intersect(window).translate(-seen.x(), -seen.y()).scale(sx, sy)
				.translate(place.x(), place.y()).scale(1.0 / inputSize, 1.0 / inputSize).clip(1, 1);
			final int o = 4 * count;
			corners[o] = (float) mapped.xMin();
			corners[o + 1] = (float) mapped.yMin();
			corners[o + 2] = (float) mapped.xMax();
			corners[o + 3] = (float) mapped.yMax();
			if (corners[o + 2] > corners[o] && corners[o + 3] > corners[o + 1]) kept[count++] = labels[i];
		}
		return new GroundTruthBoxes(Arrays.copyOf(corners, 4 * count), Arrays.copyOf(kept, count));
	}
}
