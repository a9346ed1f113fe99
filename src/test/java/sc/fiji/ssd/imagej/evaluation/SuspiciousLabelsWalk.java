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
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.event.InputEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

import javax.imageio.ImageIO;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.gui.TextRoi;
import ij.text.TextPanel;
import ij.text.TextWindow;
import sc.fiji.ssd.imagej.DesktopImageJ;

/**
 * Checks on a real screen that a double click on a row of the table of suspicious labels opens the image with both boxes,
 * and that plots open as a stack. Arguments: a dataset, its split, detections, and a folder for pictures of the screen,
 * which may be left out. The exit code is 0 only if all went well.
 */
public final class SuspiciousLabelsWalk {

	private SuspiciousLabelsWalk() {}

	/** @param args see the class */
	public static void main(final String[] args) {
		try {
			DesktopImageJ.start();
			final Path pictures = args.length > 3 ? Files.createDirectories(Path.of(args[3])) : null;
			IJ.runMacro(String.format("run(\"SSD Evaluate...\", \"dataset=[%s] split=%s detections=[%s] show_suspicious=true " +
				"show_plots=true\");", args[0], args[1], args[2]));
			final ImagePlus plots = WindowManager.getCurrentImage();
			check(plots != null && plots.getStackSize() > 5, "the plots are a stack: " + plots + ", " + IJ.getLog());
			check(plots.getStack().getSliceLabel(1).startsWith("Precision"), "its slices have titles");
			picture(pictures, "plots");
			EventQueue.invokeAndWait(plots::close);
			final Robot robot = new Robot();
			final TextWindow window = (TextWindow) WindowManager.getWindow(SuspiciousLabelsWindow.TITLE);
			check(window != null, "there is the table");
			EventQueue.invokeAndWait(() -> {
				window.setLocation(10, 400);
				window.toFront();
			});
			Thread.sleep(500);
			final TextPanel panel = window.getTextPanel();
			final String[] row = panel.getLine(0).split("\t");
			check(row[0].equals("1") && Double.parseDouble(row[1]) > 0, "the first row is the most suspicious: " + panel.getLine(0));
			clickRow(robot, panel, 0, 2);
			await("the image opens", () -> WindowManager.getCurrentImage() != null && WindowManager.getCurrentImage()
				.getOverlay() != null);
			final ImagePlus image = WindowManager.getCurrentImage();
			Thread.sleep(500);
			check(row[3].endsWith(image.getTitle()), image.getTitle() + " is that of the row " + row[3]);
			final List<Roi> overlay = Arrays.stream(image.getOverlay().toArray()).filter(roi -> !(roi instanceof TextRoi))
				.toList();
			final int boxes = row[2].equals("missing") || row[2].equals("unconfirmed") ? 1 : 2;
			check(overlay.size() == boxes, row[2] + " has " + overlay.size() + " boxes");
			check(overlay.stream().map(Roi::getName)
				.allMatch(name -> name.startsWith("annotated " + row[4]) || name.startsWith("detected " + row[5])), "named boxes");
			if (boxes == 2) check(!overlay.get(0).getStrokeColor().equals(overlay.get(1).getStrokeColor()) &&
				overlay.get(0).getStroke().getDashArray() == null && overlay.get(1).getStroke().getDashArray() != null,
				"the boxes are drawn differently");
			picture(pictures, "row");
			System.exit(0);
		}
		catch (final Throwable e) {
			e.printStackTrace();
			System.exit(1);
		}
	}

	private static void check(final boolean holds, final String what) {
		if (!holds) throw new IllegalStateException("It does not hold: " + what);
		System.out.println("ok: " + what);
	}

	private static void await(final String what, final BooleanSupplier there) throws InterruptedException {
		for (int i = 0; i < 300 && !there.getAsBoolean(); i++)
			Thread.sleep(50);
		check(there.getAsBoolean(), what);
	}

	private static void picture(final Path folder, final String name) throws Exception {
		if (folder == null) return;
		Thread.sleep(3000);
		ImageIO.write(new Robot().createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize())), "png",
			folder.resolve(name + ".png").toFile());
	}

	/** A row is as high as the font; the headings take one more. */
	private static void clickRow(final Robot robot, final TextPanel panel, final int row, final int clicks) {
		Component canvas = panel;
		for (final Component part : panel.getComponents())
			if (part.getClass().getSimpleName().equals("TextCanvas")) canvas = part;
		final Point at = canvas.getLocationOnScreen();
		final int height = panel.getFont() == null ? 16 : canvas.getFontMetrics(panel.getFont()).getHeight() + 1;
		robot.mouseMove(at.x + 60, at.y + height * (row + 1) + height / 2);
		robot.delay(100);
		for (int i = 0; i < clicks; i++) {
			robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
			robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
			robot.delay(60);
		}
	}
}
