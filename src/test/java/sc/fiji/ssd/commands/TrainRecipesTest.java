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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.log.LogLevel;
import org.scijava.log.LogListener;
import org.scijava.log.LogMessage;
import org.scijava.log.LogService;

import sc.fiji.ssd.commands.keys.EarlierTraining;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.model.library.ModelLibrary;

/** Recipes of training as a user writes them: what the keys of SSD Train... do together. */
class TrainRecipesTest extends CommandTest {

	@TempDir
	private Path folder;

	private final List<String> log = new ArrayList<>();
	private CommandService commands;
	private Path data;

	@BeforeEach
	void start() throws Exception {
		final LogListener listener = (final LogMessage message) -> {
			synchronized (log) {
				log.add(message.text());
			}
		};
		context.service(LogService.class).addLogListener(listener);
		commands = context.service(CommandService.class);
		data = folder.resolve("data");
		assertFalse(run(MakeSampleDataset.class, "dataset", data, "images", 6).isCanceled());
	}

	private CommandModule run(final Class<? extends SsdCommand> command, final Object... inputs)
		throws InterruptedException, ExecutionException
	{
		return commands.run(command, true, inputs).get();
	}

	/** @return the last state of a training of a few iterations */
	private SsdModel train(final String name, final Object... more) throws Exception {
		final List<Object> inputs = new ArrayList<>(
			List.of("dataset", data.toString(), "model", folder.resolve(name + "/m.ssd"), "width", TestModels.WIDTH,
				"iterations", 4, "batch_size", 2, "engine", "fake", "augmentation", "flip"));
		for (int i = 0; i < more.length; i += 2) {
			final int known = inputs.indexOf(more[i]);
			if (known >= 0) inputs.set(known + 1, more[i + 1]);
			else inputs.addAll(List.of(more[i], more[i + 1]));
		}
		final CommandModule module = run(Train.class, inputs.toArray());
		assertFalse(module.isCanceled(), module.getCancelReason());
		return ModelFile.read(folder.resolve(name + "/m.last.ssd"));
	}

	private String refusal(final Object... more) throws Exception {
		final List<Object> inputs = new ArrayList<>(
			List.of("dataset", data.toString(), "model", folder.resolve("no.ssd"), "engine", "fake"));
		inputs.addAll(Arrays.asList(more));
		final CommandModule module = run(Train.class, inputs.toArray());
		assertTrue(module.isCanceled(), "ran on");
		assertEquals(1, module.getCancelReason().lines().count(), module.getCancelReason());
		return module.getCancelReason();
	}

	/** @return the iterations that have a validation */
	private List<Integer> validated(final String name) throws IOException {
		return Files.readAllLines(folder.resolve(name + "/training.csv")).stream().skip(1).map(l -> l.split(",", -1))
			.filter(values -> !values[5].isEmpty()).map(values -> Integer.valueOf(values[0])).toList();
	}

	@Test
	void validationHasItsOwnTurns() throws Exception {
		train("own", "validate_every", 3, "checkpoint_every", 2, "iterations", 7);
		assertEquals(List.of(3, 6, 7), validated("own"));
		train("default", "checkpoint_every", 2, "iterations", 5);
		assertEquals(List.of(2, 4, 5), validated("default"));
		train("end", "validate_every", 0, "checkpoint_every", 2);
		assertEquals(List.of(4), validated("end"));
		assertTrue(refusal("validate_every", "often").startsWith("validate_every: 'often' is not a whole number"));
		assertTrue(refusal("validate_every", "-1").startsWith("validate_every: "));
	}

