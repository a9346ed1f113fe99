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

import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.gui.Toolbar;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import ij.text.TextPanel;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.imagej.DesktopImageJ;

/**
 * Checks on a real screen that table, filter, ROI Manager and overlay agree after each step, and that a click in one
 * selects in the other. The exit code is 0 only if all went well.
 */
public final class ResultsWalk {

	private static final ResultViews ALL = new ResultViews(false, true, true, true, true, ResultViews.Legend.AUTO, true);
	private static final ResultViews KEEP = new ResultViews(true, true, true, true, true, ResultViews.Legend.AUTO, true);

	private ResultsWalk() {}

	/** @param args none */
	public static void main(final String[] args) {
		try {
			DesktopImageJ.start();
			final ImagePlus image = IJ.createImage("walk.tif", "8-bit ramp", 400, 300, 1);
			EventQueue.invokeAndWait(() -> {
				image.show();
				image.getWindow().setLocation(40, 150);
			});
			steps(image);
			selection(image);
			edits(image);
			System.exit(0);
		}
		catch (final Throwable e) {
			e.printStackTrace();
			System.exit(1);
		}
	}

	private static Detection found(final double x, final int classIndex, final double score) {
		return new Detection(new Box(x, 40, x + 30, 90), classIndex, classIndex == 1 ? "rod" : "ring", score);
	}

	private static List<PlaneDetections> plane(final Detection... found) {
		return List.of(new PlaneDetections(1, 400, 300, List.of(found)));
	}

	private static void steps(final ImagePlus image) throws Exception {
		final DetectionResults results = DetectionResults.of(image);
		final RoiManager manager = RoiManager.getRoiManager();
		final Roi mine = new Roi(1, 1, 5, 5);
		mine.setName("mine");
		manager.addRoi(mine);
		results.add(plane(found(20, 1, 0.9), found(80, 2, 0.6), found(150, 1, 0.4)), 0, ALL);
		agree("detect", 3, image);
		results.add(plane(found(25, 1, 0.9), found(85, 2, 0.6)), 0, ALL);
		agree("detect again", 2, image);
		results.add(plane(found(250, 1, 0.8)), 0, KEEP);
		agree("detect and keep", 3, image);
		final DetectionFilter filter = new DetectionFilter(image);
		filter.apply(0.7, Set.of());
		agree("filter", 2, image);
		filter.apply(2, Set.of());
		agree("filter all", 0, image);
		filter.apply(0.1, Set.of("ring"));
		agree("filter by class", 1, image);
		filter.keep();
		agree("keep", 1, image);
		results.undo();
		agree("undo", 2, image);
		results.undo();
		agree("undo twice", 3, image);
		results.undo();
		agree("undo all", 0, image);
		check(manager.getCount() == 1 && "mine".equals(manager.getRoi(0).getName()), "the user's own ROI stays");
		results.add(plane(found(20, 1, 0.9), found(80, 2, 0.6), found(150, 1, 0.4)), 0, ALL);
		agree("detect after undo", 3, image);
	}

	private static void agree(final String step, final int number, final ImagePlus image) {
		final Set<String> overlay = new TreeSet<>(), table = new TreeSet<>(), manager = new TreeSet<>();
		DetectionResults.shown(image).forEach(roi -> overlay.add(DetectionId.of(roi) + roi.getName()));
		final ResultsTable rows = ResultsTable.getResultsTable();
		for (int row = 0; row < rows.size(); row++)
			table.add(DetectionTable.id(rows, row) + rows.getStringValue("class", row) +
				String.format(" %.2f", rows.getValue("score", row)));
		for (final Roi roi : RoiManager.getInstance2().getRoisAsArray())
			if (DetectionOverlay.isDetection(roi)) manager.add(DetectionId.of(roi) + roi.getName());
		check(overlay.size() == number && overlay.equals(table) && overlay.equals(manager),
			step + ": overlay " + overlay + ", table " + table + ", manager " + manager);
		final int lines = IJ.getTextPanel().getLineCount();
		check(lines == number, step + ": the table's window shows " + lines + " of " + number + " rows");
		check(ResultsTable.getResultsTable(CountTable.TITLE) != null &&
			ResultsTable.getResultsTable(CountTable.TITLE).getValue("all", 0) == number, step + ": counts");
	}

	private static void check(final boolean holds, final String what) {
		if (!holds) throw new IllegalStateException("It does not hold: " + what);
		System.out.println("ok: " + what);
	}

