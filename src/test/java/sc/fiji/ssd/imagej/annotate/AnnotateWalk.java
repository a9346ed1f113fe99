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

import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.WindowEvent;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

import javax.imageio.ImageIO;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.detect.Detection;
import sc.fiji.ssd.detect.PlaneDetections;
import sc.fiji.ssd.imagej.DesktopImageJ;
import sc.fiji.ssd.imagej.roi.AnnotationSaver;

/** Annotates two images with mouse and keyboard on a real screen; the exit code is 0 only if all went well. */
public final class AnnotateWalk {

	private final Robot robot = new Robot();

	private AnnotateWalk() throws Exception {}

	/** @param args a folder to work in, and a file for a picture, or none */
	public static void main(final String[] args) {
		try {
			new AnnotateWalk().walk(Path.of(args[0]), args.length > 1 ? new File(args[1]) : null);
			System.exit(0);
		}
		catch (final Throwable e) {
			e.printStackTrace();
			System.exit(1);
		}
	}

	private void walk(final Path work, final File picture) throws Exception {
		final Path input = Files.createDirectories(work.resolve("in")), dataset = work.resolve("in-annotated");
		for (final String name : List.of("field_0028.jpg", "field_0029.jpg"))
			Files.copy(Path.of("sample-images/JPEGImages", name), input.resolve(name));
		DesktopImageJ.start();
		EventQueue.invokeAndWait(() -> IJ.getInstance().setLocation(20, 5));
		new AnnotationWindow(new FolderAnnotation(input, dataset, "train", List.of("rod", "ring"), IJ::log),
			image -> List.of(new PlaneDetections(1, image.getWidth(), image.getHeight(),
				List.of(new Detection(new Box(30, 150, 60, 190), 1, "rod", 0.9),
					new Detection(new Box(100, 150, 150, 190), 2, "ring", 0.8))))).open();
		await("first image", () -> image() != null && image().getTitle().startsWith("field_0028"));
		Thread.sleep(700);
		final long start = System.nanoTime();
		for (int i = 0; i < 10; i++) {
			drag(10 + 25 * (i % 5), 10 + 50 * (i / 5), 30 + 25 * (i % 5), 45 + 50 * (i / 5));
			key(i % 2 == 0 ? KeyEvent.VK_1 : KeyEvent.VK_2);
		}
		final double seconds = (System.nanoTime() - start) / 1e9;
		await("ten boxes are saved", () -> saved(dataset, 0).size() == 10);
		check(seconds < 24, "ten boxes in " + seconds + " s");
		check(saved(dataset, 0).stream().filter(t -> t.className().equals("rod")).count() == 5, "five are rods");
		click(20, 27);
		key(KeyEvent.VK_2);
		await("a box has another class", () -> saved(dataset, 0).stream().filter(t -> t.className().equals("ring")).count() == 6);
		click(45, 27);
		key(KeyEvent.VK_DELETE);
		await("a box is deleted", () -> saved(dataset, 0).size() == 9);
		click(20, 77);
		drag(20, 77, 30, 90);
		await("a box is moved", () -> saved(dataset, 0).stream().anyMatch(t -> t.box().xMin() >= 18 && t.box().xMin() <= 22 &&
			t.box().yMin() > 70 && t.box().yMin() < 76));
		press("Pre-fill");
		await("two proposals", () -> image().getOverlay().size() == 11);
		check(saved(dataset, 0).size() == 9, "proposals are not saved");
		if (picture != null) {
			Thread.sleep(500);
			ImageIO.write(robot.createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize())), "png",
				picture);
		}
		click(120, 170);
		key(KeyEvent.VK_DELETE);
		focusImage();
		key(KeyEvent.VK_ENTER);
		await("one proposal is accepted, one rejected", () -> saved(dataset, 0).size() == 10);
		drag(200, 200, 240, 240);
		key(KeyEvent.VK_N);
		Thread.sleep(500);
		check(image().getTitle().startsWith("field_0028"), "a rectangle without a class is not lost");
		key(KeyEvent.VK_1);
		await("it is saved", () -> saved(dataset, 0).size() == 11);
		key(KeyEvent.VK_N);
		await("second image", () -> image() != null && image().getTitle().startsWith("field_0029"));
		Thread.sleep(500);
		key(KeyEvent.VK_0);
		await("an image without objects", () -> saved(dataset, 1) != null && saved(dataset, 1).isEmpty());
		key(KeyEvent.VK_P);
		await("back", () -> image() != null && image().getTitle().startsWith("field_0028"));
		await("its boxes are there", () -> image().getOverlay() != null && image().getOverlay().size() == 11);
		check(Files.readAllLines(dataset.resolve("ImageSets/Main/train.txt")).size() == 2, "the list has both images");
		final Frame window = window();
		EventQueue.invokeAndWait(() -> window.dispatchEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSING)));
		await("the image is closed", () -> image() == null);
	}

	private static List<GroundTruth> saved(final Path dataset, final int image) {
		return new AnnotationSaver(dataset, "train", line -> {}).load(image == 0 ? "field_0028" : "field_0029");
	}

	private static ImagePlus image() {
		return WindowManager.getCurrentImage();
	}

	private static Frame window() {
		return Arrays.stream(Frame.getFrames()).filter(f -> f.getTitle().equals("SSD Annotate")).findFirst().orElseThrow();
	}

	private static void check(final boolean holds, final String what) {
		if (!holds) throw new IllegalStateException("It does not hold: " + what);
		System.out.println("ok: " + what);
	}

	private static void await(final String what, final BooleanSupplier there) throws InterruptedException {
		for (int i = 0; i < 200 && !isThere(there); i++)
			Thread.sleep(100);
		check(isThere(there), what);
	}

	private static boolean isThere(final BooleanSupplier there) {
		try {
			return there.getAsBoolean();
		}
		catch (final NullPointerException e) {
			return false; // nothing is saved yet
		}
	}

	private void press(final String label) throws Exception {
		for (final java.awt.Component panel : ((java.awt.Container) window().getComponent(0)).getComponents())
			if (panel instanceof java.awt.Container c) for (final java.awt.Component b : c.getComponents())
				if (b instanceof java.awt.Button button && button.getLabel().equals(label)) {
					final Point at = button.getLocationOnScreen();
					clickAt(at.x + button.getWidth() / 2, at.y + button.getHeight() / 2);
					return;
				}
		throw new IllegalStateException("No button " + label);
	}

	private void focusImage() throws Exception {
		EventQueue.invokeAndWait(() -> image().getCanvas().requestFocus());
		Thread.sleep(200);
	}

	private void click(final int x, final int y) {
		final Point at = point(x, y);
		clickAt(at.x, at.y);
	}

	private Point point(final int x, final int y) {
		final ImageCanvas canvas = image().getCanvas();
		final Point at = canvas.getLocationOnScreen();
		return new Point(at.x + canvas.screenX(x), at.y + canvas.screenY(y));
	}

	private void clickAt(final int x, final int y) {
		robot.mouseMove(x, y);
		robot.delay(60);
		robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(60);
		robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(300);
		robot.waitForIdle();
	}

	private void drag(final int x0, final int y0, final int x1, final int y1) {
		final Point from = point(x0, y0), to = point(x1, y1);
		robot.mouseMove(from.x, from.y);
		robot.delay(60);
		robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
		for (int i = 1; i <= 4; i++) {
			robot.mouseMove(from.x + (to.x - from.x) * i / 4, from.y + (to.y - from.y) * i / 4);
			robot.delay(25);
		}
		robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
		robot.delay(100);
		robot.waitForIdle();
	}

	private void key(final int code) {
		robot.keyPress(code);
		robot.delay(30);
		robot.keyRelease(code);
		robot.delay(100);
		robot.waitForIdle();
	}
}
