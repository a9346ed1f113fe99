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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.imagej.annotate.AnnotateWalk;
import sc.fiji.ssd.imagej.host.MacroJvm;
import sc.fiji.ssd.imagej.evaluation.SuspiciousLabelsWalk;
import sc.fiji.ssd.imagej.results.ResultsWalk;

/**
 * The walks through windows and dialogs, where there is a display with a window manager, such as Xvfb with openbox:
 * {@code mvn test -Dtest=GuiTest -Dssd.gui=true}.
 */
@EnabledIfSystemProperty(named = "ssd.gui", matches = "true",
	disabledReason = "opt-in, takes a quarter of an hour: xvfb-run mvn test -Dtest=GuiTest -Dssd.gui=true")
@EnabledIfEnvironmentVariable(named = "DISPLAY", matches = ".+", disabledReason = "no display")
class GuiTest {

	@Test
	void aFirstTimeUsersPath(@TempDir final Path folder) throws Exception {
		final MacroJvm.Ended walk = MacroJvm.start(folder, List.of(), List.of("-Djava.awt.headless=false"),
			GuiWalk.class, List.of(folder.resolve("walk").toString())).waitFor(45);
		assertEquals(0, walk.exit(), walk.output());
	}

	@Test
	void boxesAreSavedAsTheyAreDrawn(@TempDir final Path folder) throws Exception {
		final MacroJvm.Ended walk = MacroJvm.start(folder, List.of(), List.of("-Djava.awt.headless=false"),
			AnnotateWalk.class, List.of(folder.toString())).waitFor(5);
		assertEquals(0, walk.exit(), walk.output());
	}

	@Test
	void tableFilterRoiManagerAndOverlayAgree(@TempDir final Path folder) throws Exception {
		final MacroJvm.Ended walk = MacroJvm.start(folder, List.of(), List.of("-Djava.awt.headless=false"),
			ResultsWalk.class, List.of()).waitFor(5);
		assertEquals(0, walk.exit(), walk.output());
	}

	@Test
	void rowsOfSuspiciousLabelsOpenTheirImages(@TempDir final Path folder) throws Exception {
		final Path detections = Files.writeString(folder.resolve("detections.csv"),
			"image,slice,class,score,x_min,y_min,x_max,y_max\nfield_0097.jpg,1,rod,0.900000,142,111,197,161\n");
		final MacroJvm.Ended walk = MacroJvm.start(folder, List.of(), List.of("-Djava.awt.headless=false"),
			SuspiciousLabelsWalk.class,
			List.of(Path.of("sample-images").toAbsolutePath().toString(), "val", detections.toString())).waitFor(5);
		assertEquals(0, walk.exit(), walk.output());
	}

	@Test
	void fewClicksLeadToTheFirstDetections(@TempDir final Path folder) throws Exception {
		final MacroJvm.Ended walk = MacroJvm.start(folder, List.of(), List.of("-Djava.awt.headless=false"),
			CountWalk.class, List.of(folder.toString())).waitFor(10);
		assertEquals(0, walk.exit(), walk.output());
	}

	@Test
	void templatesOpenNoDialog(@TempDir final Path folder) throws Exception {
		final MacroJvm.Ended walk = MacroJvm.start(folder, List.of(), List.of("-Djava.awt.headless=false"),
			TemplateWalk.class, List.of(folder.toString())).waitFor(10);
		assertEquals(0, walk.exit(), walk.output());
	}
}
