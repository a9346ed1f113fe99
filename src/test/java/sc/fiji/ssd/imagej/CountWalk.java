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
package sc.fiji.ssd.imagej;

import java.awt.Dialog;
import java.awt.Point;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.PlotWindow;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;

/**
 * Counts the clicks and the typed characters from a started ImageJ to the first detections, and from eight opened images to a
 * training, with every dialog as it is proposed. Boxes are drawn with the mouse and labelled with a key, and are counted apart.
 * Prints the figures; the exit code is 0 only if all went well. There must be a window manager.
 */
public final class CountWalk {

	private static final Path FIELDS = Path.of("sample-images");
	private static final List<String> EIGHT = List.of("field_0028", "field_0029", "field_0034", "field_0037",
		"field_0054", "field_0057", "field_0064", "field_0074");
	private static final List<String> CLASSES = List.of("nucleus", "ring", "rod");

	private final Screen screen = new Screen(null);

	private CountWalk() throws Exception {}

	/** @param args a folder to work in */
	public static void main(final String[] args) {
		try {
			final Path work = Files.createDirectories(Path.of(args[0]).toAbsolutePath());
			System.setProperty("ssd.models", work.resolve("models").toString());
			DesktopImageJ.start();
			IJ.getInstance().setLocation(700, 5);
			final CountWalk walk = new CountWalk();
			walk.detect();
			walk.train(work);
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

	private static Dialog dialog() throws InterruptedException {
		final Dialog dialog = Screen.await("a dialog", Screen::anyDialog);
		Thread.sleep(800); // lists and proposals are looked up
		return dialog;
	}

	private void detect() throws Exception {
		screen.startCounting();
		screen.choose("File", "Open Samples", "SSD Fluorescence Field");
		final ImagePlus sample = Screen.await("the sample", WindowManager::getCurrentImage);
		screen.choose("Plugins", "SSD", "SSD Detect...");
		screen.press(dialog(), 0);
		Screen.await("detections", () -> sample.getOverlay() != null && sample.getOverlay().size() > 5);
		System.out.println("first detections: " + screen.clicks() + " clicks, " + screen.characters() + " characters");
		check(screen.clicks() <= 4 && screen.characters() == 0, "at most four clicks, and nothing typed");
		sample.changes = false;
		sample.close();
		Screen.await("the end of the command", () -> !IJ.macroRunning());
		Thread.sleep(1000);
		for (final Window window : Screen.visible()) // not in the way of the mouse
			if (window != IJ.getInstance()) window.setVisible(false);
	}

	private void train(final Path work) throws Exception {
		final Path images = Files.createDirectories(work.resolve("my cells"));
		final List<ImagePlus> opened = new ArrayList<>();
		for (final String name : EIGHT) {
			final Path file = images.resolve(name + ".jpg");
			Files.copy(FIELDS.resolve("JPEGImages").resolve(name + ".jpg"), file);
			final ImagePlus image = IJ.openImage(file.toString());
			image.show();
			opened.add(image);
		}
		screen.startCounting();
		screen.choose("Plugins", "SSD", "SSD Annotate...");
		final Dialog annotate = dialog();
		check(images.equals(Path.of(Screen.text(annotate, "Image folder"))), "the folder of the images is proposed");
		screen.fill(annotate, "Classes", String.join(",", CLASSES));
		screen.press(annotate, 0);
		for (final ImagePlus image : opened)
			image.close(); // it would be in the way of the mouse
		int boxes = 0;
		for (final String name : EIGHT)
			boxes += annotateImage(name);
		final int drawn = boxes;
		final Path dataset = work.resolve("my cells-annotated");
		Screen.await("all boxes are saved", () -> saved(dataset) == drawn);
		screen.choose("Plugins", "SSD", "SSD Train...");
		final Dialog train = dialog();
		Screen.await("the classes", () -> "nucleus,ring,rod".equals(Screen.text(train, "Classes")));
		check(dataset.equals(Path.of(Screen.text(train, "Dataset folder"))), "the dataset is proposed");
		check("my cells".equals(Screen.text(train, "Model name")), "a name is proposed");
		screen.press(train, 0);
		System.out.println("training: " + (screen.clicks() - drawn) + " clicks, " + screen.characters() +
			" characters (the names of the classes), " + EIGHT.size() + " keys for the next image, and " + drawn +
			" boxes of one drag and one key each");
		check(screen.clicks() - drawn < 40, "less than 40 clicks");
		check(screen.characters() == String.join(",", CLASSES).length(), "only the names of classes are typed");
		final PlotWindow window = Screen.await("the training", CountWalk::plot);
		Screen.await("an iteration", () -> window.getPlot().getNumPlotObjects() > 0);
		Thread.sleep(3000);
		screen.click(window, "Stop and keep the model");
		Screen.await("the model", () -> Files.exists(work.resolve("models/my cells.ssd")));
		check(true, "a model is written");
	}

	private static PlotWindow plot() {
		for (final Window window : Screen.visible())
			if (window instanceof PlotWindow plot && plot.getPlot() != null) return plot;
		return null;
	}

	private static int saved(final Path dataset) {
		return List.of("train", "val").stream()
			.mapToInt(split -> Datasets.open(dataset.toString(), split, List.of()).images().stream()
				.mapToInt(image -> image.objects().size()).sum())
			.sum();
	}

	private static List<GroundTruth> truth(final String name) {
		return Datasets.open(FIELDS.toString(), "train", List.of()).images().stream()
			.filter(image -> image.name().equals(name + ".jpg")).map(AnnotatedImage::objects).findFirst().orElseThrow();
	}

	/** @return number of boxes that were drawn */
	private int annotateImage(final String name) throws Exception {
		final ImagePlus image = Screen.await(name, () -> {
			final ImagePlus current = WindowManager.getCurrentImage();
			return current != null && current.getTitle().startsWith(name) && current.getWindow() != null &&
				current.getOverlay() == null ? current : null;
		});
		Thread.sleep(600);
		final List<GroundTruth> objects = truth(name);
		for (final GroundTruth object : objects) {
			final ImageCanvas canvas = image.getCanvas();
			final Point at = canvas.getLocationOnScreen();
			screen.drag(at.x + canvas.screenXD(object.box().xMin()), at.y + canvas.screenYD(object.box().yMin()),
				at.x + canvas.screenXD(object.box().xMax()), at.y + canvas.screenYD(object.box().yMax()));
			screen.key(KeyEvent.VK_1 + CLASSES.indexOf(object.className()));
		}
		screen.key(KeyEvent.VK_N);
		return objects.size();
	}
}
