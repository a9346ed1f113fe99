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

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;

/** Runs the commands that import and export weights. */
class WeightCommandsTest extends CommandTest {

	@TempDir
	private Path folder;

	private CommandService commands;
	private Path model;

	@BeforeEach
	void start() {
		commands = context.service(CommandService.class);
		model = TestModels.write(folder.resolve("m.ssd"), "spot", "rod");
	}

	private CommandModule run(final Class<? extends SsdCommand> command, final Object... inputs) {
		try {
			return commands.run(command, true, inputs).get();
		}
		catch (final InterruptedException | ExecutionException e) {
			throw new IllegalStateException(e);
		}
	}

	private String refusal(final Class<? extends SsdCommand> command, final Object... inputs) {
		final CommandModule module = run(command, inputs);
		assertTrue(module.isCanceled(), "ran on");
		assertEquals(1, module.getCancelReason().lines().count(), module.getCancelReason());
		return module.getCancelReason();
	}

	@Test
	void exportsAndImports() {
		final Path weights = folder.resolve("w.safetensors"), back = folder.resolve("back.ssd");
		for (final String format : List.of("safetensors-amdegroot", "safetensors-torchvision")) {
			assertFalse(run(ExportModel.class, "model", model, "format", format, "target", weights).isCanceled());
			final CommandModule imported = run(ImportWeights.class, "source", weights, "model", back);
			assertFalse(imported.isCanceled(), imported.getCancelReason());
			final SsdModel read = ModelFile.read(back);
			assertEquals(List.of("spot", "rod"), read.classNames());
			assertEquals("w.safetensors", read.provenance().get("importedFrom"));
			assertArrayEquals(ModelFile.read(model).weights().get("fc7.weight").values(),
				read.weights().get("fc7.weight").values());
		}
	}

	@Test
	void exportsHalfTheSize() throws IOException {
		final Path small = folder.resolve("small.ssd");
		final CommandModule exported = run(ExportModel.class, "model", model, "format", "ssd-float16", "target", small);
		assertFalse(exported.isCanceled(), exported.getCancelReason());
		assertTrue(Files.size(small) < 0.6 * Files.size(model));
		assertEquals(List.of("spot", "rod"), ModelFile.read(small).classNames());
		assertTrue(refusal(ExportModel.class, "model", model, "format", "ssd-float16", "target", folder.resolve("x.zip"))
			.contains("does not end in .ssd"));
	}

	@Test
	void exportsForDeeplearning4j() throws IOException {
		final Path zip = folder.resolve("m.zip");
		final CommandModule exported = run(ExportModel.class, "model", model, "format", "dl4j", "target", zip);
		assertFalse(exported.isCanceled(), exported.getCancelReason());
		try (ZipFile file = new ZipFile(zip.toFile())) {
			assertEquals(List.of("configuration.json", "coefficients.bin", "ssd.json"),
				file.stream().map(Object::toString).toList());
			final String about = new String(file.getInputStream(file.getEntry("ssd.json")).readAllBytes());
			assertTrue(about.contains("\"classNames\":[\"spot\",\"rod\"]"), about);
		}
	}

	@Test
	void refusesValuesAndLeavesNothing() throws IOException {
		final Path text = Files.writeString(folder.resolve("page.pth"), "<html>not found, try again later</html>");
		final Path out = folder.resolve("out.ssd");
		assertTrue(refusal(ImportWeights.class, "model", out).startsWith("source: "));
		assertTrue(refusal(ImportWeights.class, "source", text).startsWith("model: "));
		assertTrue(refusal(ImportWeights.class, "source", text, "model", out).startsWith("source: "));
		assertTrue(
			refusal(ImportWeights.class, "source", text, "model", out, "classes", "a,,b").startsWith("classes: "));
		assertTrue(
			refusal(ImportWeights.class, "source", text, "model", folder.resolve("out.pth")).startsWith("model: "));
		assertTrue(refusal(ExportModel.class, "target", folder.resolve("x.safetensors")).startsWith("model: "));
		assertTrue(refusal(ExportModel.class, "model", model).startsWith("target: "));
		assertTrue(
			refusal(ExportModel.class, "model", model, "target", folder.resolve("x.pth")).startsWith("target: "));
		assertTrue(refusal(ExportModel.class, "model", model, "format", "onnx", "target", folder.resolve("x.onnx"))
			.startsWith("format: "));
		assertFalse(Files.exists(out));
		assertFalse(Files.exists(folder.resolve("x.pth")));
	}
}
