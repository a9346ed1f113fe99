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

import java.awt.GraphicsEnvironment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import ij.ImagePlus;
import ij.gui.Roi;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.imagej.planes.StackShape;

/**
 * The detections of one image, and everything that shows them: its overlay, the rows of the Results table, the ROI
 * Manager, the table of counts and the legend. The overlay is the source; the others follow it after a detection, a
 * filter and an undo. Lives as long as its image.
 *
 * <pre>{@code
 * DetectionResults results = DetectionResults.of(image);
 * results.add(found, 0, new ResultViews(false, true, false, false, false, ResultViews.Legend.AUTO, true));
 * results.undo();
 * }</pre>
 */
public final class DetectionResults {

	private static final String PROPERTY = "ssd.results";

	/** Detections that can be undone; each remembers the ROIs before it. */
	private static final int MOST_UNDONE = 20;

	private static final AtomicInteger LAST_RUN = new AtomicInteger();

	/** The state of an image before a detection. */
	private record Before(List<Roi> shown, List<Roi> hidden, boolean legend, boolean names, Set<DetectionId> rows,
		Set<DetectionId> entries, List<Roi> removed, boolean inTable, boolean inManager)
	{}

	private final ImagePlus image;
	private final Deque<Before> undo = new ArrayDeque<>();
	/** The runs of this object only: an image that was duplicated or read from a file has ROIs with runs of others. */
	private final Set<Integer> runs = new HashSet<>();
	private boolean inTable, inManager, counted;

	private DetectionResults(final ImagePlus image) {
		this.image = image;
	}

	/**
	 * @param image any
	 * @return its results, the same object for every call
	 */
	public static synchronized DetectionResults of(final ImagePlus image) {
		if (image.getProperty(PROPERTY) instanceof DetectionResults results && results.image == image) return results;
		final DetectionResults results = new DetectionResults(image);
		image.setProperty(PROPERTY, results);
		return results;
	}

	/** @return whether a run with this number was made in the image since ImageJ was started */
	boolean hasRun(final int run) {
		return runs.contains(run);
	}

	/** @return the detections in the overlay */
	static List<Roi> shown(final ImagePlus image) {
		final List<Roi> shown = new ArrayList<>();
		if (image.getOverlay() != null) for (final Roi roi : image.getOverlay())
			if (DetectionOverlay.isDetection(roi)) shown.add(roi);
		return shown;
	}

	/**
	 * Shows the detections of a new run.
	 *
	 * @param found in each searched plane
	 * @param channel that the boxes are on, 1-based; 0: all
	 * @param views what is to be shown
	 * @return one line for each thing that the user should know
	 */
	public synchronized List<String> add(final List<PlaneDetections> found, final int channel, final ResultViews views) {
		final List<String> notes = new ArrayList<>();
		undo.push(before());
		while (undo.size() > MOST_UNDONE)
			undo.removeLast();
		final int run = nextRun();
		if (!views.keepPrevious()) removePrevious(found, views, notes);
		final List<Roi> added = rois(found, channel, run);
		DetectionOverlay.change(image, roi -> false, added);
		DetectionNames.show(image, views.names());
		if (views.table()) {
			DetectionTable.add(image, added);
			inTable = true;
			DetectionSelection.link(image);
		}
		if (views.manager() && !GraphicsEnvironment.isHeadless()) {
			ManagedDetections.add(added);
			inManager = true;
		}
		final DetectionFilter filter = new DetectionFilter(image);
		filter.legend(views.wantsLegend(filter.counts().size()));
		counted |= views.counts();
		showCounts(filter);
		return notes;
	}

	private int nextRun() {
		final List<Roi> known = new ArrayList<>(shown(image));
		known.addAll(HiddenDetections.of(image));
		final int highest = DetectionId.of(known).stream().mapToInt(DetectionId::run).max().orElse(0);
		final int run = LAST_RUN.updateAndGet(last -> Math.max(last, highest) + 1);
		runs.add(run);
		return run;
	}

	private List<Roi> rois(final List<PlaneDetections> found, final int channel, final int run) {
		final List<Roi> rois = new ArrayList<>();
		for (final PlaneDetections plane : found)
			for (final Detection detection : plane.detections()) {
				final Roi roi = DetectionOverlay.roi(image, plane.slice(), channel, detection);
				new DetectionId(run, rois.size() + 1).writeTo(roi);
				rois.add(roi);
			}
		return rois;
	}

