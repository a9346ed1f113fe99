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
package sc.fiji.ssd.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.box.Box;
import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LinearEngine;
import sc.fiji.ssd.engine.LinearEngineService;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;
import sc.fiji.ssd.train.progress.TrainingResult;

/** Tests {@link Trainer} with an engine that repeats itself to the bit. */
class TrainerTest {

	@TempDir
	Path folder;

	private final LinearEngineService engines = new LinearEngineService();
	private TinyFields fields;
	private Dataset data;

	@BeforeEach
	void setUp() {
		fields = new TinyFields("/somebody/home/fields", 11, 4);
		data = fields.dataset();
	}

	@Test
	void lossFalls() {
		final List<Double> losses = new ArrayList<>();
		final TrainingResult result = train(settings(150).kind(Augmentation.Kind.FLIP).rate(0.05).build(), "cells",
			new TrainingListener() {

				@Override
				public void iteration(final TrainingProgress p) {
					losses.add(p.loss());
				}
			});
		assertEquals(150, result.iterations());
		assertFalse(result.canceled());
		assertTrue(Double.isNaN(result.bestMap()));
		final double before = mean(losses.subList(0, 10)), after = mean(losses.subList(140, 150));
		assertTrue(after < 0.7 * before, before + " to " + after);
		assertTrue(engines.made().stream().allMatch(LinearEngine::isClosed));
	}

	@Test
	void resumingEqualsAnUnbrokenRunToTheBit() throws IOException {
		final Settings settings = settings(24).kind(Augmentation.Kind.PAPER_EXPAND).validateEvery(6).checkpointEvery(5);
		train(settings.build(), "unbroken/cells", data, data, false);
		killAt(17, settings.build(), "broken/cells");
		// the checkpoint is older than the log, and the last row was cut by the kill
		assertEquals(15, ModelFile.readResumable(folder.resolve("broken/cells.last.ssd")).trainerState()
			.get("iteration") instanceof Number n ? n.intValue() : -1);
		final Path log = folder.resolve("broken/training.csv");
		Files.writeString(log, Files.readString(log) + "18,1.2");
		train(settings.build(), "broken/cells", data, data, true);
		assertEquals(withoutThroughput(folder.resolve("unbroken/training.csv")), withoutThroughput(log));
		assertSame(ModelFile.read(folder.resolve("unbroken/cells.ssd")),
			ModelFile.read(folder.resolve("broken/cells.ssd")));
		final ModelFile.Resumable one = ModelFile.readResumable(folder.resolve("unbroken/cells.last.ssd"));
		final ModelFile.Resumable two = ModelFile.readResumable(folder.resolve("broken/cells.last.ssd"));
		assertSame(one.model(), two.model());
		assertSame(one.optimizer().momentum(), two.optimizer().momentum());
		assertEquals(one.trainerState(), two.trainerState());
	}

	@Test
	void weightDecayShrinksKernels() throws IOException {
		final List<Double> squares = new ArrayList<>();
		for (final double decay : new double[] { 0, 0.5 }) {
			train(settings(8).build().with(new TrainingRecipe(false, false, 0, decay)), "decay" + decay, data, null, false);
			double sum = 0;
			for (final NamedWeights.Array array : ModelFile.read(folder.resolve("decay" + decay + ".ssd")).weights().arrays().values())
				for (final float value : array.values()) sum += (double) value * value;
			squares.add(sum);
		}
		assertTrue(squares.get(1) < squares.get(0), squares.toString());
	}

