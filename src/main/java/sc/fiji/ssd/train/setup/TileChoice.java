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

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Tiling;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.FileAccess;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.PixelSize;
import sc.fiji.ssd.model.Sampling;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * Decides what a training shows the network, whole images or tiles of them, and
 * notes the pixel size of the images.
 *
 * @param sampling for the model
 * @param line what was decided and why
 * @param warnings lines that the user should read
 */
public record TileChoice(Sampling sampling, String line, List<String> warnings) {

	/**
	 * Below this fraction of the smallest default box the median object is too small: its IoU with that is about a
	 * half.
	 */
	private static final double TOO_SMALL = 0.75;

	/** Smallest size of small objects, as a fraction of the smallest default box. */
	private static final double SMALL_KEEPS = 0.8;

	/** Size of a tile in sizes of large objects. */
	private static final double LARGE_FITS = 1.5;

	/** A tile that is nearly the image gains nothing. */
	private static final double NEARLY_ALL = 0.75;

	private static final double SMALL = 0.1, MEDIAN = 0.5, LARGE = 0.98;
	private static final int LEAST_TILE = 32;

	/**
	 * @param dataset to train on
	 * @param architecture of the network
	 * @param tiling {@code auto}, {@code off}, or the edge of the tiles in pixels
	 * @param reader knows pixel sizes
	 * @return the decision
	 * @throws UserException if tiling is not one of these, or an image cannot be read
	 */
	public static TileChoice of(final Dataset dataset, final SsdArchitecture architecture, final String tiling,
		final ImageReader reader)
	{
		final Tiling asked = Tiling.parse(tiling);
		if (asked.overlap() != Tiling.BY_OBJECTS)
			throw new UserException("tiling: '" + tiling + "' has an overlap, which training does not use; use auto, off, " +
				"or the size of the tiles in pixels, such as " + asked.size() + ".");
		final List<String> warnings = new ArrayList<>();
		final PixelSize pixelSize = pixelSize(dataset, reader, warnings);
		final int input = architecture.inputSize();
		final Objects objects = Objects.of(dataset, input);
		final double smallest = smallestPrior(architecture);
		final double large = objects.longer(LARGE);
		final int width = median(dataset.images().stream().map(AnnotatedImage::width).toList());
		final int height = median(dataset.images().stream().map(AnnotatedImage::height).toList());
		final int edge = edge(architecture, objects, asked, Math.min(width, height));
		final String seen = "the median object, " + number(objects.side(MEDIAN)) + " pixels, is ";
		if (edge == 0)
			return new TileChoice(new Sampling(false, width, height, large, pixelSize),
				"tiling: whole images; " + seen + number(objects.squeezed(MEDIAN)) + " in the network's input of " +
					input + " x " + input + " (its smallest default box: " + number(smallest) + ")",
				warnings);
		return new TileChoice(new Sampling(true, edge, edge, large, pixelSize),
			"tiling: tiles of " + edge + " x " + edge + " pixels; " + seen +
				number(objects.side(MEDIAN) * input / edge) + " in the network's input of " + input + " x " + input +
				", in whole images " + number(objects.squeezed(MEDIAN)) + " (its smallest default box: " +
				number(smallest) + ")",
			warnings);
	}

	/**
	 * @param dataset to train on, with objects
	 * @param architecture of the network
	 * @param tiling {@code auto}, {@code off}, or the edge of the tiles in pixels
	 * @return edge of the tiles in pixels; 0: whole images
	 */
	static int edge(final Dataset dataset, final SsdArchitecture architecture, final String tiling) {
		final int side = Math.min(median(dataset.images().stream().map(AnnotatedImage::width).toList()),
			median(dataset.images().stream().map(AnnotatedImage::height).toList()));
		return edge(architecture, Objects.of(dataset, architecture.inputSize()), Tiling.parse(tiling), side);
	}

