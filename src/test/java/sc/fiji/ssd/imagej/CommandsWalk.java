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
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Point;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.awt.event.WindowEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

import javax.swing.JDialog;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import sc.fiji.ssd.data.GroundTruth;

/** The part of {@link GuiWalk} for the commands off the main path: their dialogs, filled in and run where that is quick. */
final class CommandsWalk {

	private static final List<String> CLASSES = List.of("nucleus", "ring", "rod");

	private final Screen screen;
	private final Path work;
	private final Path data;
	private final Path model;
	private final Path second;

	/**
	 * @param work folder to work in
	 * @param data dataset with the splits train and val
	 * @param model trained on it
	 * @param second another model trained on it
	 */
	CommandsWalk(final Screen screen, final Path work, final Path data, final Path model, final Path second) {
		this.screen = screen;
		this.work = work;
		this.data = data;
		this.model = model;
		this.second = second;
	}

	void walk() throws Exception {
		samples();
		datasets();
		folders();
		models();
		labels();
		refusal();
	}

	private static void close(final Predicate<Window> which) throws Exception {
		for (final Window window : Screen.visible())
			if (which.test(window))
				EventQueue.invokeAndWait(() -> window.dispatchEvent(new WindowEvent(window, WindowEvent.WINDOW_CLOSING)));
	}

	private static boolean isTitled(final Window window, final String title) {
		return window instanceof Frame frame && frame.getTitle().startsWith(title);
	}

	/** The samples, and a detection that is undone. */
	private void samples() throws Exception {
		for (final String label : List.of("SSD Fluorescence Field with Boxes", "SSD Large Field", "SSD Two-Channel Stack",
			"SSD Fluorescence Field"))
		{
			final ImagePlus before = WindowManager.getCurrentImage();
			IJ.doCommand(label);
			final ImagePlus sample = Screen.await(label,
				() -> WindowManager.getCurrentImage() == before ? null : WindowManager.getCurrentImage());
			Screen.awaitCommands();
			if (label.equals("SSD Fluorescence Field")) undo(sample);
			sample.changes = false;
			sample.close();
		}
	}

	private void undo(final ImagePlus sample) throws Exception {
		final Dialog dialog = Screen.open("SSD Detect...");
		screen.press(dialog, 0);
		Screen.await("detections", () -> sample.getOverlay() != null);
		Screen.awaitCommands();
		IJ.doCommand("SSD Undo Detection");
		Screen.await("no detections", () -> sample.getOverlay() == null);
		System.out.println("ok: a detection is undone");
		Screen.awaitCommands();
	}

	private void datasets() throws Exception {
		Dialog dialog = Screen.open("SSD Make Sample Dataset...");
		screen.fill(dialog, "New folder", work.resolve("sample"));
		screen.fill(dialog, "Images", "6");
		screen.picture("make-sample-dataset", dialog);
		screen.press(dialog, 0);
		Screen.await("the sample", () -> Files.exists(work.resolve("sample/ImageSets/Main/val.txt")));
		dialog = Screen.open("SSD Convert Dataset...");
		screen.fill(dialog, "Dataset folder", data);
		screen.fill(dialog, "Output folder", work.resolve("converted"));
		screen.picture("convert-dataset", dialog);
		screen.press(dialog, 0);
		Screen.await("the converted dataset", () -> Files.exists(work.resolve("converted/annotations/instances_val.json")));
		annotate();
	}

	/** Four boxes by hand, the others by a model. */
	void annotate() throws Exception {
		final Path images = Files.createDirectories(work.resolve("images"));
		for (final String name : List.of("field_0028.jpg", "field_0029.jpg"))
			Files.copy(Path.of("sample-images/JPEGImages", name), images.resolve(name));
		final Dialog dialog = Screen.open("SSD Annotate...");
		screen.fill(dialog, "Image folder", images);
		screen.fill(dialog, "Dataset folder", work.resolve("annotated"));
		screen.fill(dialog, "Classes", String.join(",", CLASSES));
		screen.fill(dialog, "Model for proposals", "demo-fluorescence");
		screen.press(dialog, 0);
		final Window window = Screen.await("the window for annotating",
			() -> Screen.visible().stream().filter(w -> isTitled(w, "SSD Annotate")).findFirst().orElse(null));
		final ImagePlus image = Screen.await("the first image", () -> WindowManager.getImage("field_0028.jpg"));
		window.setLocation(20, 130);
		image.getWindow().setLocationAndSize(20 + window.getWidth() + 10, 130, 480, 520);
		Thread.sleep(500);
		final List<GroundTruth> truth = GuiWalk.truth("field_0028");
		for (final GroundTruth object : truth.subList(0, 4)) {
			final ImageCanvas canvas = image.getCanvas();
			final Point at = canvas.getLocationOnScreen();
			screen.drag(at.x + canvas.screenXD(object.box().xMin()), at.y + canvas.screenYD(object.box().yMin()),
				at.x + canvas.screenXD(object.box().xMax()), at.y + canvas.screenYD(object.box().yMax()));
			screen.key(KeyEvent.VK_1 + CLASSES.indexOf(object.className()));
		}
		final Path boxes = work.resolve("annotated/Annotations/field_0028.xml");
		Screen.await("four boxes", () -> contains(boxes, "<object>") && count(boxes) == 4);
		screen.click(window, "Pre-fill");
		Screen.await("proposals", () -> image.getOverlay().size() > 6);
		screen.picture("annotate-window", window, image.getWindow());
		screen.click(window, "Accept all");
		Screen.await("all boxes", () -> count(boxes) == image.getOverlay().size());
		GuiWalk.check(Math.abs(count(boxes) - truth.size()) < 3, "there are " + count(boxes) + " boxes for " + truth.size() + " objects");
		Screen.awaitCommands();
		close(w -> w == window);
	}

