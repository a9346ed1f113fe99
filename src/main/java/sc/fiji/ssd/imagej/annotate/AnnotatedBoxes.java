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
package sc.fiji.ssd.imagej.annotate;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.imagej.planes.StackShape;
import sc.fiji.ssd.imagej.results.ClassColors;
import sc.fiji.ssd.imagej.results.DetectionOverlay;

/**
 * The boxes of an image while a user annotates it: rectangles of its overlay with a class, and proposals of a model.
 *
 * @param classes in the order of their keys and colours; grows
 */
record AnnotatedBoxes(ImagePlus image, List<String> classes) {

	private static final String CLASS = "annotation", PROPOSAL = "proposal";
	private static final double STROKE = 1.5;

	/** IoU from which a proposal is a box that is there already. */
	private static final double SAME = 0.5;
	private static final float[] DASHES = { 4, 4 };

	/** @return the plane on show, 0-based */
	int plane() {
		return (image.getT() - 1) * image.getNSlices() + image.getZ() - 1;
	}

	Roi add(final int plane, final Box box, final String name, final boolean difficult, final boolean proposal) {
		final Roi roi = new Roi(box.xMin(), box.yMin(), box.width(), box.height());
		final int z = plane % image.getNSlices() + 1, t = plane / image.getNSlices() + 1;
		if (image.getNChannels() > 1 || image.isHyperStack()) roi.setPosition(0, z, t);
		else if (image.getStackSize() > 1) roi.setPosition(plane + 1);
		roi.setProperty(PROPOSAL, proposal ? "true" : null);
		roi.setProperty("difficult", difficult ? "true" : null);
		style(roi, name);
		final Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay();
		overlay.add(roi);
		names(overlay);
		image.setOverlay(overlay);
		return roi;
	}

	private static void names(final Overlay overlay) {
		overlay.drawLabels(true);
		overlay.drawNames(true);
		overlay.setLabelColor(Color.WHITE);
		overlay.drawBackgrounds(true);
	}

	private void style(final Roi roi, final String name) {
		roi.setName(name + (isProposal(roi) ? "?" : ""));
		roi.setProperty(CLASS, name);
		roi.setStrokeColor(ClassColors.of(classes.indexOf(name) + 1));
		roi.setStroke(isProposal(roi)
			? new BasicStroke((float) STROKE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, DASHES, 0)
			: new BasicStroke((float) STROKE));
	}

	static boolean isBox(final Roi roi) {
		return roi != null && roi.getProperty(CLASS) != null;
	}

	static boolean isProposal(final Roi roi) {
		return "true".equals(roi.getProperty(PROPOSAL));
	}

	/** Gives a box a class; this accepts a proposal. */
	void label(final Roi roi, final String name) {
		roi.setProperty(PROPOSAL, null);
		style(roi, name);
		image.updateAndDraw();
	}

	void accept(final Roi roi) {
		label(roi, roi.getProperty(CLASS));
	}

	void remove(final Roi roi) {
		image.getOverlay().remove(roi);
		image.updateAndDraw();
	}

	/** Takes over the place of the user's selection. */
	void move(final Roi roi, final Rectangle2D.Double to) {
		roi.setBounds(to);
		accept(roi);
	}

	/** @return the boxes of a plane, proposals included */
	List<Roi> on(final int plane) {
		final StackShape shape = StackShape.of(image);
		final List<Roi> boxes = new ArrayList<>();
		if (image.getOverlay() != null) for (final Roi roi : image.getOverlay())
			if (isBox(roi) && shape.isOn(roi, plane)) boxes.add(roi);
		return boxes;
	}

	/** @return the proposals of the plane on show that are neither accepted nor rejected */
	List<Roi> proposals() {
		return on(plane()).stream().filter(AnnotatedBoxes::isProposal).toList();
	}

	/**
	 * Adds proposals where there is no box yet.
	 *
	 * @param found in the planes of the image
	 * @param names takes the class of each proposal before it is drawn
	 * @return how many were added
	 */
	int propose(final List<PlaneDetections> found, final Consumer<String> names) {
		int number = 0;
		for (final PlaneDetections searched : found)
			for (final Detection detection : searched.detections()) {
				final int plane = (searched.slice() - 1) / image.getNChannels();
				if (on(plane).stream().anyMatch(roi -> box(roi).iou(detection.box()) >= SAME)) continue;
				names.accept(detection.className());
				add(plane, detection.box().clip(image.getWidth(), image.getHeight()), detection.className(), false, true);
				number++;
			}
		return number;
	}

	static Box box(final Roi roi) {
		final Rectangle2D.Double r = roi.getFloatBounds();
		return new Box(r.x, r.y, r.x + r.width, r.y + r.height);
	}

	/** @return the smallest box of the plane on show that has the point; null if there is none */
	Roi at(final double x, final double y) {
		return DetectionOverlay.at(on(plane()), x, y);
	}

	/** @return the boxes of a plane that are saved: all except proposals, clipped to the image */
	List<GroundTruth> truths(final int plane) {
		final List<GroundTruth> truths = new ArrayList<>();
		for (final Roi roi : on(plane)) {
			if (isProposal(roi)) continue;
			final Box box = box(roi).clip(image.getWidth(), image.getHeight());
			if (!box.isEmpty())
				truths.add(new GroundTruth(box, roi.getProperty(CLASS), "true".equals(roi.getProperty("difficult")), false));
		}
		return truths;
	}
}
