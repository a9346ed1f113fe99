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
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.scijava.app.StatusService;
import org.scijava.command.ContextCommand;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.task.Task;
import org.scijava.task.TaskService;
import org.scijava.ui.UIService;
import org.scijava.widget.FileWidget;

import ij.IJ;
import ij.Macro;
import ij.macro.Interpreter;
import sc.fiji.ssd.io.DamagedFileException;
import sc.fiji.ssd.io.UserException;

/**
 * What the commands have in common: how they fail and how they are stopped. A
 * problem is one line in the log; it cancels the command, with that line as
 * reason, and ends the macro that called it. So does a user who stops it, with
 * the escape key or in Fiji's list of tasks.
 */
public abstract class SsdCommand extends ContextCommand {

	static final String MENU = "Plugins>SSD>";

	/** How a line begins that names keys. */
	private static final Pattern KEY = Pattern.compile("[a-z_]+(, [a-z_]+)*: ");

	@Parameter
	private LogService log;

	@Parameter
	private StatusService status;

	@Parameter
	private TaskService tasks;

	@Parameter(required = false)
	private UIService ui;

	private Map<String, Object> given = Map.of();
	private String refusal;
	private boolean begun;
	private boolean asking;
	private boolean someImagesFailed;
	private ExitCode exitCode = ExitCode.FAILED;
	private final Map<String, Object> summary = new LinkedHashMap<>();
	private Task task;

	/**
	 * Does the command's work.
	 *
	 * @throws Exception a {@link UserException} if the user can mend it
	 */
	protected abstract void execute() throws Exception;

	@Override
	public final void run() {
		task = tasks.createTask(label());
		task.setCancelCallBack(() -> cancel("Stopped in the list of tasks."));
		task.start();
		try {
			if (refusal != null) throw new UserException(refusal);
			execute();
			if (!isCanceled()) exitCode = someImagesFailed ? ExitCode.SOME_IMAGES_FAILED : ExitCode.DONE;
			if (isCanceled() && IJ.isMacro()) endMacro(getCancelReason());
		}
		catch (final UserException e) {
			log.debug(e);
			if (someImagesFailed) exitCode = ExitCode.SOME_IMAGES_FAILED;
			else if (isRefusal(e)) exitCode = ExitCode.BAD_ARGUMENTS;
			fail(e.getMessage());
		}
		catch (final OutOfMemoryError e) {
			log.debug(e);
			fail(unexpected(e));
		}
		catch (final Exception | LinkageError e) {
			if (Macro.MACRO_CANCELED.equals(e.getMessage())) {
				cancel("Stopped.");
				throw (RuntimeException) e;
			}
			log.error(e);
			fail(unexpected(e));
		}
		finally {
			task.finish();
			IJ.showProgress(1.0);
		}
	}

	/** Makes {@link #run} do nothing but fail. @param line why: the key, what is wrong, what to do */
	final void refuse(final String line) {
		refusal = line;
	}

	/** Notes that the work has begun: what goes wrong from here on is no fault of the arguments. */
	final void begun() {
		begun = true;
	}

	/** Notes that the work is done, but for some images, which the results name. */
	final void someImagesFailed() {
		someImagesFailed = true;
	}

	/** @param key of the summary @param value text, a number, or a path; NaN is left out */
	final void report(final String key, final Object value) {
		if (value instanceof Double number && number.isNaN()) return;
		summary.put(key, value instanceof Path path ? path.toString() : value);
	}

	/** @return how a program that ran this command ends */
	public final ExitCode exitCode() {
		return exitCode;
	}

	/** @return what the command did, by name: text and numbers; empty if nothing */
	public final Map<String, Object> summary() {
		return Collections.unmodifiableMap(summary);
	}

	private boolean isRefusal(final UserException e) {
		final boolean mayHelpToTryAgain = e.getCause() instanceof IOException &&
			!DamagedFileException.isDamage(e.getCause());
		return !begun && !mayHelpToTryAgain && KEY.matcher(e.getMessage()).lookingAt();
	}

	/** @return whether the command opens a window of its own in place of the dialog for its keys */
	protected boolean asksItself() {
		return false;
	}

	/** Notes that the user called it from the menu, and can be asked. */
	final void ask() {
		asking = true;
	}

	/** @return whether a person called it from the menu */
	final boolean isAsking() {
		return asking;
	}

	/** Tells the user: in the log, and with a display in ImageJ's log window. @param line one line */
	final void say(final String line) {
		log.info(line);
		if (!GraphicsEnvironment.isHeadless()) IJ.log(line);
	}

	/** Notes what a program has given. @param inputs by name; empty: none, as from the menu and from macros */
	final void give(final Map<String, Object> inputs) {
		given = inputs;
	}

	final Map<String, Object> given() {
		return given;
	}

	final LogService log() {
		return log;
	}

	final StatusService status() {
		return status;
	}

	/** What users see of this run, where tasks are shown. */
	final Task task() {
		return task;
	}

	private String label() {
		final String path = getClass().getAnnotation(Plugin.class).menuPath();
		return path.substring(MENU.length());
	}

	private void fail(final String message) {
		final String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
		log.error(line);
		cancel(line);
		if (IJ.isMacro()) endMacro(line);
	}

	/**
	 * IJ.error marks the macro as ended and throws; without the throw ImageJ ends it in order, and no trace is printed. A
	 * script has no interpreter that would take the line: there IJ.error would show it a second time.
	 */
	private void endMacro(final String line) {
		final boolean shown = GraphicsEnvironment.isHeadless() || ui != null && ui.isVisible();
		try {
			if (shown && Interpreter.getInstance() == null) Macro.abort();
			else IJ.error("SSD", line);
		}
		catch (final RuntimeException e) {
			if (!Macro.MACRO_CANCELED.equals(e.getMessage())) throw e;
		}
	}

	private static String unexpected(final Throwable e) {
		if (e instanceof OutOfMemoryError)
			return "Out of memory (" + e.getMessage() +
				"); give Java more with -Xmx, or use a smaller batch, width or image.";
		return "Unexpected problem, please report it with the lines above: " + e;
	}

	/**
	 * Asks for a folder in a window.
	 *
	 * @param before what it was
	 * @return what was chosen; as before if nothing was
	 */
	final String chosenFolder(final String before) {
		if (ui == null || ui.isHeadless()) return before;
		final String first = before == null ? "" : before.split(";")[0].strip();
		final File folder = ui.chooseFile(first.isEmpty() ? null : new File(first), FileWidget.DIRECTORY_STYLE);
		return folder == null ? before : folder.getPath();
	}
}
