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

import java.awt.BorderLayout;

import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JPanel;

/** A line of text, for a path with a button that browses files; a file that is dropped on it becomes its text. */
final class TextParameter extends LineParameter {

	private static final int COLUMNS = 12, PATH_COLUMNS = 34;

	private final JComponent whole;
	private final boolean wide;

	/**
	 * @param isWide whether it takes the whole width; a path always does
	 * @param browse asks for a path; null if there is nothing to ask for
	 * @param adds whether a path that is browsed is added to those that are there
	 * @param changed is told of every change
	 */
	TextParameter(final boolean isWide, final FileBrowser browse, final boolean adds, final Runnable changed) {
		super(isWide || browse != null ? PATH_COLUMNS : COLUMNS);
		wide = isWide || browse != null;
		listen(field, changed);
		if (browse == null) {
			whole = field;
			return;
		}
		field.setTransferHandler(new FileDrop(field::setText, field.getTransferHandler()));
		final JButton button = new JButton("Browse...");
		button.addActionListener(event -> {
			final String path = browse.ask(field, field.getText());
			if (path != null) field.setText(adds && !field.getText().isBlank() ? field.getText() + ";" + path : path);
		});
		whole = new JPanel(new BorderLayout(4, 0));
		whole.add(field);
		whole.add(button, BorderLayout.EAST);
	}

	@Override
	public JComponent whole() {
		return whole;
	}

	@Override
	public boolean isWide() {
		return wide;
	}
}
