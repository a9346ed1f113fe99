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

import java.awt.Component;
import java.awt.EventQueue;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import ij.IJ;
import ij.ImagePlus;
import ij.text.TextPanel;
import ij.text.TextWindow;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.evaluate.analysis.SuspiciousLabels;
import sc.fiji.ssd.evaluate.match.EvaluationTable;
import sc.fiji.ssd.evaluate.report.SuspiciousTable;
import sc.fiji.ssd.imagej.read.ImageOpener;
import sc.fiji.ssd.io.UserException;

/**
 * A table with a row for each suspicious label. A double click on a row, or the enter key, opens its image with the
 * annotated box (blue, solid) and the detected one (orange, dashed). While that image is open, choosing another row of
 * the same image shows its boxes at once. Like all tables of ImageJ it is sorted by a click on a heading, and saved with
 * File > Save As.
 */
public final class SuspiciousLabelsWindow {

	/** Title of the window. */
	public static final String TITLE = "Suspicious Labels";

	private static final String HEADINGS = String.join("\t", "row", "suspicion", "kind", "image", "class", "detected_class",
		"score");
	private static final int WIDTH = 760;
	private static final int HEIGHT = 420;

	private final EvaluationTable table;
	private final List<SuspiciousLabels.Place> places;
	private ImagePlus shown;
	private String shownName;

	SuspiciousLabelsWindow(final EvaluationTable table, final List<SuspiciousLabels.Place> places) {
		this.table = table;
		this.places = places;
	}

	/**
	 * Opens the window. It needs a display.
	 *
	 * @param table in which the places were found
	 * @param places by falling suspicion
	 */
	public static void show(final EvaluationTable table, final List<SuspiciousLabels.Place> places) {
		final SuspiciousLabelsWindow window = new SuspiciousLabelsWindow(table, places);
		final TextPanel panel = new TextWindow(TITLE, HEADINGS, window.rows(), WIDTH, HEIGHT).getTextPanel();
		for (final Component part : panel.getComponents()) {
			part.addMouseListener(new MouseAdapter() {

				@Override
				public void mouseReleased(final MouseEvent event) {
					window.select(panel, event.getClickCount() == 2);
				}
			});
			part.addKeyListener(new KeyAdapter() {

				@Override
				public void keyReleased(final KeyEvent event) {
					window.select(panel, event.getKeyCode() == KeyEvent.VK_ENTER);
				}
			});
		}
		IJ.showStatus("Double-click a row to open its image");
	}

	private String rows() {
		final List<String> rows = new ArrayList<>();
		for (int i = 0; i < places.size(); i++)
			rows.add(row(i));
		return String.join("\n", rows);
	}

	private String row(final int i) {
		final SuspiciousLabels.Place place = places.get(i);
		return String.join("\t", Integer.toString(i + 1), decimals(place.suspicion()), place.kind().label(),
			text(table.images().get(place.image()).name()),
			place.truth() < 0 ? "" : text(SuspiciousTable.truthClass(table, place)),
			place.detection() < 0 ? "" : text(SuspiciousTable.detectionClass(table, place)),
			place.detection() < 0 ? "" : decimals(table.found().scores()[place.detection()]));
	}

	/** Tabs and line breaks would begin another cell. */
	private static String text(final String name) {
		return name.replaceAll("[\\t\\n\\r]", " ");
	}

	private static String decimals(final double value) {
		return String.format(Locale.ROOT, "%.3f", value);
	}

	private void select(final TextPanel panel, final boolean opens) {
		final int line = panel.getSelectionStart();
		if (line < 0 || line >= panel.getLineCount()) return;
		final String row = panel.getLine(line); // its first cell is the number, however the rows are sorted
		final SuspiciousLabels.Place place = places.get(Integer.parseInt(row.substring(0, row.indexOf('\t'))) - 1);
		if (isShown(place)) SuspiciousBoxes.draw(shown, table, place);
		else if (opens) new Thread(() -> open(place), "SSD-suspicious-label").start();
	}

	private boolean isShown(final SuspiciousLabels.Place place) {
		return shown != null && shown.getWindow() != null && table.images().get(place.image()).name().equals(shownName);
	}

	/** Opens the image of a place, in a thread of its own, as large images take time. */
	private void open(final SuspiciousLabels.Place place) {
		final AnnotatedImage image = table.images().get(place.image());
		try {
			final ImagePlus opened = ImageOpener.open(image.file());
			EventQueue.invokeLater(() -> {
				shown = opened;
				shownName = image.name();
				opened.show();
				SuspiciousBoxes.draw(opened, table, place);
			});
		}
		catch (final IOException | UserException e) {
			IJ.log(image.file() + ": it cannot be opened: " + e.getMessage());
		}
	}
}
