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

import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Scrollbar;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.swing.JList;

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
 * Walks a first-time user's path in plain ImageJ on a real screen, through the dialogs with mouse and keyboard, and
 * with the values that they propose: draw boxes in eight images, save, train, stop by the button, continue, detect in a
 * ninth, filter, correct, retrain, evaluate, and the other commands. It takes the pictures of the user guide, checks
 * what it sees, scores its models, and replays the recorder's lines as they are. Commands are called by their names, as
 * the menu does. Prints one line for each step; the exit code is 0 only if all went well.
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

	/** {@code -Dssd.walk.full=true}: trainings as the dialog proposes them, instead of short ones of a narrow network. */
	private static final boolean QUICK = !Boolean.getBoolean("ssd.walk.full");

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
			Screen.save(Path.of(System.getProperty("java.io.tmpdir"), "ssd-walk-failed.png"));
			System.exit(1);
		}
	}

	static void delete(final Path folder) throws IOException {
		try (Stream<Path> files = Files.walk(folder)) {
			for (final Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator)
				Files.delete(file);
		}
	}

	static void check(final boolean holds, final String what) {
		if (!holds) throw new IllegalStateException("It does not hold: " + what);
		System.out.println("ok: " + what);
	}

	private void walk() throws Exception {
		DesktopImageJ.start();
		IJ.getInstance().setLocation(20, 5);
		if (screen.takesPictures()) DialogPictures.take(screen);
		final Recorder recorder = new Recorder();
		recorder.setLocation(700, 5);
		Roi.setGroupNames("nucleus,ring,rod");
		annotate();
		train();
		detectAndFilter();
		correctAndRetrain();
		evaluate();
		new CommandsWalk(screen, work, data, model, work.resolve("cells 2.ssd")).walk();
		RoiManager.getRoiManager().setVisible(false);
		recorder.setBounds(20, 130, 1000, 420);
		screen.picture("recorder", recorder);
		final List<String> lines = recorder.getText().lines().filter(line -> line.startsWith("run(\"SSD ")).toList();
		recorder.close();
		usable();
		final RecordedLines replayed = new RecordedLines(work,
			FIELDS.toAbsolutePath().resolve("JPEGImages").resolve(NINTH + ".jpg"), lines);
		replayed.check();
		replayed.replay();
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

	static List<GroundTruth> truth(final String name) {
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
				if (name.equals(EIGHT.get(0))) {
					screen.key(KeyEvent.VK_T);
					rename(manager, truthBox.className());
				}
				else {
					manager.addRoi(roi);
					manager.rename(manager.getCount() - 1, truthBox.className());
				}
			}
			check(manager.getCount() == boxes.size(), manager.getCount() + " boxes are in the ROI Manager");
			manager.runCommand(image, "Show All with labels");
			image.deleteRoi();
			if (name.equals(EIGHT.get(0))) screen.picture("annotate", image.getWindow(), manager);
			final Dialog dialog = Screen.open("SSD Save Annotations...");
			screen.fill(dialog, "Dataset folder", data);
			if (VALIDATION.contains(name)) screen.fill(dialog, "Split", "val");
			if (name.equals(EIGHT.get(0))) screen.picture("save-annotations", dialog);
			screen.press(dialog, 0);
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

	/** Gives the last ROI its name, with mouse and keyboard. */
	private void rename(final RoiManager manager, final String name) throws Exception {
		final JList<?> list = (JList<?>) Screen.all(manager).stream().filter(JList.class::isInstance).findFirst()
			.orElseThrow();
		screen.click(list, manager.getCount() - 1);
		screen.click(manager, "Rename...");
		final GenericDialog dialog = Screen.await("the dialog for a name",
			() -> Screen.anyDialog() instanceof GenericDialog asked ? asked : null);
		screen.type((TextField) dialog.getStringFields().get(0), name);
		screen.press(dialog, 0);
		Screen.await("the name", () -> name.equals(manager.getRoi(manager.getCount() - 1).getName()));
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

	/** Only names are typed; the dialog proposes the rest. */
	private Dialog trainDialog(final Path target) throws Exception {
		final Dialog dialog = Screen.open("SSD Train...");
		screen.fill(dialog, "Dataset folder", data);
		Screen.await("classes in the dialog", () -> "nucleus,ring,rod".equals(Screen.text(dialog, "Classes")));
		Thread.sleep(800); // what the dataset has is shown, and the fields below move
		screen.fill(dialog, "Model name", target);
		return dialog;
	}

	/** Fills in what makes a training short. */
	private Dialog quick(final Dialog dialog) throws Exception {
		if (QUICK) for (final String[] field : new String[][] { { "Iterations", "180" }, { "Width", "0.125" },
			{ "Batch size", "2" }, { "Patience", "0" } })
			screen.fill(dialog, field[0], field[1]);
		if (QUICK) screen.advanced(dialog, false); // so are the next dialogs
		return dialog;
	}

	/** @return the window of a training, other than those given; null if there is none */
	private static PlotWindow plot(final PlotWindow... others) {
		for (final Window window : Screen.visible()) // one that is being closed or opened has no plot
			if (window instanceof PlotWindow plot && plot.getPlot() != null && !List.of(others).contains(plot)) return plot;
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

	/** Waits for the end of a training; presses OK where a message says that it was stopped. */
	private void awaitEnd() throws Exception {
		while (true) {
			Screen.await("the end of the training", () -> !isTraining() || Screen.anyDialog() instanceof MessageDialog);
			if (!isTraining()) return;
			pressOk(Screen.anyDialog());
		}
	}

	private void pressOk(final Window message) throws Exception {
		Thread.sleep(300); // it is shown before it waits for its button
		screen.click(Screen.all(message).stream().filter(Button.class::isInstance).findFirst().orElseThrow());
		Screen.await("end of the message", () -> !message.isShowing());
		Thread.sleep(300);
	}

	private static boolean isTraining() {
		return Thread.getAllStackTraces().keySet().stream().anyMatch(thread -> thread.getName().contains("SSD Train"));
	}

	private static boolean isResumed() {
		return Thread.getAllStackTraces().values().stream()
			.anyMatch(stack -> java.util.Arrays.stream(stack).anyMatch(at -> at.getClassName().endsWith(".commands.Train")));
	}

	private void train() throws Exception {
		Dialog dialog = trainDialog(model);
		check(true, "the dialog proposes " + Screen.text(dialog, "Iterations") + " iterations of width " +
			Screen.text(dialog, "Width"));
		screen.picture("train", dialog);
		quick(dialog);
		final int iterations = Integer.parseInt(Screen.text(dialog, "Iterations"));
		screen.press(dialog, 0);
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
		final PlotWindow before = window;
		screen.click(window, "Resume");
		window = Screen.await("a window for the resumed training", () -> plot(before));
		before.close();
		final PlotWindow resumed = window;
		Screen.await("an iteration of the resumed training", () -> last(resumed) > 0);
		screen.click(window, "Stop and keep the model");
		Screen.await("the end of the resumed training", () -> !isResumed());
		final int stopped = ModelFile.readResumable(work.resolve("cells.last.ssd")).trainerState()
			.get("iteration") instanceof Number n ? n.intValue() : -1;
		check(stopped > 10 && stopped < iterations,
			"the button has stopped the training after " + stopped + " iterations");
		check(ModelFile.read(model).classNames().size() == 3, "the model of the stopped training is usable");
		window.close();

		final byte[] kept = Files.readAllBytes(model);
		dialog = quick(trainDialog(model));
		screen.press(dialog, 0);
		window = Screen.await("the training window", GuiWalk::plot);
		final PlotWindow second = window;
		Screen.await("three iterations", () -> last(second) > 3);
		screen.click(window, "Discard");
		Thread.sleep(500);
		screen.click(window, "Press again to discard everything");
		awaitEnd();
		check(java.util.Arrays.equals(kept, Files.readAllBytes(model)),
			"a discarded training leaves the model as it was");
		try (Stream<Path> files = Files.list(work)) {
			check(files.noneMatch(file -> file.toString().endsWith(".before")), "and nothing next to it");
		}
		window.close();

		dialog = quick(trainDialog(model));
		screen.fill(dialog, "Resume", true);
		screen.press(dialog, 0);
		window = Screen.await("the training window", GuiWalk::plot);
		window.setLocation(20, 130);
		final PlotWindow third = window;
		Screen.await("the first iterations", () -> last(third) > 0);
		besides();
		Screen.await("much of the training", () -> last(third) > 0.8 * iterations);
		screen.picture("training", window);
		awaitEnd();
		check(ModelFile.readResumable(work.resolve("cells.last.ssd")).trainerState()
			.get("iteration") instanceof Number n && n.intValue() == iterations, "resuming goes to the end");
		final List<String> recorded = Recorder.getInstance().getText().lines().toList();
		check(recorded.stream().anyMatch(line -> line.startsWith("run(\"SSD Train...\"") && line.contains("resume=true")) &&
			recorded.contains("run(\"SSD Fluorescence Field with Boxes\");"),
			"a training and a command that ran meanwhile are recorded in full");
		check(recorded.stream().noneMatch("run(\"SSD Train...\");"::equals), "and nothing else is");
		final int opened = recorded.indexOf("run(\"SSD Fluorescence Field with Boxes\");");
		final String selected = "selectImage(\"SSD field.tif\");";
		check(recorded.indexOf(selected) < 0 || recorded.indexOf(selected) > opened, "an image is selected once it is open");
		window.close();
	}

	/** Another command, while a training runs. */
	private static void besides() throws Exception {
		IJ.doCommand("SSD Fluorescence Field with Boxes");
		final ImagePlus sample = Screen.await("the sample", () -> WindowManager.getImage("SSD field.tif"));
		Thread.sleep(500);
		sample.changes = false;
		sample.close();
	}

	// ---------- detect, filter ----------

	private void detectAndFilter() throws Exception {
		final ImagePlus image = show(NINTH);
		Dialog dialog = Screen.open("SSD Detect...");
		screen.fill(dialog, "Model", model);
		screen.fill(dialog, "Minimum score", "0.2");
		screen.picture("detect", dialog);
		screen.press(dialog, 0);
		Screen.await("detections", () -> image.getOverlay() != null && WindowManager.getWindow("Results") != null);
		final Window results = WindowManager.getWindow("Results");
		results.setBounds(580, 130, 780, 330);
		final int found = size(image.getOverlay());
		check(found > 3, found + " detections are drawn");
		screen.picture("detections", image.getWindow(), results);
		results.setVisible(false);

		final GenericDialog filter = (GenericDialog) Screen.open("SSD Filter Detections...");
		filter.setLocation(580, 130);
		slide(filter, (int) (100 * lowestScore(image.getOverlay())) + 1);
		final int fewer = Screen.await("fewer boxes",
			() -> size(image.getOverlay()) < found ? size(image.getOverlay()) : null);
		check(true, "the slider leaves " + fewer + " of " + found + " in sight");
		slide(filter, 20);
		Screen.await("all boxes again", () -> size(image.getOverlay()) == found);
		final Checkbox box = (Checkbox) filter.getCheckboxes().get(0);
		final String hidden = box.getLabel();
		tick(box);
		Screen.await("one class less",
			() -> List.of(image.getOverlay().toArray()).stream().noneMatch(roi -> roi.getName().startsWith(hidden)));
		tick(box);
		tick((Checkbox) filter.getCheckboxes().get(filter.getCheckboxes().size() - 1));
		slide(filter, 45);
		Thread.sleep(300);
		screen.picture("filter", image.getWindow(), filter);
		final int kept = size(image.getOverlay());
		screen.press(filter, 0);
		Thread.sleep(300);
		check(size(image.getOverlay()) == kept, "what was chosen is kept");
		image.changes = false;
		image.close();
	}

	/** @return detections in the overlay, without the legend */
	private static int size(final Overlay overlay) {
		return overlay == null
			? 0
			: (int) Stream.of(overlay.toArray()).filter(roi -> roi.getProperty("class") != null).count();
	}

	private static double lowestScore(final Overlay overlay) {
		return Stream.of(overlay.toArray()).map(roi -> roi.getProperty("score")).filter(Objects::nonNull)
			.mapToDouble(Double::parseDouble).min().orElse(0);
	}

	private void slide(final GenericDialog dialog, final int hundredths) throws Exception {
		screen.slide((Scrollbar) dialog.getSliders().get(0), hundredths);
		Thread.sleep(150);
	}

	private void tick(final Checkbox box) throws Exception {
		screen.click(box);
		Thread.sleep(150);
	}

	// ---------- correct, retrain, evaluate ----------

	private void correctAndRetrain() throws Exception {
		final ImagePlus image = show(NINTH);
		Dialog dialog = Screen.open("SSD Detect...");
		screen.fill(dialog, "Model", model);
		screen.fill(dialog, "Minimum score", "0.2");
		screen.fill(dialog, "Add to ROI Manager", true);
		screen.fill(dialog, "Show results table", false);
		screen.press(dialog, 0);
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
			final int right = manager.getCount() - wrong.size();
			screen.click(manager, "Delete");
			Screen.await("wrong ones deleted", () -> manager.getCount() == right);
		}
		for (final GroundTruth object : missed) {
			drawByMouse(image, object);
			screen.key(KeyEvent.VK_T);
			rename(manager, object.className());
		}
		image.deleteRoi();
		manager.runCommand(image, "Show All with labels");
		screen.picture("corrected", image.getWindow(), manager);
		dialog = Screen.open("SSD Save Annotations...");
		screen.fill(dialog, "Dataset folder", data);
		screen.press(dialog, 0);
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

		final Dialog further = trainDialog(work.resolve("cells 2.ssd"));
		final String first = Screen.text(further, "Iterations");
		screen.fill(further, "Start from model", model);
		Screen.await("other iterations", () -> !first.equals(Screen.text(further, "Iterations")));
		check(true,
			"to train further, the dialog proposes " + Screen.text(further, "Iterations") + " iterations, not " + first);
		if (QUICK) screen.fill(further, "Iterations", "40");
		if (QUICK) screen.fill(further, "Batch size", "2");
		if (QUICK) screen.advanced(further, false);
		screen.press(further, 0);
		final PlotWindow window = Screen.await("the training window", GuiWalk::plot);
		awaitEnd();
		check(Files.exists(work.resolve("cells 2.ssd")), "the retrained model is there");
		window.close();
	}

	private void evaluate() throws Exception {
		IJ.log("\\Clear");
		final Dialog dialog = Screen.open("SSD Evaluate...");
		screen.fill(dialog, "Dataset folder", data);
		screen.fill(dialog, "Model", work.resolve("cells 2.ssd"));
		screen.fill(dialog, "Result folder", work.resolve("evaluation"));
		screen.picture("evaluate", dialog);
		screen.press(dialog, 0);
		Screen.await("figures", () -> IJ.getLog() != null && IJ.getLog().contains("mAP (voc2012)"));
		final Window log = WindowManager.getWindow("Log");
		log.setBounds(20, 130, 640, 220);
		screen.picture("evaluation", log);
		check(Files.exists(work.resolve("evaluation/evaluation.json")), "the figures are written");
		log.setVisible(false);
	}

	// ---------- how good ----------

	/** The models of the walk, in fields that none of them has seen. */
	private void usable() throws Exception {
		final double first = map(model), second = map(work.resolve("cells 2.ssd"));
		check(first > 0.5, "the first model has a mAP of " + first + " in 32 other fields");
		check(second > 0.5, "the second has " + second);
	}

	private double map(final Path of) throws Exception {
		final Path report = work.resolve("other fields.json");
		final Thread thread = new Thread(() -> IJ.runMacro("run(\"SSD Evaluate...\", \"dataset=[" +
			FIELDS.toAbsolutePath() + "] model=[" + of + "] output=[" + report + "]\");"), "Run$_evaluate");
		thread.start();
		thread.join();
		final Matcher map = Pattern.compile("\"map\": ([0-9.]+)").matcher(Files.readString(report));
		check(map.find(), "there is a figure for " + of.getFileName());
		return Double.parseDouble(map.group(1));
	}
}
