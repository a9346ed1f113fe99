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

import java.util.List;
import java.util.stream.Stream;

import ij.ImageListener;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import sc.fiji.ssd.detect.DetectionProgress;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.Detector;
import sc.fiji.ssd.detect.PlaneDetection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.imagej.planes.ImagePlusPlanes;
import sc.fiji.ssd.imagej.read.FileBehind;
import sc.fiji.ssd.model.SsdModel;

/**
 * Detects in an image, and puts what was found where the user sees it. A plane is
 * all channels of one z and t.
 *
 * <pre>{@code
 * ImageDetection detection = new ImageDetection(image, false, "auto");
 * try (Detector detector = Detector.open(model, engines, EngineSettings.DEFAULT, DetectionSettings.DEFAULT, detection.batch(model, DetectionSettings.DEFAULT, 4))) {
 *   List<PlaneDetections> found = detection.run(detector, progress);
 *   detection.show(found, new ResultViews(false, true, false, false, false, ResultViews.Legend.AUTO, true));
 * }
 * }</pre>
 */
public final class ImageDetection {

	private final ImagePlus image;
	private final List<ImagePlane> planes;
	private final int channel;
	private volatile boolean closed;

	/**
	 * @param image to detect in, of any type
	 * @param currentOnly whether only the plane that is shown is looked at
	 * @param channels of the image that the model reads, as in a model's preprocessing; if it is a single one, the
	 * rectangles are on that channel, otherwise on all
	 * @throws sc.fiji.ssd.io.UserException if the image has no pixels, or shows the bytes of a compressed file
	 */
	public ImageDetection(final ImagePlus image, final boolean currentOnly, final String channels) {
		FileBehind.check(image);
		this.image = image;
		final ImagePlusPlanes all = new ImagePlusPlanes(image);
		final int current = (image.getT() - 1) * image.getNSlices() + image.getZ() - 1;
		planes = currentOnly ? all.subList(current, current + 1) : all;
		channel = channels.matches("\\d{1,6}") && image.getNChannels() > 1 ? Integer.parseInt(channels) : 0;
	}

	/**
	 * @param model that detects
	 * @param settings of the detection
	 * @param most that are wanted
	 * @return images that the network should take at once: no more than there are planes or tiles
	 */
	public int batch(final SsdModel model, final DetectionSettings settings, final int most) {
		final int tiles = Detector.tiles(model, settings, image.getWidth(), image.getHeight(),
			ImagePlusPlanes.pixelSize(image));
		return (int) Math.min((long) tiles * planes.size(), most);
	}

	/**
	 * @param detector finds the objects
	 * @param progress is told about what is done, and can end the run
	 * @return what was found in each plane; fewer planes if it was canceled, or if the image was closed meanwhile
	 */
	public List<PlaneDetections> run(final Detector detector, final DetectionProgress progress) {
		final ImageListener closing = new Closing();
		ImagePlus.addImageListener(closing);
		try {
			return PlaneDetection.run(detector, planes, progress.until(() -> closed));
		}
		catch (final RuntimeException e) {
			if (closed) return List.of(); // its pixels are gone
			throw e;
		}
		finally {
			ImagePlus.removeImageListener(closing);
		}
	}

	/**
	 * Shows detections in the image's overlay and wherever else they are wanted.
	 *
	 * @param found as {@link #run} returns it
	 * @param views what is to be shown
	 * @return one line for each thing that the user should know
	 */
	public List<String> show(final List<PlaneDetections> found, final ResultViews views) {
		return DetectionResults.of(image).add(found, channel, views);
	}

	/**
	 * @param found as {@link #run} returns it, and shown
	 * @return the rectangles that {@link #show} has drawn, in the order of the overlay
	 */
	public List<Roi> rois(final List<PlaneDetections> found) {
		if (image.getOverlay() == null || found.stream().allMatch(plane -> plane.detections().isEmpty()))
			return List.of();
		final List<Roi> ours = Stream.of(image.getOverlay().toArray()).filter(roi -> DetectionId.of(roi) != null).toList();
		final int last = ours.stream().mapToInt(roi -> DetectionId.of(roi).run()).max().orElse(0);
		return ours.stream().filter(roi -> DetectionId.of(roi).run() == last).toList();
	}

	/** @param rois of the image's overlay, drawn by {@link #show} @return a table with a row for each, which is not shown */
	public ResultsTable table(final List<Roi> rois) {
		return DetectionTable.of(image, rois);
	}

	/** @return the plane that the image shows, with all its channels */
	public ImagePlane currentPlane() {
		return new ImagePlusPlanes(image).get((image.getT() - 1) * image.getNSlices() + image.getZ() - 1);
	}

	/** @return whether the image was closed while {@link #run} looked at it */
	public boolean isClosed() {
		return closed;
	}

	/** Notes that the image is closed. */
	private final class Closing implements ImageListener {

		@Override
		public void imageOpened(final ImagePlus opened) {}

		@Override
		public void imageClosed(final ImagePlus gone) {
			if (gone == image) closed = true;
		}

		@Override
		public void imageUpdated(final ImagePlus updated) {}
	}
}
