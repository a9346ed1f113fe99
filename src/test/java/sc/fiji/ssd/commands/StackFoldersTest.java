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
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import com.google.gson.JsonParser;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import sc.fiji.ssd.detect.folder.DetectionsCsv;

/** {@code SSD Detect Folder...} in stacks: every slice, projections, channels, and objects through z. */
class StackFoldersTest extends CommandTest {

	@TempDir
	private Path folder;

	@BeforeEach
	void start() throws Exception {
		TestModels.write(folder.resolve("m.ssd"), "spot");
		Files.createDirectories(folder.resolve("in"));
	}

	/** Two channels, three slices, two frames; a bright square in channel 2, at each z and t that is named. */
	private void stack(final int[]... planes) {
		final ImageStack stack = new ImageStack(300, 300);
		for (int i = 0; i < 12; i++)
			stack.addSlice(new ByteProcessor(300, 300));
		final ImagePlus image = new ImagePlus("h", stack);
		image.setDimensions(2, 3, 2);
		image.setOpenAsHyperStack(true);
		for (final int[] plane : planes) {
			final ByteProcessor pixels = (ByteProcessor) stack.getProcessor(image.getStackIndex(2, plane[0], plane[1]));
			pixels.setColor(255);
			pixels.fill(new Roi(69, 69, 30, 30));
		}
		new FileSaver(image).saveAsTiffStack(folder.resolve("in/h.tif").toString());
	}

	private String run(final String output, final Object... more) throws Exception {
		final List<Object> inputs = new ArrayList<>(List.of("input", folder.resolve("in").toFile(), "output",
			folder.resolve(output).toFile(), "model", folder.resolve("m.ssd").toString(), "engine", "fake", "channels", "2"));
		inputs.addAll(List.of(more));
		final CommandModule module = context.service(CommandService.class).run(DetectFolder.class, true, inputs.toArray())
			.get();
		return module.isCanceled() ? module.getCancelReason() : "";
	}

	private List<Integer> slices(final String output) {
		return DetectionsCsv.read(folder.resolve(output).resolve("detections.csv")).stream().map(DetectionsCsv.Row::slice)
			.distinct().toList();
	}

	@Test
	void aProjectionHasAPlaneForEachFrame() throws Exception {
		stack(new int[] { 3, 2 });
		assertEquals("", run("all"));
		assertEquals(7, Files.readAllLines(folder.resolve("all/images.csv")).size());
		assertEquals(List.of(11), slices("all"));
		assertEquals("", run("max", "z_projection", "max"));
		assertEquals(List.of("h.tif,1,300,300,0", "h.tif,3,300,300,1"),
			Files.readAllLines(folder.resolve("max/images.csv")).subList(1, 3));
		assertEquals(DetectionsCsv.read(folder.resolve("all/detections.csv")).get(0).box(),
			DetectionsCsv.read(folder.resolve("max/detections.csv")).get(0).box());
		final ImagePlus overlay = IJ.openImage(folder.resolve("max/overlays/h.tif.tif").toString());
		assertEquals(List.of(2, 1, 2), List.of(overlay.getNChannels(), overlay.getNSlices(), overlay.getNFrames()));
		assertEquals(255, overlay.getStack().getProcessor(4).get(80, 80));
		assertEquals(1, overlay.getOverlay().size());
		assertEquals("", run("mean", "z_projection", "mean", "overlays", false));
		assertEquals("mean", JsonParser.parseString(Files.readString(folder.resolve("mean/run.json"))).getAsJsonObject()
			.getAsJsonObject("settings").get("z_projection").getAsString());
		assertFalse(Files.readString(folder.resolve("all/run.json")).contains("z_projection"));
		assertTrue(run("max").contains("z_projection was max and is none"));
		assertTrue(run("x", "z_projection", "sum").startsWith("z_projection: 'sum' is not valid; use none, max, mean."));
	}

	@Test
	void anObjectThroughZIsCountedOnce() throws Exception {
		stack(new int[] { 1, 1 }, new int[] { 2, 1 }, new int[] { 3, 2 });
		assertEquals("", run("out", "export", "volumes,dataset", "overlays", false));
		assertEquals(List.of(1, 3, 11), slices("out"));
		final List<String> volumes = Files.readAllLines(folder.resolve("out/volumes.csv"));
		assertEquals(3, volumes.size(), volumes.toString());
		assertTrue(volumes.get(1).startsWith("h.tif,1,spot,") && volumes.get(1).endsWith(",2,2,1"), volumes.get(1));
		assertTrue(volumes.get(2).startsWith("h.tif,2,spot,") && volumes.get(2).endsWith(",3,1,2"), volumes.get(2));
		assertEquals("image,slice,class,score,x_min,y_min,x_max,y_max,object,z_min,z_max",
			Files.readAllLines(folder.resolve("out/detections.csv")).get(0));
		assertEquals("", run("out", "overlays", false), "a run is taken up from a file with the columns");
		assertEquals(4, Files.readAllLines(folder.resolve("out/detections.csv")).size());
	}
}
