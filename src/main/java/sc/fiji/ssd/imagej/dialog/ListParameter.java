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
package sc.fiji.ssd.imagej.dialog;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.util.List;
import java.util.Objects;

import javax.swing.DefaultComboBoxModel;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;

/** A list of values with what they mean. If other values are allowed, they can be typed, or browsed where they are files. */
final class ListParameter implements ParameterField {

	/** The entry that browses files. */
	static final String CHOOSE = "Choose file...";

	private static final int COLUMNS = 12, WIDE_COLUMNS = 34;

	/** Pixels of an open list, so that its descriptions can be read. */
	private static final int OPEN_WIDTH = 440;

	/** Width of the line under the box, in the points of HTML; a longer text takes two lines. */
	private static final int LINE = 340;

	/** A box whose list may be wider than itself. */
	private static final class Box extends JComboBox<String> {

		private boolean layingOut;

		@Override
		public void doLayout() {
			layingOut = true;
			super.doLayout();
			layingOut = false;
		}

		@Override
		public Dimension getSize() {
			final Dimension size = super.getSize(); // the list asks for it when it opens
			if (!layingOut && isEditable()) size.width = Math.max(size.width, OPEN_WIDTH);
			return size;
		}
	}

	private final JComboBox<String> box = new Box();
	private final JLabel meaning = new JLabel();
	private final boolean wide;
	private final transient FileBrowser browse;
	private final Runnable changed;
	private List<DialogCommand.Option> options = List.of();
	private String last = "";
	private String explained = "";
	private boolean filling;

	/**
	 * @param editable whether other values can be typed
	 * @param browse asks for a file; null if the values are not files
	 * @param changed is told of every change
	 */
	ListParameter(final boolean editable, final FileBrowser browse, final Runnable changed) {
		this.browse = browse;
		this.changed = changed;
		wide = browse != null;
		box.setEditable(editable);
		meaning.setVisible(false);
		if (editable) box.setPrototypeDisplayValue("m".repeat(wide ? WIDE_COLUMNS : COLUMNS));
		if (editable) {
			final JTextField text = text();
			text.setColumns(wide ? WIDE_COLUMNS : COLUMNS);
			LineParameter.listen(text, this::changed);
			if (wide) text.setTransferHandler(new FileDrop(text::setText, text.getTransferHandler()));
		}
		box.addActionListener(event -> changed());
		box.setRenderer(new DefaultListCellRenderer() {

			@Override
			public Component getListCellRendererComponent(final JList<?> list, final Object value, final int index,
				final boolean selected, final boolean focused)
			{
				final String meant = description(value);
				final String text = "".equals(value) ? "(" + meant + ")" : value + "  (" + meant + ")";
				return super.getListCellRendererComponent(list, index < 0 || meant.isEmpty() ? value : text, index,
					selected, focused);
			}
		});
		meaning.setForeground(Color.GRAY);
	}

	private JTextField text() {
		return (JTextField) box.getEditor().getEditorComponent();
	}

	private String description(final Object value) {
		return options.stream().filter(option -> option.value().equals(value)).findFirst()
			.map(DialogCommand.Option::description).orElse("");
	}

	private void explain(final String value) {
		final String text = description(value);
		if (text.equals(explained)) return;
		explained = text;
		meaning.setText("<html><body style='width: " + LINE + "px'>" + ParameterWindow.escaped(text) + "</body></html>");
		meaning.setVisible(!text.isEmpty());
		if (wide && SwingUtilities.getWindowAncestor(box) instanceof ParameterWindow window) window.fit();
	}

	private void changed() {
		if (filling) return;
		final String now = value().toString();
		if (now.equals(last)) return;
		if (now.equals(CHOOSE) && browse != null) {
			final String before = last;
			// after the list is closed: the chooser is its own window
			EventQueue.invokeLater(() -> {
				final String path = browse.ask(box, before);
				show(path == null ? before : path);
				changed.run();
			});
			return;
		}
		last = now;
		explain(now);
		changed.run();
	}

	@Override
	public JComponent component() {
		return box;
	}

	@Override
	public JComponent below() {
		return wide ? meaning : null;
	}

	@Override
	public boolean isWide() {
		return wide;
	}

	@Override
	public Object value() {
		if (box.isEditable()) return text().getText();
		return Objects.toString(box.getSelectedItem(), "");
	}

	@Override
	public void show(final Object value) {
		final String text = value == null ? "" : value.toString();
		if (!text.equals(value())) {
			filling = true;
			box.setSelectedItem(text);
			if (box.isEditable()) text().setText(text);
			filling = false;
		}
		last = text;
		explain(text);
	}

	@Override
	public void offer(final List<DialogCommand.Option> offered) {
		if (offered.equals(options)) return;
		options = List.copyOf(offered);
		final String now = value().toString();
		filling = true;
		final DefaultComboBoxModel<String> model = new DefaultComboBoxModel<>();
		offered.forEach(option -> model.addElement(option.value()));
		if (browse != null) model.addElement(CHOOSE);
		model.setSelectedItem(now);
		final int caret = box.isEditable() ? text().getCaretPosition() : 0;
		box.setModel(model);
		if (box.isEditable()) {
			if (!text().getText().equals(now)) text().setText(now);
			text().setCaretPosition(Math.min(caret, now.length()));
		}
		filling = false;
		explain(now);
	}
}
