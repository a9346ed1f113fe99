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
package sc.fiji.ssd.engine.cudnn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.ssd.engine.FormulaNetwork.assertClose;
import static sc.fiji.ssd.engine.FormulaNetwork.assertSame;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;

import sc.fiji.ssd.engine.EngineService;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.NamedWeights;
import sc.fiji.ssd.engine.SgdStep;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.model.SsdModel;
import sc.fiji.ssd.train.TinyFields;
import sc.fiji.ssd.train.Trainer;
import sc.fiji.ssd.train.TrainingRecipe;
import sc.fiji.ssd.train.TrainingSettings;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;

/**
 * Whole trainings, with validation, checkpoints and resuming, on one and on several cards. Runs on the imitated GPU.
 */
@EnabledIf(value = FakeCard.HERE, disabledReason = "FakeCardTest runs it in a JVM of its own")
class CardTrainingTest {

	private static final int ITERATIONS = 12, BATCH = 18;

	@TempDir
	Path folder;

	private final Context context = new Context(EngineService.class);
	private final TinyFields fields = new TinyFields("/fields", 21, 4);

	@AfterEach
	void close() {
		context.dispose();
	}

	@Test
	void severalCardsLearnWhatOneLearns() {
		final List<Double> one = train("cuda:0", "one", Integer.MAX_VALUE, false, TrainingRecipe.PAPER),
			several = train("all", "several", Integer.MAX_VALUE, false, TrainingRecipe.PAPER);
		assertEquals(ITERATIONS, one.size());
		for (int i = 0; i < ITERATIONS; i++)
			assertEquals(1, several.get(i) / one.get(i), 1e-4, "loss of iteration " + (i + 1));
		assertTrue(one.get(ITERATIONS - 1) < 0.9 * one.get(0), "it learns nothing: " + one);
		final NamedWeights expected = model("one").weights(), actual = model("several").weights();
		expected.arrays()
			.forEach((name, array) -> assertClose(array.values(), actual.get(name).values(), 1e-3, name));
		assertEquals(List.of("cuda:0,cuda:1,cuda:2"), List.of(device("several")));
	}

	@Test
	void whatIsResumedOnSeveralCardsEqualsAnUnbrokenRunToTheBit() {
		final TrainingRecipe averaging = new TrainingRecipe(false, false, 0.9, SgdStep.PAPER_DECAY);
		final List<Double> unbroken = train("all", "unbroken", Integer.MAX_VALUE, false, averaging),
			broken = new ArrayList<>();
		broken.addAll(train("all", "broken", 7, false, averaging));
		assertEquals(7, broken.size());
		broken.addAll(train("all", "broken", Integer.MAX_VALUE, true, averaging));
		assertEquals(unbroken, broken);
		assertSame(average("unbroken"), average("broken"));
		assertSame(model("unbroken").weights(), model("broken").weights());
	}

	private SsdModel model(final String name) {
		return ModelFile.read(folder.resolve(name + ".ssd"));
	}

	private NamedWeights average(final String name) {
		return ModelFile.readResumable(folder.resolve(name + ".last.ssd")).further().get("average");
	}

	private String device(final String name) {
		final String engine = String.valueOf(ModelFile.readResumable(folder.resolve(name + ".last.ssd")).trainerState()
			.get("engine"));
		return engine.replaceAll(".*?(cuda:\\d(,cuda:\\d)*).*", "$1");
	}

	/** @return the losses of the iterations */
	private List<Double> train(final String device, final String name, final int cancelAfter, final boolean resume,
		final TrainingRecipe recipe)
	{
		final List<Double> losses = new ArrayList<>();
		final AtomicReference<Trainer> trainer = new AtomicReference<>();
		final TrainingSettings settings = new TrainingSettings(ITERATIONS, BATCH, 2, 0.02, List.of(9), 2,
			Augmentation.Kind.PAPER_EXPAND, true, "", 5, 3, 4, 5, 0, 2,
			new EngineSettings("cudnn", device, "float32", 1, true), recipe);
		trainer.set(new Trainer(context.service(EngineService.class), fields, settings, List.of(new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress progress) {
				losses.add(progress.loss());
				if (progress.iteration() == cancelAfter) trainer.get().cancel();
			}
		})));
		trainer.get().train(TinyFields.model(), fields.dataset(), fields.dataset(), folder.resolve(name + ".ssd"), resume);
		assertEquals(List.of(), FakeCard.breaches());
		return losses;
	}
}
