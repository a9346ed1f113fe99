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

import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;

import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;

/** Rows of labels and fields, in one or two columns; wide fields take a row. */
final class ParameterPanel extends JPanel {

	private static final Insets GAP = new Insets(2, 0, 2, 8);

	private final boolean twoColumns;
	private int row;
	private boolean right;

	/** @param twoColumns whether narrow fields stand in two columns */
	ParameterPanel(final boolean twoColumns) {
		super(new GridBagLayout());
		this.twoColumns = twoColumns;
	}

	/** @param tip is shown when the mouse rests on the field; null for none */
	void add(final String label, final ParameterField field, final String tip) {
		final JLabel text = new JLabel(field instanceof CheckParameter ? "" : label);
		text.setLabelFor(field.component());
		text.setToolTipText(tip);
		field.component().setToolTipText(tip);
		if (field.isWide() || !twoColumns) {
			newRow();
			add(text, at(0, 1, GridBagConstraints.NONE, 0));
			add(field.whole(), at(1, 3, field.isWide() ? GridBagConstraints.HORIZONTAL : GridBagConstraints.NONE, 1));
			row++;
			if (field.below() == null) return;
			add(field.below(), at(1, 3, GridBagConstraints.HORIZONTAL, 1));
			row++;
			return;
		}
		final int x = right ? 2 : 0;
		add(text, at(x, 1, GridBagConstraints.NONE, 0));
		add(field.whole(), at(x + 1, 1, GridBagConstraints.HORIZONTAL, 1));
		if (right) row++;
		right = !right;
	}

	/** Adds something that takes a row. */
	void addWide(final JComponent component) {
		newRow();
		add(component, at(0, 4, GridBagConstraints.HORIZONTAL, 1));
		row++;
	}

	private void newRow() {
		if (right) row++;
		right = false;
	}

	private GridBagConstraints at(final int x, final int width, final int fill, final double weight) {
		return new GridBagConstraints(x, row, width, 1, weight, 0, GridBagConstraints.WEST, fill, GAP, 0, 0);
	}
}