	/**
	 * The recipe from scratch goes with the fitted network; each of its parts can be replaced. The engine of this test has
	 * no batch normalization, so the rate is the one without it.
	 */
	@Test
	void aFittedNetworkHasItsOwnRecipe() throws Exception {
		final Map<String, Object> own = train("auto", "preset", "auto", "augmentation", "auto")
			.provenance();
		assertEquals(List.of("cosine", 0.003, "turn"),
			List.of(own.get("schedule"), own.get("learning_rate"), own.get("augmentation")));
		final Map<String, Object> paper = train("paper", "augmentation", "auto", "learning_rate", "auto").provenance();
		assertEquals(List.of("steps", 0.001, "paper", "none"), List.of(paper.get("schedule"),
			paper.get("learning_rate"), paper.get("augmentation"), paper.get("normalization")));
		final Map<String, Object> typed = train("typed", "preset", "auto", "normalization", "none", "steps", "2",
			"learning_rate", "0.004", "augmentation", "flip").provenance();
		assertEquals(List.of("steps", 0.004, "flip"),
			List.of(typed.get("schedule"), typed.get("learning_rate"), typed.get("augmentation")));
		assertTrue(refusal("preset", "auto", "schedule", "cosine", "steps", "2").startsWith("schedule: "));
	}

	/** Hardly any time: the smallest network, which the log describes once. */
	@Test
	void timeChoosesTheNetwork() throws Exception {
		context.service(LogService.class).setLevel(LogLevel.INFO);
		final SsdModel timed = train("timed", "preset", "auto", "width", "1.0", "iterations", "", "minutes", "0.0001");
		assertEquals(0.125, timed.architecture().width());
		final int input = timed.architecture().inputSize();
		final String size = "input " + input + " x " + input;
		assertEquals(1, log.stream().filter(line -> line.startsWith("0.0001 minutes: " + size + ", width 0.125 and 1 iterations")).count(),
			log.toString());
		assertEquals(1, log.stream().filter(line -> line.startsWith("preset=auto: " + size)).count(), log.toString());
		assertEquals(1, log.stream().filter(line -> line.startsWith("recipe for training from scratch")).count(), log.toString());
	}

	@Test
	void aFittedNetworkIsResumedAndTrainedFurther() throws Exception {
		final Object[] auto = { "preset", "auto", "normalization", "none", "steps", "9", "warmup", "0" };
		final SsdModel first = train("r", auto);
		final SsdModel resumed = train("r", "preset", "auto", "normalization", "none", "iterations", 6, "resume", true,
			"steps", "9", "warmup", "0");
		assertEquals(first.architecture(), resumed.architecture());
		assertEquals(6.0, ((Number) resumed.provenance().get("iterations_done")).doubleValue());
		final SsdModel further = train("f", "preset", "auto", "width", "1.0", "initial_weights",
			folder.resolve("r/m.ssd").toString());
		assertEquals(first.architecture(), further.architecture());
		assertEquals("steps", further.provenance().get("schedule"));
	}

	/** The starter model brings its network, its intensities and the recipe of brief trainings; empty stays from scratch. */
	@Test
	void theStarterModelIsTakenWhereItFits() throws Exception {
		context.service(LogService.class).setLevel(LogLevel.INFO);
		final Object[] auto = { "preset", "auto", "width", "1.0", "initial_weights", "auto", "augmentation", "auto",
			"iterations", 1, "validation", "" };
		final SsdModel begun = train("starter", auto);
		final SsdModel starter = ModelFile.read(ModelLibrary.find("model", ModelLibrary.starter().name()));
		assertEquals(starter.architecture(), begun.architecture());
		assertEquals(List.of("nucleus", "ring", "rod"), begun.classNames());
		assertEquals(starter.preprocessing().intensityRange(), begun.preprocessing().intensityRange());
		assertEquals(starter.preprocessing().mean(), begun.preprocessing().mean());
		assertEquals(List.of("cosine", 0.003, "turn", 10.0), List.of(begun.provenance().get("schedule"),
			begun.provenance().get("learning_rate"), begun.provenance().get("augmentation"),
			begun.provenance().get("gradient_clip")));
		assertTrue(log.stream().anyMatch(line -> line.startsWith("initial_weights=auto: starts from the model ")), log.toString());
		assertTrue(log.stream().anyMatch(line -> line.startsWith("Scores kept for background, nucleus")), log.toString());
		final SsdModel narrow = train("narrow", "initial_weights", "auto", "iterations", 1);
		assertEquals(TestModels.WIDTH, narrow.architecture().width());
		assertTrue(log.stream().anyMatch(line -> line.startsWith("initial_weights=auto: from scratch, because layer conv2_1 ")),
			log.toString());
		log.clear();
		train("scratch", "iterations", 1);
		assertTrue(log.stream().noneMatch(line -> line.contains("initial_weights")), log.toString());
	}

