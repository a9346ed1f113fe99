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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.log.LogLevel;
import org.scijava.log.LogService;

import sc.fiji.ssd.GuideCommand;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.Datasets;
import sc.fiji.ssd.data.GuideData;
import sc.fiji.ssd.evaluate.Evaluator;
import sc.fiji.ssd.model.Presets;
import sc.fiji.ssd.model.SsdArchitecture;

/**
 * Holds every command of {@code docs/reproducing-the-paper.md} against the
 * program: keys, values, presets, layouts, and which command needs what another
 * has made.
 */
class ReproductionGuideTest {

	private static final Map<String, String> CLASSES = Map.of("TrainOnFolder", "Train", "EvaluateModel", "Evaluate",
		"DetectFolder", "DetectFolder", "ImportWeights", "ImportWeights");

	@TempDir
	private static Path folder;

	private static List<GuideCommand> commands;

	@BeforeAll
	static void readGuide() throws IOException {
		System.setProperty("java.awt.headless", "true");
		commands = GuideCommand.all();
		GuideData.voc(folder.resolve("data/VOCdevkit/VOC2007"), 4, 1, "trainval", "test");
		GuideData.voc(folder.resolve("data/VOCdevkit/VOC2012"), 5, 2, "trainval");
		GuideData.voc(folder.resolve("data/ILSVRC-DET"), 4, 3, "trainval1", "val2");
		GuideData.coco(folder.resolve("data/coco"), "train2017", 4, 4);
		GuideData.coco(folder.resolve("data/coco"), "val2017", 4, 5);
	}

	private static String name(final GuideCommand command) {
		return command.macro().getFileName().toString().replace(".ijm", "");
	}

	private static List<GuideCommand> of(final String macro) {
		return commands.stream().filter(c -> name(c).equals(macro)).toList();
	}

	@Test
	void macrosAndKeysExist() {
		assertTrue(commands.size() > 70, commands.size() + " commands");
		final Map<String, Set<String>> known = CommandKeys.byClass();
		for (final GuideCommand c : commands) {
			assertTrue(Files.isRegularFile(c.macro()), c.macro().toString());
			final Set<String> keys = new HashSet<>(c.keys().keySet());
			keys.removeAll(known.get(CLASSES.get(name(c))));
			assertEquals(Set.of(), keys, c.title());
		}
	}

	/** The command takes every value and stops at the folder that does not exist. */
	@Test
	void trainingsAreAcceptedUpToTheirData() throws Exception {
		final Path start = TestModels.write(folder.resolve("start.ssd"), "a");
		try (Context context = new Context()) {
			context.service(LogService.class).setLevel(LogLevel.NONE);
			for (final GuideCommand c : of("TrainOnFolder")) {
				final List<Object> inputs = new ArrayList<>();
				c.keys().forEach((key, value) -> inputs.addAll(List.of(key, switch (key) {
					case "dataset" -> value.replace("data/", folder + "/absent/");
					case "model" -> value.replace("models/", folder + "/models/");
					case "initial_weights" -> start.toString();
					default -> value;
				})));
				final CommandModule module = context.service(CommandService.class)
					.run(Train.class, true, inputs.toArray()).get();
				assertTrue(module.isCanceled(), c.title());
				assertTrue(module.getCancelReason().startsWith("dataset: " + folder + "/absent/"),
					c.title() + ": " + module.getCancelReason());
			}
		}
	}

	@Test
	void layoutsAndSplitsAreThoseOfTheGuide() {
		for (final GuideCommand c : commands) {
			if (!c.keys().containsKey("dataset")) continue;
			final String spec = c.keys().get("dataset").replace("data/", folder + "/data/");
			final Dataset dataset = Datasets.open(spec, c.keys().get("split"), List.of());
			final int expected = switch (spec.split(";").length) {
				case 1 -> 4;
				case 2 -> 9;
				default -> 13;
			};
			assertEquals(expected, dataset.images().size(), c.title());
		}
	}

	@Test
	void batchesAre32AndTheRateFallsBeforeTheEnd() {
		for (final GuideCommand c : of("TrainOnFolder")) {
			if (c.keys().get("model").contains("check-")) continue;
			assertEquals(32,
				Integer.parseInt(c.keys().get("batch_size")) * Integer.parseInt(c.keys().get("accumulate")));
			assertEquals("0.001", c.keys().get("learning_rate"));
			assertEquals("0", c.keys().get("warmup"));
			final String[] steps = c.keys().get("steps").split(",");
			assertTrue(Integer.parseInt(steps[steps.length - 1]) < Integer.parseInt(c.keys().get("iterations")));
		}
	}

	/** Nothing is started from, scored or detected with that no command makes; nothing is made twice or of another kind. */
	@Test
	void everyModelIsMadeByOneCommand() {
		final Map<String, String> made = new HashMap<>();
		for (final GuideCommand c : commands)
			if (List.of("TrainOnFolder", "ImportWeights").contains(name(c)))
				assertFalse(made.put(c.keys().get("model"), c.keys().get("preset")) != null, c.keys().get("model"));
		final Set<String> used = new HashSet<>();
		for (final GuideCommand c : commands) {
			final String initial = c.keys().get("initial_weights");
			if (initial != null) {
				assertTrue(made.containsKey(initial), c.title() + ": " + initial);
				if (!initial.contains("vgg16")) assertEquals(made.get(initial), c.keys().get("preset"), c.title());
				used.add(initial);
			}
			if (List.of("EvaluateModel", "DetectFolder").contains(name(c))) {
				assertTrue(made.containsKey(c.keys().get("model")), c.title() + ": " + c.keys().get("model"));
				used.add(c.keys().get("model"));
			}
		}
		made.keySet().removeAll(used);
		made.keySet().removeIf(model -> model.contains("check-"));
		assertEquals(Set.of(), made.keySet(), "made and never used");
	}

	@Test
	void everyPresetIsUsedAndFitsWhatItStartsFrom() {
		final Set<String> used = new TreeSet<>();
		for (final GuideCommand c : of("TrainOnFolder")) {
			used.add(c.keys().get("preset"));
			if (!c.keys().containsKey("initial_weights")) continue;
			final SsdArchitecture network = Presets.load(c.keys().get("preset"));
			final String full = c.keys().get("initial_weights").contains("full")
				? "[4096, 512, 7, 7]"
				: "[1024, 512, 3, 3]";
			assertEquals(full, Arrays.toString(network.network(2).parameterShapes().get("fc6.weight")));
		}
		assertEquals(new TreeSet<>(Presets.NAMES), used);
	}

	@Test
	void metricsExistAndBenchmarksNamePresets() throws IOException {
		for (final GuideCommand c : of("EvaluateModel"))
			assertTrue(Evaluator.METRICS.contains(c.keys().get("metric")), c.title());
		final Matcher benchmark = Pattern.compile("(?m)^mvn -q -Pbenchmark .* preset=([\\w-]+)\"$")
			.matcher(GuideCommand.guide());
		final Set<String> presets = new TreeSet<>();
		while (benchmark.find())
			presets.add(benchmark.group(1));
		assertEquals(Set.of("ssd300-voc", "ssd512-voc"), presets);
	}
}