	/** Removes the detections of the searched planes from the overlay, the table and the ROI Manager. */
	private void removePrevious(final List<PlaneDetections> found, final ResultViews views, final List<String> notes) {
		final StackShape shape = StackShape.of(image);
		final Set<Integer> planes = new HashSet<>();
		found.forEach(plane -> planes.add((plane.slice() - 1) / shape.channels()));
		DetectionOverlay.change(image, roi -> DetectionOverlay.isDetection(roi) && isOn(shape, planes, roi), List.of());
		HiddenDetections.remove(image, roi -> isOn(shape, planes, roi));
		final Set<DetectionId> left = DetectionId.of(shown(image));
		if (views.table() || views.interactive()) // a macro with show_table=false leaves the table alone
			DetectionTable.remove(id -> runs.contains(id.run()) && !left.contains(id));
		undo.peek().removed.addAll(ManagedDetections.remove(roi -> isMine(roi) && !left.contains(DetectionId.of(roi))));
		if (!views.manager() || !views.interactive()) return;
		final List<Roi> edited = new ArrayList<>();
		undo.peek().removed.addAll(ManagedDetections.remove(roi -> {
			if (isMine(roi)) return false;
			if (ManagedDetections.isEdited(roi)) edited.add(roi);
			return !ManagedDetections.isEdited(roi);
		}));
		if (!edited.isEmpty())
			notes.add(edited.size() + (edited.size() == 1 ? " detection" : " detections") +
				" of another image stay in the ROI Manager because you changed them; save them with SSD Save Annotations... or delete them.");
	}

	private static boolean isOn(final StackShape shape, final Set<Integer> planes, final Roi roi) {
		return planes.stream().anyMatch(plane -> shape.isOn(roi, plane));
	}

	private boolean isMine(final Roi managed) {
		final DetectionId id = DetectionId.of(managed);
		return id != null && runs.contains(id.run());
	}

	private Before before() {
		return new Before(shown(image), HiddenDetections.of(image), Legend.isShown(image), DetectionNames.isShown(image),
			inTable ? DetectionTable.ids() : Set.of(), inManager ? DetectionId.of(ManagedDetections.all()) : Set.of(), new ArrayList<>(), inTable, inManager);
	}

	/**
	 * Restores the state of the image before its last detection; a filter applied since then is undone as well. ROIs
	 * that are not detections stay.
	 *
	 * @return whether there was a detection to undo
	 */
	public synchronized boolean undo() {
		if (undo.isEmpty()) return false;
		final Before before = undo.pop();
		final Set<DetectionId> back = DetectionId.of(before.shown);
		DetectionOverlay.change(image, DetectionOverlay::isDetection, before.shown);
		HiddenDetections.set(image, before.hidden);
		DetectionTable.remove(id -> runs.contains(id.run()) && !(back.contains(id) && before.rows.contains(id)));
		final Set<DetectionId> rows = DetectionTable.ids();
		if (before.inTable)
			DetectionTable.add(image, before.shown.stream().filter(roi -> DetectionId.of(roi) != null)
				.filter(roi -> before.rows.contains(DetectionId.of(roi)) && !rows.contains(DetectionId.of(roi))).toList());
		ManagedDetections.remove(roi -> isMine(roi) && !back.contains(DetectionId.of(roi)));
		final Set<DetectionId> there = DetectionId.of(ManagedDetections.all());
		there.addAll(DetectionId.of(before.removed));
		final List<Roi> entries = new ArrayList<>(before.removed);
		before.shown.stream().filter(roi -> DetectionId.of(roi) != null)
			.filter(roi -> before.entries.contains(DetectionId.of(roi)) && !there.contains(DetectionId.of(roi)))
			.forEach(entries::add);
		if (!entries.isEmpty()) ManagedDetections.add(entries);
		inTable = before.inTable;
		inManager = before.inManager;
		DetectionNames.show(image, before.names);
		final DetectionFilter filter = new DetectionFilter(image);
		filter.legend(before.legend);
		showCounts(filter);
		return true;
	}

	/**
	 * Makes the table and the ROI Manager follow a change of the overlay. Entries that the user deleted from either
	 * stay deleted.
	 *
	 * @param before detections in the overlay before the change
	 */
	synchronized void follow(final Collection<Roi> before) {
		final List<Roi> after = shown(image);
		final Set<DetectionId> old = DetectionId.of(before), now = DetectionId.of(after);
		final List<Roi> added = after.stream().filter(roi -> DetectionId.of(roi) != null)
			.filter(roi -> !old.contains(DetectionId.of(roi))).toList();
		if (inTable) {
			DetectionTable.remove(id -> runs.contains(id.run()) && !now.contains(id));
			if (!added.isEmpty()) DetectionTable.add(image, added);
		}
		if (inManager) {
			ManagedDetections.remove(roi -> old.contains(DetectionId.of(roi)) && !now.contains(DetectionId.of(roi)));
			if (!added.isEmpty()) ManagedDetections.add(added);
		}
		showCounts(new DetectionFilter(image));
	}

	private void showCounts(final DetectionFilter filter) {
		if (!counted || runs.isEmpty()) return;
		CountTable.show(image, runs.stream().mapToInt(Integer::intValue).max().orElse(0), runs, filter.counts());
	}
}
