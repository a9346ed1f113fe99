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
package sc.fiji.ssd.imagej.training;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.EventQueue;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.imagej.read.ImageOpener;
import sc.fiji.ssd.imagej.results.ClassColors;
import sc.fiji.ssd.train.progress.TrainingListener;

/**
 * Shows an image of the validation with what the model detects in it, drawn again after each validation: detections in the color
 * of their class, annotated objects dashed and white. The image with the most objects is shown. Once the user closes it, it stays
 * closed. An image that cannot be opened is not shown; that never ends the training.
 */
final class ValidationImage implements TrainingListener {

	/** Lowest score of a detection that is drawn. */
	private static final double SCORE = 0.3;

	/** Larger images are shown only if there are no others; pixels. */
	private static final long LARGE = 4_000_000;

	private static final float[] DASHES = { 3, 3 };

	private final Supplier<Rectangle> left;
	private AnnotatedImage chosen;
	private ImagePlus image;
	private volatile boolean done;
	private boolean shown;

	/** @param left where the window of the training is; the image appears to the right of it */
	ValidationImage(final Supplier<Rectangle> left) {
		this.left = left;
	}

	@Override
	public void detected(final int iteration, final Dataset images, final Map<String, List<Detection>> found) {
		if (done) return;
		try {
			if (image == null && !open(images)) return;
		}
		catch (final IOException | RuntimeException e) {
			done = true;
			IJ.log("The validation image is not shown: " + e.getMessage());
			return;
		}
		final List<Detection> here = found.getOrDefault(chosen.name(), List.of());
		final Overlay overlay = overlay(chosen, here);
		final String title = title(chosen.name(), iteration, overlay.size() - chosen.objects().size());
		EventQueue.invokeLater(() -> show(overlay, title));
	}

	static String title(final String name, final int iteration, final int detections) {
		return "Validation after " + iteration + " iterations: " + detections + " detections in " + name;
	}

	private boolean open(final Dataset images) throws IOException {
		final Optional<AnnotatedImage> most = choose(images.images());
		done = most.isEmpty();
		if (done) return false;
		chosen = most.get();
		image = ImageOpener.open(chosen.file());
		return true;
	}

	/** @return the image with the most objects; empty if there are no images */
	static Optional<AnnotatedImage> choose(final List<AnnotatedImage> images) {
		return images.stream().max(Comparator.comparing((AnnotatedImage i) -> (long) i.width() * i.height() <= LARGE)
			.thenComparing(i -> i.objects().size()));
	}

	/** @return the annotated objects of an image, dashed, and the detections in it */
	static Overlay overlay(final AnnotatedImage image, final List<Detection> found) {
		final Overlay overlay = new Overlay();
		for (final GroundTruth truth : image.objects()) {
			final Roi roi = rectangle(truth.box());
			roi.setStroke(new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, DASHES, 0));
			roi.setStrokeColor(Color.WHITE);
			roi.setName(truth.className());
			overlay.add(roi);
		}
		for (final Detection detection : found) {
			if (detection.score() < SCORE) continue;
			final Roi roi = rectangle(detection.box());
			roi.setStrokeWidth(1.5);
			roi.setStrokeColor(ClassColors.of(detection.classIndex()));
			roi.setName(detection.className() + String.format(Locale.ROOT, " %.2f", detection.score()));
			overlay.add(roi);
		}
		return overlay;
	}

	private static Roi rectangle(final Box box) {
		return new Roi(box.xMin(), box.yMin(), box.width(), box.height());
	}

	private void show(final Overlay overlay, final String title) {
		if (done) return;
		if (shown && (image.getWindow() == null || image.getWindow().isClosed())) {
			done = true; // by the user
			return;
		}
		if (!shown) {
			final int slices = Math.max(1, image.getNSlices());
			image.setPosition(1, chosen.plane() % slices + 1, chosen.plane() / slices + 1);
			image.show();
			final Rectangle window = left.get();
			if (image.getWindow() != null && window != null)
				image.getWindow().setLocation(window.x + window.width + 10, window.y);
			shown = true;
		}
		image.setOverlay(overlay);
		image.setTitle(title);
		image.changes = false;
	}
}
