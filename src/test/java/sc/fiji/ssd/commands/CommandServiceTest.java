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
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.event.KeyEvent;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.event.EventHandler;
import org.scijava.event.EventService;
import org.scijava.module.ModuleRunner;
import org.scijava.module.process.PreprocessorPlugin;
import org.scijava.plugin.PluginService;
import org.scijava.task.Task;
import org.scijava.task.event.TaskEvent;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.model.ModelFile;

/** Runs the commands as programs do, through SciJava's CommandService. */
class CommandServiceTest extends CommandTest {

	@TempDir
	private Path folder;

	private CommandService commands;
	private String model;

	@BeforeEach
	void start() {
		commands = context.service(CommandService.class);
		model = TestModels.write(folder.resolve("m.ssd"), "spot").toString();
		ResultsTable.getResultsTable().reset();
	}

	private CommandModule run(final Class<? extends SsdCommand> command, final Object... inputs) {
		try {
			return commands.run(command, true, inputs).get();
		}
		catch (final InterruptedException | ExecutionException e) {
			throw new IllegalStateException(e);
		}
	}

	/** @return the line with which the command was refused */
	private String refusal(final Class<? extends SsdCommand> command, final Object... inputs) {
		final CommandModule module = run(command, inputs);
		assertTrue(module.isCanceled(), "ran on");
		final String reason = module.getCancelReason();
		assertEquals(1, reason.lines().count(), reason);
		return reason;
	}

	private static ImagePlus twoSpots() {
		final ByteProcessor pixels = new ByteProcessor(300, 300);
		pixels.setValue(255);
		pixels.setRoi(69, 69, 30, 30);
		pixels.fill();
		pixels.setRoi(197, 149, 30, 30);
		pixels.fill();
		return new ImagePlus("spots", pixels);
	}

	@Test
	void detects() {
		final ImagePlus image = twoSpots();
		final CommandModule module = run(Detect.class, "image", image, "model", model, "engine", "fake", "score", 0.9);
		assertFalse(module.isCanceled(), module.getCancelReason());
		assertEquals(2, image.getOverlay().size());
		final Roi roi = image.getOverlay().get(0);
		assertEquals("spot", roi.getProperty("class"));
		assertEquals(69, roi.getFloatBounds().x, 1e-3);
		assertEquals(99, roi.getFloatBounds().getMaxY(), 1e-3);
		final ResultsTable table = ResultsTable.getResultsTable();
		assertEquals(2, table.size());
		assertEquals("spot", table.getStringValue("class", 1));
		assertEquals(197, table.getValue("x_min", 1), 1e-3);
	}

	/** Lines that were recorded with windows. */
	@Test
	void withoutADisplayThereIsNoManagerToAddTo() {
		final ImagePlus image = twoSpots();
		final CommandModule module = run(Detect.class, "image", image, "model", model, "engine", "fake",
			"add_to_manager", true);
		assertFalse(module.isCanceled(), module.getCancelReason());
		assertEquals(2, image.getOverlay().size());
	}

	@Test
	void refusesKeysThatAreNotThere() {
		final RuntimeException e = assertThrows(IllegalArgumentException.class,
			() -> run(Detect.class, "model", model, "scor", "0.5"));
		assertTrue(e.getMessage().contains("scor"), e.getMessage());
	}

	@Test
	void refusesValues() {
		final ImagePlus image = twoSpots();
		final List<Object[]> wrong = List.of(new Object[][] { { "score", "abc" }, { "score", 7 }, { "overlap", "" },
			{ "max_detections", "0" }, { "tiling", "300,200" }, { "channels", "0" }, { "channels", "9" },
			{ "intensity_range", "9,3" }, { "engine", "warp" }, { "device", "tpu" }, { "threads", "many" },
			{ "model", "/absent/m.ssd" }, { "model", folder } });
		for (final Object[] value : wrong) {
			final Object[] inputs = { "image", image, "model", model, "engine", "fake", value[0], value[1] };
			final String line = refusal(Detect.class, inputs);
			assertTrue(line.startsWith(value[0] + ": "), value[0] + "=" + value[1] + " gave " + line);
		}
		assertEquals(null, image.getOverlay());
		assertEquals(0, ResultsTable.getResultsTable().size());
		assertTrue(refusal(Detect.class, "model", model, "engine", "fake").startsWith("image: "));
		assertTrue(refusal(Detect.class, "image", new ImagePlus(), "model", model).contains("no pixels"));
	}

	@Test
	void refusesDatasetsAndLeavesNothing() throws Exception {
		final Path data = Files.createDirectory(folder.resolve("empty"));
		final Path written = folder.resolve("new.ssd");
		assertTrue(refusal(Train.class, "model", written).startsWith("dataset: "));
		assertTrue(refusal(Train.class, "dataset", folder.resolve("absent"), "model", written).startsWith("dataset: "));
		assertTrue(refusal(Train.class, "dataset", data, "model", written).startsWith("dataset: "));
		assertTrue(refusal(Train.class, "dataset", data).startsWith("model: "));
		assertTrue(refusal(Train.class, "dataset", data, "model", folder.resolve("new.zip")).startsWith("model: "));
		assertTrue(refusal(Evaluate.class, "dataset", data).startsWith("model, detections: "));
		assertTrue(refusal(Evaluate.class, "dataset", data, "model", model, "metric", "voc").startsWith("metric: "));
		assertTrue(refusal(DetectFolder.class, "input", data, "output", folder.resolve("out"), "model", model, "engine",
			"fake").startsWith("input: "));
		assertTrue(
			refusal(DetectFolder.class, "input", data, "output", folder.resolve("out"), "model", model, "shard", "3/2")
				.startsWith("shard: "));
		assertTrue(refusal(MergeResults.class).startsWith("input: is missing"));
		assertTrue(refusal(MergeResults.class, "input", folder.resolve("absent")).startsWith("input: "));
		assertTrue(refusal(MergeResults.class, "input", data).contains("contains no results of shards"));
		assertTrue(
			refusal(MakeSampleDataset.class, "dataset", folder.resolve("d"), "images", "few").startsWith("images: "));
		assertFalse(Files.exists(written));
		assertFalse(Files.exists(folder.resolve("out")));
		assertFalse(Files.exists(folder.resolve("d")));
	}

