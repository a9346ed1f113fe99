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

import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.lang.ref.WeakReference;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.Roi;
import ij.gui.RoiListener;
import ij.gui.Toolbar;
import ij.measure.ResultsTable;
import ij.text.TextPanel;
import sc.fiji.ssd.imagej.planes.StackShape;

/**
 * Keeps selections of boxes and rows in step: a click on a row of the Results table selects the box in its image, and a
 * box that becomes the image's selection (by a click into it with the rectangle tool, or in the ROI Manager) selects
 * its row.
 */
final class DetectionSelection {

	private static final String CANVAS = "ssd.selection.canvas";

	private static WeakReference<TextPanel> linked = new WeakReference<>(null);
	private static boolean listening;
	private static boolean selecting;

	private DetectionSelection() {}

	/** Links an image with the Results table, if both are on the screen. */
	static void link(final ImagePlus image) {
		if (GraphicsEnvironment.isHeadless() || ResultsTable.getResultsWindow() == null) return;
		EventQueue.invokeLater(() -> {
			linkTable();
			linkCanvas(image);
		});
	}

	private static void linkTable() {
		final TextPanel panel = IJ.isResultsWindow() ? IJ.getTextPanel() : null;
		if (panel != null && linked.get() != panel) {
			linked = new WeakReference<>(panel);
			panel.addMouseListener(new MouseAdapter() {

				@Override
				public void mouseReleased(final MouseEvent event) {
					selectBox(panel);
				}
			});
			panel.addKeyListener(new KeyAdapter() {

				@Override
				public void keyReleased(final KeyEvent event) {
					selectBox(panel);
				}
			});
		}
		if (listening) return;
		listening = true;
		Roi.addRoiListener((image, event) -> {
			if (image == null || selecting || event == RoiListener.DELETED) return;
			final DetectionId id = DetectionId.of(image.getRoi());
			if (id != null) EventQueue.invokeLater(() -> selectRow(id));
		});
	}

	private static void linkCanvas(final ImagePlus image) {
		final ImageCanvas canvas = image.getCanvas();
		if (canvas == null || canvas.equals(image.getProperty(CANVAS))) return;
		image.setProperty(CANVAS, canvas);
		canvas.addMouseListener(new MouseAdapter() {

			@Override
			public void mouseClicked(final MouseEvent event) {
				if (event.getButton() != MouseEvent.BUTTON1 || event.isShiftDown() || event.isAltDown() ||
					Toolbar.getToolId() != Toolbar.RECTANGLE) return;
				final Roi box = boxAt(image, canvas.offScreenXD(event.getX()), canvas.offScreenYD(event.getY()));
				if (box != null && !isSelected(image, box)) image.setRoi((Roi) box.clone());
			}
		});
	}

	private static boolean isSelected(final ImagePlus image, final Roi box) {
		return DetectionId.of(box) != null && DetectionId.of(box).equals(DetectionId.of(image.getRoi()));
	}

	/** @return the smallest box of the plane on show that has the point; null if it does not exist */
	static Roi boxAt(final ImagePlus image, final double x, final double y) {
		final StackShape shape = StackShape.of(image);
		final int plane = (image.getT() - 1) * image.getNSlices() + image.getZ() - 1;
		return DetectionOverlay.at(
			DetectionResults.shown(image).stream().filter(roi -> shape.isOn(roi, plane)).toList(), x, y);
	}

	private static void selectBox(final TextPanel panel) {
		final ResultsTable table = ResultsTable.getResultsTable();
		final int row = panel.getSelectionStart();
		if (row < 0 || row >= table.size()) return;
		final DetectionId id = DetectionTable.id(table, row);
		if (id != null) selectBox(id);
	}

	private static void selectBox(final DetectionId id) {
		for (final int number : WindowManager.getIDList() == null ? new int[0] : WindowManager.getIDList()) {
			final ImagePlus image = WindowManager.getImage(number);
			if (image == null || !DetectionResults.of(image).hasRun(id.run())) continue;
			for (final Roi roi : DetectionResults.shown(image)) {
				if (!id.equals(DetectionId.of(roi))) continue;
				selecting = true;
				try {
					show(image, roi);
				}
				finally {
					selecting = false;
				}
				return;
			}
		}
	}

	static void show(final ImagePlus image, final Roi box) {
		if (image.isHyperStack() || image.getNChannels() > 1)
			image.setPosition(image.getC(), Math.max(1, box.getZPosition()), Math.max(1, box.getTPosition()));
		else if (image.getStackSize() > 1 && box.getPosition() > 0) image.setSlice(box.getPosition());
		image.setRoi((Roi) box.clone());
	}

	private static void selectRow(final DetectionId id) {
		final TextPanel panel = IJ.isResultsWindow() ? IJ.getTextPanel() : null;
		if (panel == null) return;
		final ResultsTable table = ResultsTable.getResultsTable();
		for (int row = 0; row < Math.min(table.size(), panel.getLineCount()); row++)
			if (id.equals(DetectionTable.id(table, row))) {
				panel.setSelection(row, row);
				return;
			}
	}
}
