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

import java.io.File;
import java.util.LinkedHashMap;
import java.util.Map;

import org.scijava.ItemVisibility;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleItem;

import ij.plugin.frame.Recorder;

import sc.fiji.ssd.imagej.dialog.DialogCommand;

/**
 * Writes commands into ImageJ's recorder, so that the line runs again with the same values. A command is recorded when its work
 * begins, so that commands that run meanwhile do not matter; in Fiji, imagej-legacy would record it when it ends, and lose it if
 * another command was recorded before that. The attribute {@link #NO_RECORD} keeps imagej-legacy from recording it as well.
 */
public final class CommandRecorder {

	/** Attribute of commands that imagej-legacy does not record. */
	public static final String NO_RECORD = "no-record";

	private CommandRecorder() {}

	/** Records a command if the recorder is open. @param module with the values it runs with */
	public static synchronized void record(final Module module) {
		if (!Recorder.record) return;
		final String label = DialogCommand.label(module.getInfo());
		final String other = Recorder.getCommand(); // of a command whose dialog is open; it is recorded when it ends
		Recorder.setCommand(label);
		options(module).forEach((key, value) -> Recorder.recordOption(key, escaped(value)));
		Recorder.saveCommand();
		if (other != null && !other.equals(label)) Recorder.setCommand(other);
	}

	/** Keeps ImageJ from recording a command that was canceled or has failed. @param module of it */
	public static synchronized void forget(final Module module) {
		if (Recorder.record && DialogCommand.label(module.getInfo()).equals(Recorder.getCommand())) Recorder.setCommand(null);
	}

	/** @return the text as it stands between the quotes of a macro */
	static String escaped(final String value) {
		return value.replace("\\", "\\\\").replace("\"", "\\\"");
	}

	/** @return what a macro must give to have these values: all that are not the default */
	static Map<String, String> options(final Module module) {
		final Module untouched = untouched(module);
		final Map<String, String> options = new LinkedHashMap<>();
		for (final ModuleItem<?> item : DialogCommand.inputs(module.getInfo())) {
			if (!isKey(item)) continue;
			final String value = text(module.getInput(item.getName()));
			if (!value.equals(text(untouched.getInput(item.getName())))) options.put(item.getName(), value);
		}
		return options;
	}

	/** @param module of a command @return another one, whose inputs have their default values */
	public static Module untouched(final Module module) {
		try {
			return module.getInfo().createModule();
		}
		catch (final ModuleException e) {
			throw new IllegalStateException(e); // it was made before
		}
	}

	static boolean isKey(final ModuleItem<?> item) {
		return item.getVisibility() == ItemVisibility.NORMAL && DialogCommand.isText(item);
	}

	private static String text(final Object value) {
		if (value instanceof File file) return file.getPath().replace(File.separatorChar, '/');
		return value == null ? "" : value.toString();
	}
}
