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

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import sc.fiji.ssd.io.Daemon;

import sc.fiji.ssd.train.setup.PreparedTraining;

/** Trains on with the same values, in a run of its own, when the user asks for it after a training was stopped. */
final class ResumedRun {

	private final Train command;
	private final Context context;
	private final CompletableFuture<PreparedTraining> ended = new CompletableFuture<>();

	ResumedRun(final Train command, final Context context) {
		this.command = command;
		this.context = context;
	}

	/**
	 * The files of the first run are written, and its lock is free.
	 *
	 * @param timed the training whose width and iterations a goal in minutes chose; null: there was no such goal
	 */
	void ready(final PreparedTraining timed) {
		ended.complete(timed);
	}

	/** Waits for the end of the first run in a thread of its own, then trains on. */
	void start() {
		ended.thenRunAsync(() -> {
			final CommandService commands = context.service(CommandService.class);
			commands.run(commands.getCommand(Train.class), true, values());
		}, task -> Daemon.start("SSD-resume", task));
	}

	/** @return the keys of the first run, and those that resume it */
	Map<String, Object> values() {
		final CommandInfo info = context.service(CommandService.class).getCommand(Train.class);
		final Map<String, Object> values = new HashMap<>(new CommandModule(info, command).getInputs());
		values.keySet()
			.removeIf(key -> info.getInput(key) == null || !MacroOptionsPreprocessor.isKey(info.getInput(key)));
		values.values().removeIf(Objects::isNull);
		values.put("resume", true);
		final PreparedTraining timed = ended.getNow(null);
		if (timed == null) return values;
		values.remove("minutes");
		values.put("width", Double.toString(timed.start().architecture().width()));
		values.put("iterations", Integer.toString(timed.iterations()));
		return values;
	}
}
