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
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.scijava.app.StatusService;
import org.scijava.command.CommandInfo;
import org.scijava.command.ContextCommand;
import org.scijava.convert.ConvertService;
import org.scijava.log.LogService;
import org.scijava.plugin.Parameter;
import org.scijava.task.Task;
import org.scijava.task.TaskService;
import org.scijava.ui.UIService;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.macro.Interpreter;
import sc.fiji.ssd.Ssd;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.detect.DetectionSettings;
import sc.fiji.ssd.detect.folder.FolderResult;
import sc.fiji.ssd.evaluate.formats.LoadedDetections;
import sc.fiji.ssd.imagej.dialog.DialogCommand;
import sc.fiji.ssd.imagej.host.ImageInput;
import sc.fiji.ssd.imagej.read.ImageJReader;
import sc.fiji.ssd.io.OneLine;
import sc.fiji.ssd.io.UserException;

/**
 * The base class of all commands: how they fail and how they are stopped. A problem becomes one line in the log,
 * cancels the command with that line as the reason, and ends the calling macro. The same happens if the user stops the
 * command with the escape key or in Fiji's list of tasks.
 */
public abstract class SsdCommand extends ContextCommand implements DialogCommand {

	/** The menus of the commands. */
	static final String PLUGINS = "Plugins", SSD = "SSD", MENU = PLUGINS + ">" + SSD + ">";

	/** Pattern of the start of a message that names keys. */
	private static final Pattern KEY = Pattern.compile("[a-z_]+(, [a-z_]+)*: ");

	@Parameter
	private LogService log;

	@Parameter
	private StatusService status;

	@Parameter
	private TaskService tasks;

	@Parameter(required = false)
	private UIService ui;

	@Parameter
	private ConvertService converters;

	private Map<String, Object> given = Map.of();
	private Predicate<String> again;
	private Runnable accepted = () -> {};
	private Runnable dismissed = () -> {};
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
	 * @throws Exception a {@link UserException} if the user can correct it
	 */
	protected abstract void execute() throws Exception;

	@Override
	public final void run() {
		ImageJReader.useInstalled(getContext());
		task = tasks.createTask(DialogCommand.label(new CommandInfo(getClass())));
		task.setCancelCallBack(() -> cancel("Stopped in the list of tasks."));
		task.start();
		try {
			if (refusal != null) throw new UserException(refusal);
			attempt();
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
			dismiss();
			IJ.showProgress(1.0);
		}
	}

	/** Executes the command; after a refusal asks again, if a person was asked before. */
	private void attempt() throws Exception {
		while (true) {
			try {
				execute();
				if (!isCanceled()) accept();
				return;
			}
			catch (final UserException e) {
				if (again == null || !isRefusal(e)) throw e;
				log.debug(e);
				summary.clear();
				if (again.test(OneLine.of(e.getMessage()))) continue;
				cancel(null);
				return;
			}
		}
	}

	/** Makes {@link #run} fail without doing anything. @param line why: the key, what is wrong, what to do */
	final void refuse(final String line) {
		refusal = line;
	}

	/**
	 * Records that the work has begun: errors from here on are not caused by the arguments. To be called before an image
	 * opens, because ImageJ's recorder notes that as {@code selectImage}, which must come after the command.
	 */
	protected final void begun() {
		begun = true;
		accept();
	}

	private void accept() {
		final Runnable once = accepted;
		onAccepted(() -> {}, () -> {});
		once.run();
	}

	@Override
	public final void dismiss() {
		final Runnable once = dismissed;
		onAccepted(() -> {}, () -> {});
		once.run();
	}

	/** Records that the work is done except for some images, which the results list. */
	final void someImagesFailed() {
		someImagesFailed = true;
	}

	/** @param key of the summary @param value text, a number, or a path; NaN is left out */
	final void report(final String key, final Object value) {
		if (value instanceof Double number && number.isNaN()) return;
		summary.put(key, value instanceof Path path ? path.toString() : value);
	}

