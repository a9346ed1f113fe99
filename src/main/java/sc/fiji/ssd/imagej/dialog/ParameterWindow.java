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
import java.awt.Color;
import java.awt.Component;
import java.awt.Dialog;
import java.awt.FlowLayout;
import java.awt.Frame;
import java.awt.Rectangle;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import javax.swing.BorderFactory;
import javax.swing.BoxLayout;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;

import org.scijava.module.ModuleItem;

import ij.IJ;
import ij.plugin.BrowserLauncher;

/** The window of a dialog for parameters: first those that matter, the advanced ones under a switch. */
final class ParameterWindow extends JDialog {

	/** Name of the switch that shows the advanced parameters. */
	static final String ADVANCED = "advanced";

	private static final String DOCUMENTATION = "https://imagej.net/plugins/ssd";

	/** Width of messages in pixels. */
	private static final int LINE = 460;

	private static final Color REFUSAL = new Color(0xa03000);

	private final ParameterPanel basic = new ParameterPanel(false);
	private final ParameterPanel advanced = new ParameterPanel(true);
	private final JCheckBox more = new JCheckBox("Advanced");
	private final transient Map<ModuleItem<?>, JLabel> messages = new HashMap<>();
	private final JButton ok = new JButton("OK");
	private boolean hasAdvanced;
	private boolean accepted;

	/** @param message why it is shown again; empty the first time */
	ParameterWindow(final String title, final String message) {
		super((Frame) (IJ.getInstance() != null && IJ.getInstance().isShowing() ? IJ.getInstance() : null), title,
			Dialog.ModalityType.APPLICATION_MODAL);
		setDefaultCloseOperation(DISPOSE_ON_CLOSE);
		if (!message.isEmpty()) {
			final JLabel refusal = new JLabel(html(message));
			refusal.setName("refusal");
			refusal.setForeground(REFUSAL);
			basic.addWide(refusal);
		}
		final JPanel content = new JPanel();
		content.setLayout(new BoxLayout(content, BoxLayout.Y_AXIS));
		content.setBorder(BorderFactory.createEmptyBorder(8, 10, 4, 10));
		more.setName(ADVANCED);
		more.setToolTipText("Shows all parameters, in this dialog and in all later dialogs until ImageJ is closed");
		more.addActionListener(event -> {
			SessionMemory.showAdvanced(more.isSelected());
			advanced.setVisible(more.isSelected());
			fit();
		});
		for (final JComponent part : new JComponent[] { basic, more, advanced }) {
			part.setAlignmentX(Component.LEFT_ALIGNMENT);
			content.add(part);
		}
		final JScrollPane scroll = new JScrollPane(content);
		scroll.setBorder(null);
		add(scroll);
		add(buttons(), BorderLayout.SOUTH);
	}

	private JPanel buttons() {
		final JButton help = new JButton("Documentation");
		help.setToolTipText(DOCUMENTATION);
		help.addActionListener(event -> browse());
		final JButton cite = new JButton("How to cite");
		cite.addActionListener(event -> CitationWindow.show(this));
		final JButton cancel = new JButton("Cancel");
		cancel.addActionListener(event -> dispose());
		ok.addActionListener(event -> {
			accepted = true;
			dispose();
		});
		getRootPane().setDefaultButton(ok);
		getRootPane().registerKeyboardAction(event -> dispose(), KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0),
			JComponent.WHEN_IN_FOCUSED_WINDOW);
		final JPanel left = new JPanel(new FlowLayout(FlowLayout.LEFT)), right = new JPanel(
			new FlowLayout(FlowLayout.RIGHT));
		left.add(help);
		left.add(cite);
		right.add(cancel);
		right.add(ok);
		final JPanel all = new JPanel(new BorderLayout());
		all.add(left, BorderLayout.WEST);
		all.add(right, BorderLayout.EAST);
		return all;
	}

	private static void browse() {
		try {
			BrowserLauncher.openURL(DOCUMENTATION);
		}
		catch (final IOException e) {
			IJ.showMessage("Documentation", "The browser cannot be opened; the documentation is at\n" + DOCUMENTATION);
		}
	}

	/** @param isAdvanced whether the field is under the switch */
	void addField(final ModuleItem<?> item, final ParameterField field, final boolean isAdvanced) {
		final String tip = item.getDescription() == null || item.getDescription().isEmpty()
			? null
			: "<html><body style='width: 300px'>" + escaped(item.getDescription()) + "<br><i>Macro key: " +
				item.getName() + "</i></body></html>";
		(isAdvanced ? advanced : basic).add(ParameterField.label(item), field, tip);
		hasAdvanced |= isAdvanced;
	}

	/** @param text of a message, which may be HTML */
	void addMessage(final ModuleItem<?> item, final String text) {
		final JLabel label = new JLabel(html(text));
		messages.put(item, label);
		basic.addWide(label);
	}

	void setMessage(final ModuleItem<?> item, final String text) {
		final JLabel label = messages.get(item);
		if (label == null || label.getText().equals(html(text))) return;
		label.setText(html(text));
		fit();
	}

	/** Shows the window and waits until it is closed. @return whether the user pressed OK */
	boolean ask() {
		more.setVisible(hasAdvanced);
		more.setSelected(SessionMemory.showsAdvanced());
		advanced.setVisible(hasAdvanced && more.isSelected());
		fit();
		setLocationRelativeTo(null);
		ok.requestFocusInWindow();
		setVisible(true); // returns when the window is closed
		return accepted;
	}

	/** As large as its content, but no larger than the screen. */
	void fit() {
		pack();
		final Rectangle screen = getGraphicsConfiguration().getBounds();
		if (getHeight() > screen.height - 80) setSize(getWidth() + 20, screen.height - 80);
		if (isShowing() && getY() + getHeight() > screen.y + screen.height)
			setLocation(getX(), Math.max(screen.y, screen.y + screen.height - getHeight() - 40));
	}

	/** A text that is HTML already keeps its markup, but for its width. */
	private static String html(final String text) {
		final String body = text.startsWith("<html>")
			? text.replaceAll("</?(html|body)[^>]*>", "")
			: escaped(text);
		return "<html><body style='width: " + LINE + "px'>" + body + "</body></html>";
	}

	static String escaped(final String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;");
	}
}