	private static int count(final Path file) {
		try {
			return Files.readString(file).split("<object>", -1).length - 1;
		}
		catch (final IOException e) {
			return 0;
		}
	}

	private void folders() throws Exception {
		Dialog dialog;
		for (int k = 1; k <= 2; k++) {
			dialog = Screen.open("SSD Detect Folder...");
			screen.fill(dialog, "Image folder", work.resolve("sample/JPEGImages"));
			screen.fill(dialog, "Result folder", work.resolve("results"));
			screen.fill(dialog, "Model", model);
			screen.fill(dialog, "Shard", k + "/2");
			if (k == 1) screen.picture("detect-folder", dialog);
			screen.press(dialog, 0);
			final Path run = work.resolve("results/run-" + k + "-of-2.json");
			Screen.await("shard " + k, () -> contains(run, "\"complete\": true"));
		}
		dialog = Screen.open("SSD Merge Results...");
		screen.fill(dialog, "Folder of the parts", work.resolve("results"));
		screen.picture("merge-results", dialog);
		screen.press(dialog, 0);
		Screen.await("the merged results", () -> Files.exists(work.resolve("results/detections.csv")));
	}

	private void models() throws Exception {
		Dialog dialog = Screen.open("SSD Export Model...");
		screen.fill(dialog, "Model", "demo-fluorescence"); // torchvision has the layers of the paper's network
		screen.fill(dialog, "File to write", work.resolve("cells.safetensors"));
		screen.picture("export-model", dialog);
		screen.press(dialog, 0);
		Screen.await("the exported model", () -> Files.exists(work.resolve("cells.safetensors")));
		dialog = Screen.open("SSD Import Weights...");
		screen.picture("import-weights", dialog);
		screen.press(dialog, 1);
		Thread.sleep(500);
		GuiWalk.check(Screen.anyDialog() == null, "a canceled dialog is followed by no other");
		dialog = Screen.open("SSD Import Weights...");
		screen.fill(dialog, "Weight file", work.resolve("cells.safetensors"));
		screen.fill(dialog, "Model", work.resolve("imported.ssd"));
		screen.press(dialog, 0);
		Screen.await("the imported model", () -> Files.exists(work.resolve("imported.ssd")));
		dialog = Screen.open("SSD Engines");
		screen.fill(dialog, "JSON file", work.resolve("engines.json"));
		screen.picture("engines", dialog);
		screen.press(dialog, 0);
		Screen.await("the engines", () -> Files.exists(work.resolve("engines.json")));
	}

	private void labels() throws Exception {
		Dialog dialog = Screen.open("SSD Compare...");
		screen.fill(dialog, "Dataset folder", data);
		screen.fill(dialog, "Candidates", model + ";" + second);
		screen.fill(dialog, "Result folder", work.resolve("comparison"));
		screen.picture("compare", dialog);
		screen.press(dialog, 0);
		Screen.await("the comparison", () -> Files.exists(work.resolve("comparison/comparison.csv")));
		dialog = Screen.open("SSD Check Labels...");
		screen.fill(dialog, "Dataset folder", data);
		screen.fill(dialog, "Model", model);
		screen.fill(dialog, "Result folder", work.resolve("labels"));
		screen.picture("check-labels", dialog);
		screen.press(dialog, 0);
		Screen.await("suspicious labels", () -> Files.exists(work.resolve("labels/suspicious.csv")));
		Screen.awaitCommands();
		close(window -> isTitled(window, "Suspicious Labels"));
	}

	/** After a wrong value the dialog comes back with what was typed, and the message. */
	private void refusal() throws Exception {
		final Dialog dialog = Screen.open("SSD Make Sample Dataset...");
		screen.fill(dialog, "New folder", work.resolve("never"));
		screen.fill(dialog, "Images", "many");
		screen.press(dialog, 0);
		final Dialog again = Screen.await("the dialog again", () -> Screen.visible().stream()
			.filter(window -> window instanceof JDialog && Screen.message((Dialog) window).contains("images"))
			.map(Dialog.class::cast).findFirst().orElse(null));
		GuiWalk.check("many".equals(Screen.text(again, "Images")), "the dialog comes back with what was typed");
		screen.picture("message", again);
		screen.press(again, 1);
	}

	private static boolean contains(final Path file, final String text) {
		try {
			return Files.exists(file) && Files.readString(file).contains(text);
		}
		catch (final IOException e) {
			return false;
		}
	}
}
