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
package sc.fiji.ssd;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.ModuleService;

import sc.fiji.ssd.commands.SsdCommand;
import sc.fiji.ssd.io.UserException;

/** One run of a command, with its keys as in a macro. */
final class CommandRun {

	private final Context context;
	private final Class<? extends SsdCommand> type;
	private final Map<String, String> keys;
	private CommandModule module;
	private Future<CommandModule> done;

	CommandRun(final Context context, final Class<? extends SsdCommand> type, final Map<String, String> keys) {
		this.context = context;
		this.type = type;
		this.keys = keys;
	}

	/** @return this, running in another thread */
	CommandRun start() {
		final CommandInfo info = context.service(CommandService.class).getCommand(type);
		final ModuleService modules = context.service(ModuleService.class);
		module = (CommandModule) modules.createModule(info);
		final Map<String, Object> inputs = new LinkedHashMap<>(SsdCommand.inputs(module, keys));
		done = modules.run(module, true, inputs);
		return this;
	}

	/** Ends the run at its next opportunity; what is done by then is kept. @param reason for the log */
	void cancel(final String reason) {
		module.cancel(reason);
	}

	/**
	 * Waits for the end.
	 *
	 * @return what the command reports
	 * @throws UserException with the command's message if it failed or was cancelled
	 */
	Map<String, Object> get() {
		try {
			final CommandModule ended = done.get();
			if (ended.isCanceled()) throw new UserException(String.valueOf(ended.getCancelReason()));
			return ((SsdCommand) ended.getCommand()).summary();
		}
		catch (final ExecutionException e) {
			if (e.getCause() instanceof UserException own) throw own;
			throw new IllegalStateException(e.getCause());
		}
		catch (final InterruptedException e) {
			cancel("Interrupted.");
			Thread.currentThread().interrupt();
			throw new UserException("It was interrupted.", e);
		}
	}
}
