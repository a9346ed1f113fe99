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

import java.awt.Checkbox;
import java.awt.Scrollbar;
import java.awt.TextField;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import ij.gui.MultiLineLabel;
import ij.gui.NonBlockingGenericDialog;

/** A window with a slider for the score and a box for each class, which change the overlay while they are moved. */
public final class FilterDialog {

	private static final String TITLE = "SSD Filter Detections";

	/** More check boxes than these in a column would not fit on a screen. */
	private static final int ROWS = 12;

	/**
	 * The user's choice.
	 *
	 * @param score lowest that is shown
	 * @param classes that are shown; empty: all
	 * @param legend whether there is one
	 * @param names whether the image shows class and score of each detection
	 */
	public record Choice(double score, List<String> classes, boolean legend, boolean names) {}

	private final DetectionFilter filter;
	private final List<String> classes;

	/** @param filter of the image's detections */
	public FilterDialog(final DetectionFilter filter) {
		this.filter = filter;
		classes = filter.classNames();
	}

	/**
	 * Shows the window until the user closes it; the image can be looked at meanwhile.
	 *
	 * @return the final choice; null if the user canceled and everything is as before
	 */
	public Choice show() {
		final boolean legend = filter.hasLegend(), names = filter.hasNames();
		final double before = filter.lowestShownScore();
		final Set<String> shownBefore = shownClasses();
		final NonBlockingGenericDialog dialog = new NonBlockingGenericDialog(TITLE);
		dialog.addSlider("Minimum score", 0, 1, Math.floor(before * 100) / 100, 0.01);
		final int rows = Math.min(ROWS, classes.size()), columns = (classes.size() + rows - 1) / rows;
		final String[] labels = classes.toArray(String[]::new);
		final boolean[] on = new boolean[classes.size()];
		for (int i = 0; i < labels.length; i++)
			on[i] = shownBefore.contains(labels[i]);
		dialog.addCheckboxGroup(rows, columns, labels, on);
		dialog.addCheckbox("Show legend", legend);
		dialog.addCheckbox("Show names", names);
		dialog.addMessage(text());
		final MultiLineLabel counts = (MultiLineLabel) dialog.getMessage();
		dialog.addDialogListener((d, event) -> {
			apply(dialog);
			counts.setText(text());
			counts.repaint();
			return true;
		});
		dialog.setOKLabel("Keep");
		dialog.showDialog();
		if (dialog.wasCanceled()) {
			filter.apply(before, shownBefore.size() == classes.size() ? Set.of() : shownBefore);
			filter.legend(legend);
			filter.names(names);
			return null;
		}
		apply(dialog);
		final Set<String> wanted = wanted(dialog);
		return new Choice(score(dialog), wanted.size() == classes.size() ? List.of() : List.copyOf(wanted),
			legend(dialog), names(dialog));
	}

	private Set<String> shownClasses() {
		return filter.counts().entrySet().stream().filter(count -> count.getValue().shown() > 0).map(Map.Entry::getKey)
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	private void apply(final NonBlockingGenericDialog dialog) {
		final Set<String> wanted = wanted(dialog);
		// an empty set would be all
		filter.apply(wanted.isEmpty() ? 2 : score(dialog), wanted);
		filter.legend(legend(dialog));
		filter.names(names(dialog));
	}

	private static double score(final NonBlockingGenericDialog dialog) {
		try {
			return Double.parseDouble(((TextField) dialog.getNumericFields().get(0)).getText().strip());
		}
		catch (final NumberFormatException e) {
			return ((Scrollbar) dialog.getSliders().get(0)).getValue() / 100.0; // half a number, while it is typed
		}
	}

	private Set<String> wanted(final NonBlockingGenericDialog dialog) {
		final Set<String> wanted = new LinkedHashSet<>();
		for (int i = 0; i < classes.size(); i++)
			if (isOn(dialog, i)) wanted.add(classes.get(i));
		return wanted;
	}

	private boolean legend(final NonBlockingGenericDialog dialog) {
		return isOn(dialog, classes.size());
	}

	private boolean names(final NonBlockingGenericDialog dialog) {
		return isOn(dialog, classes.size() + 1);
	}

	private static boolean isOn(final NonBlockingGenericDialog dialog, final int checkbox) {
		return ((Checkbox) dialog.getCheckboxes().get(checkbox)).getState();
	}

	private String text() {
		final List<String> lines = new ArrayList<>();
		filter.counts()
			.forEach((name, count) -> lines.add(name + ": " + count.shown() + " of " + count.all() + " shown"));
		lines.add(""); // the line break makes it a label of several lines
		return String.join("\n", lines.subList(0, Math.min(2 * ROWS, lines.size())));
	}
}
