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

import java.awt.Checkbox;
import java.awt.EventQueue;
import java.awt.Scrollbar;
import java.awt.Window;
import java.awt.event.AdjustmentEvent;
import java.awt.event.ItemEvent;
import java.awt.event.KeyEvent;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.ImageCanvas;
import ij.gui.MessageDialog;
import ij.gui.Overlay;
import ij.gui.Plot;
import ij.gui.PlotWindow;
import ij.gui.Roi;
import ij.gui.Toolbar;
import ij.plugin.frame.Recorder;
import ij.plugin.frame.RoiManager;
import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.model.ModelFile;

/**
 * Walks a first-time user's path in plain ImageJ on a real screen, through the menu and
 * the dialogs: draw boxes in eight images, save, train, stop by the button, go on,
 * detect in a ninth, filter, correct, retrain, evaluate, and the other commands. It
 * takes the pictures of the user guide, checks what it sees, and replays the recorder's
 * lines. Prints one line for each step; the exit code is 0 only if all went well.
 *
 * <pre>
 * xvfb-run -a -s "-screen 0 1400x1050x24" mvn -q -Ppictures
 * </pre>
 */
public final class GuiWalk {

	private static final Path FIELDS = Path.of("sample-images");
	private static final List<String> EIGHT = List.of("field_0028", "field_0029", "field_0034", "field_0037",
		"field_0054", "field_0057", "field_0064", "field_0074");
	private static final List<String> VALIDATION = List.of("field_0080", "field_0086");
	private static final String NINTH = "field_0002";

	private final Screen screen;
	private final Path work;
	private final Path data;
	private final Path model;

	private GuiWalk(final Path work, final Path pictures) throws Exception {
		this.work = work;
		data = work.resolve("my cells");
		model = work.resolve("cells.ssd");
		screen = new Screen(pictures);
	}

	/** @param args a folder to work in, and one for the pictures, or none */
	public static void main(final String[] args) {
		try {
			final Path pictures = args.length > 1 && !args[1].isBlank()
				? Files.createDirectories(Path.of(args[1]))
				: null;
			final Path work = args[0].isBlank()
				? Path.of(System.getProperty("java.io.tmpdir"), "ssd-guide") // to be read in the pictures
				: Path.of(args[0]).toAbsolutePath();
			if (Files.exists(work)) delete(work);
			new GuiWalk(Files.createDirectories(work), pictures).walk();
			System.exit(0);
		}
		catch (final Throwable e) {
			e.printStackTrace();
			System.exit(1);
		}
	}

