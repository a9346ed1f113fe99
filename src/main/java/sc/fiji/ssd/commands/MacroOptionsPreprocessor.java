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
package sc.fiji.ssd.commands;

import java.awt.GraphicsEnvironment;
import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.scijava.ItemVisibility;
import org.scijava.Priority;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.module.process.AbstractPreprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.thread.ThreadService;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import sc.fiji.ssd.imagej.dialog.DialogCommand;
import sc.fiji.ssd.imagej.host.CallerImage;
import sc.fiji.ssd.imagej.host.CommandRecorder;
import sc.fiji.ssd.imagej.host.MacroOptions;
import sc.fiji.ssd.io.UserException;

/**
 * Turns a macro's options into the inputs of this plugin's commands, in plain ImageJ and in Fiji, and supplies the
 * image of the caller. In Fiji, imagej-legacy has already done this, but it ignores unknown keys, takes keys out of
 * values, makes every malformed switch false, and uses the active image instead of that of {@code IJ.run(image, ...)};
 * here such options are refused. Keys that are not given have their default, so that no dialog opens; without a display
 * this applies to every caller. Where a program gave inputs ({@link GivenInputs}) the options are not meant
 * for this command.
 */
@Plugin(type = PreprocessorPlugin.class, priority = Priority.VERY_HIGH)
public final class MacroOptionsPreprocessor extends AbstractPreprocessorPlugin {

	@Parameter
	private ThreadService threads;

	@Override
	public void process(final Module module) {
		if (!(module.getDelegateObject() instanceof SsdCommand command)) return;
		final Map<String, Object> given = command.given();
		supplyImage(module, given);
		if (!given.isEmpty()) assign(module, given);
		final String options = given.isEmpty() ? options() : null;
		if (options == null) {
			// no dialog is possible, and SciJava would cancel because a file is missing
			final boolean byHand = given.isEmpty() && !GraphicsEnvironment.isHeadless() && IJ.getInstance() != null;
			if (byHand) {
				command.ask();
				CommandRecorder.forget(module); // or the end of another command would record it before it has values
				command.onAccepted(() -> CommandRecorder.record(module), () -> CommandRecorder.forget(module));
			}
			if (byHand && command.obstacle() != null) command.refuse(command.obstacle());
			if (!byHand || command.asksItself() || command.obstacle() != null) resolve(module);
			return;
		}
		try {
			assign(module, inputs(module, MacroOptions.parse(options)));
			resolve(module);
		}
		catch (final UserException e) {
			command.refuse(e.getMessage());
			resolve(module);
		}
	}

	/**
	 * @return the options that the calling macro gives after the label, empty if there are none; null if no macro calls
	 */
	private static String options() {
		final String options = Macro.getOptions();
		return options == null && IJ.isMacro() ? "" : options;
	}

	private static void resolve(final Module module) {
		module.getInfo().inputs().forEach(item -> module.resolveInput(item.getName()));
	}

	private void supplyImage(final Module module, final Map<String, Object> given) {
		for (final ModuleItem<?> item : module.getInfo().inputs()) {
			if (!isImage(item)) continue;
			if (given.get(item.getName()) == null) module.setInput(item.getName(), CallerImage.of(threads));
			module.resolveInput(item.getName());
		}
	}

	/** Sets the given keys, and all others to their defaults. */
	private static void assign(final Module module, final Map<String, Object> given) {
		final Module untouched = CommandRecorder.untouched(module);
		for (final String key : keys(module).keySet())
			module.setInput(key, given.containsKey(key) ? given.get(key) : untouched.getInput(key));
	}

	/**
	 * @param module of a command
	 * @param options text by key
	 * @return inputs by key, those that are given
	 * @throws UserException if a key is unknown or a value has the wrong type
	 */
	static Map<String, Object> inputs(final Module module, final Map<String, String> options) {
		final Map<String, ModuleItem<?>> keys = keys(module);
		for (final String key : options.keySet())
			if (!keys.containsKey(key))
				throw new UserException(key + ": " + DialogCommand.label(module.getInfo()) + " has no such key; " + advice(key, keys));
		final Map<String, Object> inputs = new LinkedHashMap<>();
		options.forEach((key, value) -> inputs.put(key, convert(key, value, keys.get(key).getType())));
		return inputs;
	}

	/** @return the inputs that macros may give, by key */
	static Map<String, ModuleItem<?>> keys(final Module module) {
		final Map<String, ModuleItem<?>> keys = new LinkedHashMap<>();
		for (final ModuleItem<?> item : DialogCommand.inputs(module.getInfo()))
			if (isKey(item)) keys.put(item.getName(), item);
		return keys;
	}

	/** @return whether it is the image that the command works on, which is not a key of macros */
	static boolean isImage(final ModuleItem<?> item) {
		return item.getVisibility() == ItemVisibility.INVISIBLE &&
			(item.getType() == ImagePlus.class || item.getType() == Object.class);
	}

	static boolean isKey(final ModuleItem<?> item) {
		return item.getVisibility() != ItemVisibility.MESSAGE && DialogCommand.isText(item);
	}

	private static Object convert(final String key, final String value, final Class<?> type) {
		if (type == File.class) return value.isBlank() ? null : new File(value);
		if (type == boolean.class) {
			if ("true".equals(value) || "false".equals(value)) return Boolean.valueOf(value);
			throw new UserException(key + ": '" + value + "' is neither true nor false.");
		}
		return value;
	}

	private static String advice(final String key, final Map<String, ModuleItem<?>> keys) {
		final List<String> near = new ArrayList<>(keys.keySet());
		near.removeIf(k -> distance(key, k) > Math.max(2, key.length() / 2));
		if (near.isEmpty()) return "its keys are " + String.join(", ", keys.keySet()) + ".";
		near.sort(Comparator.comparingInt(k -> distance(key, k)));
		return "did you mean " + near.stream().limit(3).collect(Collectors.joining(" or ")) + "?";
	}

	/** Levenshtein's distance. */
	private static int distance(final String a, final String b) {
		int[] last = new int[b.length() + 1];
		for (int j = 0; j <= b.length(); j++)
			last[j] = j;
		for (int i = 1; i <= a.length(); i++) {
			final int[] row = new int[b.length() + 1];
			row[0] = i;
			for (int j = 1; j <= b.length(); j++)
				row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1,
					last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1));
			last = row;
		}
		return last[b.length()];
	}

	/**
	 * Records which inputs the caller has given, for example through {@code CommandService}; runs before all other
	 * preprocessors. A script that a macro started would otherwise have its command's inputs replaced by the options of the
	 * script itself, which every command called by the script can see.
	 */
	@Plugin(type = PreprocessorPlugin.class, priority = Priority.FIRST)
	public static final class GivenInputs extends AbstractPreprocessorPlugin {

		@Override
		public void process(final Module module) {
			if (!(module.getDelegateObject() instanceof SsdCommand command)) return;
			final Map<String, Object> given = new LinkedHashMap<>();
			for (final ModuleItem<?> item : module.getInfo().inputs())
				if (module.isInputResolved(item.getName()) &&
					(isImage(item) || isKey(item)))
					given.put(item.getName(), module.getInput(item.getName()));
			command.give(given);
		}
	}
}
