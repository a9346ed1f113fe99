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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import sc.fiji.ssd.box.Overlap;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.io.CodePoints;
import sc.fiji.ssd.model.ClassMatch;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * A survey of a dataset before training: its content, and how well a network's default boxes fit it. An object that no
 * default box overlaps by an IoU of 0.5 is learned from only one box, and rarely well.
 *
 * <pre>{@code
 * DatasetSurvey survey = DatasetSurvey.of(dataset, Presets.load("ssd300-voc"));
 * survey.lines().forEach(System.out::println);
 * }</pre>
 *
 * @param images number of images
 * @param sizes of the images, {@code WIDTH x HEIGHT}, or the smallest and the largest
 * @param objects number by class, sorted by code points
 * @param looked objects that the fits were measured on: all, or some spread evenly
 * @param fit of the chosen preset
 * @param others fits of the presets that leave fewer objects without a default box, best first
 * @param scale by which objects should appear larger in the network's input, so that
 *          clearly fewer are left without a default box; 1 if that does not help
 * @param scaled fit at that scale
 */
public record DatasetSurvey(int images, String sizes, Map<String, Integer> objects, int looked, Fit fit,
	List<Fit> others, double scale, Fit scaled)
{

	/**
	 * The fit of a network's default boxes.
	 *
	 * @param preset its name
	 * @param unmatched objects that no default box overlaps by an IoU of 0.5
	 * @param medianSize square root of the area of the middle object, in pixels of the input
	 */
	public record Fit(String preset, int unmatched, double medianSize) {}

	/** IoU from which a default box matches (paper, section 2.2). */
	private static final float MATCH = 0.5f;

	/** More objects do not change the first digits. */
	private static final int MOST_OBJECTS = 1500;

	private static final double[] SCALES = { 1.5, 2, 3, 4, 6, 8, 12, 16 };

	/** A fraction of unmatched objects below this needs no advice. */
	private static final double HARMLESS = 0.02;

	/**
	 * @param dataset that is to be trained on
	 * @param chosen the network
	 * @return what is in it
	 */
	public static DatasetSurvey of(final Dataset dataset, final SsdArchitecture chosen) {
		final Map<String, Integer> counts = new TreeMap<>(CodePoints.ORDER);
		final List<double[]> boxes = new ArrayList<>();
		int minWidth = Integer.MAX_VALUE, minHeight = Integer.MAX_VALUE, maxWidth = 0, maxHeight = 0;
		for (final AnnotatedImage image : dataset.images()) {
			minWidth = Math.min(minWidth, image.width());
			maxWidth = Math.max(maxWidth, image.width());
			minHeight = Math.min(minHeight, image.height());
			maxHeight = Math.max(maxHeight, image.height());
			for (final GroundTruth truth : image.objects()) {
				if (truth.crowd()) continue;
				counts.merge(truth.className(), 1, Integer::sum);
				boxes.add(new double[] { truth.box().xMin() / image.width(), truth.box().yMin() / image.height(),
					truth.box().xMax() / image.width(), truth.box().yMax() / image.height() });
			}
		}
		final List<double[]> looked = Spread.of(boxes, MOST_OBJECTS);
		final Fit fit = fit(looked, chosen, 1);
		final List<Fit> others = new ArrayList<>();
		double scale = 1;
		Fit scaled = fit;
		if (fit.unmatched > HARMLESS * looked.size()) {
			for (final String name : Presets.MAIN)
				if (!name.equals(chosen.name())) others.add(fit(looked, Presets.load(name), 1));
			others.removeIf(other -> other.unmatched >= fit.unmatched);
			others.sort((a, b) -> Integer.compare(a.unmatched, b.unmatched));
			for (final double s : SCALES) {
				final Fit larger = fit(looked, chosen, s);
				if (larger.unmatched < 0.8 * scaled.unmatched) {
					scale = s;
					scaled = larger;
				}
			}
			if (scaled.unmatched > fit.unmatched / 2) {
				scale = 1;
				scaled = fit;
			}
		}
		final String sizes = minWidth == maxWidth && minHeight == maxHeight
			? minWidth + " x " + minHeight
			: minWidth + " x " + minHeight + " to " + maxWidth + " x " + maxHeight;
		return new DatasetSurvey(dataset.images().size(), sizes, new LinkedHashMap<>(counts), looked.size(), fit,
			List.copyOf(others), scale, scaled);
	}

	/** @param scale of the boxes; enlarged ones are taken as they lie in the tile that holds their centre */
	private static Fit fit(final List<double[]> boxes, final SsdArchitecture architecture, final double scale) {
		final float[] priors = architecture.priors().corners();
		final float[] box = new float[4];
		final double[] sizes = new double[boxes.size()];
		int unmatched = 0;
		for (int i = 0; i < sizes.length; i++) {
			final double[] b = boxes.get(i);
			final double width = (b[2] - b[0]) * scale, height = (b[3] - b[1]) * scale;
			sizes[i] = Math.sqrt(width * height) * architecture.inputSize();
			final double x = inTile((b[0] + b[2]) / 2, scale), y = inTile((b[1] + b[3]) / 2, scale);
			box[0] = (float) Math.max(0, x - width / 2);
			box[1] = (float) Math.max(0, y - height / 2);
			box[2] = (float) Math.min(1, x + width / 2);
			box[3] = (float) Math.min(1, y + height / 2);
			if (!matches(priors, box)) unmatched++;
		}
		Arrays.sort(sizes);
		return new Fit(architecture.name(), unmatched, sizes.length == 0 ? 0 : sizes[(sizes.length - 1) / 2]);
	}

	private static double inTile(final double center, final double scale) {
		return scale == 1 ? center : center * scale - Math.floor(center * scale);
	}

	private static boolean matches(final float[] priors, final float[] box) {
		for (int p = 0; p < priors.length; p += 4)
			if (Overlap.iou(priors, p, box, 0) >= MATCH) return true;
		return false;
	}

	/** @return the classes that have objects, sorted by code points */
	public List<String> classNames() {
		return List.copyOf(objects.keySet());
	}

	/** @return the survey as lines for the user: the content, how well boxes fit, and what would fit better */
	public List<String> lines() {
		final List<String> lines = new ArrayList<>();
		final int total = objects.values().stream().mapToInt(Integer::intValue).sum();
		final List<String> classes = new ArrayList<>();
		objects.forEach((name, count) -> classes.add(name + " " + count));
		lines.add(images + (images == 1 ? " image" : " images") + " of " + sizes + " pixels, " + total +
			(total == 1 ? " object" : " objects") + (classes.isEmpty() ? "" : ": " + String.join(", ", classes)));
		for (final List<String> names : ClassMatch.alike(classNames()))
			lines.add("check: " + String.join(" and ", names) + " are trained as different classes");
		if (looked == 0) return lines;
		final String matched = fit.unmatched == 0 && looked > 1
			? "all " + looked + " objects match a default box"
			: share(fit.unmatched) + " match no default box";
		lines.add(String.format(Locale.ROOT, "%s of %s; the median object is %.0f pixels large in the network's input",
			matched, fit.preset, fit.medianSize));
		if (!others.isEmpty())
			lines.add("preset=" + others.get(0).preset + " fits better: " + share(others.get(0).unmatched) +
				" without a default box");
		if (scale > 1)
			lines.add(String.format(Locale.ROOT,
				"objects %s times as large in the input, as in tiles of a %s of the image's side, fit better: %s without a default box; tiling=auto chooses tiles",
				number(scale), part(scale), share(scaled.unmatched)));
		return lines;
	}

	private String share(final int count) {
		return String.format(Locale.ROOT, "%d of %d objects (%.1f %%)", count, looked, 100.0 * count / looked);
	}

	private static String number(final double value) {
		return value == Math.rint(value) ? String.valueOf((int) value) : String.valueOf(value);
	}

	private static String part(final double scale) {
		return scale == 1.5 ? "2/3" : "1/" + (int) scale;
	}
}
