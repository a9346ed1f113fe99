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
package sc.fiji.ssd.imagej.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import sc.fiji.ssd.imagej.roi.RoiClass;
import sc.fiji.ssd.io.CodePoints;

/**
 * Shows those of an image's detections that have a certain score and class. The others are hidden from the overlay and
 * can be shown again without running the network. ROIs that are not detections stay as they are.
 *
 * <pre>{@code
 * DetectionFilter filter = new DetectionFilter(image);
 * filter.apply(0.8, Set.of("nucleus"));
 * filter.keep();
 * }</pre>
 */
public final class DetectionFilter {

	/**
	 * The number of detections of a class.
	 *
	 * @param shown in the overlay
	 * @param all with those that are filtered out
	 */
	public record Count(int shown, int all) {}

	private final ImagePlus image;
	private final List<Roi> all;
	private final Set<Roi> shown = Collections.newSetFromMap(new IdentityHashMap<>());

	/** @param image with detections, or with none */
	public DetectionFilter(final ImagePlus image) {
		this.image = image;
		all = new ArrayList<>(HiddenDetections.of(image));
		takeIn();
		// stable: hidden detections come back in their order
		all.sort(Comparator.comparingInt(DetectionFilter::place)
			.thenComparing(Comparator.comparingDouble(DetectionFilter::score).reversed()));
	}

	private static int place(final Roi roi) {
		return roi.hasHyperStackPosition() ? roi.getTPosition() * 1_000_000 + roi.getZPosition() : roi.getPosition();
	}

	static double score(final Roi roi) {
		try {
			return Double.parseDouble(roi.getProperty("score"));
		}
		catch (final NumberFormatException | NullPointerException e) {
			return 1; // drawn by hand on the copy of a detection
		}
	}

	private static String className(final Roi roi) {
		final String name = RoiClass.of(roi);
		return name == null ? "" : name;
	}

	/** The user may have deleted some meanwhile, or added. */
	private void takeIn() {
		final Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay();
		final Set<Roi> there = Collections.newSetFromMap(new IdentityHashMap<>());
		for (final Roi roi : overlay)
			if (DetectionOverlay.isDetection(roi)) there.add(roi);
		all.removeIf(roi -> shown.contains(roi) && !there.contains(roi));
		final Set<Roi> known = Collections.newSetFromMap(new IdentityHashMap<>());
		known.addAll(all);
		for (final Roi roi : overlay)
			if (there.contains(roi) && !known.contains(roi)) all.add(roi);
		shown.clear();
		shown.addAll(there);
	}

	/** @return the classes of all detections, sorted by code points */
	public List<String> classNames() {
		final Set<String> names = new TreeSet<>(CodePoints.ORDER);
		all.forEach(roi -> names.add(className(roi)));
		return List.copyOf(names);
	}

	/** @return of every class, in the order of {@link #classNames} */
	public Map<String, Count> counts() {
		final Map<String, Count> counts = new TreeMap<>(CodePoints.ORDER);
		for (final Roi roi : all)
			counts.merge(className(roi), new Count(shown.contains(roi) ? 1 : 0, 1),
				(a, b) -> new Count(a.shown + b.shown, a.all + b.all));
		return counts;
	}

	/** @return whether there is nothing to filter */
	public boolean isEmpty() {
		return all.isEmpty();
	}

	/** @return the lowest score there is, 0 to 1 */
	public double lowestScore() {
		return all.stream().mapToDouble(DetectionFilter::score).min().orElse(0);
	}

	/** @return the lowest score in the overlay, 0 to 1; that of all if none is shown */
	public double lowestShownScore() {
		return shown.stream().mapToDouble(DetectionFilter::score).min().orElse(lowestScore());
	}

	/**
	 * Changes the overlay.
	 *
	 * @param score lowest that is shown, 0 to 1
	 * @param classes that are shown; empty: all
	 */
	public void apply(final double score, final Set<String> classes) {
		takeIn();
		final List<Roi> before = List.copyOf(shown);
		final List<Roi> wanted = all.stream()
			.filter(roi -> !(score(roi) < score) && (classes.isEmpty() || classes.contains(className(roi)))).toList();
		shown.clear();
		shown.addAll(wanted);
		DetectionOverlay.change(image, DetectionOverlay::isDetection, wanted);
		DetectionResults.of(image).follow(before);
	}

	/**
	 * Stores the hidden detections in the image, so that it can be shown again later, also after the image was saved.
	 */
	public void keep() {
		takeIn();
		HiddenDetections.set(image, all.stream().filter(roi -> !shown.contains(roi)).toList());
	}

	/** Draws the legend of the shown detections, or removes it. @param wanted whether there should be one */
	public void legend(final boolean wanted) {
		Legend.remove(image);
		if (wanted) Legend.draw(image, List.copyOf(shown), all, counts());
	}

	/** Shows or hides the class and the score of every detection in the image. @param wanted whether they are shown */
	public void names(final boolean wanted) {
		DetectionNames.show(image, wanted);
	}

	/** @return whether the overlay shows names */
	public boolean hasNames() {
		return DetectionNames.isShown(image);
	}

	/** @return whether the overlay has a legend */
	public boolean hasLegend() {
		return Legend.isShown(image);
	}

	/** @return one line: of every class how many are shown, and of how many */
	public String summary() {
		final String line = shown.size() + " of " + all.size() + " detections";
		return all.isEmpty() ? line : counts().entrySet().stream()
			.map(count -> count.getKey() + " " + count.getValue().shown).collect(Collectors.joining(", ", line + ": ", ""));
	}
}
