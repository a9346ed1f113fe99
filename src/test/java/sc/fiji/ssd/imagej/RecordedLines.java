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

import java.awt.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import ij.IJ;
import ij.Menus;
import sc.fiji.ssd.imagej.host.MacroJvm;

/** The part of {@link GuiWalk} that runs the recorded lines as they are, in a headless ImageJ and in this one. */
final class RecordedLines {

	/** What is made anew by the lines. */
	private static final List<String> MADE = List.of("cells.ssd", "cells 2.ssd", "cells.safetensors", "imported.ssd", "sample/ImageSets/Main/val.txt",
		"results/detections.csv", "evaluation/evaluation.json", "converted/annotations/instances_val.json",
		"comparison/comparison.csv", "labels/suspicious.csv");

	/** It needs a display, and says so without one. */
	private static final String ANNOTATE = "run(\"SSD Annotate...\"";

	private final Path work;
	private final Path image;
	private final Set<String> lines;

	/**
	 * @param work folder in which the commands have worked
	 * @param image that is open for the commands that need one
	 * @param recorded lines of the recorder
	 */
	RecordedLines(final Path work, final Path image, final List<String> recorded) {
		this.work = work;
		this.image = image;
		lines = new LinkedHashSet<>(recorded); // those that are recorded twice, once
		lines.removeIf(line -> line.contains("images=many"));
	}

	/** Checks that there are lines of every command, with their keys. */
	void check() {
		final Set<String> labels = new TreeSet<>();
		lines.forEach(line -> labels.add(line.substring(5, line.indexOf('"', 5))));
		final Set<String> all = new TreeSet<>();
		for (final Object label : Menus.getCommands().keySet())
			if (label.toString().startsWith("SSD ")) all.add(label.toString());
		GuiWalk.check(labels.equals(all), "the lines of all " + all.size() + " commands are recorded: " + labels);
		for (final String key : List.of("resume=true", "add_to_manager=true", "initial_weights=", "split=val"))
			GuiWalk.check(lines.stream().anyMatch(line -> line.contains(key)), key + " is recorded");
	}

	private String macro(final boolean headless) {
		return "open(\"" + image + "\");\nid = getImageID();\nmakeRectangle(20, 30, 40, 50);\nRoi.setName(\"rod\");\n" +
			"Overlay.addSelection;\n" + lines.stream().filter(line -> !headless || !line.startsWith(ANNOTATE))
				.map(line -> "if (isOpen(id)) selectImage(id);\n" + line + "\n").collect(Collectors.joining()) +
			"print(\"REPLAYED\");\n"; // the image: not the plot of a training
	}

	/** Runs them; no dialog may open. */
	void replay() throws Exception {
		lines.forEach(line -> System.out.println("replays: " + line));
		delete();
		final Path file = Files.writeString(work.resolve("replay.ijm"), macro(true));
		final MacroJvm.Ended headless = MacroJvm.start(work, HeadlessImageJ.class, List.of(file.toString())).waitFor(20);
		GuiWalk.check(headless.exit() == 0 && headless.output().contains("REPLAYED"),
			"the lines run headless\n" + (headless.exit() == 0 ? "" : headless.output()));
		checkMade();
		delete();
		IJ.log("\\Clear");
		final String macro = macro(false);
		final Thread thread = new Thread(() -> IJ.runMacro(macro), "Run$_replay");
		thread.start();
		while (thread.isAlive()) {
			final Window dialog = Screen.anyDialog();
			if (dialog != null && dialog.isShowing()) throw new IllegalStateException("A dialog opened: " + dialog);
			Thread.sleep(20);
		}
		GuiWalk.check(IJ.getLog() != null && IJ.getLog().contains("REPLAYED"), "the lines run in the window, no dialog opens");
		checkMade();
	}

	/** The sample is made in empty folders alone, and results of another model are not added to. */
	private void delete() throws IOException {
		for (final String made : MADE) {
			final Path top = work.resolve(made.split("/")[0]);
			if (Files.exists(top)) GuiWalk.delete(top);
		}
	}

	private void checkMade() {
		for (final String made : MADE)
			GuiWalk.check(Files.exists(work.resolve(made)), made + " is created again");
	}
}
