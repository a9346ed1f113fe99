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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.ssd.image.ImageContrast;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.model.SsdModel;

/**
 * Looks for the likely reason why nothing was found in a plane, by trying: other intensities, other object sizes, other
 * channels, a lower score, in this order. The first change with which objects are found is the reason; of another size and
 * another channel, the one with clearly higher scores.
 */
public final class NothingFound {

	/** Lowest score that is considered. */
	private static final double LOWEST = 0.05;

	/** A change must raise the best score by this much to count as a reason. */
	private static final double CLEARLY = 0.15;

	/** Parts of a large plane that are tried, at most. */
	private static final int MOST_PARTS = 9;

	/** Factors by which the objects are enlarged. */
	private static final double[] ZOOMS = { 1 / 4.0, 1 / 3.0, 1 / 2.0, 2, 3, 4 };

	private final SsdModel model;
	private final DetectionSettings settings;
	private final ImagePlane plane;
	private final Detector detector;
	private final RandomAccessibleInterval<? extends RealType<?>> seen;

	/**
	 * The result of one detection with changed settings.
	 *
	 * @param best score
	 * @param className with that score
	 * @param density detections with the user's score in a pixel of the image
	 */
	private record Found(double best, String className, double density) {

		boolean isReason(final Found before, final double score) {
			return best >= score && best >= before.best + CLEARLY;
		}
	}

	/** A possible reason why nothing was found. @param line for the user @param best score without it */
	private record Reason(String line, double best) {}

	private NothingFound(final ImagePlane plane, final SsdModel model, final DetectionSettings settings,
		final Detector detector)
	{
		this.plane = plane;
		this.model = model;
		this.settings = settings;
		this.detector = detector;
		seen = selected(plane.pixels(), model.preprocessing().channels());
	}

	/**
	 * @param plane in which nothing was found, with all its channels
	 * @param model that was used, with the channels and the intensity range that were used
	 * @param settings that were used
	 * @param opener opens a detector for a model and settings
	 * @return one line: the reason, and what to do
	 */
	public static String reason(final ImagePlane plane, final SsdModel model, final DetectionSettings settings,
		final BiFunction<SsdModel, DetectionSettings, Detector> opener)
	{
		final SsdModel tried = model.withPreprocessing(
			model.preprocessing().with("auto", model.preprocessing().intensityRange()));
		try (Detector detector = opener.apply(tried,
			new DetectionSettings(LOWEST, settings.overlap(), settings.maxDetections(), Tiling.OFF)))
		{
			return new NothingFound(plane, model, settings, detector).reason();
		}
	}

	private String reason() {
		final ImageContrast contrast = ImageContrast.of(seen, model.preprocessing());
		if (contrast.isFlat())
			return String.format(Locale.ROOT, "the image has no contrast: all pixels are %.4g.", contrast.low());
		final int width = (int) seen.dimension(0), height = (int) seen.dimension(1);
		final TilePlan plan = TilePlan.of(model, settings.tiling(), width, height, plane.pixelSize());
		final int partWidth = plan.grid().area(0).width(), partHeight = plan.grid().area(0).height();
		final Found now = search(seen, partWidth, partHeight);
		final String intensity = intensity(contrast, now, partWidth, partHeight);
		if (intensity != null) return intensity;
		final Reason size = size(now, partWidth, partHeight), channel = channel(now, partWidth, partHeight);
		if (size != null && (channel == null || size.best > channel.best + CLEARLY)) return size.line;
		if (channel != null) return channel.line;
		if (now.best >= LOWEST)
			return String.format(Locale.ROOT, "the best score is %.2f (%s); set the minimum score (score) to %.2f or lower.",
				now.best, now.className, Math.floor(now.best * 20) / 20);
		return "nothing in the image looks like " + String.join(", ", model.classNames()) +
			" to this model; choose another model, or train this one with such images (SSD Train...).";
	}

	private String intensity(final ImageContrast contrast, final Found now, final int partWidth, final int partHeight) {
		if (!contrast.canBeAdapted()) return null; // the model adapts to every image itself
		if (!search(contrast.adapted(seen), partWidth, partHeight).isReason(now, settings.score())) return null;
		return String.format(Locale.ROOT,
			"the intensities (%.4g to %.4g) are far from those of the training images; set intensity_range=%s.",
			contrast.low(), contrast.high(), contrast.suitableRange());
	}

