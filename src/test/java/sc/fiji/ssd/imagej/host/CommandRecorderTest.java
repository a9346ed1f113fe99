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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;

import sc.fiji.ssd.imagej.GuiWalk;

/** What the recorder writes is what {@link MacroOptions} reads; {@link GuiWalk} replays lines of the real recorder. */
class CommandRecorderTest {

	/** As ImageJ's recorder quotes. */
	private static String line(final Map<String, String> options) {
		final StringBuilder line = new StringBuilder();
		options.forEach((key, value) -> line.append(' ').append(key).append('=')
			.append(value.isEmpty() || value.contains(" ") ? "[" + value + "]" : value));
		return line.toString();
	}

	@Test
	void whatIsNotTheDefaultIsRecordedAndReadBack() throws Exception {
		try (Context context = new Context(CommandService.class)) {
			int commands = 0;
			for (final CommandInfo info : context.service(CommandService.class).getCommands()) {
				if (!info.getClassName().startsWith("sc.fiji.ssd.commands.")) continue;
				commands++;
				assertTrue(info.is(CommandRecorder.NO_RECORD), "imagej-legacy would record " + info.getTitle() + " as well");
				final Module module = info.createModule();
				assertEquals(Map.of(), CommandRecorder.options(module), info.getTitle());
				int keys = 0;
				for (final ModuleItem<?> item : info.inputs()) {
					if (!CommandRecorder.isKey(item)) continue;
					final String name = item.getName();
					if (item.getType() == File.class) module.setInput(name, new File("/data/my cells ä/x.y"));
					else if (item.getType() == boolean.class) module.setInput(name, !(Boolean) module.getInput(name));
					else module.setInput(name, module.getInput(name).equals("") ? "a/b c,ö" : "");
					keys++;
				}
				final Map<String, String> options = CommandRecorder.options(module);
				assertEquals(keys, options.size(), info.getTitle());
				assertFalse(options.containsKey("image") || options.containsKey("found"), info.getTitle());
				assertEquals(options, MacroOptions.parse(line(options)));
			}
			assertEquals(20, commands);
		}
	}

	/** Paths of Windows, and quotes, would end or change the text of a macro. */
	@Test
	void textIsEscaped() {
		assertEquals("C:\\\\new\\\\table a=\\\"b\\\" ä;c", CommandRecorder.escaped("C:\\new\\table a=\"b\" ä;c"));
	}
}
