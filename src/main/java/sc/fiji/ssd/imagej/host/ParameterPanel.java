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
package sc.fiji.ssd.imagej.host;

import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Component;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.Label;
import java.awt.Panel;
import java.awt.TextField;
import java.awt.dnd.DnDConstants;
import java.awt.dnd.DropTarget;
import java.awt.dnd.DropTargetAdapter;
import java.awt.dnd.DropTargetDropEvent;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import ij.gui.GenericDialog;
import ij.gui.MultiLineLabel;

/**
 * The fields of a dialog in two columns, so that thirty of them fit on the screen of a
 * laptop; paths and messages take a whole row. Changes are told to the dialog.
 */
final class ParameterPanel extends Panel {

	private static final int PATH_COLUMNS = 38, COLUMNS = 14;

	/** Characters of a message that are as wide as the two columns. */
	private static final int LINE = 76;

	private static final Insets GAP = new Insets(1, 8, 1, 0);

	private final transient GenericDialog dialog;
	private int row;
	private boolean right;

	ParameterPanel(final GenericDialog dialog) {
		super(new GridBagLayout());
		this.dialog = dialog;
	}

	TextField text(final String label, final String value) {
		final TextField field = listened(new TextField(value, COLUMNS));
		half(label, field);
		return field;
	}

	/** @param browse asks for a file; null if the user named none */
	TextField path(final String label, final String value, final Supplier<String> browse) {
		final TextField field = listened(new TextField(value, PATH_COLUMNS));
		new DropTarget(field, new Dropped(field));
		final Button button = new Button("Browse");
		button.addActionListener(event -> {
			final String path = browse.get();
			if (path != null) field.setText(path);
		});
		final Panel both = new Panel(new GridBagLayout());
		final GridBagConstraints first = at(0, 0, 1, GridBagConstraints.WEST);
		first.insets = new Insets(0, 0, 0, 0);
		both.add(field, first);
		both.add(button, at(1, 0, 1, GridBagConstraints.WEST));
		newRow();
		add(new Label(label), at(0, row, 1, GridBagConstraints.EAST));
		add(both, at(1, row++, 3, GridBagConstraints.WEST));
		return field;
	}

	Choice choice(final String label, final List<String> choices, final String selected) {
		final Choice choice = new Choice();
		choices.forEach(choice::add);
		choice.select(selected);
		choice.addItemListener(dialog);
		choice.addKeyListener(dialog);
		half(label, choice);
		return choice;
	}

	Checkbox check(final String label, final boolean on) {
		final Checkbox box = new Checkbox(label, on);
		box.addItemListener(dialog);
		box.addKeyListener(dialog);
		half("", box);
		return box;
	}

	MultiLineLabel message(final String text) {
		final MultiLineLabel label = new MultiLineLabel(wrapped(text));
		newRow();
		add(label, at(0, row++, 4, GridBagConstraints.WEST));
		return label;
	}

	/** @return the text in lines that make the dialog no wider */
	static String wrapped(final String text) {
		return text.lines().map(line -> line.replaceAll("(.{1," + LINE + "})( |$)", "$1\n").strip())
			.collect(Collectors.joining("\n"));
	}

	private void newRow() {
		if (right) row++;
		right = false;
	}

	private void half(final String label, final Component field) {
		final int x = right ? 2 : 0;
		add(new Label(label), at(x, row, 1, GridBagConstraints.EAST));
		add(field, at(x + 1, row, 1, GridBagConstraints.WEST));
		if (right) row++;
		right = !right;
	}

	private static GridBagConstraints at(final int x, final int y, final int width, final int anchor) {
		return new GridBagConstraints(x, y, width, 1, 0, 0, anchor, GridBagConstraints.NONE, GAP, 0, 0);
	}

	private TextField listened(final TextField field) {
		field.addTextListener(dialog);
		field.addFocusListener(dialog);
		field.addKeyListener(dialog);
		return field;
	}

	/** A file that is dropped on a field becomes its text. */
	private static final class Dropped extends DropTargetAdapter {

		private final TextField field;

		Dropped(final TextField field) {
			this.field = field;
		}

		@Override
		public void drop(final DropTargetDropEvent event) {
			event.acceptDrop(DnDConstants.ACTION_COPY);
			boolean done = false;
			try {
				final List<?> files = (List<?>) event.getTransferable().getTransferData(DataFlavor.javaFileListFlavor);
				if (!files.isEmpty()) field.setText(((File) files.get(0)).getPath());
				done = !files.isEmpty();
			}
			catch (final UnsupportedFlavorException | IOException e) {
				done = false; // what was dropped is no file
			}
			event.dropComplete(done);
		}
	}
}
