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

import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.AbstractModule;
import org.scijava.module.Module;
import org.scijava.module.ModuleException;

import sc.fiji.ssd.imagej.dialog.DialogCommand;
import sc.fiji.ssd.io.UserException;

/**
 * Runs a command for a headless script, such as those in {@code macros/}: checks the keys as macros have them checked,
 * prints a summary as one line of JSON, and returns the exit code.
 *
 * <pre>{@code
 * #@ CommandService commands
 * #@ String (required=false, persist=false) input
 * System.exit(HeadlessRunner.run(commands, MergeResults, binding.getVariable('org.scijava.script.ScriptModule')))
 * }</pre>
 */
public final class HeadlessRunner {

	private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

	private HeadlessRunner() {}

	/**
	 * The line has {@code command}, {@code status} ({@code done}, {@code failed},
	 * {@code bad_arguments}, {@code some_images_failed}), {@code exit_code},
	 * {@code message} unless it is done, {@code seconds}, and what the command
	 * reports.
	 *
	 * @param commands runs it
	 * @param type of the command
	 * @param script the running script; its named inputs, declared or not, are the keys
	 * @return the exit code, see {@link ExitCode}
	 */
	public static int run(final CommandService commands, final Class<? extends SsdCommand> type, final Module script) {
		return run(commands, type, text(inputs(script)));
	}

	/**
	 * As {@link #run(CommandService, Class, Module)}, for programs.
	 *
	 * @param keys of the command and their values, as in a macro
	 */
	public static int run(final CommandService commands, final Class<? extends SsdCommand> type,
		final Map<String, String> keys)
	{
		final long start = System.nanoTime();
		final CommandInfo info = commands.getCommand(type);
		final Map<String, Object> line = new LinkedHashMap<>();
		line.put("command", DialogCommand.label(info));
		final ExitCode exit = run(commands, info, keys, line);
		line.put("seconds", Math.round((System.nanoTime() - start) / 1e8) / 10.0);
		System.out.println(JSON.toJson(line));
		System.out.flush();
		return exit.code();
	}

	private static ExitCode run(final CommandService commands, final CommandInfo info,
		final Map<String, String> options, final Map<String, Object> line)
	{
		final Map<String, Object> given;
		try {
			given = MacroOptionsPreprocessor.inputs(info.createModule(), options);
		}
		catch (final UserException e) {
			System.err.println("[ERROR] " + e.getMessage());
			return end(line, ExitCode.BAD_ARGUMENTS, e.getMessage());
		}
		catch (final ModuleException e) {
			throw new IllegalStateException(e);
		}
		try {
			final CommandModule module = commands.run(info, true, given).get();
			final SsdCommand command = (SsdCommand) module.getCommand();
			end(line, command.exitCode(), module.getCancelReason());
			line.putAll(command.summary());
			return command.exitCode();
		}
		catch (final ExecutionException e) {
			return end(line, ExitCode.FAILED, String.valueOf(e.getCause()));
		}
		catch (final InterruptedException e) {
			Thread.currentThread().interrupt();
			return end(line, ExitCode.FAILED, "The run was interrupted.");
		}
	}

	private static ExitCode end(final Map<String, Object> line, final ExitCode exit, final String message) {
		line.put("status", exit.name().toLowerCase(Locale.ROOT));
		line.put("exit_code", exit.code());
		if (exit != ExitCode.DONE && message != null) line.put("message", message);
		return exit;
	}

	/** Returns all inputs, including undeclared ones, which must be refused; SciJava only returns declared ones. */
	@SuppressWarnings("unchecked")
	private static Map<String, ?> inputs(final Module script) {
		try {
			final Field field = AbstractModule.class.getDeclaredField("inputs");
			field.setAccessible(true);
			return new TreeMap<>((Map<String, ?>) field.get(script));
		}
		catch (final ReflectiveOperationException | RuntimeException e) {
			return script.getInputs(); // another SciJava: it warns of the others
		}
	}

	/** Removes inputs that are not keys, such as services. */
	private static Map<String, String> text(final Map<String, ?> inputs) {
		final Map<String, String> text = new LinkedHashMap<>();
		inputs.forEach((key, value) -> {
			if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean)
				text.put(key, value.toString());
		});
		return text;
	}
}
