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

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import sc.fiji.ssd.data.AnnotatedImage;
import sc.fiji.ssd.data.Dataset;
import sc.fiji.ssd.data.GroundTruth;
import sc.fiji.ssd.engine.EngineSettings;
import sc.fiji.ssd.engine.LinearEngineService;
import sc.fiji.ssd.image.ImagePlane;
import sc.fiji.ssd.image.ImageReader;
import sc.fiji.ssd.io.UserException;
import sc.fiji.ssd.model.ModelFile;
import sc.fiji.ssd.train.augment.Augmentation;
import sc.fiji.ssd.train.progress.TrainingListener;
import sc.fiji.ssd.train.progress.TrainingProgress;

/** What a training needs is looked at before it begins, and what it has done is not lost to what goes wrong later. */
class TrainingDataTest {

	@TempDir
	Path folder;

	private final LinearEngineService engines = new LinearEngineService();
	private final Set<Path> damaged = ConcurrentHashMap.newKeySet();
	private TinyFields fields;
	private List<AnnotatedImage> images;

	@BeforeEach
	void make() {
		fields = new TinyFields("/somebody/home/fields", 12, 4);
		images = fields.dataset().images();
	}

	private Dataset training() {
		return fields.dataset(images.subList(0, 8));
	}

	private Dataset validation() {
		return fields.dataset(images.subList(8, 12));
	}

	private final ImageReader reader = new ImageReader() {

		@Override
		public List<ImagePlane> read(final Path file) throws IOException {
			if (damaged.contains(file)) throw new IOException("it is a damaged PNG: its end is missing");
			return fields.read(file);
		}

		@Override
		public boolean reads(final Path file) {
			return fields.reads(file);
		}
	};

	private void train(final int iterations, final Dataset held, final boolean resume, final TrainingListener listener) {
		final TrainingSettings settings = new TrainingSettings(iterations, 4, 1, 0.02, List.of(), 0,
			Augmentation.Kind.FLIP, false, "", 0, 5, 100, 2, 0, 2, EngineSettings.DEFAULT, TrainingRecipe.PAPER);
		new Trainer(engines, reader, settings, List.of(listener)).train(TinyFields.model(), training(), held,
			folder.resolve("cells.ssd"), resume);
	}

	private String refusal(final int iterations, final Dataset held, final TrainingListener listener) {
		final String line = assertThrows(UserException.class, () -> train(iterations, held, false, listener)).getMessage();
		assertEquals(1, line.lines().count());
		assertTrue(line.length() <= 500, line);
		return line;
	}

	/** Fails if a training begins. */
	private static final TrainingListener NEVER = new TrainingListener() {

		@Override
		public void iteration(final TrainingProgress progress) {
			throw new AssertionError("The training has begun");
		}
	};

	@Test
	void damagedImagesAreFoundBeforeTheFirstIteration() {
		for (final AnnotatedImage image : List.of(images.get(6), images.get(11))) {
			damaged.clear();
			damaged.add(image.file());
			final String line = refusal(4, validation(), NEVER);
			assertTrue(line.contains(image.file().toString()) && line.contains("its end is missing"), line);
			assertEquals(image == images.get(11), line.startsWith("validation: "));
			assertFalse(Files.exists(folder.resolve("cells.last.ssd")));
		}
	}

	@Test
	void imagesOfAnotherSizeOrPlaneAreFoundBeforeTheFirstIteration() {
		final AnnotatedImage last = images.get(11);
		final AnnotatedImage wide = new AnnotatedImage(last.name(), last.file(), 80, last.height(), last.objects());
		assertTrue(refusal(4, fields.dataset(List.of(images.get(8), wide)), NEVER).contains("40 x 36"));
		final AnnotatedImage plane = new AnnotatedImage("x#3", last.file(), 2, last.width(), last.height(), last.objects());
		assertTrue(refusal(4, fields.dataset(List.of(images.get(8), plane)), NEVER).contains("1 planes"));
	}

	@Test
	void aValidationWithoutObjectsIsRefused() {
		final AnnotatedImage empty = new AnnotatedImage("e", images.get(9).file(), 40, 36, List.of());
		assertTrue(refusal(4, fields.dataset(List.of(empty)), NEVER).startsWith("validation: "));
		final GroundTruth object = images.get(8).objects().get(0);
		final AnnotatedImage difficult = new AnnotatedImage("d", images.get(8).file(), 40, 36,
			List.of(new GroundTruth(object.box(), object.className(), true, false)));
		assertTrue(refusal(4, fields.dataset(List.of(difficult)), NEVER).contains("no object of the trained classes"));
	}

	@Test
	void aValidationThatFailsLaterWritesTheModelFirst() throws IOException {
		final String line = refusal(6, validation(), new TrainingListener() {

			@Override
			public void iteration(final TrainingProgress progress) {
				if (progress.iteration() == 1) damaged.add(images.get(10).file());
			}
		});
		assertTrue(line.startsWith("validation: ") && line.contains("resume=true") && line.contains("cells.last.ssd"), line);
		assertTrue(Files.exists(folder.resolve("cells.ssd")));
		assertEquals(2.0, ModelFile.readResumable(folder.resolve("cells.last.ssd")).trainerState().get("iteration"));
		assertEquals(3, Files.readAllLines(folder.resolve("training.csv")).size());
		damaged.clear();
		train(6, validation(), true, new TrainingListener() {});
		assertEquals(7, Files.readAllLines(folder.resolve("training.csv")).size());
	}

	@Test
	void moreIterationsCanBeAskedFor() {
		train(4, null, false, new TrainingListener() {});
		final ResumePoint point = ResumePoint.of(folder.resolve("cells.ssd")).orElseThrow();
		assertEquals(4, point.iteration());
		assertEquals(List.of(), point.steps().orElseThrow());
		assertEquals(4, point.whole("batch_size").orElseThrow());
		train(8, null, true, new TrainingListener() {});
		assertEquals(8, ResumePoint.of(folder.resolve("cells.ssd")).orElseThrow().iteration());
	}
}