	@Test
	void resumingWithTheRecipeFromScratchEqualsAnUnbrokenRunToTheBit() throws IOException {
		final TrainingRecipe recipe = new TrainingRecipe(true, true, 0.9, 0.001);
		final TrainingSettings settings = settings(24).validateEvery(6).checkpointEvery(5).build().with(recipe);
		train(settings, "unbroken/cells", data, data, false);
		killAt(17, settings, "broken/cells");
		train(settings, "broken/cells", data, data, true);
		assertEquals(withoutThroughput(folder.resolve("unbroken/training.csv")),
			withoutThroughput(folder.resolve("broken/training.csv")));
		final ModelFile.Resumable one = ModelFile.readResumable(folder.resolve("unbroken/cells.last.ssd"));
		final ModelFile.Resumable two = ModelFile.readResumable(folder.resolve("broken/cells.last.ssd"));
		assertSame(one.model(), two.model());
		assertSame(one.optimizer().momentum(), two.optimizer().momentum());
		assertEquals(Set.of("trained", "average"), one.further().keySet());
		one.further().forEach((name, weights) -> assertEquals(weights.arrays().keySet(),
			two.further().get(name).arrays().keySet()));
		one.further().forEach((name, weights) -> weights.arrays().forEach((array, values) -> assertArrayEquals(
			values.values(), two.further().get(name).arrays().get(array).values(), name + " " + array)));
		final SsdModel model = ModelFile.read(folder.resolve("unbroken/cells.ssd"));
		assertEquals(List.of(), model.weights().mismatches(model.network()), "it has the layers of a plain model");
		assertEquals(List.of(0.0, 1.0), interval(model), "its interval is in order and within 0 and 1");
		final UserException e = assertThrows(UserException.class,
			() -> train(settings.with(TrainingRecipe.PAPER), "broken/cells", data, data, true));
		assertTrue(e.getMessage().contains("normalization"), e.getMessage());
		assertTrue(engines.made().stream().allMatch(LinearEngine::isClosed));
	}

	/** @return 0 and 1 if the interval of the model's score lies between them */
	private static List<Double> interval(final SsdModel model) {
		final List<?> ends = (List<?>) model.provenance().get("best_map_interval");
		final double low = ((Number) ends.get(0)).doubleValue(), high = ((Number) ends.get(1)).doubleValue();
		return low >= 0 && low <= high && high <= 1 ? List.of(0.0, 1.0) : List.of(low, high);
	}

	@Test
	void discardingLeavesTheFilesAsTheyWere() throws IOException {
		assertEquals(List.of(), namesAfterDiscarding(folder.resolve("new/cells.ssd")), "nothing was there");
		train(settings(6).validateEvery(2).build(), "old/cells", data, data, false);
		final Path old = folder.resolve("old");
		final Map<String, String> before = contents(old);
		assertEquals(4, before.size(), before.keySet().toString());
		namesAfterDiscarding(old.resolve("cells.ssd"));
		assertEquals(before, contents(old));
		assertThrows(IllegalStateException.class,
			() -> new Trainer(engines, fields, settings(1).build(), List.of()).discard());
	}

	private List<String> namesAfterDiscarding(final Path model) throws IOException {
		final AtomicReference<Trainer> trainer = new AtomicReference<>();
		trainer.set(new Trainer(engines, fields, settings(50).validateEvery(2).checkpointEvery(3).build(),
			List.of(new TrainingListener() {

				@Override
				public void iteration(final TrainingProgress p) {
					if (p.iteration() == 7) trainer.get().discard();
				}
			})).discardable());
		final TrainingResult result = trainer.get().train(TinyFields.model(), data, data, model, false);
		assertTrue(result.discarded() && result.canceled());
		assertEquals(7, result.iterations());
		return List.copyOf(contents(model.getParent()).keySet());
	}

	/** @return text of the files of a folder by name, but for locks */
	private static Map<String, String> contents(final Path folder) throws IOException {
		final Map<String, String> contents = new TreeMap<>();
		if (!Files.exists(folder)) return contents;
		try (var files = Files.list(folder)) {
			for (final Path file : (Iterable<Path>) files::iterator)
				if (!file.toString().endsWith(".lock"))
					contents.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
		}
		return contents;
	}