	/** Reports the numbers of a run over a folder. */
	final void report(final FolderResult result, final Path output) {
		report("images", result.images());
		report("detections", result.detections());
		report("failures", result.failures());
		report("output", output);
	}

	/** @return the exit code of a program that ran this command */
	public final ExitCode exitCode() {
		return exitCode;
	}

	/** @return the results of the command by name, as text and numbers; empty if it did nothing */
	public final Map<String, Object> summary() {
		return Collections.unmodifiableMap(summary);
	}

	private boolean isRefusal(final UserException e) {
		return !begun && !(e.getCause() instanceof IOException) && KEY.matcher(e.getMessage()).lookingAt();
	}

	/** @return whether the command opens its own window in place of the dialog for its keys */
	protected boolean asksItself() {
		return false;
	}

	/** Records that the user called the command from the menu, so that dialogs are possible. */
	final void ask() {
		asking = true;
	}

	@Override
	public final boolean isAsking() {
		return asking;
	}

	@Override
	public final void onRefusal(final Predicate<String> shown) {
		again = shown;
	}

	@Override
	public final void onAccepted(final Runnable whenAccepted, final Runnable whenDismissed) {
		accepted = whenAccepted;
		dismissed = whenDismissed;
	}

	@Override
	public boolean isRelevant(final String key) {
		return true;
	}

	@Override
	public void propose() {
		// the parameters' own defaults are good
	}

	@Override
	public List<Option> options(final String key) {
		return List.of();
	}

	/** @return the reason why the command cannot run with any input, for example no open image; null if it can */
	protected String obstacle() {
		return null;
	}

	/**
	 * @param given the parameter {@code image}: an ImagePlus, or anything that can be converted to one
	 * @return null if it does not exist
	 * @throws UserException if it is not an image
	 */
	final ImagePlus image(final Object given) {
		return ImageInput.of(given, converters);
	}

	/** @return whether results are shown in windows: there is a display, and no macro in batch mode */
	static boolean hasWindows() {
		return !GraphicsEnvironment.isHeadless() && !Interpreter.isBatchMode();
	}

	/** Tells the user: with a display in ImageJ's log window, otherwise in the log. @param line one line */
	final void say(final String line) {
		if (GraphicsEnvironment.isHeadless()) log.info(line);
		else IJ.log(line);
	}

	/** As {@link #say}, something that the user should look at. @param line one line */
	final void warn(final String line) {
		if (GraphicsEnvironment.isHeadless()) log.warn(line);
		else IJ.log("Warning: " + line);
	}

	/** Tells the user the result of the command: like {@link #say}, and in the status bar. @param line one line */
	final void conclude(final String line) {
		say(line);
		status.showStatus(line);
	}

	/**
	 * Records the inputs that a program has given. @param inputs by name; empty: none, as from the menu and from macros
	 */
	final void give(final Map<String, Object> inputs) {
		given = inputs;
	}

	/**
	 * Detects in annotated images, with this command's progress, and closes the engine.
	 *
	 * @param ssd with engine, reader and notes
	 * @param model file of the model
	 * @param truth annotated images
	 * @param how settings of the detection
	 * @return the detections, for the metrics; null if the command was canceled
	 */
	final LoadedDetections detect(final Ssd ssd, final Path model, final Dataset truth, final DetectionSettings how) {
		try (ssd) {
			final LoadedDetections found = ssd.progress(new Progress(this)).detect(ssd.model(model, "", ""), truth, how);
			return isCanceled() ? null : found;
		}
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

	/** The task that shows the progress of this run in Fiji. */
	final Task task() {
		return task;
	}

	private void fail(final String message) {
		final String line = OneLine.of(message);
		if (GraphicsEnvironment.isHeadless()) log.error(line);
		else if (IJ.isMacro()) IJ.log(line); // if the user called it, the host shows the reason in a window
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
		return "Unexpected error; please report it together with the lines above: " + e;
	}
}
