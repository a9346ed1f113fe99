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

import java.util.List;

import javax.swing.JComponent;

import org.scijava.module.ModuleItem;

/** The part of a dialog where one parameter is entered. Used in the event thread only. */
interface ParameterField {

	/** @return the component that has the focus, with the parameter's key as its name */
	JComponent component();

	/** @return what is laid out: the component, with its button or slider if it has one */
	default JComponent whole() {
		return component();
	}

	/** @return the line under the field, or null */
	default JComponent below() {
		return null;
	}

	/** @return whether it takes the whole width of the dialog */
	default boolean isWide() {
		return false;
	}

	/** @return what was entered: text, or true or false */
	Object value();

	/** @param value to show: text, true or false, or null for nothing */
	void show(Object value);

	/** @param options to offer, if the field has a list */
	default void offer(final List<DialogCommand.Option> options) {}

	/** @param item of a parameter @return its label, in words */
	static String label(final ModuleItem<?> item) {
		final String label = item.getLabel() == null || item.getLabel().isBlank() ? item.getName() : item.getLabel();
		return Character.toUpperCase(label.charAt(0)) + label.substring(1).replace('_', ' ');
	}

	/** @param item of a parameter @param style one of the words of its widget style @return whether it has that style */
	static boolean isStyled(final ModuleItem<?> item, final String style) {
		if (item.getWidgetStyle() == null) return false;
		for (final String word : item.getWidgetStyle().split(","))
			if (word.strip().equals(style)) return true;
		return false;
	}
}
