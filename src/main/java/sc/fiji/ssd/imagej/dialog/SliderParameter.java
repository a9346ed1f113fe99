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

import javax.swing.JComponent;
import javax.swing.JPanel;
import javax.swing.JSlider;

/** A number from 0 to 1 with a slider in steps of 0.01; the text may have more digits. */
final class SliderParameter extends LineParameter {

	private static final int STEPS = 100;

	private final JSlider slider = new JSlider(0, STEPS);
	private final JPanel whole = new JPanel(new BorderLayout(4, 0));
	private boolean following;

	/** @param changed is told of every change */
	SliderParameter(final Runnable changed) {
		super(5);
		listen(field, () -> {
			follow();
			changed.run();
		});
		slider.addChangeListener(event -> {
			if (!following) field.setText(String.valueOf(slider.getValue() / (double) STEPS));
		});
		whole.add(slider);
		whole.add(field, BorderLayout.EAST);
	}

	private void follow() {
		try {
			following = true;
			slider.setValue((int) Math.round(Double.parseDouble(field.getText().strip()) * STEPS));
		}
		catch (final NumberFormatException e) {
			// half a number while it is typed: the slider stays where it is
		}
		finally {
			following = false;
		}
	}

	@Override
	public JComponent whole() {
		return whole;
	}
}
