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
package sc.fiji.ssd.spark;

import java.util.Map;

import net.imagej.patcher.LegacyInjector;

import org.scijava.Context;
import org.scijava.command.CommandService;

import sc.fiji.ssd.commands.HeadlessRunner;
import sc.fiji.ssd.commands.SsdCommand;

/** The one SciJava context of a JVM that Spark started, with an ImageJ that needs no display. */
final class ExecutorContext {

	private static CommandService commands;

	private ExecutorContext() {}

	/**
	 * Runs a command, also when others run.
	 *
	 * @return its exit code
	 */
	static int run(final Class<? extends SsdCommand> type, final Map<String, String> keys) {
		return HeadlessRunner.run(commands(), type, keys);
	}

	private static synchronized CommandService commands() {
		if (commands == null) {
			System.setProperty("java.awt.headless", "true");
			// SciJava finds its plugins, ND4J its backend by the thread's class loader: Spark's may not see them
			Thread.currentThread().setContextClassLoader(ExecutorContext.class.getClassLoader());
			LegacyInjector.preinit();
			commands = new Context().service(CommandService.class);
		}
		return commands;
	}
}