	@Test
	void listsEngines() throws Exception {
		final Path json = folder.resolve("engines.json");
		assertFalse(run(Engines.class, "output", json).isCanceled());
		assertTrue(Files.readString(json).contains("\"fake\""));
	}

	@Test
	@Timeout(60)
	void escapeEndsATrainingWithAModel() throws Exception {
		final Path data = folder.resolve("data");
		assertFalse(run(MakeSampleDataset.class, "dataset", data, "images", 4).isCanceled());
		final Path trained = folder.resolve("trained.ssd");
		final Future<CommandModule> training = commands.run(Train.class, true, "dataset", data, "model", trained,
			"width", TestModels.WIDTH, "iterations", 1_000_000, "batch_size", 1, "validation", "", "augmentation",
			"none", "engine", "fake", "threads", 1);
		while (!training.isDone()) {
			IJ.setKeyDown(KeyEvent.VK_ESCAPE);
			Thread.sleep(20);
		}
		IJ.resetEscape();
		assertTrue(training.get().isCanceled());
		assertTrue(ModelFile.read(trained).provenance().size() > 0);
	}

	@Test
	void annotationsAreSaved() {
		final ImagePlus image = twoSpots();
		final File data = folder.resolve("data").toFile();
		assertTrue(refusal(SaveAnnotations.class, "image", image, "dataset", data).contains("spots has no ROIs"));
		assertTrue(refusal(SaveAnnotations.class, "dataset", data).contains("no image is open"));
		final Roi roi = new Roi(69.25, 69, 30, 30);
		roi.setName("spot");
		image.setOverlay(new Overlay(roi));
		assertTrue(refusal(SaveAnnotations.class, "image", image).contains("dataset: is missing"));
		assertFalse(run(SaveAnnotations.class, "image", image, "dataset", data, "split", "val").isCanceled());
		assertEquals(69.25,
			Datasets.open(data.toString(), "val", List.of()).images().get(0).objects().get(0).box().xMin());
	}

	/** Fiji's list of tasks has a button for each. */
	@Test
	@Timeout(60)
	void aTaskThatIsCanceledEndsTheTraining() throws Exception {
		final Path data = folder.resolve("data");
		assertFalse(run(MakeSampleDataset.class, "dataset", data, "images", 4).isCanceled());
		final List<Task> tasks = new CopyOnWriteArrayList<>();
		final Object button = new Object() {

			@EventHandler
			@SuppressWarnings("unused") // SciJava calls it
			private void onEvent(final TaskEvent event) {
				final Task task = event.getTask();
				if (!tasks.contains(task)) tasks.add(task);
				if (task.getProgressValue() == 2 && !task.isCanceled()) task.cancel("pressed");
			}
		};
		context.service(EventService.class).subscribe(button);
		final Path trained = folder.resolve("trained.ssd");
		final CommandModule training = run(Train.class, "dataset", data, "model", trained, "width", TestModels.WIDTH,
			"iterations", 1_000_000, "batch_size", 1, "validation", "", "augmentation", "none", "engine", "fake",
			"threads", 1);
		assertTrue(training.isCanceled());
		assertTrue(training.getCancelReason().contains("tick \"Resume\" (in a macro: resume=true)"),
			training.getCancelReason());
		assertEquals(1, tasks.size());
		assertEquals("SSD Train...", tasks.get(0).getName());
		assertEquals(1_000_000, tasks.get(0).getProgressMaximum());
		assertTrue(tasks.get(0).isDone());
		assertTrue(ModelFile.read(trained).provenance().size() > 0);
	}

	/** In Fiji the options of a script that a macro started are in sight of the commands that the script calls. */
	@Test
	void optionsOfAnotherLeaveGivenInputsAlone() throws Exception {
		final String line = refusedWithOptions("a=1 model=[/absent/other.ssd]", "model", new File("/absent/given.ssd"));
		assertTrue(line.contains("given.ssd"), line);
		assertTrue(refusedWithOptions("a=1").startsWith("a: "));
	}

	/** @return the line with which Detect is refused in a thread that has macro options */
	private String refusedWithOptions(final String options, final Object... given) throws Exception {
		final Thread thread = Thread.currentThread();
		final String name = thread.getName();
		thread.setName("Run$_" + name);
		Macro.setOptions(options);
		try {
			final CommandModule module = new CommandModule(commands.getCommand(Detect.class));
			for (int i = 0; i < given.length; i += 2) {
				module.setInput((String) given[i], given[i + 1]);
				module.resolveInput((String) given[i]);
			}
			new ModuleRunner(context, module,
				context.service(PluginService.class).createInstancesOfType(PreprocessorPlugin.class), List.of()).run();
			return module.getCancelReason();
		}
		finally {
			Macro.setOptions(null);
			thread.setName(name);
		}
	}
}