	@Test
	void aTrainingFromTheStarterModelIsResumed() throws Exception {
		final Object[] auto = { "preset", "auto", "width", "1.0", "initial_weights", "auto", "validation", "", "steps", "9",
			"warmup", "0", "iterations", 1 };
		final SsdModel begun = train("r", auto);
		auto[auto.length - 1] = 2;
		final List<Object> more = new ArrayList<>(Arrays.asList(auto));
		more.addAll(List.of("resume", true));
		final SsdModel resumed = train("r", more.toArray());
		assertEquals(2.0, ((Number) resumed.provenance().get("iterations_done")).doubleValue());
		assertEquals(begun.architecture(), resumed.architecture());
		assertEquals("auto", EarlierTraining.of(folder.resolve("r/m.ssd")).preset("other"));
	}

	@Test
	void gradientsAreLimitedFromScratchOrAsAsked() throws Exception {
		assertEquals(10.0, train("scratch").provenance().get("gradient_clip"));
		assertEquals(0.0, train("off", "gradient_clip", "0").provenance().get("gradient_clip"));
		assertEquals(2.5, train("own", "gradient_clip", "2.5").provenance().get("gradient_clip"));
		final Path model = folder.resolve("scratch/m.ssd");
		assertEquals(0.0, train("tuned", "initial_weights", model).provenance().get("gradient_clip"));
		assertEquals(7.0,
			train("both", "initial_weights", model, "gradient_clip", 7).provenance().get("gradient_clip"));
		assertTrue(refusal("gradient_clip", "-1").startsWith("gradient_clip: '-1' is neither auto nor a number"));
		assertTrue(refusal("gradient_clip", "none").startsWith("gradient_clip: "));
	}

	@Test
	void weightDecayIsThePapersOrAsAsked() throws Exception {
		assertEquals(0.0005, train("paper").provenance().get("weight_decay"));
		assertEquals(0.002, train("own", "weight_decay", "0.002").provenance().get("weight_decay"));
		assertTrue(refusal("weight_decay", "-1").startsWith("weight_decay: '-1' is neither auto nor a number"));
		assertTrue(refusal("weight_decay", "1").startsWith("weight_decay: 1.0 is not valid"));
	}

	@Test
	void fineTuningKeepsClassesByName() throws Exception {
		final List<String> all = train("all").classNames();
		assertEquals(List.of("nucleus", "ring", "rod"), all);
		final Path other = TestModels.write(folder.resolve("other.ssd"), "zebra", "ring", "ant", "bee");
		context.service(LogService.class).setLevel(LogLevel.INFO);
		final SsdModel tuned = train("tuned", "initial_weights", other, "learning_rate", "1e-9");
		assertTrue(log.contains("Scores kept for background, ring; initialised at random for nucleus, rod"), log.toString());
		// of the first box: background, the new class, the kept one
		final float[] from = ModelFile.read(other).weights().get("fc7_mbox_conf.weight").values(),
			to = tuned.weights().get("fc7_mbox_conf.weight").values();
		final int row = 16 * 9;
		assertEquals(from[0], to[0], 1e-5);
		assertEquals(from[2 * row], to[2 * row], 1e-5);
		assertTrue(Math.abs(from[row] - to[row]) > 1e-5);
	}

	@Test
	void severalDatasetsAndSomeClasses() throws Exception {
		final Path more = folder.resolve("more");
		assertFalse(run(MakeSampleDataset.class, "dataset", more, "images", 8, "seed", 5).isCanceled());
		final SsdModel one = train("one"), both = train("both", "dataset", data + ";" + more, "validation", "");
		final int images = images(one);
		assertTrue(images(both) > images, images(both) + " of " + images);
		assertEquals(List.of("data", "more"), both.provenance().get("dataset"));
		// an image has no object; all are used when those without one are negatives
		final SsdModel some = train("some", "classes", "rod,ring", "empty_images", "negatives");
		assertEquals(List.of("rod", "ring"), some.classNames());
		assertEquals(images + 1, images(some));
	}

	private static int images(final SsdModel model) {
		return ((Number) model.provenance().get("training_images")).intValue();
	}
}