	private static void await(final String what, final BooleanSupplier there) throws InterruptedException {
		for (int i = 0; i < 200 && !there.getAsBoolean(); i++)
			Thread.sleep(50);
		check(there.getAsBoolean(), what);
	}

	private static void selection(final ImagePlus image) throws Exception {
		final Robot robot = new Robot();
		final List<Roi> shown = DetectionResults.shown(image);
		EventQueue.invokeAndWait(() -> {
			IJ.setTool(Toolbar.RECTANGLE);
			ResultsTable.getResultsWindow().setLocation(500, 500);
			image.getWindow().toFront();
			RoiManager.getInstance2().setLocation(900, 100);
		});
		Thread.sleep(500);
		final TextPanel panel = IJ.getTextPanel();
		for (final int row : new int[] { 1, 0, 2 }) {
			clickRow(robot, panel, row);
			await("row " + row + " selects its box",
				() -> DetectionId.of(shown.get(row)).equals(DetectionId.of(image.getRoi())));
		}
		EventQueue.invokeAndWait(() -> image.getWindow().toFront());
		Thread.sleep(300);
		for (final int box : new int[] { 0, 1 }) {
			final Rectangle at = shown.get(box).getBounds();
			final Point canvas = image.getCanvas().getLocationOnScreen();
			click(robot, canvas.x + image.getCanvas().screenX(at.x + at.width / 2),
				canvas.y + image.getCanvas().screenY(at.y + at.height / 2));
			await("box " + box + " is selected", () -> DetectionId.of(shown.get(box)).equals(DetectionId.of(image.getRoi())));
			await("box " + box + " selects its row", () -> panel.getSelectionStart() == box);
		}
		final RoiManager manager = RoiManager.getInstance2();
		manager.select(image, manager.getCount() - 1);
		await("the ROI Manager selects the row", () -> panel.getSelectionStart() == 2);
	}

	/** What a user corrected in the ROI Manager comes back with an undo, and is kept for another image. */
	private static void edits(final ImagePlus image) throws Exception {
		final RoiManager manager = RoiManager.getInstance2();
		final Roi moved = (Roi) manager.getRoi(1).clone();
		moved.setLocation(200, 200);
		EventQueue.invokeAndWait(() -> {
			manager.setRoi(moved, 1);
			image.deleteRoi();
		});
		DetectionResults.of(image).add(plane(found(25, 1, 0.9)), 0, ALL);
		DetectionResults.of(image).undo();
		check(managed(200) == 1, "an undo brings back the corrected box");
		final ImagePlus other = IJ.createImage("other.tif", "8-bit ramp", 400, 300, 1);
		EventQueue.invokeAndWait(other::show);
		final List<String> notes = DetectionResults.of(other).add(plane(found(30, 1, 0.9)), 0, ALL);
		check(notes.size() == 1 && notes.get(0).startsWith("1 detection of another image"), notes.toString());
		check(managed(200) == 1 && managed(30) == 1 && managed(20) == 0, "only the corrected box of the other image stays");
	}

	private static long managed(final int x) {
		return Arrays.stream(RoiManager.getInstance2().getRoisAsArray()).filter(DetectionOverlay::isDetection)
			.filter(roi -> roi.getBounds().x == x).count();
	}

	private static void clickRow(final Robot robot, final TextPanel panel, final int row) throws Exception {
		EventQueue.invokeAndWait(() -> ResultsTable.getResultsWindow().toFront());
		Thread.sleep(300);
		final Component text = all(panel).stream().filter(c -> c.getClass().getSimpleName().equals("TextCanvas"))
			.findFirst().orElseThrow();
		final Point at = text.getLocationOnScreen();
		final int height = text.getFontMetrics(text.getFont()).getHeight() + 2;
		// below the headings; a row is as high as the font and two pixels
		for (int y = at.y + 3 * height / 2 + row * height, tries = 0; tries < 6; tries++) {
			click(robot, at.x + 40, y);
			if (panel.getSelectionStart() == row) return;
			y += panel.getSelectionStart() < row ? height / 2 : -height / 2;
		}
	}

	private static List<Component> all(final Container container) {
		final List<Component> all = new ArrayList<>();
		for (final Component c : container.getComponents()) {
			all.add(c);
			if (c instanceof Container inner) all.addAll(all(inner));
		}
		return all;
	}

	private static void click(final Robot robot, final int x, final int y) {
		robot.mouseMove(x, y);
		robot.delay(60);
		robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(60);
		robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(400);
		robot.waitForIdle();
	}
}
