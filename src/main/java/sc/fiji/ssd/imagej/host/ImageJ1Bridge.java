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

import java.awt.GraphicsEnvironment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.scijava.Cancelable;
import org.scijava.Context;
import org.scijava.InstantiableException;
import org.scijava.MenuPath;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;
import org.scijava.module.ModuleRunner;
import org.scijava.module.process.PostprocessorPlugin;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.PluginService;
import org.scijava.util.Types;

import ij.IJ;
import ij.Macro;
import ij.Menus;
import ij.plugin.PlugIn;
import ij.plugin.frame.Recorder;
import sc.fiji.ssd.imagej.dialog.DialogCommand;

/**
 * Lets macros in plain ImageJ call this plugin's commands, and users its menu, as imagej-legacy does in Fiji: every command
 * gets its label in ImageJ's table of commands, and runs in the caller's thread, through the same preprocessors as
 * everywhere. With a display the commands are in the menus, too, and the recorder notes those that a person calls. Where
 * imagej-legacy is present it does nothing.
 */
public final class ImageJ1Bridge implements PlugIn {

	private static final String LEGACY = "net.imagej.legacy.LegacyService";

	/** Characters of a line in messages. */
	private static final int LINE = 76;

	private static Context context;
	private static List<String> failures;

	/**
	 * Puts the commands into ImageJ's table.
	 *
	 * @param scijava has the commands; must live as long as macros run
	 * @return a live list of the lines with which commands failed since
	 */
	@SuppressWarnings("unchecked") // ImageJ's table is from before generics
	public static synchronized List<String> install(final Context scijava) {
		final List<String> noted = Collections.synchronizedList(new ArrayList<>());
		if (legacyIsPresent()) return noted;
		context = scijava;
		failures = noted;
		final List<MenuPath> paths = new ArrayList<>();
		for (final CommandInfo info : scijava.service(CommandService.class).getCommands()) {
			if (!isOurs(info)) continue;
			Menus.getCommands().put(DialogCommand.label(info),
				ImageJ1Bridge.class.getName() + "(\"" + info.getClassName() + "\")");
			paths.add(info.getMenuPath());
		}
		if (IJ.getInstance() != null) ImageJ1Menu.add(paths);
		return noted;
	}

	/** Called by ImageJ. @param className of the command */
	@Override
	public void run(final String className) {
		final CommandInfo info = context.service(CommandService.class).getCommand(className);
		final PluginService plugins = context.service(PluginService.class);
		try {
			final Module module = info.createModule();
			context.inject(module.getDelegateObject());
			final boolean byHand = !GraphicsEnvironment.isHeadless() && Macro.getOptions() == null && !IJ.isMacro();
			new ModuleRunner(context, module, plugins.createInstancesOfType(PreprocessorPlugin.class),
				plugins.createInstancesOfType(PostprocessorPlugin.class)).run();
			final boolean canceled = module.getDelegateObject() instanceof Cancelable c && c.isCanceled();
			final String reason = canceled ? ((Cancelable) module.getDelegateObject()).getCancelReason() : null;
			if (canceled) failures.add(reason == null ? info.getTitle() + " was canceled" : reason);
			if (!byHand) return;
			if (canceled) Recorder.setCommand(null); // or ImageJ would record its name; what ran is recorded already
			if (reason != null && !reason.isBlank())
				IJ.showMessage(DialogCommand.label(info).replace("...", ""), wrapped(reason));
		}
		catch (final ModuleException | RuntimeException | Error e) {
			failures.add(info.getTitle() + ": " + e);
			if (Macro.MACRO_CANCELED.equals(e.getMessage())) throw (RuntimeException) e;
			IJ.error(info.getTitle(), e.toString());
		}
	}

	private static String wrapped(final String text) {
		return text.replaceAll("(.{1," + LINE + "})( |$)", "$1\n").strip();
	}

	private static boolean isOurs(final CommandInfo info) {
		final MenuPath path = info.getMenuPath();
		return path != null && !path.isEmpty() && DialogCommand.class.isAssignableFrom(type(info));
	}

	private static Class<?> type(final CommandInfo info) {
		try {
			return info.loadClass();
		}
		catch (final InstantiableException e) {
			return Object.class; // a command of another plugin that is broken
		}
	}

	private static boolean legacyIsPresent() {
		return Types.load(LEGACY, ImageJ1Bridge.class.getClassLoader()) != null;
	}

}
