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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.commands.DetectFolder;
import sc.fiji.ssd.commands.TestModels;
import sc.fiji.ssd.commands.Train;
import sc.fiji.ssd.detect.folder.PngReader;
import sc.fiji.ssd.imagej.host.MacroJvm;

/** Processes with a reader that never returns ({@link StuckPlugin}). */
@EnabledOnOs(OS.LINUX)
class StuckReaderTest {

	private static final int GOOD = 80;

	/** Images that wait for more, so that the network computes them together. */
	private static final int BATCH = 32;

	@TempDir
	private Path folder;

	@BeforeEach
	void images() throws IOException {
		TestModels.write(folder.resolve("m.ssd"), "spot", "other");
		for (int i = 0; i < GOOD; i++)
			PngReader.write(folder.resolve("in/" + i + ".png"), 64, 64, 5, 250, 10, 120);
		Files.writeString(folder.resolve("in/z.stuck"), "an image that keeps its reader busy");
	}

	private MacroJvm detect(final String... more) throws IOException {
		final List<String> keys = new ArrayList<>(List.of(DetectFolder.class.getName(), "input=" + folder.resolve("in"),
			"output=" + folder.resolve("out"), "model=" + folder.resolve("m.ssd"), "engine=fake", "overlays=false"));
		keys.addAll(List.of(more));
		return MacroJvm.start(folder, HeadlessCommand.class, keys);
	}

	private int rows(final String table) throws IOException {
		return Files.readAllLines(folder.resolve("out").resolve(table)).size() - 1;
	}

	@Test
	void sigtermEndsARunWhoseReaderIsStuck() throws Exception {
		final MacroJvm run = detect();
		while (run.isAlive() && !run.output().contains("stuck"))
			Thread.sleep(20);
		Thread.sleep(500); // the others are done meanwhile
		final long start = System.nanoTime();
		run.terminate();
		final MacroJvm.Ended ended = run.waitFor();
		assertEquals(143, ended.exit(), ended.output());
		assertTrue(System.nanoTime() - start < 10e9, "SIGTERM took " + (System.nanoTime() - start) / 1e9 + " s");
		assertFalse(ended.output().contains("\tat "), ended.output());
		assertTrue(rows("images.csv") > GOOD - BATCH, rows("images.csv") + " rows");

		final MacroJvm.Ended again = detect("image_seconds=1").waitFor();
		assertEquals(3, again.exit(), again.output());
		assertEquals(GOOD, rows("images.csv"));
		assertEquals(1, rows("failures.csv"));
	}

	@Test
	void aTrainingNamesTheImage() throws Exception {
		Files.createDirectories(folder.resolve("data"));
		Files.move(folder.resolve("in/z.stuck"), folder.resolve("data/z.stuck"));
		Files.copy(folder.resolve("in/0.png"), folder.resolve("data/0.png"));
		Files.writeString(folder.resolve("data/annotations.json"),
			"{\"images\":[{\"id\":1,\"file_name\":\"0.png\",\"width\":64,\"height\":64},{\"id\":2,\"file_name\":\"z.stuck\"," +
				"\"width\":64,\"height\":64}],\"annotations\":[{\"id\":1,\"image_id\":1,\"category_id\":1,\"bbox\":[1,1,30,30]}," +
				"{\"id\":2,\"image_id\":2,\"category_id\":1,\"bbox\":[1,1,30,30]}],\"categories\":[{\"id\":1,\"name\":\"spot\"}]}");
		final MacroJvm.Ended ended = MacroJvm.start(folder, HeadlessCommand.class,
			List.of(Train.class.getName(), "dataset=" + folder.resolve("data"), "split=all", "validation=",
				"model=" + folder.resolve("new.ssd"), "engine=fake", "iterations=2", "image_seconds=1", "preset=ssd300-voc"))
			.waitFor();
		assertTrue(ended.exit() == 1 || ended.exit() == 2, ended.output());
		assertTrue(ended.output().contains("z.stuck") && ended.output().contains("more than 1 seconds"), ended.output());
		assertFalse(ended.output().contains("\tat "), ended.output());
	}
}