	private static void delete(final Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator)
				Files.delete(file);
		}
	}

	private static void check(final boolean holds, final String what) {
		if (!holds) throw new IllegalStateException("It does not hold: " + what);
		System.out.println("ok: " + what);
	}

	private void walk() throws Exception {
		DesktopImageJ.start();
		IJ.getInstance().setLocation(20, 5);
		final Recorder recorder = new Recorder();
		recorder.setLocation(700, 5);
		Roi.setGroupNames("nucleus,ring,rod");
		annotate();
		train();
		detectAndFilter();
		correctAndRetrain();
		evaluate();
		others();
		RoiManager.getRoiManager().setVisible(false);
		recorder.setBounds(20, 130, 1000, 420);
		screen.picture("recorder", recorder);
		final List<String> lines = recorder.getText().lines().filter(line -> line.startsWith("run(\"SSD ")).toList();
		recorder.close();
		replay(lines);
	}

	// ---------- annotate ----------

	private static ImagePlus show(final String name) throws Exception {
		final ImagePlus image = IJ.openImage(FIELDS.resolve("JPEGImages").resolve(name + ".jpg").toString());
		image.show();
		Screen.await(name, () -> image.getWindow() != null && image.getWindow().isShowing());
		image.getWindow().setLocationAndSize(20, 130, 540, 580);
		Thread.sleep(300);
		return image;
	}

	private static List<GroundTruth> truth(final String name) {
		return Stream.of("train", "val").flatMap(split -> images(split).stream())
			.filter(i -> i.name().equals(name + ".jpg")).findFirst().orElseThrow().objects();
	}

	private static List<AnnotatedImage> images(final String split) {
		return Datasets.open(FIELDS.toString(), split, List.of()).images();
	}

	/** @return whether a person would leave the box as it is */
	private static boolean covers(final Roi roi, final GroundTruth truth) {
		final Rectangle2D b = roi.getFloatBounds();
		return truth.box().iou(new Box(b.getMinX(), b.getMinY(), b.getMaxX(), b.getMaxY())) > 0.6;
	}

	private void annotate() throws Exception {
		final List<String> names = new ArrayList<>(EIGHT);
		names.addAll(VALIDATION);
		for (final String name : names) {
			final ImagePlus image = show(name);
			final RoiManager manager = RoiManager.getRoiManager();
			manager.reset();
			manager.setLocation(580, 130);
			final List<GroundTruth> boxes = truth(name);
			IJ.setTool(Toolbar.RECTANGLE);
			for (final GroundTruth truthBox : boxes) {
				if (name.equals(EIGHT.get(0))) drawByMouse(image, truthBox);
				else
					image.setRoi(new Roi(truthBox.box().xMin(), truthBox.box().yMin(), truthBox.box().width(),
						truthBox.box().height()));
				final Roi roi = image.getRoi();
				check(roi != null && roi.getType() == Roi.RECTANGLE, "a rectangle is drawn in " + name);
				if (name.equals(EIGHT.get(0))) screen.key(KeyEvent.VK_T);
				else manager.addRoi(roi);
				final int last = manager.getCount() - 1;
				manager.rename(last, truthBox.className());
			}
			check(manager.getCount() == boxes.size(), manager.getCount() + " boxes are in the ROI Manager");
			manager.runCommand(image, "Show All with labels");
			image.deleteRoi();
			if (name.equals(EIGHT.get(0))) screen.picture("annotate", image.getWindow(), manager);
			final GenericDialog dialog = Screen.open("SSD Save Annotations...");
			Screen.fill(dialog, "Dataset", data);
			if (VALIDATION.contains(name)) Screen.fill(dialog, "Split", "val");
			if (name.equals(EIGHT.get(0))) screen.picture("save-annotations", dialog);
			Screen.press(dialog, 0);
			Screen.await("annotations of " + name,
				() -> Files.exists(data.resolve("Annotations/" + name + ".xml")) && !IJ.macroRunning());
			Thread.sleep(200);
			manager.reset();
			image.changes = false;
			image.close();
		}
		final Dataset saved = Datasets.open(data.toString(), "train", List.of());
		check(saved.images().size() == EIGHT.size(), "eight images are saved");
	}

	private void drawByMouse(final ImagePlus image, final GroundTruth truth) throws InterruptedException {
		image.deleteRoi();
		EventQueue.invokeLater(image.getWindow()::toFront);
		Thread.sleep(60);
		final ImageCanvas canvas = image.getCanvas();
		final java.awt.Point at = canvas.getLocationOnScreen();
		screen.drag(at.x + canvas.screenXD(truth.box().xMin()), at.y + canvas.screenYD(truth.box().yMin()),
			at.x + canvas.screenXD(truth.box().xMax()), at.y + canvas.screenYD(truth.box().yMax()));
	}

	// ---------- train ----------

	private GenericDialog trainDialog(final Path target, final int iterations) throws Exception {
		final GenericDialog dialog = Screen.open("SSD Train...");
		Screen.fill(dialog, "Dataset", data);
		Screen.await("classes in the dialog", () -> "nucleus,ring,rod".equals(Screen.text(dialog, "Classes")));
		Screen.fill(dialog, "Model", target);
		Screen.fill(dialog, "Width", "0.125");
		Screen.fill(dialog, "Iterations", iterations);
		Screen.fill(dialog, "Learning rate", "0.003");
		return dialog;
	}

	private static PlotWindow plot() {
		for (final Window window : Screen.visible()) // one that is being closed or opened has no plot
			if (window instanceof PlotWindow plot && plot.getPlot() != null) return plot;
		return null;
	}

	private static double[] limits(final PlotWindow plot) throws Exception {
		final double[][] limits = new double[1][];
		EventQueue.invokeAndWait(() -> limits[0] = plot.getPlot().getLimits()); // not in the middle of a drawing
		return limits[0];
	}

	private static double last(final PlotWindow plot) {
		final Plot shown = plot.getPlot();
		final float[] x = shown == null || shown.getNumPlotObjects() == 0 ? null : plot.getXValues();
		return x == null || x.length == 0 ? 0 : x[x.length - 1];
	}

	/** Closes the message that says that a training was stopped, as its command ends after it. */
	private static void awaitEnd() throws InterruptedException {
		Screen.await("the end of the training", () -> {
			for (final Window window : Screen.visible())
				if (window instanceof MessageDialog) window.dispose();
			return Thread.getAllStackTraces().keySet().stream()
				.noneMatch(thread -> thread.getName().contains("SSD Train"));
		});
	}

	private void train() throws Exception {
		GenericDialog dialog = trainDialog(model, 260);
		screen.picture("train", dialog);
		Screen.press(dialog, 0);
		PlotWindow window = Screen.await("the training window", GuiWalk::plot);
		window.setLocation(20, 130);
		final PlotWindow first = window;
		Screen.await("ten iterations", () -> last(first) > 10);
		// zoom in: the window keeps it
		EventQueue.invokeAndWait(() -> {
			first.getPlot().setLimits(2, 8, 1, 9);
			first.getPlot().updateImage();
		});
		final double seen = last(first);
		Screen.await("more iterations", () -> last(first) > seen + 8);
		final double[] limits = limits(first);
		check(limits[0] == 2 && limits[1] == 8 && limits[2] == 1 && limits[3] == 9, "the zoom is kept while it trains");
		EventQueue.invokeAndWait(() -> {
			first.getPlot().setLimitsToFit(true);
			first.getPlot().updateImage();
		});
		final double then = last(first);
		Screen.await("more iterations", () -> last(first) > then + 8);
		check(limits(first)[1] > then, "the plot follows again when all is in sight");
		screen.click(window, "Stop and keep the model");
		final Window told = Screen.await("the message of the stopped training",
			() -> Screen.anyDialog() instanceof MessageDialog message ? message : null);
		told.setLocation(200, 350);
		screen.picture("stopped", window, told);
		awaitEnd();
		final int stopped = ModelFile.readResumable(work.resolve("cells.last.ssd")).trainerState()
			.get("iteration") instanceof Number n ? n.intValue() : -1;
		check(stopped > 10 && stopped < 260, "the button has stopped the training after " + stopped + " iterations");
		check(ModelFile.read(model).classNames().size() == 3, "the model of the stopped training is usable");
		window.close();

		final byte[] kept = Files.readAllBytes(model);
		dialog = trainDialog(model, 260);
		Screen.press(dialog, 0);
		window = Screen.await("the training window", GuiWalk::plot);
		final PlotWindow second = window;
		Screen.await("three iterations", () -> last(second) > 3);
		screen.click(window, "Discard");
		Thread.sleep(500);
		screen.click(window, "Discard all of it? Press again");
		awaitEnd();
		check(java.util.Arrays.equals(kept, Files.readAllBytes(model)),
			"a discarded training leaves the model as it was");
		try (Stream<Path> files = Files.list(work)) {
			check(files.noneMatch(file -> file.toString().endsWith(".before")), "and nothing beside it");
		}
		window.close();

		dialog = trainDialog(model, 260);
		Screen.fill(dialog, "Resume", true);
		Screen.press(dialog, 0);
		window = Screen.await("the training window", GuiWalk::plot);
		window.setLocation(20, 130);
		final PlotWindow third = window;
		Screen.await("much of the training", () -> last(third) > 200);
		screen.picture("training", window);
		awaitEnd();
		check(ModelFile.readResumable(work.resolve("cells.last.ssd")).trainerState()
			.get("iteration") instanceof Number n && n.intValue() == 260, "resuming goes to the end");
		window.close();
	}

	// ---------- detect, filter ----------

	private void detectAndFilter() throws Exception {
		final ImagePlus image = show(NINTH);
		GenericDialog dialog = Screen.open("SSD Detect...");
		Screen.fill(dialog, "Model", model);
		Screen.fill(dialog, "Score", "0.2");
		screen.picture("detect", dialog);
		Screen.press(dialog, 0);
		Screen.await("detections", () -> image.getOverlay() != null && WindowManager.getWindow("Results") != null);
		final Window results = WindowManager.getWindow("Results");
		results.setBounds(580, 130, 780, 330);
		final int found = image.getOverlay().size();
		check(found > 3, found + " detections are drawn");
		screen.picture("detections", image.getWindow(), results);
		results.setVisible(false);

		dialog = Screen.open("SSD Filter Detections...");
		dialog.setLocation(580, 130);
		slide(dialog, 60);
		final int fewer = Screen.await("fewer boxes",
			() -> size(image.getOverlay()) < found ? size(image.getOverlay()) : null);
		check(true, "the slider leaves " + fewer + " of " + found + " in sight");
		slide(dialog, 20);
		Screen.await("all boxes again", () -> size(image.getOverlay()) == found);
		final Checkbox box = (Checkbox) dialog.getCheckboxes().get(0);
		final String hidden = box.getLabel();
		tick(dialog, box, false);
		Screen.await("one class less",
			() -> List.of(image.getOverlay().toArray()).stream().noneMatch(roi -> roi.getName().startsWith(hidden)));
		tick(dialog, box, true);
		tick(dialog, (Checkbox) dialog.getCheckboxes().get(dialog.getCheckboxes().size() - 1), true);
		slide(dialog, 45);
		Thread.sleep(300);
		screen.picture("filter", image.getWindow(), dialog);
		final int kept = size(image.getOverlay());
		Screen.press(dialog, 0);
		Thread.sleep(300);
		check(size(image.getOverlay()) == kept, "what was chosen is kept");
		image.changes = false;
		image.close();
	}

	private static int size(final Overlay overlay) {
		return overlay == null ? 0 : overlay.size();
	}

	private static void slide(final GenericDialog dialog, final int hundredths) throws Exception {
		final Scrollbar slider = (Scrollbar) dialog.getSliders().get(0);
		EventQueue.invokeAndWait(() -> {
			slider.setValue(hundredths);
			dialog.adjustmentValueChanged(new AdjustmentEvent(slider, AdjustmentEvent.ADJUSTMENT_VALUE_CHANGED,
				AdjustmentEvent.TRACK, hundredths));
		});
		Thread.sleep(150);
	}

	private static void tick(final GenericDialog dialog, final Checkbox box, final boolean on) throws Exception {
		EventQueue.invokeAndWait(() -> {
			box.setState(on);
			dialog
				.itemStateChanged(new ItemEvent(box, ItemEvent.ITEM_STATE_CHANGED, box.getLabel(), ItemEvent.SELECTED));
		});
		Thread.sleep(150);
	}

	// ---------- correct, retrain, evaluate ----------

	private void correctAndRetrain() throws Exception {
		final ImagePlus image = show(NINTH);
		GenericDialog dialog = Screen.open("SSD Detect...");
		Screen.fill(dialog, "Model", model);
		Screen.fill(dialog, "Score", "0.2");
		Screen.fill(dialog, "Add to manager", true);
		Screen.fill(dialog, "Show table", false);
		Screen.press(dialog, 0);
		final RoiManager manager = RoiManager.getRoiManager();
		Screen.await("detections in the ROI Manager", () -> manager.getCount() > 0);
		Thread.sleep(300);
		manager.setLocation(580, 130);
		image.setOverlay(null);
		manager.runCommand(image, "Show All with labels");
		final List<GroundTruth> missed = new ArrayList<>(truth(NINTH));
		final List<Integer> wrong = new ArrayList<>();
		for (int i = 0; i < manager.getCount(); i++) {
			final Roi roi = manager.getRoi(i);
			final GroundTruth right = missed.stream()
				.filter(t -> roi.getName().startsWith(t.className()) && covers(roi, t)).findFirst().orElse(null);
			if (right == null) wrong.add(i);
			else missed.remove(right);
		}
		check(manager.getCount() - wrong.size() > 2, manager.getCount() + " detections, " + wrong.size() +
			" are wrong, " + missed.size() + " objects are missed");
		if (!wrong.isEmpty()) manager.select(wrong.get(0));
		screen.picture("correct", image.getWindow(), manager);
		if (!wrong.isEmpty()) {
			manager.setSelectedIndexes(wrong.stream().mapToInt(Integer::intValue).toArray());
			manager.runCommand("Delete");
		}
		for (final GroundTruth object : missed) {
			drawByMouse(image, object);
			screen.key(KeyEvent.VK_T);
			manager.rename(manager.getCount() - 1, object.className());
		}
		image.deleteRoi();
		manager.runCommand(image, "Show All with labels");
		screen.picture("corrected", image.getWindow(), manager);
		dialog = Screen.open("SSD Save Annotations...");
		Screen.fill(dialog, "Dataset", data);
		Screen.press(dialog, 0);
		Screen.await("the ninth image", () -> Files.exists(data.resolve("Annotations/" + NINTH + ".xml")));
		Thread.sleep(300);
		final Dataset saved = Datasets.open(data.toString(), "train", List.of());
		check(
			saved.images().size() == EIGHT.size() + 1 &&
				saved.images().get(EIGHT.size()).objects().size() == truth(NINTH).size() &&
				saved.classNames().equals(List.of("nucleus", "ring", "rod")),
			"the corrected detections are saved without their scores");
		manager.reset();
		image.changes = false;
		image.close();

		dialog = trainDialog(work.resolve("cells 2.ssd"), 40);
		Screen.fill(dialog, "Initial weights", model);
		Screen.press(dialog, 0);
		final PlotWindow window = Screen.await("the training window", GuiWalk::plot);
		awaitEnd();
		check(Files.exists(work.resolve("cells 2.ssd")), "the retrained model is there");
		window.close();
	}

	private void evaluate() throws Exception {
		IJ.log("\\Clear");
		final GenericDialog dialog = Screen.open("SSD Evaluate...");
		Screen.fill(dialog, "Dataset", data);
		Screen.fill(dialog, "Model", work.resolve("cells 2.ssd"));
		Screen.fill(dialog, "Output", work.resolve("evaluation"));
		screen.picture("evaluate", dialog);
		Screen.press(dialog, 0);
		Screen.await("figures", () -> IJ.getLog() != null && IJ.getLog().contains("mAP (voc2012)"));
		final Window log = WindowManager.getWindow("Log");
		log.setBounds(20, 130, 640, 220);
		screen.picture("evaluation", log);
		check(Files.exists(work.resolve("evaluation/evaluation.json")), "the figures are written");
		log.setVisible(false);
	}

	/** The other commands: their dialogs, filled in and run where that is quick. */
	private void others() throws Exception {
		GenericDialog dialog = Screen.open("SSD Make Sample Dataset...");
		Screen.fill(dialog, "Dataset", work.resolve("sample"));
		Screen.fill(dialog, "Images", "6");
		screen.picture("make-sample-dataset", dialog);
		Screen.press(dialog, 0);
		Screen.await("the sample", () -> Files.exists(work.resolve("sample/ImageSets/Main/val.txt")));
		for (int k = 1; k <= 2; k++) {
			dialog = Screen.open("SSD Detect Folder...");
			Screen.fill(dialog, "Input", work.resolve("sample/JPEGImages"));
			Screen.fill(dialog, "Output", work.resolve("results"));
			Screen.fill(dialog, "Model", model);
			Screen.fill(dialog, "Shard", k + "/2");
			if (k == 1) screen.picture("detect-folder", dialog);
			Screen.press(dialog, 0);
			final Path run = work.resolve("results/run-" + k + "-of-2.json");
			Screen.await("shard " + k, () -> contains(run, "\"complete\": true"));
		}
		dialog = Screen.open("SSD Merge Results...");
		Screen.fill(dialog, "Input", work.resolve("results"));
		screen.picture("merge-results", dialog);
		Screen.press(dialog, 0);
		Screen.await("the merged results", () -> Files.exists(work.resolve("results/detections.csv")));
		dialog = Screen.open("SSD Export Model...");
		Screen.fill(dialog, "Model", model);
		Screen.fill(dialog, "Target", work.resolve("cells.safetensors"));
		screen.picture("export-model", dialog);
		Screen.press(dialog, 0);
		Screen.await("the exported model", () -> Files.exists(work.resolve("cells.safetensors")));
		dialog = Screen.open("SSD Import Weights...");
		screen.picture("import-weights", dialog);
		Screen.press(dialog, 1);
		Thread.sleep(500);
		check(Screen.anyDialog() == null, "a canceled dialog is followed by no other");
		dialog = Screen.open("SSD Engines");
		Screen.fill(dialog, "Output", work.resolve("engines.json"));
		screen.picture("engines", dialog);
		Screen.press(dialog, 0);
		Screen.await("the engines", () -> Files.exists(work.resolve("engines.json")));
		// a wrong value is a message, not a trace
		dialog = Screen.open("SSD Make Sample Dataset...");
		Screen.fill(dialog, "Dataset", work.resolve("never"));
		Screen.fill(dialog, "Images", "many");
		Screen.press(dialog, 0);
		final Window message = Screen.await("the message", Screen::anyDialog);
		message.setLocation(200, 350);
		screen.picture("message", message);
		message.dispose();
		Thread.sleep(300);
	}

	private static boolean contains(final Path file, final String text) {
		try {
			return Files.exists(file) && Files.readString(file).contains(text);
		}
		catch (final IOException e) {
			return false;
		}
	}

	// ---------- replay ----------

	/** The sample is made in empty folders alone, and results of another model are not added to. */
	private void deleteMade() throws IOException {
		delete(work.resolve("sample"));
		delete(work.resolve("results"));
	}

	/** Every line once more, in this ImageJ and in a headless one; no dialog may open. */
	private void replay(final List<String> recorded) throws Exception {
		final Set<String> lines = new LinkedHashSet<>(recorded);
		lines.removeIf(line -> line.contains("images=many"));
		final Set<String> labels = new LinkedHashSet<>();
		lines.forEach(line -> labels.add(line.substring(5, line.indexOf('"', 5))));
		labels.forEach(label -> System.out.println("recorded: " + label));
		check(labels.size() == 10, labels.size() + " commands are recorded; Import Weights was canceled");
		final StringBuilder macro = new StringBuilder("open(\"" + FIELDS.toAbsolutePath() + "/JPEGImages/" + NINTH +
			".jpg\");\nmakeRectangle(20, 30, 40, 50);\nRoi.setName(\"rod\");\nOverlay.addSelection;\n");
		for (final String line : lines) {
			String fast = line.replaceAll("iterations=\\d+", "iterations=2").replace("resume=true", "");
			if (fast.contains("add_to_manager")) fast = fast.replace("add_to_manager=true", "add_to_manager=false");
			macro.append(fast).append('\n');
			System.out.println("replays: " + fast);
		}
		final Path file = Files.writeString(work.resolve("replay.ijm"),
			macro.append("run(\"SSD Engines\");\nprint(\"REPLAYED\");\n"));
		deleteMade();
		final MacroJvm.Ended headless = MacroJvm.start(work, HeadlessImageJ.class, List.of(file.toString())).waitFor();
		check(headless.exit() == 0 && headless.output().contains("REPLAYED"),
			"the lines run headless\n" + (headless.exit() == 0 ? "" : headless.output()));
		deleteMade();
		IJ.log("\\Clear");
		final Thread thread = new Thread(() -> IJ.runMacro(macro.toString()), "Run$_replay");
		thread.start();
		while (thread.isAlive()) {
			final Window dialog = Screen.anyDialog();
			if (dialog != null && dialog.isShowing()) throw new IllegalStateException("A dialog opened: " + dialog);
			Thread.sleep(20);
		}
		check(IJ.getLog() != null && IJ.getLog().contains("REPLAYED"), "the lines run in the window, no dialog opens");
	}
}
