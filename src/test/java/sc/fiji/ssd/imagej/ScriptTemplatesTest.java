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

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.log.LogLevel;
import org.scijava.log.LogService;

import sc.fiji.ssd.imagej.host.MacroJvm;

/** Runs the templates of the Script Editor's menu {@code Templates > SSD}, one after another, as a user would. */
class ScriptTemplatesTest {

	@TempDir
	private Path folder;

	@BeforeAll
	static void hideDisplay() {
		System.setProperty("java.awt.headless", "true");
	}

	@Test
	void everyTaskHasAMacroAndAScript() throws IOException {
		final List<String> expected = new ArrayList<>();
		TemplateRuns.TASKS.forEach(task -> expected.addAll(List.of(task + ".groovy", task + ".ijm")));
		try (Stream<Path> files = Files.list(TemplateRuns.TEMPLATES)) {
			assertEquals(expected.stream().sorted().toList(),
				files.map(file -> file.getFileName().toString()).sorted().toList());
		}
	}

	@Test
	void macros() throws Exception {
		final TemplateRuns runs = new TemplateRuns(folder);
		final Path file = Files.writeString(folder.resolve("all.ijm"), runs.macro());
		final MacroJvm.Ended run = MacroJvm.start(folder, HeadlessImageJ.class, List.of(file.toString())).waitFor();
		assertEquals(0, run.exit(), run.output());
		runs.check();
	}

	@Test
	void groovy() throws Exception {
		final TemplateRuns runs = new TemplateRuns(folder);
		try (Context context = new Context()) {
			context.service(LogService.class).setLevel(LogLevel.ERROR);
			runs.groovy(context);
		}
		runs.check();
	}
}
