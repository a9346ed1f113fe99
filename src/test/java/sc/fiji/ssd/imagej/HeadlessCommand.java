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
package sc.fiji.ssd.imagej;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import net.imagej.patcher.LegacyInjector;

import org.scijava.Context;
import org.scijava.command.CommandService;

import sc.fiji.ssd.commands.HeadlessRunner;
import sc.fiji.ssd.commands.SsdCommand;

/** Does what the scripts in {@code macros/} do, without Groovy, whose start takes seconds: one command, its line of JSON, its exit code. */
final class HeadlessCommand {

	private HeadlessCommand() {}

	/** @param args the command's class, then {@code KEY=VALUE} each */
	public static void main(final String[] args) throws ClassNotFoundException {
		LegacyInjector.preinit();
		System.exit(HeadlessRunner.run(new Context().service(CommandService.class),
			Class.forName(args[0]).asSubclass(SsdCommand.class), keys(List.of(args).subList(1, args.length))));
	}

	/** @param options {@code KEY=VALUE} each */
	static Map<String, String> keys(final List<String> options) {
		final Map<String, String> keys = new LinkedHashMap<>();
		for (final String option : options)
			keys.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
		return keys;
	}
}