	@Test
	void cancelAndResumeEqualsAnUnbrokenRun() throws IOException {
		final Settings settings = settings(20).accumulate(2).clip(0.5);
		train(settings.build(), "unbroken/cells", data, null, false);
		final AtomicReference<Trainer> trainer = new AtomicReference<>();
		trainer.set(new Trainer(engines, fields, settings.build(), List.of(new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress p) {
				if (p.iteration() == 9) new Thread(trainer.get()::cancel).start();
				// the other thread needs a moment
				while (p.iteration() == 9 && !trainer.get().isCanceled())
					Thread.onSpinWait();
			}
		})));
		final TrainingResult canceled = trainer.get().train(TinyFields.model(), data, null,
			folder.resolve("broken/cells.ssd"), false);
		assertTrue(canceled.canceled());
		assertEquals(9, canceled.iterations());
		assertEquals(9.0, ModelFile.read(canceled.model()).provenance().get("iterations_done"));
		final TrainingResult resumed = train(settings.build(), "broken/cells", data, null, true);
		assertFalse(resumed.canceled());
		assertEquals(withoutThroughput(folder.resolve("unbroken/training.csv")),
			withoutThroughput(folder.resolve("broken/training.csv")));
		assertSame(ModelFile.read(folder.resolve("unbroken/cells.ssd")),
			ModelFile.read(folder.resolve("broken/cells.ssd")));
	}

	@Test
	void aCanceledValidationIsMadeUpFor() throws IOException {
		final TinyFields held = new TinyFields("held", 5, 8);
		final TrainingSettings settings = settings(12).validateEvery(4).build();
		final AtomicReference<Trainer> trainer = new AtomicReference<>();
		final AtomicInteger validationReads = new AtomicInteger();
		final ImageReader both = new ImageReader() {

			@Override
			public List<ImagePlane> read(final Path file) {
				if (!held.reads(file)) return fields.read(file);
				// the third image of the second validation; all five are read before the training begins, too
				if (validationReads.incrementAndGet() == 13) trainer.get().cancel();
				return held.read(file);
			}

			@Override
			public boolean reads(final Path file) {
				return true;
			}
		};
		trainer.set(new Trainer(engines, both, settings, List.of()));
		final TrainingResult canceled = trainer.get().train(TinyFields.model(), data, held.dataset(),
			folder.resolve("broken/cells.ssd"), false);
		assertTrue(canceled.canceled());
		assertEquals(8, canceled.iterations());
		for (final String run : new String[] { "broken", "unbroken" }) {
			trainer.set(new Trainer(engines, both, settings, List.of()));
			trainer.get().train(TinyFields.model(), data, held.dataset(), folder.resolve(run + "/cells.ssd"),
				run.equals("broken"));
		}
		assertEquals(withoutThroughput(folder.resolve("unbroken/training.csv")),
			withoutThroughput(folder.resolve("broken/training.csv")));
		assertEquals(ModelFile.readResumable(folder.resolve("unbroken/cells.last.ssd")).trainerState(),
			ModelFile.readResumable(folder.resolve("broken/cells.last.ssd")).trainerState());
	}

	@Test
	void threadsDoNotChangeABit() throws IOException {
		for (final Augmentation.Kind kind : Augmentation.Kind.values()) {
			train(settings(6).kind(kind).threads(1).build(), kind + "/one", data, null, false);
			final List<String> one = withoutThroughput(folder.resolve(kind + "/training.csv"));
			train(settings(6).kind(kind).threads(4).build(), kind + "/four", data, null, false);
			assertEquals(one, withoutThroughput(folder.resolve(kind + "/training.csv")));
			assertSame(ModelFile.read(folder.resolve(kind + "/one.ssd")),
				ModelFile.read(folder.resolve(kind + "/four.ssd")));
		}
	}

	@Test
	void accumulatedBatchesEqualOneLargeBatch() {
		// how many negatives an empty image gives depends on the batch it is in
		train(settings(5).batch(8).ignoreEmpty().build(), "large/cells", data, null, false);
		train(settings(5).batch(2).accumulate(4).ignoreEmpty().build(), "small/cells", data, null, false);
		final NamedWeights large = ModelFile.read(folder.resolve("large/cells.ssd")).weights();
		ModelFile.read(folder.resolve("small/cells.ssd")).weights().arrays()
			.forEach((name, array) -> assertArrayEquals(large.get(name).values(), array.values(), 1e-5f, name));
	}

	@Test
	void frozenLayersStay() {
		train(settings(10).freeze("conv1, conv2_*_loc").build(), "cells", data, null, false);
		final NamedWeights before = TinyFields.model().weights();
		ModelFile.read(folder.resolve("cells.ssd")).weights().arrays().forEach((name, array) -> {
			final boolean frozen = name.startsWith("conv1.") || name.startsWith("conv2_mbox_loc.");
			final boolean same = Arrays.equals(before.get(name).values(), array.values());
			if (!name.matches("conv[123]\\.bias")) assertEquals(frozen, same, name);
		});
	}

	/** The first step of SGD moves the weights by the rate times the gradients, biases by twice that, and decay. */
	@Test
	void clippingLimitsTheNormOfAllGradients() {
		final double rate = 0.01, free = moved(0, rate, "free"), clipped = moved(1e-3, rate, "clipped");
		assertTrue(free > 0.1 * rate, "moved " + free);
		assertTrue(clipped <= 2 * rate * 1e-3 + decay(rate), "moved " + clipped);
		assertTrue(clipped >= rate * 1e-3 - decay(rate), "moved " + clipped);
		// a limit that is not reached changes nothing
		assertEquals(free, moved(1e6, rate, "loose"));
	}

	/** @return Euclidean norm of the change of all heads by one step */
	private double moved(final double clip, final double rate, final String name) {
		train(settings(1).clip(clip).rate(rate).build(), name + "/cells", data, null, false);
		final NamedWeights before = TinyFields.model().weights();
		double squares = 0;
		for (final Map.Entry<String, NamedWeights.Array> e : ModelFile.read(folder.resolve(name + "/cells.ssd"))
			.weights().arrays().entrySet())
			for (int i = 0; i < e.getValue().values().length; i++)
				squares += Math.pow(e.getValue().values()[i] - before.get(e.getKey()).values()[i], 2);
		return Math.sqrt(squares);
	}

	/** @return Euclidean norm of the change by weight decay in one step */
	private static double decay(final double rate) {
		double squares = 0;
		for (final Map.Entry<String, NamedWeights.Array> e : TinyFields.model().weights().arrays().entrySet())
			if (e.getKey().endsWith(NamedWeights.WEIGHT)) for (final float w : e.getValue().values())
				squares += w * w;
		return 5e-4 * rate * Math.sqrt(squares);
	}

	@Test
	void divergenceKeepsTheLastGoodCheckpoint() {
		final UserException e = assertThrows(UserException.class,
			() -> train(settings(2000).rate(1e12).checkpointEvery(1).build(), "cells", data, null, false));
		assertTrue(e.getMessage().contains("lower learning_rate"), e.getMessage());
		assertTrue(e.getMessage().contains("cells.last.ssd"), e.getMessage());
		assertEquals(1, e.getMessage().lines().count());
		ModelFile.readResumable(folder.resolve("cells.last.ssd")).model().weights().arrays().forEach((name, array) -> {
			for (final float w : array.values())
				assertTrue(Float.isFinite(w), name);
		});
		assertFalse(Files.exists(folder.resolve("cells.ssd")));
		assertTrue(engines.made().get(0).isClosed());
	}

	@Test
	void olderModelStaysUntilTheNewOneIsComplete() throws IOException {
		final Path model = folder.resolve("cells.ssd");
		Files.writeString(model, "old");
		assertThrows(UserException.class, () -> train(settings(2000).rate(1e12).build(), "cells", data, null, false));
		assertEquals("old", Files.readString(model));
	}

	@Test
	void filesSayWhatWasDone() throws IOException {
		train(settings(12).steps(4, 8).warmup(2).validateEvery(5).build(), "cells", data, data, false);
		final List<String> lines = Files.readAllLines(folder.resolve("training.csv"));
		assertEquals("iteration,loss,localization_loss,confidence_loss,learning_rate,validation_map,images_per_second",
			lines.get(0));
		assertEquals(13, lines.size());
		final String[] rates = { "0.01", "0.02", "0.02", "0.02", "0.002", "0.002", "0.002", "0.002", "0.0002" };
		for (int i = 1; i <= 12; i++) {
			final String[] values = lines.get(i).split(",", -1);
			assertEquals(7, values.length);
			assertEquals(String.valueOf(i), values[0]);
			assertEquals(Double.parseDouble(values[1]), Double.parseDouble(values[2]) + Double.parseDouble(values[3]),
				1e-5);
			assertEquals(rates[Math.min(i, 9) - 1], values[4]);
			assertEquals(i == 5 || i == 10 || i == 12, !values[5].isEmpty());
			assertTrue(Double.parseDouble(values[6]) > 0);
		}
		assertEquals(600, ImageIO.read(folder.resolve("cells.loss.png").toFile()).getHeight());
		final Map<String, Object> told = ModelFile.read(folder.resolve("cells.last.ssd")).provenance();
		assertEquals(List.of("fields"), told.get("dataset"));
		assertEquals(12.0, told.get("iterations_done"));
		assertFalse(told.toString().contains("somebody"), told.toString());
		try (var files = Files.list(folder)) {
			assertEquals(List.of("cells.last.ssd", "cells.loss.png", "cells.ssd", "training.csv"),
				files.map(f -> f.getFileName().toString()).sorted().toList());
		}
	}

	@Test
	void keepsTheBestByValidation() {
		final Map<Integer, Double> maps = new TreeMap<>();
		final TrainingResult result = train(settings(60).validateEvery(10).build(), "cells", data, data,
			new TrainingListener() {

				@Override
				public void validated(final int iteration, final double map) {
					maps.put(iteration, map);
				}
			});
		assertEquals(List.of(10, 20, 30, 40, 50, 60), List.copyOf(maps.keySet()));
		final double best = maps.values().stream().mapToDouble(m -> m).max().orElseThrow();
		assertTrue(best > 0, maps.toString());
		assertEquals(best, result.bestMap());
		final Map<String, Object> told = ModelFile.read(result.model()).provenance();
		assertEquals(best, told.get("best_map"));
		assertEquals(maps.get(((Number) told.get("best_iteration")).intValue()), best);
		assertEquals(told.get("best_iteration"), told.get("iterations_done"));
	}

	@Test
	void resumeRefusesWhatDiffers() {
		train(settings(4).build(), "cells", data, null, false);
		refused("learning_rate", () -> train(settings(8).rate(0.3).build(), "cells", data, null, true));
		refused("augmentation",
			() -> train(settings(8).kind(Augmentation.Kind.FLIP).build(), "cells", data, null, true));
		refused("seed", () -> train(settings(8).seed(9).build(), "cells", data, null, true));
		final Dataset fewer = fields.dataset(data.images().subList(0, 6));
		refused("dataset", () -> train(settings(8).build(), "cells", fewer, null, true));
		refused("validation", () -> train(settings(8).build(), "cells", data, data, true));
		final SsdModel m = TinyFields.model();
		refused("preprocessing",
			() -> new Trainer(engines, fields, settings(8).build(), List.of()).train(new SsdModel(m.architecture(),
				m.classNames(), m.preprocessing().with("2", "auto"), Map.of(), m.weights()), data, null,
				folder.resolve("cells.ssd"), true));
		refused("does not exist", () -> train(settings(8).build(), "others", data, null, true));
		assertEquals(8, train(settings(8).build(), "cells", data, null, true).iterations());
		assertEquals(8, train(settings(8).build(), "cells", data, null, true).iterations());
	}

	@Test
	void twoTrainingsDoNotShareAFolder() {
		final List<String> refusals = new ArrayList<>();
		train(settings(2).build(), "cells", new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress progress) {
				for (final String name : List.of("cells", "others")) // others would have the same training.csv
					refusals
						.add(assertThrows(UserException.class, () -> train(settings(2).build(), name, data, null, false))
							.getMessage());
				train(settings(1).build(), "elsewhere/cells", data, null, false);
			}
		});
		assertEquals(4, refusals.size());
		for (final String line : refusals)
			assertTrue(line.startsWith("model: " + folder.toAbsolutePath() + " is being written by process "), line);
		assertFalse(Files.exists(folder.resolve("training.lock")));
		assertFalse(Files.exists(folder.resolve("others.ssd")));
		assertEquals(4, train(settings(4).build(), "cells", data, null, true).iterations());
	}

	@Test
	void refusesWhatCannotBeTrained() {
		final List<AnnotatedImage> empty = data.images().stream().filter(i -> i.objects().isEmpty()).toList();
		refused("no image with an object",
			() -> train(settings(4).build(), "cells", fields.dataset(empty), null, false));
		final AnnotatedImage first = data.images().get(0);
		final AnnotatedImage strange = new AnnotatedImage(first.name(), first.file(), 40, 36,
			List.of(new GroundTruth(new Box(1, 1, 9, 9), "zebra"), new GroundTruth(new Box(1, 1, 9, 9), "ant")));
		refused("ant, zebra", () -> train(settings(4).build(), "cells", fields.dataset(List.of(strange)), null, false));
		final AnnotatedImage large = new AnnotatedImage(first.name(), first.file(), 80, 36, first.objects());
		refused("40 x 36", () -> train(settings(4).build(), "cells", fields.dataset(List.of(large)), null, false));
		refused("freeze", () -> train(settings(4).freeze("conv9*").build(), "cells", data, null, false));
		refused("freeze", () -> train(settings(4).freeze("*").build(), "cells", data, null, false));
		refused("model", () -> train(settings(4).build(), "cells", data, null, false, "cells.zip"));
	}

	@Test
	void smallDatasetsAreDecodedOnce() {
		train(settings(20).batch(13).build(), "cells", data, null, false);
		// two workers may decode the same image at the same time
		assertTrue(fields.reads.get() < 3 * data.images().size(), "decoded " + fields.reads.get());
	}

	private void killAt(final int iteration, final TrainingSettings settings, final String name) {
		assertThrows(IllegalStateException.class, () -> train(settings, name, data, data, new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress p) {
				if (p.iteration() == iteration) throw new IllegalStateException("killed");
			}
		}));
	}

	private static void refused(final String word, final org.junit.jupiter.api.function.Executable task) {
		final UserException e = assertThrows(UserException.class, task);
		assertTrue(e.getMessage().contains(word), e.getMessage());
		assertEquals(1, e.getMessage().lines().count());
	}

	private TrainingResult train(final TrainingSettings settings, final String name, final TrainingListener listener) {
		return train(settings, name, data, null, listener);
	}

	private TrainingResult train(final TrainingSettings settings, final String name, final Dataset train,
		final Dataset validation, final TrainingListener listener)
	{
		return new Trainer(engines, fields, settings, List.of(listener)).train(TinyFields.model(), train, validation,
			folder.resolve(name + ".ssd"), false);
	}

	private TrainingResult train(final TrainingSettings settings, final String name, final Dataset train,
		final Dataset validation, final boolean resume)
	{
		return train(settings, name, train, validation, resume, name + ".ssd");
	}

	private TrainingResult train(final TrainingSettings settings, final String name, final Dataset train,
		final Dataset validation, final boolean resume, final String file)
	{
		return new Trainer(engines, fields, settings, List.of()).train(TinyFields.model(), train, validation,
			folder.resolve(file), resume);
	}

	private static List<String> withoutThroughput(final Path csv) throws IOException {
		return Files.readAllLines(csv).stream().map(line -> line.substring(0, line.lastIndexOf(','))).toList();
	}

	private static void assertSame(final SsdModel expected, final SsdModel actual) {
		assertSame(expected.weights(), actual.weights());
	}

	private static void assertSame(final NamedWeights expected, final NamedWeights actual) {
		assertEquals(expected.arrays().keySet(), actual.arrays().keySet());
		expected.arrays().forEach((name, array) -> assertArrayEquals(array.values(), actual.get(name).values(), name));
	}

	private static double mean(final List<Double> values) {
		return values.stream().mapToDouble(v -> v).average().orElseThrow();
	}

	private static Settings settings(final int iterations) {
		return new Settings(iterations);
	}

	/** Settings that differ in what a test is about. */
	private static final class Settings {

		private final int iterations;
		private int batch = 4;
		private int accumulate = 1;
		private double rate = 0.02;
		private List<Integer> steps = List.of();
		private int warmup;
		private Augmentation.Kind kind = Augmentation.Kind.MICROSCOPY;
		private String freeze = "";
		private double clip;
		private boolean emptyAsNegatives = true;
		private long seed = 5;
		private int checkpointEvery = 1000;
		private int validateEvery;
		private int threads = 2, patience;

		Settings(final int iterations) {
			this.iterations = iterations;
		}

		Settings batch(final int value) {
			batch = value;
			return this;
		}

		Settings accumulate(final int value) {
			accumulate = value;
			return this;
		}

		Settings ignoreEmpty() {
			emptyAsNegatives = false;
			return this;
		}

		Settings rate(final double value) {
			rate = value;
			return this;
		}

		Settings steps(final Integer... values) {
			steps = List.of(values);
			return this;
		}

		Settings warmup(final int value) {
			warmup = value;
			return this;
		}

		Settings kind(final Augmentation.Kind value) {
			kind = value;
			return this;
		}

		Settings freeze(final String value) {
			freeze = value;
			return this;
		}

		Settings clip(final double value) {
			clip = value;
			return this;
		}

		Settings seed(final long value) {
			seed = value;
			return this;
		}

		Settings checkpointEvery(final int value) {
			checkpointEvery = value;
			return this;
		}

		Settings validateEvery(final int value) {
			validateEvery = value;
			return this;
		}

		Settings patience(final int value) {
			patience = value;
			return this;
		}

		Settings threads(final int value) {
			threads = value;
			return this;
		}

		TrainingSettings build() {
			return new TrainingSettings(iterations, batch, accumulate, rate, steps, warmup, kind, emptyAsNegatives,
				freeze, clip, seed, checkpointEvery, validateEvery, patience, threads, EngineSettings.DEFAULT,
				TrainingRecipe.PAPER);
		}
	}
}