	/** @param side shorter side of the median image */
	private static int edge(final SsdArchitecture architecture, final Objects objects, final Tiling asked,
		final int side)
	{
		if (asked.kind() == Tiling.Kind.OFF) return 0;
		if (asked.kind() == Tiling.Kind.TILES) return asked.size();
		if (objects.squeezed(MEDIAN) >= TOO_SMALL * smallestPrior(architecture)) return 0;
		final int edge = edge(architecture, objects, objects.longer(LARGE));
		return edge >= NEARLY_ALL * side ? 0 : edge;
	}

	/** The median object becomes a little larger than the smallest default box; small ones keep their size, large ones fit. */
	private static int edge(final SsdArchitecture architecture, final Objects objects, final double large) {
		final double smallest = smallestPrior(architecture), next = Math.max(smallest, nextPrior(architecture));
		final double target = Math.pow(smallest, 0.75) * Math.pow(next, 0.25);
		final double scale = Math.min(objects.side(MEDIAN) / target, objects.side(SMALL) / (SMALL_KEEPS * smallest));
		return (int) Math.rint(Math.max(LEAST_TILE, Math.max(architecture.inputSize() * scale, LARGE_FITS * large)));
	}

	private static double smallestPrior(final SsdArchitecture architecture) {
		return architecture.sources().stream().mapToDouble(SsdArchitecture.SourceMap::minSize).min().orElse(1);
	}

	private static double nextPrior(final SsdArchitecture architecture) {
		return architecture.sources().stream().min(Comparator.comparingDouble(SsdArchitecture.SourceMap::minSize))
			.orElseThrow().maxSize();
	}

	/** Sizes of all objects but crowds, each list sorted. */
	private record Objects(List<Double> sides, List<Double> longers, List<Double> squeezedSides) {

		static Objects of(final Dataset dataset, final int input) {
			final Objects all = new Objects(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
			for (final AnnotatedImage image : dataset.images())
				for (final GroundTruth object : image.objects()) {
					if (object.crowd()) continue;
					final Box box = object.box();
					final double side = Math.sqrt(box.area());
					all.sides.add(side);
					all.longers.add(Math.max(box.width(), box.height()));
					all.squeezedSides.add(side * input / Math.sqrt((double) image.width() * image.height()));
				}
			if (all.sides.isEmpty())
				throw new UserException("dataset: " + dataset.location() +
					" has no image with an object for training; annotate some, or choose another split.");
			for (final List<Double> list : List.of(all.sides, all.longers, all.squeezedSides))
				Collections.sort(list);
			return all;
		}

		double side(final double share) {
			return at(sides, share);
		}

		double longer(final double share) {
			return at(longers, share);
		}

		double squeezed(final double share) {
			return at(squeezedSides, share);
		}

		private static double at(final List<Double> sorted, final double share) {
			return sorted.get((int) (share * (sorted.size() - 1)));
		}
	}

	/** @return of all images if they agree */
	private static PixelSize pixelSize(final Dataset dataset, final ImageReader reader, final List<String> warnings) {
		PixelSize common = null;
		int missing = 0;
		for (final AnnotatedImage image : dataset.images()) {
			final PixelSize size = FileAccess.get(() -> reader.pixelSize(image.file()), e -> image.file() +
				": cannot be read (" + e.getMessage() + "); replace the image or remove it from the dataset.");
			if (size == null) missing++;
			else if (common == null) common = size;
			else if (!common.isLike(size)) {
				warnings.add("dataset: pixels are " + common + " in some images and " + size + " in " + image.file() +
					"; the model has no pixel size, so detection will not rescale by it");
				return null;
			}
		}
		if (common != null && missing > 0) {
			warnings.add("dataset: " + missing + " of " + dataset.images().size() +
				" images have no pixel size, the others " + common +
				"; the model has no pixel size, so detection will not rescale by it");
			return null;
		}
		return common;
	}

	private static int median(final List<Integer> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

	private static String number(final double value) {
		return String.format(Locale.ROOT, "%.1f", value);
	}
}
