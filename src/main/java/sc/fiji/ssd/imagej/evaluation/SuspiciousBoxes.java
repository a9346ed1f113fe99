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
package sc.fiji.ssd.imagej.evaluation;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Rectangle;
import java.util.Locale;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.plugin.Zoom;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.evaluate.analysis.SuspiciousLabels;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.report.SuspiciousTable;

/** The annotated and the detected box of a suspicious label as an overlay of its image. */
final class SuspiciousBoxes {

	private static final String MARK = "suspicious";
	private static final Color TRUTH = new Color(0x0077BB);
	private static final Color DETECTION = new Color(0xEE7733);
	private static final float[] DASHES = { 6, 4 };
	private static final int FONT_SIZE = 12;

	private SuspiciousBoxes() {}

	/**
	 * Draws both boxes in place of those of the place before, and shows them. Other ROIs of the overlay stay.
	 *
	 * @param image the image of the place
	 * @param table in which it was found
	 * @param place what to show
	 */
	static void draw(final ImagePlus image, final EvaluationTable table, final SuspiciousLabels.Place place) {
		final int plane = table.images().get(place.image()).plane() * image.getNChannels() + 1;
		final Overlay overlay = image.getOverlay() == null ? new Overlay() : image.getOverlay().duplicate();
		for (int i = overlay.size() - 1; i >= 0; i--)
			if (overlay.get(i).getProperty(MARK) != null) overlay.remove(i);
		Rectangle both = null;
		final Box truth = place.truthBox(table), detection = place.detectionBox(table);
		if (truth != null) {
			final Roi roi = roi(image, plane, truth, TRUTH, null,
				"annotated " + SuspiciousTable.truthClass(table, place));
			overlay.add(roi);
			overlay.add(label(roi, roi.getYBase() - FONT_SIZE - 4, image, plane));
			both = roi.getBounds();
		}
		if (detection != null) {
			final Roi roi = roi(image, plane, detection, DETECTION, DASHES, String.format(Locale.ROOT, "detected %s %.2f",
				SuspiciousTable.detectionClass(table, place), table.found().scores()[place.detection()]));
			overlay.add(roi);
			overlay.add(label(roi, roi.getYBase() + roi.getFloatHeight() + 2, image, plane));
			both = both == null ? roi.getBounds() : both.union(roi.getBounds());
		}
		image.setOverlay(overlay);
		if (image.getStackSize() > 1) image.setSlice(Math.min(plane, image.getStackSize()));
		if (image.getWindow() == null) return;
		image.getWindow().toFront();
		zoom(image, both);
	}

	private static void zoom(final ImagePlus image, final Rectangle both) {
		both.grow(both.width, both.height);
		final Roi before = image.getRoi();
		image.setRoi(both.intersection(new Rectangle(image.getWidth(), image.getHeight())));
		Zoom.toSelection(image);
		if (before == null) image.deleteRoi();
		else image.setRoi(before);
	}

	/** The name of a box, outside of it where there is room: that of the annotated one above, of the detected one below. */
	private static TextRoi label(final Roi box, final double y, final ImagePlus image, final int plane) {
		final double lowest = image.getHeight() - FONT_SIZE - 4;
		final TextRoi label = new TextRoi(Math.max(0, box.getXBase()), Math.max(0, Math.min(lowest, y)), box.getName(),
			new Font(Font.SANS_SERIF, Font.BOLD, FONT_SIZE));
		label.setStrokeColor(Color.WHITE);
		label.setFillColor(box.getStrokeColor());
		label.setAntiAlias(true);
		label.setProperty(MARK, "true");
		setPosition(label, image, plane);
		return label;
	}

	private static Roi roi(final ImagePlus image, final int plane, final Box box, final Color color, final float[] dashes,
		final String name)
	{
		final Roi roi = new Roi(box.xMin(), box.yMin(), box.width(), box.height());
		roi.setName(name);
		roi.setProperty(MARK, "true");
		roi.setStrokeColor(color);
		roi.setStroke(new BasicStroke(2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
		setPosition(roi, image, plane);
		return roi;
	}

	private static void setPosition(final Roi roi, final ImagePlus image, final int plane) {
		if (image.getStackSize() > 1) {
			final int[] at = image.convertIndexToPosition(Math.min(plane, image.getStackSize()));
			if (image.isHyperStack()) roi.setPosition(0, at[1], at[2]);
			else roi.setPosition(plane);
		}
	}
}
