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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.process.ByteProcessor;

/** The last line of a run with failed images says how many and which file has the reasons. */
class FailedImagesTest extends CommandTest {

	@TempDir
	private Path folder;

	@BeforeEach
	void start() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "spot");
		Files.createDirectories(folder.resolve("in"));
	}

	private void image(final String name) {
		new FileSaver(new ImagePlus(name, new ByteProcessor(300, 300))).saveAsPng(folder.resolve("in").resolve(name).toString());
	}

	private void broken(final String... names) throws IOException {
		for (final String name : names)
			Files.write(folder.resolve("in").resolve(name), new byte[] { 1, 2, 3 });
	}

	private String run(final String export, final String shard) throws Exception {
		final CommandModule module = context.service(CommandService.class).run(DetectFolder.class, true, "input",
			folder.resolve("in").toFile(), "output", folder.resolve("out").toFile(), "model", folder.resolve("m.ssd").toString(),
			"engine", "fake", "export", export, "shard", shard).get();
		return module.isCanceled() ? module.getCancelReason() : "";
	}

	/** @return the lines of the table that the message names */
	private static List<String> reasons(final String message) throws IOException {
		final Matcher table = Pattern.compile("(failures\\S*\\.csv) in (\\S+) lists them").matcher(message);
		assertTrue(table.find(), message);
		return Files.readAllLines(Path.of(table.group(2)).resolve(table.group(1)));
	}

	@ParameterizedTest
	@CsvSource({ "'', 1/1", "dataset, 1/1", "'geojson,rois,yolo,crops,volumes,dataset', 1/1", "dataset, 1/2" })
	void whenAllFail(final String export, final String shard) throws Exception {
		broken("a.png", "b.tif", "c.jpg", "d.gif", "e.bmp", "f.png");
		final String message = run(export, shard);
		final int failed = reasons(message).size() - 1;
		assertTrue(message.contains(failed + " of " + failed + " images failed"), message);
	}

	@Test
	void whenTheExportFailsToo() throws Exception {
		image("a.png");
		broken("b.tif");
		Files.createDirectories(folder.resolve("out"));
		Files.createFile(folder.resolve("out/geojson"));
		final String message = run("geojson", "1/1");
		assertTrue(message.startsWith("output: ") && message.contains("1 of 2 images failed"), message);
		assertEquals(2, reasons(message).size());
	}

	@Test
	void whenTheFolderIsDivided() throws Exception {
		broken("a.png", "b.tif", "c.jpg", "d.gif");
		image("e.png");
		final List<String> names = new ArrayList<>();
		for (final String shard : List.of("1/2", "2/2"))
			for (final String line : reasons(run("", shard)).stream().skip(1).toList())
				names.add(line.split(",")[0]);
		assertEquals(4, names.size());
	}
}
