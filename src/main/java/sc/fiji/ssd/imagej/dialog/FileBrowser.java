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

import java.awt.Component;
import java.io.File;
import java.util.Locale;

import javax.swing.JFileChooser;
import javax.swing.filechooser.FileNameExtensionFilter;

import org.scijava.module.ModuleItem;
import org.scijava.widget.FileWidget;

import ij.io.OpenDialog;

/** Asks for a file or folder, starting where the user chose last. */
record FileBrowser(String title, boolean folder, boolean save, String extension) {

	private static final String EXTENSIONS = "extensions:";

	/** @param item of a parameter @return null if it is not a path */
	static FileBrowser of(final ModuleItem<?> item) {
		final boolean folder = ParameterField.isStyled(item, FileWidget.DIRECTORY_STYLE);
		final boolean save = ParameterField.isStyled(item, FileWidget.SAVE_STYLE);
		if (!folder && !save && item.getType() != File.class && !ParameterField.isStyled(item, FileWidget.OPEN_STYLE))
			return null;
		String extension = "";
		if (item.getWidgetStyle() != null) for (final String word : item.getWidgetStyle().split(","))
			if (word.strip().startsWith(EXTENSIONS)) extension = word.strip().substring(EXTENSIONS.length());
		return new FileBrowser(ParameterField.label(item), folder, save, extension);
	}

	/**
	 * @param over is beneath the chooser
	 * @param before what was chosen before; may be empty
	 * @return the path; null if the user canceled
	 */
	String ask(final Component over, final String before) {
		final JFileChooser chooser = new JFileChooser(start(before));
		chooser.setDialogTitle(title);
		chooser.setFileSelectionMode(folder ? JFileChooser.DIRECTORIES_ONLY : JFileChooser.FILES_ONLY);
		if (!extension.isEmpty()) chooser.setFileFilter(
			new FileNameExtensionFilter(extension.toUpperCase(Locale.ROOT) + " files (*." + extension + ")", extension));
		final int answer = save ? chooser.showSaveDialog(over) : chooser.showDialog(over, folder ? "Select" : "Open");
		if (answer != JFileChooser.APPROVE_OPTION) return null;
		File file = chooser.getSelectedFile();
		if (save && !extension.isEmpty() && !file.getName().endsWith("." + extension))
			file = new File(file.getPath() + "." + extension);
		OpenDialog.setDefaultDirectory((folder ? file.getPath() : file.getParent()) + File.separator);
		return file.getPath();
	}

	private static File start(final String before) {
		final String first = before.split(";")[0].strip();
		if (!first.isEmpty() && new File(first).isAbsolute()) return new File(first).getParentFile();
		final String last = OpenDialog.getDefaultDirectory();
		return last == null ? null : new File(last);
	}
}