	private Reason size(final Found now, final int partWidth, final int partHeight) {
		double best = 0, density = 0, score = 0;
		for (final double zoom : ZOOMS) {
			final int width = (int) Math.round(partWidth / zoom), height = (int) Math.round(partHeight / zoom);
			if (Math.min(width, height) < 16) continue;
			final Found found = search(seen, width, height);
			if (!found.isReason(now, settings.score()) || found.density <= density) continue;
			best = zoom;
			density = found.density;
			score = found.best;
		}
		if (best == 0) return null;
		final int tile = (int) Math.round(Math.sqrt((double) partWidth * partHeight) / best);
		final String how = best > 1
			? String.format(Locale.ROOT, "about %.0f times smaller", best)
			: String.format(Locale.ROOT, "about %.0f times larger", 1 / best);
		return new Reason("the objects are " + how + " than those of the training images; set tiling=" + tile +
			", or correct the pixel size of the image (Image > Properties...).", score);
	}

	private Reason channel(final Found now, final int partWidth, final int partHeight) {
		final RandomAccessibleInterval<? extends RealType<?>> all = plane.pixels();
		if (all.numDimensions() < 3 || all.dimension(2) < 2) return null;
		int best = 0;
		double density = 0, score = 0;
		for (int c = 1; c <= all.dimension(2); c++) {
			final Found found = search(selected(all, String.valueOf(c)), partWidth, partHeight);
			if (!found.isReason(now, settings.score()) || found.density <= density) continue;
			best = c;
			density = found.density;
			score = found.best;
		}
		return best == 0
			? null
			: new Reason("channel " + best + " of " + all.dimension(2) + " shows objects that the chosen channels (" +
				model.preprocessing().channels() + ") do not show; set channels=" + best + ".", score);
	}

	/**
	 * Detects in parts of a given size, each resized to the network's input; pixels outside the image repeat its
	 * border.
	 */
	private Found search(final RandomAccessibleInterval<? extends RealType<?>> image, final int width, final int height) {
		final List<RandomAccessibleInterval<? extends RealType<?>>> parts = new ArrayList<>();
		final int columns = count(image.dimension(0), width), rows = count(image.dimension(1), height);
		for (int row = 0; row < rows; row++)
			for (int column = 0; column < columns; column++)
				parts.add(part(image, start(image.dimension(0), width, column, columns),
					start(image.dimension(1), height, row, rows), width, height));
		double best = 0;
		String className = "";
		int count = 0;
		for (final List<Detection> found : detector.detect(parts))
			for (final Detection detection : found) {
				if (detection.score() >= settings.score()) count++;
				if (detection.score() <= best) continue;
				best = detection.score();
				className = detection.className();
			}
		return new Found(best, className, count / ((double) parts.size() * width * height));
	}

	private static int count(final long length, final int part) {
		return (int) Math.min(Math.round(Math.sqrt(MOST_PARTS)), Math.max(1, length / part));
	}

	private static long start(final long length, final int part, final int index, final int count) {
		return Math.max(0, (length - part) * (2L * index + 1) / (2L * count));
	}

	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static RandomAccessibleInterval<? extends RealType<?>> part(
		final RandomAccessibleInterval<? extends RealType<?>> image, final long x, final long y, final int width,
		final int height)
	{
		final long[] min = Intervals.minAsLongArray(image), max = Intervals.maxAsLongArray(image);
		min[0] += x;
		min[1] += y;
		max[0] = min[0] + width - 1;
		max[1] = min[1] + height - 1;
		return Views.zeroMin((RandomAccessibleInterval) Views.interval(Views.extendBorder((RandomAccessibleInterval) image),
			min, max));
	}

	/** @return the channels that are named, as the image of the only ones */
	@SuppressWarnings({ "unchecked", "rawtypes" })
	private static RandomAccessibleInterval<? extends RealType<?>> selected(
		final RandomAccessibleInterval<? extends RealType<?>> image, final String channels)
	{
		if (image.numDimensions() < 3 || !channels.matches("\\d+(,\\s*\\d+)*")) return image;
		final List<RandomAccessibleInterval> chosen = new ArrayList<>();
		for (final String channel : channels.split(","))
			chosen.add(Views.hyperSlice((RandomAccessibleInterval) image, 2,
				image.min(2) + Integer.parseInt(channel.strip()) - 1));
		return chosen.size() == 1 ? chosen.get(0) : Views.stack((List) chosen);
	}
}
